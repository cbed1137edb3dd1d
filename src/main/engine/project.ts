/** The project folder: layout, its one writer, and what it is called. Plain files, readable without Choreo. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Failure, fail, ok, type Result } from '../../domain/failure'
import { diskFailure, readIfThere, replaceFile } from './disk'

export const PROJECT_FILE = 'choreo.json'
const LOCK = '.lock'
const PROJECT_SCHEMA = 1
const ProjectFile = z.looseObject({ schema: z.number().int(), name: z.string() })

export interface Project {
  dir: string
  name: string
  jobsDir: string
  preparedDir: string
  /** What the rehearsal of the providers remembers of this project's rehearsals. */
  rehearsalDir: string
  /** Makes the folder and what belongs in it, where it is not there yet. */
  ensure(): Promise<Result<void>>
  /** Takes the right to write here; `project.locked` while another living process has it. Reading needs none. */
  lock(): Promise<Result<void>>
  unlock(): Promise<void>
}

/** Looks at the folder without changing anything: a check must leave no trace. */
export async function openProject(path: string): Promise<Result<Project>> {
  const dir = resolve(path)
  const file = join(dir, PROJECT_FILE)
  let name = basename(dir)
  try {
    const text = await readIfThere(file)
    if (text !== null) {
      const parsed = parseProject(text)
      if (!parsed)
        return fail(
          'project.unreadable',
          `${file} cannot be read.`,
          'Mend it, or move it away: Choreo makes a new one and finds the jobs again.',
        )
      if (parsed.schema > PROJECT_SCHEMA)
        return fail('project.newer', `This project was made by a newer Choreo (schema ${parsed.schema}).`, 'Update Choreo to open it.')
      name = parsed.name
    }
  } catch (error) {
    return { ok: false, failure: unusable(dir, error) }
  }
  const jobsDir = join(dir, 'jobs')
  const preparedDir = join(dir, 'prepared')

  async function ensure(): Promise<Result<void>> {
    try {
      await mkdir(jobsDir, { recursive: true })
      await mkdir(preparedDir, { recursive: true })
      if ((await readIfThere(file)) === null)
        await replaceFile(file, `${JSON.stringify({ schema: PROJECT_SCHEMA, name, createdAt: new Date().toISOString() }, null, 2)}\n`)
      return ok(undefined)
    } catch (error) {
      return { ok: false, failure: unusable(dir, error) }
    }
  }

  return ok({
    dir,
    name,
    jobsDir,
    preparedDir,
    rehearsalDir: join(dir, '.rehearsal'),
    ensure,
    ...projectLock(join(dir, LOCK), dir, ensure),
  })
}

function unusable(dir: string, error: unknown): Failure {
  const failure = diskFailure(error)
  if (!failure) throw error
  return failure.code === 'disk.failed'
    ? fail('project.unreadable', `${dir} cannot be used as a project folder.`, 'Choose another folder.', { detail: failure.message })
        .failure
    : failure
}

function parseProject(text: string) {
  try {
    return ProjectFile.parse(JSON.parse(text))
  } catch {
    return null
  }
}

const Owner = z.object({
  pid: z.number(),
  host: z.string(),
  token: z.string(),
  since: z.string(),
  /** When this very process began, where the system says so: numbers of processes are used again. */
  began: z.string().nullish(),
})
type Owner = z.infer<typeof Owner>

/** A lock of another computer (a synced folder) cannot be asked whether its owner lives; after a day it is taken over. */
const FOREIGN_LOCK_HOURS = 24
/** A lock that cannot be read may be one that is just being written; what is older was cut by a power failure. */
const UNREADABLE_LOCK_MS = 2000
const MOST_TRIES = 20

/** Locks of this process, so that a stale one of an earlier process with the same number is not taken for ours. */
const held = new Set<string>()

function projectLock(path: string, dir: string, ensure: () => Promise<Result<void>>): Pick<Project, 'lock' | 'unlock'> {
  let mine: Owner | null = null
  let taking: Promise<Result<void>> | null = null

  async function take(): Promise<Result<void>> {
    const there = await ensure()
    if (!there.ok) return there
    const owner: Owner = {
      pid: process.pid,
      host: hostname(),
      token: randomBytes(8).toString('hex'),
      since: new Date().toISOString(),
      began: await beginningOf(process.pid),
    }
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      try {
        // `wx` is the whole trick: only one process can create the file.
        const handle = await open(path, 'wx')
        held.add(owner.token)
        mine = owner
        await handle.writeFile(JSON.stringify(owner)).finally(() => handle.close())
        return ok(undefined)
      } catch (error) {
        if (mine) await unlock()
        if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST')) {
          const failure = diskFailure(error)
          if (failure) return { ok: false, failure }
          throw error
        }
      }
      const other = await readOwner(path)
      if (other && (await isAlive(other, path)))
        return fail(
          'project.locked',
          `The project ${dir} is in use by another Choreo (process ${other.pid} on ${other.host}, since ${other.since}).`,
          'Close the other one, or wait until it is done.',
        )
      if (!other && (await ageOf(path)) < UNREADABLE_LOCK_MS) {
        await sleep(150)
        continue
      }
      await removeStale(path, other)
    }
    return fail('project.locked', `The project ${dir} is being opened by another Choreo.`, 'Try again in a moment.')
  }

  /** Callers of the same moment share one try: each on its own would take the other for a stranger. */
  async function lock(): Promise<Result<void>> {
    if (mine && !taking) return ok(undefined)
    taking ??= take().finally(() => {
      taking = null
    })
    return taking
  }

  async function unlock(): Promise<void> {
    if (!mine) return
    const owner = await readOwner(path)
    if (!owner || owner.token === mine.token) await rm(path, { force: true })
    held.delete(mine.token)
    mine = null
  }

  return { lock, unlock }
}

/**
 * Only the dead owner's very file is taken away. It is moved aside first, since a third process may have put its own
 * lock in place between looking and removing; that one is put back.
 */
async function removeStale(path: string, dead: Owner | null): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    // Somebody else was quicker.
    return
  }
  const moved = await readOwner(aside)
  if (moved && moved.token !== dead?.token) await link(aside, path).catch(() => {})
  await rm(aside, { force: true })
}

/** Who else writes to the project in this folder just now, as a sentence; null when nobody does. */
export async function otherWriter(dir: string): Promise<string | null> {
  const path = join(dir, LOCK)
  const owner = await readOwner(path)
  if (!owner || held.has(owner.token) || !(await isAlive(owner, path))) return null
  return `Another Choreo is at work here (process ${owner.pid} on ${owner.host}, since ${owner.since}).`
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return Owner.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

/** Milliseconds since the file was written; 0 when it is gone. */
async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  return found ? Math.abs(Date.now() - found.mtimeMs) : 0
}

async function isAlive(owner: Owner, path: string): Promise<boolean> {
  if (owner.host !== hostname()) return (await ageOf(path)) < FOREIGN_LOCK_HOURS * 3_600_000
  if (owner.pid === process.pid) return held.has(owner.token)
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM')) return false
  }
  if (!owner.began) return true
  const began = await beginningOf(owner.pid)
  return began === null || began === owner.began
}

/** What tells a process from a later one of the same number: this start of the computer, and the tick it began at. Null where nobody says. */
async function beginningOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return null
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
    const status = await readFile(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold spaces and brackets of its own; the start is the 20th word after it.
    const ticks = status.slice(status.lastIndexOf(')') + 2).split(' ')[19]
    return ticks ? `${boot} ${ticks}` : null
  } catch {
    return null
  }
}
