/**
 * What became of each row of a batch, in `<project>/batches/<id>.json`. A job's name is noted here before the job is
 * made, so that a row never gets a second job because Choreo died in between; a noted job that was never made is none.
 */
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { parseJson } from '../../../domain/http'
import { ProviderId } from '../../../domain/request'
import { diskFailure, readIfThere, replaceFile } from '../disk'

const BOOK_SCHEMA = 1

const BookRow = z.object({
  /** Hash of the bytes of both files and all wishes: names and places may change. */
  key: z.string(),
  line: z.number().nullable(),
  image: z.string(),
  video: z.string(),
  /** Every job this row ever had, the newest last. */
  jobs: z.array(z.string()),
})
export type BookRow = z.infer<typeof BookRow>

const BookFile = z.object({
  schema: z.literal(BOOK_SCHEMA),
  id: z.string(),
  source: z.string(),
  provider: ProviderId,
  rehearsal: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
  rows: z.array(BookRow),
})
export type BookFile = z.infer<typeof BookFile>

export interface Book {
  /** Notes the job a row is about to get. On the disk when it returns. */
  assign(key: string, job: string): Promise<Result<void>>
}

/** Jobs of every row of every batch of the project, by the row's key: a batch that has grown does not run its old rows again. */
export async function jobsByRow(folder: string): Promise<Result<Map<string, string[]>>> {
  const known = new Map<string, string[]>()
  try {
    for (const name of await namesIn(folder)) {
      if (!/^[0-9a-f]{16}\.json$/.test(name)) continue
      const file = parseBook(join(folder, name), (await readIfThere(join(folder, name))) ?? '')
      // Without it nobody knows which rows were paid for already.
      if (!file.ok) return file
      for (const { key, jobs } of file.value.rows) known.set(key, [...new Set([...(known.get(key) ?? []), ...jobs])])
    }
    return ok(known)
  } catch (error) {
    return onDisk(error)
  }
}

/** Writes the book as it stands and keeps it. Only the project's one writer may. */
export async function keepBook(folder: string, start: Omit<BookFile, 'schema' | 'createdAt' | 'updatedAt'>): Promise<Result<Book>> {
  const path = join(folder, `${start.id}.json`)
  const rows = new Map(start.rows.map((row) => [row.key, { ...row, jobs: [...row.jobs] }]))
  const now = new Date().toISOString()
  let createdAt = now
  // One after the other, so that an older state never replaces a newer one.
  let turn: Promise<unknown> = Promise.resolve()

  function write(): Promise<Result<void>> {
    const next = turn.then(async (): Promise<Result<void>> => {
      try {
        const { rows: _asFound, ...about } = start
        const file: BookFile = { schema: BOOK_SCHEMA, ...about, createdAt, updatedAt: new Date().toISOString(), rows: [...rows.values()] }
        await replaceFile(path, `${JSON.stringify(file, null, 2)}\n`)
        return ok(undefined)
      } catch (error) {
        return onDisk(error)
      }
    })
    turn = next.catch(() => {})
    return next
  }

  try {
    await mkdir(folder, { recursive: true })
    const text = await readIfThere(path)
    if (text !== null) {
      const before = parseBook(path, text)
      if (!before.ok) return before
      createdAt = before.value.createdAt
    }
  } catch (error) {
    return onDisk(error)
  }
  const written = await write()
  if (!written.ok) return written
  return ok({
    async assign(key, job) {
      const row = rows.get(key)
      if (!row) throw new Error('a row that is not in the book')
      row.jobs.push(job)
      return write()
    },
  })
}

function parseBook(path: string, text: string): Result<BookFile> {
  const value = parseJson(text)
  if (typeof value === 'object' && value !== null && 'schema' in value && typeof value.schema === 'number' && value.schema > BOOK_SCHEMA)
    return fail(
      'project.newer',
      `The batch in ${path} was written by a newer Choreo (schema ${value.schema}).`,
      'Update Choreo to go on with it.',
    )
  const parsed = BookFile.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  return fail(
    'project.unreadable',
    `The record of a batch cannot be read (${path}), so nobody knows which of its rows were run.`,
    'Mend it, or move it away if none of its rows is in this batch.',
  )
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

function onDisk(error: unknown): { ok: false; failure: Failure } {
  const failure = diskFailure(error)
  if (!failure) throw error
  return { ok: false, failure }
}
