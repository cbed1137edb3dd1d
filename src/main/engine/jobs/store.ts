/**
 * Jobs on disk: one folder each, `job.json` replaced whole, `events.ndjson` only ever appended to.
 * Both are on the disk before a call returns; what the caller does next may cost money.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { isResumable, JOB_SCHEMA, JobRecord } from '../../../domain/job'
import { appendDurably, diskFailure, readIfThere, replaceFile, syncFolder } from '../disk'
import { inTurn } from '../in-turn'
import { inSlices } from './in-slices'
import type { KnownRows } from './known-rows'
import { type JobRow, newestFirst, rowOf } from './row'

export interface HistoryEntry {
  at: string
  event: string
  [detail: string]: unknown
}

/** The person's part of a record. */
export type Remarks = Pick<JobRecord, 'rating' | 'note' | 'offset'>

/** A batch names its jobs' folders before it makes them; so long may lie between the two. */
const LONGEST_NAMED_AHEAD_MS = 24 * 3_600_000
/** Times of files may be rounded down, on FAT to two seconds. */
const CLOCK_STEP_MS = 2_000

export interface JobStore {
  /** @param id the folder's name, where it had to be known before the job is made; else one is made from `name` */
  create(record: Omit<JobRecord, 'id'>, name: string, id?: string): Promise<Result<JobRecord>>
  /** Writes the state, then the history line that tells of it. What was remarked meanwhile stays. */
  save(job: JobRecord, entry: HistoryEntry): Promise<Result<void>>
  /** Writes what the person thinks of the job into its record as it is by then, and nothing else of it. What is absent stays. */
  remark(id: string, remark: Partial<Remarks>): Promise<Result<JobRecord>>
  /** The record with what was remarked while somebody held an older one. */
  remarked(job: JobRecord): JobRecord
  append(id: string, entry: HistoryEntry): Promise<Result<void>>
  writeFile(id: string, name: string, text: string): Promise<Result<void>>
  read(id: string): Promise<Result<JobRecord>>
  /** All jobs, newest first, and the folders whose record cannot be read. `read` gives the whole record of one. */
  list(): Promise<{ jobs: JobRow[]; unreadable: { dir: string; failure: Failure }[] }>
  /** The readable jobs created at `since` or later. Reads few others: folders' names begin with the minute. */
  recent(since: Date): Promise<JobRecord[]>
  history(id: string): Promise<HistoryEntry[]>
  dir(id: string): string
}

/**
 * @param redact takes keys and presigned queries out of every byte that is written
 * @param known what earlier lists found in records that have not changed since
 */
