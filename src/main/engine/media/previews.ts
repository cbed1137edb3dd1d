/**
 * What the window shows of a clip before anything is made of it: filmstrip, map and a copy it can play. Kept in a cache of
 * their own, by the clip's path, size and time of change; nothing in it is worth more than the seconds it took.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { ClipMap } from '../../../domain/clip-map'
import { fail, failed, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import { diskFailure } from '../disk'
import { mapClip } from './clip-map'
import { laySheet, makeFilmstrip, type Sheet, StripLayout } from './filmstrip'
import { webpAsApng } from './image-frames'
import { makeProxy } from './proxy'
import { type Asking, sharedWork } from './shared-work'
import { requireTools, type Tools } from './tools'

export interface Clip {
  path: string
  facts: VideoFacts
}

/** Taken from keyframes, or evenly from all frames; they lie under names of their own, since a window keeps what it has shown. */
type StripFrom = 'keys' | 'all'

/** Where the sheet lies, and how it is laid out. */
export type Filmstrip = StripLayout & { path: string }

export interface Previews {
  /** Better after `map`, which brings pictures from between the keyframes. */
  strip(clip: Clip, asking?: Asking): Promise<Result<Filmstrip>>
  map(clip: Clip, asking?: Asking): Promise<Result<ClipMap>>
  /** What an earlier look at this file found; null where nobody looked. Reads one small file. */
  knownMap(path: string): Promise<ClipMap | null>
  /** Path of a copy that Chromium shows. */
  proxy(clip: Clip, asking?: Asking): Promise<Result<string>>
  /** Removes what was not used for a month, and the longest unused until the rest is below the cap. */
  sweep(): Promise<void>
}

/** Raised where what is found changes, so that an older answer is not taken for a new one. */
const VERSION = 2
const MOST_BYTES = 500_000_000
const MOST_DAYS = 30
/** An unfinished file this old belongs to nobody. */
const UNFINISHED_HOURS = 6

/** @param directory made on first use */
export function createPreviews(directory: string, tools: Tools, mostBytes = MOST_BYTES): Previews {
  const strips = sharedWork<Filmstrip>()
  const maps = sharedWork<ClipMap>()
  const proxies = sharedWork<string>()
  const rewrites = sharedWork<true>()

  /** The finished file with this ending: the one that is there, or what `make` writes into a name of its own. */
  async function kept<T>(
    place: string,
    read: (path: string) => Promise<T | null>,
    make: (unfinished: string) => Promise<Result<unknown>>,
  ): Promise<Result<T>> {
    const there = await used(place, read)
    if (there !== null) return ok(there)
    const unfinished = join(directory, `.${randomBytes(6).toString('hex')}${/\.\w+$/.exec(place)?.[0] ?? ''}`)
    try {
      await mkdir(directory, { recursive: true })
      const made = await make(unfinished)
      if (!made.ok) return made
      await rename(unfinished, place)
      const value = await read(place)
      return value === null ? fail('disk.failed', 'A preview was lost while it was kept.', 'Try again.') : ok(value)
    } catch (error) {
      const failure = diskFailure(error)
      if (!failure) throw error
      return failed(failure)
    } finally {
      // Whatever keeps it from being removed has its say above; a sweep takes what is left.
      await rm(unfinished, { force: true }).catch(() => {})
    }
  }

  /** The layout is written last: where it is there, the sheet is. */
  async function keepStrip(place: string, from: StripFrom, { layout, jpeg }: Sheet): Promise<Result<Filmstrip>> {
    const sheet = `${place}.${from}.jpg`
    const laid = await kept(sheet, isThere, async (unfinished) => {
      await writeFile(unfinished, jpeg)
      return ok(null)
    })
    if (!laid.ok) return laid
    const kindred = await kept(`${place}.${from}.json`, readJson(StripLayout), async (unfinished) => {
      await writeFile(unfinished, JSON.stringify(layout))
      return ok(null)
    })
    return kindred.ok ? ok({ ...kindred.value, path: sheet }) : kindred
  }

  /** ffmpeg cannot read animated WebP; the same frames as an animated PNG it can. */
  async function readable(clip: Clip, place: string, signal: AbortSignal): Promise<Result<Clip>> {
    if (clip.facts.container !== 'webp') return ok(clip)
    const path = `${place}.png`
    const rewritten = await rewrites(path, { signal }, (asked) =>
      kept(path, isThere, (unfinished) => webpAsApng(clip.path, unfinished, asked.signal)),
    )
    return rewritten.ok ? ok({ ...clip, path }) : rewritten
  }

  const previews: Previews = {
    async strip(clip, asking = {}) {
      const place = await placeOf(directory, clip.path)
      return strips(place, asking, async ({ signal }) => {
        const ready = requireTools(tools)
        if (!ready.ok) return ready
        const there = (await knownStrip(place, 'all')) ?? (await knownStrip(place, 'keys'))
        if (there) return ok(there)
        const from = await readable(clip, place, signal)
        if (!from.ok) return from
        const made = await makeFilmstrip({ ...from.value, ffmpeg: ready.value.ffmpeg, signal })
        return made.ok ? keepStrip(place, 'keys', made.value) : made
      })
    },
    async map(clip, asking = {}) {
      const place = await placeOf(directory, clip.path)
      return maps(place, asking, ({ signal, onProgress }) => {
        const ready = requireTools(tools)
        if (!ready.ok) return Promise.resolve(ready)
        return kept(`${place}.map.json`, readJson(ClipMap), async (unfinished) => {
          const from = await readable(clip, place, signal)
          if (!from.ok) return from
          const made = await mapClip({ ...from.value, ffmpeg: ready.value.ffmpeg, signal, onProgress })
          if (!made.ok) return made
          if (made.value.frames.length > 0) {
            const strip = await keepStrip(place, 'all', await laySheet(made.value.frames, clip.facts))
            if (!strip.ok) return strip
          }
          await writeFile(unfinished, JSON.stringify(made.value.map))
          return made
        })
      })
    },
    async knownMap(path) {
      return used(`${await placeOf(directory, path)}.map.json`, readJson(ClipMap))
    },
    async proxy(clip, asking = {}) {
      const place = await placeOf(directory, clip.path)
      return proxies(place, asking, async ({ signal, onProgress }) => {
        const ready = requireTools(tools)
        if (!ready.ok) return ready
        const target = `${place}.proxy.mp4`
        const made = await kept(target, isThere, async (unfinished) => {
          const from = await readable(clip, place, signal)
          if (!from.ok) return from
          return makeProxy({ ...from.value, ffmpeg: ready.value.ffmpeg, target: unfinished, signal, onProgress })
        })
        if (!made.ok) return made
        // Copies to play are what fills the cache.
        await previews.sweep()
        return ok(target)
      })
    },
    sweep: () => sweep(directory, mostBytes),
  }
  return previews
}

