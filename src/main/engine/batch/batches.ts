/** The batches that were opened here: planned once, then run by their id. */
import type { BatchEvent, BatchInput, BatchPlan, PairsInput } from '../../../contract/batch-shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import type { InputContext } from '../inputs'
import type { Runner } from '../jobs/runner'
import type { World } from '../jobs/world'
import type { Library } from '../library'
import type { KnownHashes } from './pairs'
import { type Plan, type Planned, planBatch, planPairs } from './plan'
import { runBatch } from './run'

/** A window plans anew for every wish that changes, and each plan may have thousands of rows. */
const MOST_PLANS = 8

export interface Batches {
  open(path: string, input: BatchInput, context: InputContext): Promise<Result<BatchPlan>>
  pairs(input: PairsInput): Promise<Result<BatchPlan>>
  run(id: string, parallel: number, signal?: AbortSignal): AsyncGenerator<BatchEvent, void>
}

export function createBatches(world: World, runner: Runner, library: Library): Batches {
  const plans = new Map<string, Plan>()
  const running = new Set<string>()
  const hashes: KnownHashes = new Map()

  function keep(planned: Result<Planned>): Result<BatchPlan> {
    if (!planned.ok) return planned
    const { told, plan } = planned.value
    plans.delete(told.id)
    if (plan) plans.set(plan.id, plan)
    // The first of a map is its oldest.
    for (const id of plans.keys()) if (plans.size > MOST_PLANS) plans.delete(id)
    return ok(told)
  }

  return {
    open: async (path, input, context) => keep(await planBatch(path, input, context, world)),
    pairs: async (input) => keep(await planPairs(input, library, hashes, world)),
    async *run(id, parallel, signal) {
      const plan = plans.get(id)
      if (!plan)
        return yield { event: 'done', result: fail('input.unknown-id', 'This batch is not open here, or cannot begin.', 'Open it again.') }
      if (running.has(id))
        return yield { event: 'done', result: fail('project.locked', 'This batch is running already.', 'Wait until it is done.') }
      running.add(id)
      try {
        yield* runBatch(plan, parallel, { world, runner, library, signal })
      } finally {
        running.delete(id)
      }
    },
  }
}