export function createJobStore(jobsDir: string, redact: (text: string) => string, known: KnownRows): JobStore {
  const dir = (id: string) => join(jobsDir, id)
  /**
   * Whoever drives a job holds its record for minutes and writes it whole. A remark of that time is known here, so that
   * neither undoes the other; only this process writes, or it would not hold the project's lock.
   */
  const remarks = new Map<string, Remarks>()
  const remarked = (job: JobRecord): JobRecord => ({ ...job, ...remarks.get(job.id) })

  async function writing(action: () => Promise<void>): Promise<Result<void>> {
    try {
      await action()
      return ok(undefined)
    } catch (error) {
      const failure = diskFailure(error)
      if (failure) return { ok: false, failure }
      throw error
    }
  }

  const append = (id: string, entry: HistoryEntry) =>
    writing(() => appendDurably(join(dir(id), 'events.ndjson'), `${redact(JSON.stringify(entry))}\n`))

  const recordOf = (id: string) => join(dir(id), 'job.json')
  const write = (job: JobRecord) => writing(() => replaceFile(recordOf(job.id), `${redact(JSON.stringify(remarked(job), null, 2))}\n`))

  async function save(job: JobRecord, entry: HistoryEntry): Promise<Result<void>> {
    const written = await inTurn(recordOf(job.id), () => write(job))
    return written.ok ? append(job.id, entry) : written
  }

  /** Reads and writes in one turn: an older state of the record must never come back by this. */
  function remark(id: string, { rating, note, offset }: Partial<Remarks>): Promise<Result<JobRecord>> {
    return inTurn(recordOf(id), async () => {
      const job = await read(id)
      if (!job.ok) return job
      const before = remarks.get(id)
      const known = remarked(job.value)
      remarks.set(id, {
        rating: rating === undefined ? known.rating : rating,
        note: note === undefined ? known.note : redact(note),
        offset: offset ?? known.offset,
      })
      const written = await write(job.value)
      if (written.ok) return ok(remarked(job.value))
      if (before) remarks.set(id, before)
      else remarks.delete(id)
      return written
    })
  }

  async function read(id: string): Promise<Result<JobRecord>> {
    if (!isJobId(id)) return unknownJob(id)
    let text: string | null
    try {
      text = await readIfThere(recordOf(id))
    } catch (error) {
      return { ok: false, failure: diskFailure(error) ?? unreadable(id, String(error)) }
    }
    if (text === null) return unknownJob(id)
    return parseJob(id, text)
  }

  async function folders(): Promise<string[]> {
    const entries = await readdir(jobsDir, { withFileTypes: true }).catch(() => [])
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  }
  const jobFolders = async () => (await folders()).filter(isJobId)

  /** What the history still tells where the record does not: a job that was accepted is worth its money. */
  function inHistory(folder: string, failure: Failure): Failure {
    try {
      const entries = readFileSync(join(dir(folder), 'events.ndjson'), 'utf8')
        .split('\n')
        .flatMap((line) => parseLine(line) ?? [])
      const remoteId = entries.findLast((entry) => typeof entry.remoteId === 'string')?.remoteId
      return typeof remoteId === 'string' ? { ...failure, fix: `${failure.fix} It was accepted there as ${remoteId}.` } : failure
    } catch {
      return failure
    }
  }

  /** The row of a folder's job, or why its record cannot be read; null when there is none. */
  function rowIn(folder: string): Result<JobRow> | null {
    const path = recordOf(folder)
    try {
      const stamp = statSync(path, { throwIfNoEntry: false })
      if (!stamp) return null
      const row = known.find(folder, stamp)
      if (row) return ok(row)
      const job = parseJob(folder, readFileSync(path, 'utf8'))
      if (!job.ok) return job
      const fresh = rowOf(job.value)
      known.note(folder, stamp, fresh)
      return ok(fresh)
    } catch (error) {
      return { ok: false, failure: diskFailure(error) ?? unreadable(folder, String(error)) }
    }
  }

  return {
    dir,
    append,
    save,
    remark,
    remarked,
    read,
    async create(record, name, id) {
      const job: JobRecord = { ...record, id: id ?? newJobId(record.createdAt, name) }
      const made = await writing(async () => {
        await mkdir(dir(job.id), { recursive: true })
        await syncFolder(jobsDir)
      })
      if (!made.ok) return made
      const saved = await save(job, { at: job.createdAt, event: 'created', provider: job.provider, rehearsal: job.rehearsal })
      return saved.ok ? ok(job) : saved
    },
    writeFile: (id, name, text) => writing(() => replaceFile(join(dir(id), name), redact(text))),
    async list() {
      const jobs: JobRow[] = []
      const unreadableRecords: { dir: string; failure: Failure }[] = []
      const [all] = await Promise.all([folders(), known.load()])
      const own = all.filter(isJobId)
      const others = all.filter((name) => !isJobId(name))
      // One after the other and synchronous: for thousands of small files that takes a quarter of the time of promises.
      await inSlices(own, (folder) => {
        const found = rowIn(folder)
        if (found?.ok) jobs.push(found.value)
        // A folder without a record is a job that never began: nothing was sent and nothing is lost.
        else if (found) unreadableRecords.push({ dir: dir(folder), failure: inHistory(folder, found.failure) })
      })
      for (const name of others)
        if (existsSync(join(jobsDir, name, 'job.json'))) unreadableRecords.push({ dir: join(jobsDir, name), failure: misnamed(name) })
      known.keepOnly(new Set(own))
      return { jobs: jobs.sort(newestFirst), unreadable: unreadableRecords }
    },
    async recent(since) {
      const from = minuteOf(new Date(since.getTime() - LONGEST_NAMED_AHEAD_MS).toISOString())
      const touched = (folder: string) =>
        (statSync(recordOf(folder), { throwIfNoEntry: false })?.mtimeMs ?? 0) >= since.getTime() - CLOCK_STEP_MS
      const found = await Promise.all(
        (await jobFolders()).filter((folder) => folder >= from && touched(folder)).map((folder) => read(folder)),
      )
      return found.flatMap((job) => (job.ok && job.value.createdAt >= since.toISOString() ? [job.value] : []))
    },
    async history(id) {
      if (!isJobId(id)) return []
      const text = await readFile(join(dir(id), 'events.ndjson'), 'utf8').catch(() => '')
      return text.split('\n').flatMap((line) => {
        // A line cut by a power failure is the last one; it is passed over, and what it told of is in no answer.
        const entry = parseLine(line)
        return entry ? [entry] : []
      })
    },
  }
}