/** The beginning of all names of this file's previews. A changed file has another one. */
async function placeOf(directory: string, path: string): Promise<string> {
  const status = await stat(path).catch(() => null)
  const what = [VERSION, path, status?.size, status?.mtimeMs].join('\n')
  return join(directory, createHash('sha256').update(what).digest('hex').slice(0, 40))
}

async function knownStrip(place: string, from: StripFrom): Promise<Filmstrip | null> {
  const layout = await used(`${place}.${from}.json`, readJson(StripLayout))
  const path = `${place}.${from}.jpg`
  return layout && (await used(path, isThere)) ? { ...layout, path } : null
}

/** What `read` makes of a file, which then counts as used today; null where it is not there or not what it should be. */
async function used<T>(path: string, read: (path: string) => Promise<T | null>): Promise<T | null> {
  const value = await read(path).catch(() => null)
  if (value !== null) await utimes(path, new Date(), new Date()).catch(() => {})
  return value
}

function readJson<T>(shape: z.ZodType<T>): (path: string) => Promise<T | null> {
  return async (path) => {
    const text = await readFile(path, 'utf8')
    try {
      return shape.parse(JSON.parse(text))
    } catch {
      // Half written by a computer that lost its power; made anew.
      return null
    }
  }
}

async function isThere(path: string): Promise<true | null> {
  return (await stat(path)).size > 0 ? true : null
}

async function sweep(directory: string, mostBytes: number): Promise<void> {
  const now = Date.now()
  const names = await readdir(directory).catch(() => [])
  const files: { path: string; bytes: number; at: number }[] = []
  for (const name of names) {
    const path = join(directory, name)
    const status = await stat(path).catch(() => null)
    if (status?.isFile()) files.push({ path, bytes: status.size, at: status.mtimeMs })
  }
  let bytes = 0
  for (const file of files.sort((a, b) => b.at - a.at)) {
    const unfinished = /[\\/]\.[^\\/]*$/.test(file.path)
    bytes += file.bytes
    const tooOld = now - file.at > (unfinished ? UNFINISHED_HOURS : MOST_DAYS * 24) * 3_600_000
    if (tooOld || (!unfinished && bytes > mostBytes)) await rm(file.path, { force: true }).catch(() => {})
  }
}
