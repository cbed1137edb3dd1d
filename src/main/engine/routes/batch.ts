/** Many pairs at once. */
import { fail } from '../../../domain/failure'
import type { Batches } from '../batch/batches'
import { type Contracted, inputContext, type Parts } from './parts'

export function batchRoutes(os: Contracted, parts: Parts) {
  const { options, world, runner, library } = parts
  // Few sessions run a batch, so its code is loaded only then.
  let batches: Promise<Batches> | null = null
  const loadBatches = () => {
    batches ??= import('../batch/batches').then(({ createBatches }) => createBatches(world, runner, library))
    return batches
  }
  return {
    open: os.batch.open.handler(async ({ input, signal }) => {
      // A table names paths of this computer, and only the shell may.
      if (options.face !== 'cli') return fail('usage', 'A window cannot open a batch.', 'Use “choreo batch”.')
      const path = library.redeem(input.ticket)
      return path.ok ? (await loadBatches()).open(path.value, input, inputContext(parts, signal)) : path
    }),
    run: os.batch.run.handler(async function* ({ input, signal }) {
      yield* (await loadBatches()).run(input.id, input.parallel, signal)
    }),
    pairs: os.batch.pairs.handler(() => fail('provider.not-supported', 'This part of the window is not built yet.', 'Update Choreo.')),
  }
}
