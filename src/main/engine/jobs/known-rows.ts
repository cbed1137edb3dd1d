/**
 * Remembers the rows of finished jobs, so that a project with thousands of them opens without reading every record again.
 *
 * A cache and nothing more: the folders decide what exists, and a row counts only while its record has the very size and
 * times it was made from. It lies outside the project, may be deleted at any time, and is written anew from the records.
 * One line a row, each behind its checksum; a line that is cut, damaged or of another version is passed over.
 */
import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { parseJson } from '../../../domain/http'
import { isResumable } from '../../../domain/job'
import { inSlices } from './in-slices'
import { JobRow } from './row'

/** Raise it when a field means something else than before; that its shape changed is noticed by itself. */
const VERSION = 1
/** Reading fewer records than this costs less than keeping a file for them. */
const FEWEST = 200
/** Like git's index: a record changed within a clock tick of being read could change once more without any trace in its times. */
const SETTLED_AFTER_MS = 2_000
/** Written a moment after the list was answered, so that nobody waits for it. */
const WRITE_AFTER_MS = 500

/** From `stat`: what a record is known by. */
export interface Stamp {
  size: number
  mtimeMs: number
  ctimeMs: number
}

export interface KnownRows {
  /** Reads the file once; never fails. */
  load(): Promise<void>
  /** The row of this folder if its record still is the one it was made from. */
  find(folder: string, stamp: Stamp): JobRow | null
  /** Remembers a row of a finished job; an open one changes too soon to be worth it. */
  note(folder: string, stamp: Stamp, row: JobRow): void
  /** Forgets what is in none of these folders. */
  keepOnly(folders: ReadonlySet<string>): void
  /** Writes what is new now; resolves when nothing is being written any more. */
  settle(): Promise<void>
}

interface Known extends Stamp {
  row: JobRow
}

/** Where the rows of a project are kept: below the settings' folder, by the place of the project. */
export function knownRowsFile(home: string, jobsDir: string): string {
  return join(home, 'job-lists', `${createHash('sha256').update(jobsDir).digest('hex').slice(0, 32)}.ndjson`)
}

export function createKnownRows(path: string): KnownRows {
  const known = new Map<string, Known>()
  let unwritten: string[] = []
  /** Lines in the file, also those that say nothing any more. */
  let lines = 0
  let loading: Promise<void> | null = null
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | null = null

  async function load(): Promise<void> {
    const text = await readFile(path, 'utf8').catch(() => '')
    await inSlices(linesOf(text), (line) => {
      lines++
      const entry = readLine(line)
      if (entry) known.set(entry.folder, entry.known)
    })
  }

  async function write(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const fresh = unwritten
    unwritten = []
    if (known.size < FEWEST || fresh.length === 0) return
    try {
      await mkdir(dirname(path), { recursive: true })
      const stale = lines + fresh.length > 2 * known.size
      const parts: string[] = []
      await inSlices(stale ? known.keys() : fresh.values(), (folder) => {
        const entry = known.get(folder)
        if (entry) parts.push(writeLine(folder, entry))
      })
      if (stale) await writeFileAtomic(path, parts.join(''), { fsync: false })
      else await appendFile(path, parts.join(''))
      lines = stale ? parts.length : lines + parts.length
    } catch {
      // A disk that takes no cache only makes the next opening slower.
    }
  }

  const writeSoon = () => {
    timer ??= setTimeout(() => {
      writing = writing.then(write)
    }, WRITE_AFTER_MS).unref()
  }

  return {
    load: () => (loading ??= load()),
    find(folder, stamp) {
      const entry = known.get(folder)
      return entry && entry.size === stamp.size && entry.mtimeMs === stamp.mtimeMs && entry.ctimeMs === stamp.ctimeMs ? entry.row : null
    },
    note(folder, { size, mtimeMs, ctimeMs }, row) {
      if (isResumable(row.state) || Date.now() - Math.max(mtimeMs, ctimeMs) < SETTLED_AFTER_MS) return
      known.set(folder, { size, mtimeMs, ctimeMs, row })
      unwritten.push(folder)
      writeSoon()
    },
    keepOnly(folders) {
      for (const folder of known.keys()) if (!folders.has(folder)) known.delete(folder)
    },
    settle() {
      writing = writing.then(write)
      return writing
    },
  }
}

function* linesOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from)
    // The last line may have been cut while it was written; its checksum would tell, too.
    if (end === -1) return
    yield text.slice(from, end)
    from = end + 1
  }
}

/**
 * What a line begins with: rows of another shape are not read. That and the checksum say that this very shape was written,
 * which is as good as checking ten thousand rows against it and costs nothing.
 */
let ownShape: string | null = null
function shape(): string {
  ownShape ??= createHash('sha256')
    .update(JSON.stringify([VERSION, z.toJSONSchema(JobRow)]))
    .digest('hex')
    .slice(0, 16)
  return ownShape
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0')
}

function writeLine(folder: string, { size, mtimeMs, ctimeMs, row }: Known): string {
  const json = JSON.stringify([shape(), folder, size, mtimeMs, ctimeMs, row])
  return `${checksum(json)} ${json}\n`
}

function readLine(line: string): { folder: string; known: Known } | null {
  const json = line.slice(9)
  if (line.slice(0, 8) !== checksum(json)) return null
  const entry = parseJson(json)
  if (!Array.isArray(entry) || entry[0] !== shape()) return null
  const [, folder, size, mtimeMs, ctimeMs, row] = entry as [string, string, number, number, number, JobRow]
  return { folder, known: { size, mtimeMs, ctimeMs, row } }
}
