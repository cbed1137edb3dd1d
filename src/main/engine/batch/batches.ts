/** The batches that were opened here: planned once, then run by their id. */
import type { BatchEvent, BatchInput, BatchPlan } from '../../../contract/batch-shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import type { InputContext } from '../inputs'
import type { Runner } from '../jobs/runner'
import type { World } from '../jobs/world'
import type { Library } from '../library'
import { type Plan, planBatch } from './plan'
import { runBatch } from './run'

export interface Batches {
  open(path: string, input: BatchInput, context: InputContext): Promise<Result<BatchPlan>>
  run(id: string, parallel: number, signal?: AbortSignal): AsyncGenerator<BatchEvent, void>
}

export function createBatches(world: World, runner: Runner, library: Library): Batches {
  const plans = new Map<string, Plan>()
  const running = new Set<string>()
  return {
    async open(path, input, context) {
      const planned = await planBatch(path, input, context, world)
      if (!planned.ok) return planned
      const { told, plan } = planned.value
      if (plan) plans.set(plan.id, plan)
      else plans.delete(told.id)
      return ok(told)
    },
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