function parseJob(id: string, text: string): Result<JobRecord> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, failure: unreadable(id, 'it is not JSON') }
  }
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : null
  if (typeof schema === 'number' && schema > JOB_SCHEMA)
    return fail('project.newer', `The job ${id} was written by a newer Choreo (schema ${schema}).`, 'Update Choreo to go on with it.')
  const parsed = JobRecord.safeParse(value)
  if (!parsed.success) return { ok: false, failure: unreadable(id, parsed.error.issues[0]?.message ?? 'it has another shape') }
  // A copy of an open job would be sent, and paid, a second time.
  if (parsed.data.id !== id && isResumable(parsed.data.state))
    return fail(
      'project.unreadable',
      `The folder ${id} holds the open job ${parsed.data.id}; Choreo does not go on with it under another name, since it may be a copy.`,
      `Give the folder its name ${parsed.data.id} back, or move the copy away.`,
    )
  // The folder says which job it is: a finished one that was renamed or copied stays whole, and no record speaks of another's folder.
  return ok({ ...parsed.data, id })
}

function misnamed(name: string): Failure {
  return fail(
    'project.unreadable',
    `The folder “${name}” holds a job under a name that is none of Choreo’s.`,
    'Give it the name back that its job.json has as “id”, or move it away.',
  ).failure
}

function unreadable(id: string, why: string): Failure {
  return fail(
    'project.unreadable',
    `The record of job ${id} cannot be read: ${why}.`,
    'Nothing was deleted; its history is in events.ndjson beside it.',
  ).failure
}

function unknownJob(id: string) {
  return fail('job.unknown', `There is no job “${id.slice(0, 80)}” in this project.`, 'Look at the list of jobs for its name.')
}

function parseLine(line: string): HistoryEntry | null {
  if (line.trim() === '') return null
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'at' in value && 'event' in value ? (value as HistoryEntry) : null
  } catch {
    return null
  }
}

/** Folder names are made here, never taken from a person or a provider unchecked. */
function isJobId(id: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{3,80}$/.test(id)
}

/** `2026-11-20_1412_dancer_7f3a1c`: sorts by time, says what it is, and is unique. */
export function newJobId(createdAt: string, name: string): string {
  const plain = name
    .slice(0, name.length - extname(name).length)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  return `${minuteOf(createdAt)}_${plain || 'job'}_${randomBytes(3).toString('hex')}`
}

/** `2026-11-20_1412`, in UTC: what a folder's name begins with. @param at as `toISOString` gives it */
function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', '_').replace(':', '')
}
