/** The contract's procedures that show a clip before anything is made of it. */
import type { ClipStrip, MapEvent } from '../../contract/shapes'
import type { ClipMap } from '../../domain/clip-map'
import { fail, ok, type Result } from '../../domain/failure'
import type { Library } from './library'
import type { Clip, Previews } from './media/previews'

interface Context {
  library: Library
  previews: Previews
  signal?: AbortSignal
}

export async function stripOf(id: string, { library, previews, signal }: Context): Promise<Result<ClipStrip>> {
  const clip = clipOf(id, library)
  if (!clip.ok) return clip
  const strip = await previews.strip(clip.value, { signal })
  if (!strip.ok) return strip
  const { path, ...layout } = strip.value
  return ok({ ...layout, href: library.publish(path) })
}

export async function proxyOf(id: string, { library, previews, signal }: Context): Promise<Result<{ href: string }>> {
  const clip = clipOf(id, library)
  if (!clip.ok) return clip
  const proxy = await previews.proxy(clip.value, { signal })
  return proxy.ok ? ok({ href: library.publish(proxy.value) }) : proxy
}

/** Progress no finer than a hundredth, then what was found. */
export async function* mapOf(id: string, { library, previews, signal }: Context): AsyncGenerator<MapEvent, void> {
  const clip = clipOf(id, library)
  if (!clip.ok) return yield { event: 'done', result: clip }
  let told = 0
  let reached = 0
  let wakeUp = () => {}
  let result: Result<ClipMap> | null = null
  const working = previews
    .map(clip.value, {
      signal,
      onProgress(fraction) {
        reached = fraction
        if (reached - told >= 0.01) wakeUp()
      },
    })
    .then((found) => {
      result = found
    })
  while (result === null) {
    await Promise.race([
      working,
      new Promise<void>((go) => {
        wakeUp = go
      }),
    ])
    if (result === null && reached > told) {
      told = reached
      yield { event: 'progress', fraction: told }
    }
  }
  yield { event: 'done', result }
}

function clipOf(id: string, library: Library): Result<Clip> {
  const entry = library.get(id)
  if (!entry.ok) return entry
  const { path, facts, name } = entry.value
  return facts.kind === 'video'
    ? ok({ path, facts })
    : fail('video.not-a-video', `${name} is not a clip.`, 'Choose a clip for the motion: MP4, MOV or another video format.')
}
