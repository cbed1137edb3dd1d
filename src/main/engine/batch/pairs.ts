/** Every picture with every clip, of files that are opened already: a window names no paths. */
import { stat } from 'node:fs/promises'
import PQueue from 'p-queue'
import type { PairsInput } from '../../../contract/batch-shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import type { Library, LibraryEntry } from '../library'
import { sha256OfFile } from '../media/hash'
import type { Opened, Opener } from './opener'
import { MOST_ROWS, type Source } from './source'

/** Hashes of files by place, size and time of change: a plan is made anew for every wish that changes. */
export type KnownHashes = Map<string, Promise<string>>

const AT_ONCE = 4

/** @returns its rows name the files by their ids; `image.not-an-image`, `video.not-a-video`, `input.unknown-id` or `usage` */
export function readPairs(input: PairsInput, library: Library): Result<Source> {
  const images = [...new Set(input.images)]
  const videos = [...new Set(input.videos)]
  for (const [ids, kind] of [
    [images, 'image'],
    [videos, 'video'],
  ] as const) {
    for (const id of ids) {
      const entry = library.get(id)
      if (!entry.ok) return entry
      if (entry.value.facts.kind === kind) continue
      return kind === 'image'
        ? fail('image.not-an-image', `${entry.value.name} is not a picture.`, 'Put it among the clips, or take it away.')
        : fail('video.not-a-video', `${entry.value.name} is not a clip.`, 'Put it among the pictures, or take it away.')
    }
  }
  const count = images.length * videos.length
  if (count > MOST_ROWS)
    return fail(
      'usage',
      `${images.length} pictures with ${videos.length} clips make ${count} jobs.`,
      `Take some away: a batch has at most ${MOST_ROWS} jobs.`,
    )
  const wishes = { request: input.request, edits: input.edits }
  const rows = images.flatMap((image) => videos.map((video) => ({ line: null, image, video, ...wishes, failure: null })))
  return ok({ name: `${images.length} × ${videos.length}`, notes: [], rows })
}

export function createLibraryOpener(library: Library, hashes: KnownHashes): Opener {
  const opened = new Map<string, Promise<Result<Opened>>>()
  const queue = new PQueue({ concurrency: AT_ONCE })

  async function open(id: string): Promise<Result<Opened>> {
    const entry = library.get(id)
    if (!entry.ok) return entry
    const { name, facts } = entry.value
    const sha256 = await hashOf(entry.value, hashes)
    return sha256 === null
      ? fail('input.missing', `“${name}” is not where it was, or has changed since it was opened.`, 'Add it again, or take it away.')
      : ok({ id, kind: facts.kind, name, sha256 })
  }

  return {
    nameOf(id) {
      const entry = library.get(id)
      return entry.ok ? entry.value.name : id
    },
    open(id) {
      const opening = opened.get(id) ?? queue.add(() => open(id))
      opened.set(id, opening)
      return opening
    },
  }
}

/** Null where the file is not the one that was opened. */
async function hashOf({ path, facts }: LibraryEntry, hashes: KnownHashes): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile() || found.size !== facts.bytes) return null
  const key = `${path}\n${found.size} ${found.mtimeMs} ${found.ctimeMs}`
  const hashing = hashes.get(key) ?? sha256OfFile(path)
  hashes.set(key, hashing)
  return hashing.catch(() => {
    hashes.delete(key)
    return null
  })
}
