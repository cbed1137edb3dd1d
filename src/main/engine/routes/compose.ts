/** What would be done, and preparing it. Nothing here costs money but `improve`. */
import { fail, ok } from '../../../domain/failure'
import { checkPair, preparePair, previewRequest } from '../compose'
import { improveWording } from '../improve'
import type { Contracted, Parts } from './parts'

export function composeRoutes(os: Contracted, { options, world, library }: Parts) {
  const { project, tools, previews, secrets, settings } = world
  return {
    check: os.compose.check.handler(({ input }) => checkPair(input, input.providers, library, previews, tools)),
    prepare: os.compose.prepare.handler(async function* ({ input, signal }) {
      // Only the shell may name a folder to write to; a window never names a path.
      if (input.outDir !== undefined && options.face !== 'cli')
        return yield { event: 'done', result: fail('usage', 'A window cannot name a folder.', 'Use the folder of the project.') }
      // Artifacts are content-addressed and put in place whole, so preparing needs no lock.
      const there = await project.ensure()
      if (!there.ok) return yield { event: 'done', result: there }
      yield* preparePair(input, input.providers, input.outDir, { library, tools, previews, preparedDir: project.preparedDir, signal })
    }),
    request: os.compose.request.handler(({ input }) => {
      const preview = previewRequest(input, input.provider, library, settings)
      // A link of the person's own may be presigned.
      return preview.ok ? ok({ ...preview.value, curl: secrets.redact(preview.value.curl) }) : preview
    }),
    improve: os.compose.improve.handler(({ input, signal }) => improveWording(input, library, world, signal)),
  }
}
