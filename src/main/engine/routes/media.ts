/** Files come in, and are shown before anything is made of them. */
import { fail, ok, type Result } from '../../../domain/failure'
import { mapOf, proxyOf, stripOf } from '../clip-previews'
import { openFile, openLink } from '../inputs'
import { findSamples } from '../samples'
import { type Contracted, inputContext, type Parts } from './parts'

export function mediaRoutes(os: Contracted, parts: Parts) {
  const { library, recents, options } = parts
  const { previews } = parts.world
  let samples: ReturnType<typeof findSamples> | null = null
  const samplesHere = () => {
    samples ??= findSamples(options.resourcesPath)
    return samples
  }

  /** What a window opens is offered again; the samples are offered anyway. */
  function isWorthNoting(path: string): boolean {
    const found = samplesHere()
    return options.face !== 'cli' && !(found.ok && Object.values(found.value).includes(path))
  }

  return {
    open: os.media.open.handler(async ({ input, signal }) => {
      if ('link' in input) return openLink(input.link, inputContext(parts, signal), input.as)
      const path = library.redeem(input.ticket)
      if (!path.ok) return path
      const opened = await openFile(path.value, inputContext(parts, signal), input.as)
      if (opened.ok && isWorthNoting(path.value)) recents.note(path.value, opened.value.facts)
      return opened
    }),
    strip: os.media.strip.handler(({ input, signal }) => stripOf(input.id, { library, previews, signal })),
    map: os.media.map.handler(({ input, signal }) => mapOf(input.id, { library, previews, signal })),
    proxy: os.media.proxy.handler(({ input, signal }) => proxyOf(input.id, { library, previews, signal })),
    reveal: os.media.reveal.handler(async ({ input }): Promise<Result<null>> => {
      const found = library.resolve(input.href.replace(/^m\//, ''))
      if (!found) return fail('input.unknown-id', 'This file is not known here any more.', 'Make it again.')
      if (!options.reveal) return fail('setup.bad-origin', 'There is no file manager to show it in.', `Open ${found.path} yourself.`)
      await options.reveal(found.path)
      return ok(null)
    }),
    recents: os.media.recents.handler(() => recents.list()),
    samples: os.media.samples.handler(() => {
      const found = samplesHere()
      return found.ok ? ok({ image: library.admit(found.value.image), video: library.admit(found.value.video) }) : found
    }),
  }
}
