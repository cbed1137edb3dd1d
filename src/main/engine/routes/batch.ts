/** Many pairs at once. */
import { stat } from 'node:fs/promises'
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
      const path = library.redeem(input.ticket)
      if (!path.ok) return path
      // A table names paths of this computer, and only the shell may; a folder names none.
      const isFolder = (await stat(path.value).catch(() => null))?.isDirectory() ?? false
      if (options.face !== 'cli' && !isFolder)
        return fail(
          'usage',
          'A window opens no table, since a table names files of this computer.',
          'Drop a folder, or use “choreo batch”.',
        )
      return (await loadBatches()).open(path.value, input, inputContext(parts, signal))
    }),
    run: os.batch.run.handler(async function* ({ input, signal }) {
      yield* (await loadBatches()).run(input.id, input.parallel, signal)
    }),
    pairs: os.batch.pairs.handler(async ({ input }) => (await loadBatches()).pairs(input)),
  }
}
