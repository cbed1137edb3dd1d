/**
 * Jobs on disk: one folder each, `job.json` replaced whole, `events.ndjson` only ever appended to.
 * Both are on the disk before a call returns; what the caller does next may cost money.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fail, type Failure, ok, type Result } from '../../../domain/failure'
import { JOB_SCHEMA, JobRecord } from '../../../domain/job'
import { appendDurably, diskFailure, readIfThere, replaceFile, syncFolder } from '../disk'

export interface HistoryEntry {
  at: string
  event: string
  [detail: string]: unknown
}

export interface JobStore {
  create(record: Omit<JobRecord, 'id'>, name: string): Promise<Result<JobRecord>>
  /** Writes the state, then the history line that tells of it. */
  save(job: JobRecord, entry: HistoryEntry): Promise<Result<void>>
  append(id: string, entry: HistoryEntry): Promise<Result<void>>
  writeFile(id: string, name: string, text: string): Promise<Result<void>>
  read(id: string): Promise<Result<JobRecord>>
  list(): Promise<{ jobs: JobRecord[]; unreadable: { dir: string; failure: Failure }[] }>
  history(id: string): Promise<HistoryEntry[]>
  dir(id: string): string
}

/** @param redact takes keys and presigned queries out of every byte that is written */
export function createJobStore(jobsDir: string, redact: (text: string) => string): JobStore {
  const dir = (id: string) => join(jobsDir, id)

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

  const append = (id: string, entry: HistoryEntry) => writing(() => appendDurably(join(dir(id), 'events.ndjson'), `${redact(JSON.stringify(entry))}\n`))

  async function save(job: JobRecord, entry: HistoryEntry): Promise<Result<void>> {
    const written = await writing(() => replaceFile(join(dir(job.id), 'job.json'), `${redact(JSON.stringify(job, null, 2))}\n`))
    return written.ok ? append(job.id, entry) : written
  }

  async function read(id: string): Promise<Result<JobRecord>> {
    if (!isJobId(id)) return unknownJob(id)
    let text: string | null
    try {
      text = await readIfThere(join(dir(id), 'job.json'))
    } catch (error) {
      return { ok: false, failure: diskFailure(error) ?? unreadable(id, String(error)) }
    }
    if (text === null) return unknownJob(id)
    return parseJob(id, text)
  }

  return {
    dir,
    append,
    save,
    read,
    async create(record, name) {
      const job: JobRecord = { ...record, id: folderName(record.createdAt, name) }
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
      const jobs: JobRecord[] = []
      const unreadableRecords: { dir: string; failure: Failure }[] = []
      const names = await readdir(jobsDir, { withFileTypes: true }).catch(() => [])
      for (const entry of names) {
        if (!entry.isDirectory() || !isJobId(entry.name)) continue
        const job = await read(entry.name)
        if (job.ok) jobs.push(job.value)
        // A folder without a record is a job that never began: nothing was sent and nothing is lost.
        else if (job.failure.code !== 'job.unknown') unreadableRecords.push({ dir: dir(entry.name), failure: job.failure })
      }
      jobs.sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1))
      return { jobs, unreadable: unreadableRecords }
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
  return parsed.success ? ok(parsed.data) : { ok: false, failure: unreadable(id, parsed.error.issues[0]?.message ?? 'it has another shape') }
}

function unreadable(id: string, why: string): Failure {
  return fail('project.unreadable', `The record of job ${id} cannot be read: ${why}.`, 'Nothing was deleted; its history is in events.ndjson beside it.').failure
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
function folderName(createdAt: string, name: string): string {
  const time = createdAt.slice(0, 16).replace('T', '_').replace(':', '')
  const plain = name
    .slice(0, name.length - extname(name).length)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
  return `${time}_${plain || 'job'}_${randomBytes(3).toString('hex')}`
}
