/** What a job's stages need: the parts of the engine, and which providers it speaks to, the real ones or the rehearsal's. */
import { randomUUID } from 'node:crypto'
import type { JobEvent, JobView, Stage } from '../../../contract/shapes'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { type JobRecord, type JobState, move } from '../../../domain/job'
import type { ProviderId } from '../../../domain/request'
import type { UploadLedger } from '../delivery/upload-ledger'
import type { Previews } from '../media/previews'
import type { Tools } from '../media/tools'
import type { Transport } from '../net/transport'
import type { Project } from '../project'
import type { Rehearsal } from '../rehearsal/server'
import type { Secrets } from '../secrets'
import type { Origins, Settings } from '../settings'
import type { JobBus } from './bus'
import type { JobRow } from './row'
import type { Scheduler } from './scheduler'
import type { Spending } from './spending'
import type { HistoryEntry, JobStore } from './store'

export interface World {
  store: JobStore
  bus: JobBus
  spending: Spending
  uploads: UploadLedger
  scheduler: Scheduler
  transport: Transport
  tools: Tools
  previews: Previews
  project: Project
  secrets: Secrets
  settings: Settings
  version: string
  /** Starts the rehearsal's server on first use. */
  rehearsal(): Promise<Result<Rehearsal>>
  view(job: JobRow): JobView
}

/** Whom a job talks to: origins and keys, so that a rehearsal runs the very same code with neither key nor network. */
export interface Counterpart {
  originsOf(provider: ProviderId): Origins
  keyOf(provider: ProviderId): string | null
}

const REHEARSAL_KEY = 'rehearsal'

export async function counterpartOf(job: JobRecord, world: World): Promise<Result<Counterpart>> {
  if (!job.rehearsal) return ok({ originsOf: (id) => world.settings.origins[id], keyOf: (id) => world.secrets.key(id) })
  const rehearsal = await world.rehearsal()
  if (!rehearsal.ok) return rehearsal
  return ok({
    originsOf: (id) => ({
      api: rehearsal.value.origin(id),
      files: id === 'evolink' ? rehearsal.value.filesOrigin : rehearsal.value.origin(id),
    }),
    keyOf: () => REHEARSAL_KEY,
  })
}

/** Moves the job, on disk first, then tells the watchers. */
export async function advance(
  job: JobRecord,
  to: JobState,
  world: World,
  changes: Partial<JobRecord> = {},
  detail: Record<string, unknown> = {},
): Promise<Result<JobRecord>> {
  const at = new Date().toISOString()
  const moved = move(job, to, at, changes)
  if (!moved.ok) return moved
  const entry: HistoryEntry = { at, event: 'state', state: to, ...detail, ...(changes.failure ? { failure: changes.failure } : {}) }
  const saved = await world.store.save(moved.value, entry)
  if (!saved.ok) return saved
  publish(world, moved.value)
  return moved
}

/** Writes changed facts of a job without moving it. */
export async function note(
  job: JobRecord,
  world: World,
  changes: Partial<JobRecord>,
  entry: { event: string; [detail: string]: unknown },
): Promise<Result<JobRecord>> {
  const at = new Date().toISOString()
  const next = { ...job, ...changes, updatedAt: at }
  const saved = await world.store.save(next, { at, ...entry })
  return saved.ok ? ok(next) : saved
}

export function publish(world: World, job: JobRecord): void {
  const known = world.store.remarked(job)
  // On disk it is redacted already; a watcher gets it as the disk has it.
  const view = world.view(known.failure ? { ...known, failure: world.secrets.redactFailure(known.failure) } : known)
  world.bus.publish({ event: 'state', job: job.id, state: job.state, at: job.updatedAt, view })
}

export function publishProgress(world: World, job: JobRecord, stage: Stage, fraction: number): void {
  const event: JobEvent = { event: 'progress', job: job.id, stage, fraction: Math.min(1, Math.max(0, fraction)) }
  world.bus.publish(event)
}

export function newAttemptId(): string {
  // 36 characters of [0-9a-f-]: inside what every provider allows for a request label.
  return randomUUID()
}

/** The failure for a stage that was stopped on purpose; the caller decides whether the job rests or goes on later. */
export function stopped(): Failure {
  return fail('cancelled', 'Stopped.', 'It goes on where it stopped.').failure
}
