/**
 * Which bytes lie where, and until when, so that the same clip is uploaded once and used by many jobs. One file for all
 * projects of this person. Links with a signature grant access, so they are kept in memory only. What cannot be read or
 * written here costs another upload, never a job.
 */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import type { Host } from '../../../contract/shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import { readIfThere } from '../disk'

export interface Place {
  holder: Host
  /** Where exactly: another origin is another store, as with every rehearsal. */
  origin: string
  /** The account at the holder, as a few digits of its key's hash: two accounts share nothing. */
  account: string
  /** The project: a link that two projects share could not prove whose a job in a provider's list is. */
  scope: string
  /** False for what ends with this process. */
  lasting: boolean
}

export interface Upload {
  /** A link, or the key of an object in a bucket. */
  address: string
  untilMs: number
}

export interface Uploader {
  signal?: AbortSignal
  onProgress?(fraction: number): void
  upload(onProgress: (fraction: number) => void): Promise<Result<Upload>>
}

export interface UploadLedger {
  /** The bytes' upload that still lives, one that is under way, or a new one. */
  keep(place: Place, file: { sha256: string; mime: string }, uploader: Uploader): Promise<Result<Upload & { reused: boolean }>>
  /** These bytes do not lie there any more, or cannot be reached. */
  forget(sha256: string, holder?: Host): Promise<void>
}

const Entry = z.object({
  holder: z.string(),
  origin: z.string(),
  account: z.string(),
  scope: z.string(),
  sha256: z.string(),
  mime: z.string(),
  address: z.string(),
  at: z.number(),
  until: z.number(),
})
type Entry = z.infer<typeof Entry>
const LedgerFile = z.object({ schema: z.literal(1), uploads: z.array(z.unknown()) })

const HOUR = 3_600_000
/** More than a person uploads in the life of a file; the oldest go. */
const MOST_ENTRIES = 2000
/** A clock that was set back makes files look younger than they are. */
const CLOCK_MS = 5 * 60_000

interface Flight {
  watchers: Set<(fraction: number) => void>
  done: Promise<Result<Upload & { reused: boolean }>>
}

/** @param isSecret whether an address grants access by itself and must not be written */
export function createUploadLedger(path: string, isSecret: (address: string) => boolean, now: () => number = Date.now): UploadLedger {
  const inMemory = new Map<string, Entry>()
  const flights = new Map<string, Flight>()
  let turn: Promise<unknown> = Promise.resolve()

  async function onDisk(): Promise<Entry[]> {
    try {
      const file = LedgerFile.parse(JSON.parse((await readIfThere(path)) ?? 'null'))
      return file.uploads.flatMap((entry) => Entry.safeParse(entry).data ?? [])
    } catch {
      return []
    }
  }

  /** Read and written in one go, since other processes keep the same file. @returns whether the disk took it */
  function rewrite(change: (entries: Entry[]) => Entry[]): Promise<boolean> {
    const next = turn.then(async () => {
      const before = await onDisk()
      const after = change(before.filter((entry) => entry.until > now())).slice(-MOST_ENTRIES)
      if (after.length === 0 && before.length === 0) return
      await mkdir(dirname(path), { recursive: true })
      await writeFileAtomic(path, `${JSON.stringify({ schema: 1, uploads: after }, null, 2)}\n`, { mode: 0o600 })
    })
    turn = next.catch(() => {})
    return next.then(
      () => true,
      () => false,
    )
  }

  /** Enough must be left for a job that waits for its turn: a tenth of its life and an hour at least. */
  function lives({ at, until }: Entry): boolean {
    return at <= now() + CLOCK_MS && until - now() >= Math.max(HOUR, (until - at) / 10)
  }

  async function findOrUpload(
    id: string,
    place: Place,
    file: { sha256: string; mime: string },
    watchers: Flight['watchers'],
    upload: Uploader['upload'],
  ) {
    const known = inMemory.get(id) ?? (place.lasting ? (await onDisk()).findLast((entry) => idOf(entry, entry) === id) : undefined)
    if (known && lives(known)) return ok({ address: known.address, untilMs: known.until, reused: true })
    const stored = await upload((fraction) => {
      for (const watch of watchers) watch(fraction)
    })
    if (!stored.ok) return stored
    const { lasting: _, ...where } = place
    const entry: Entry = { ...where, ...file, address: stored.value.address, at: now(), until: stored.value.untilMs }
    const written =
      place.lasting &&
      !isSecret(entry.address) &&
      (await rewrite((entries) => [...entries.filter((other) => idOf(other, other) !== id), entry]))
    if (!written) inMemory.set(id, entry)
    return ok({ ...stored.value, reused: false })
  }

  async function join(flight: Flight, { signal, onProgress }: Uploader) {
    if (onProgress) flight.watchers.add(onProgress)
    let stop = () => {}
    const stopped = new Promise<Result<never>>((resolve) => {
      stop = () => resolve(fail('cancelled', 'Stopped.', 'Start it again when you like.'))
      if (signal?.aborted) stop()
      signal?.addEventListener('abort', stop, { once: true })
    })
    try {
      return await Promise.race([flight.done, stopped])
    } finally {
      signal?.removeEventListener('abort', stop)
      if (onProgress) flight.watchers.delete(onProgress)
    }
  }

  return {
    async keep(place, { sha256, mime }, uploader) {
      const file = { sha256, mime }
      const id = idOf(place, file)
      for (;;) {
        const under = flights.get(id)
        if (!under) {
          const watchers: Flight['watchers'] = new Set(uploader.onProgress ? [uploader.onProgress] : [])
          const done = findOrUpload(id, place, file, watchers, uploader.upload).finally(() => flights.delete(id))
          flights.set(id, { watchers, done })
          return done
        }
        const shared = await join(under, uploader)
        if (shared.ok) return ok({ ...shared.value, reused: true })
        // Whoever began it was stopped; this job goes on with an upload of its own.
        if (shared.failure.code !== 'cancelled' || uploader.signal?.aborted) return shared
      }
    },
    async forget(sha256, holder) {
      const meant = (entry: Entry) => entry.sha256 === sha256 && (holder === undefined || entry.holder === holder)
      for (const [id, entry] of inMemory) if (meant(entry)) inMemory.delete(id)
      await rewrite((entries) => entries.filter((entry) => !meant(entry)))
    },
  }
}

function idOf(place: Omit<Place, 'lasting' | 'holder'> & { holder: string }, file: { sha256: string; mime: string }): string {
  return JSON.stringify([place.holder, place.origin, place.account, place.scope, file.sha256, file.mime])
}
