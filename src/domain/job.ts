/** A job, its states, and the only legal moves between them. Pure. */
import { z } from 'zod'
import { Failure, fail, ok, type Result } from './failure'
import { Edits } from './media'
import { Change, Step } from './plan'
import { Quote } from './quote'
import { MotionRequest, ProviderId } from './request'

export const JobState = z.enum([
  'draft',
  'preparing',
  'delivering',
  'submitting',
  'accepted',
  'running',
  'downloading',
  'saved',
  'failed',
  'unconfirmed',
  'paused',
  'abandoned',
])
export type JobState = z.infer<typeof JobState>

const moves: Record<JobState, readonly JobState[]> = {
  draft: ['preparing', 'failed', 'abandoned'],
  preparing: ['delivering', 'failed', 'abandoned'],
  delivering: ['submitting', 'preparing', 'failed', 'abandoned'],
  // Back to `delivering` only when create provably never reached the provider.
  submitting: ['accepted', 'unconfirmed', 'failed', 'delivering'],
  accepted: ['running', 'downloading', 'failed', 'paused', 'abandoned'],
  running: ['downloading', 'failed', 'paused', 'abandoned'],
  downloading: ['saved', 'running', 'failed', 'paused', 'abandoned'],
  saved: [],
  failed: [],
  unconfirmed: ['accepted', 'delivering', 'abandoned', 'failed'],
  paused: ['accepted', 'running', 'downloading', 'abandoned', 'failed'],
  abandoned: [],
}

export function mayMove(from: JobState, to: JobState): boolean {
  return moves[from].includes(to)
}

/** At rest: nothing more happens by itself. */
export function isAtRest(state: JobState): boolean {
  return state === 'saved' || state === 'failed' || state === 'abandoned' || state === 'unconfirmed' || state === 'paused'
}

/** Which states a resume goes on with. `unconfirmed` is looked up again where a provider lists its jobs, never sent again. */
export function isResumable(state: JobState): boolean {
  return !['saved', 'failed', 'abandoned'].includes(state)
}

/** True from the moment a create request may have reached the provider: from here on nothing may be sent again by itself. */
export function mayHaveBeenCharged(state: JobState): boolean {
  return !['draft', 'preparing', 'delivering'].includes(state)
}

export const InputRecord = z.object({
  path: z.string(),
  name: z.string(),
  /** Known once the file has been read for preparation. */
  sha256: z.string().nullable(),
  bytes: z.number(),
  /** The person's own link, passed on as it is when nothing has to be changed. */
  link: z.string().nullable(),
})
export type InputRecord = z.infer<typeof InputRecord>

export const ArtifactRecord = z.object({
  /** Relative to the project folder, with forward slashes; absolute for an input that is sent untouched. */
  path: z.string(),
  sha256: z.string(),
  bytes: z.number(),
  mime: z.string(),
  change: Change,
  steps: z.array(Step),
  width: z.number(),
  height: z.number(),
  seconds: z.number().nullable(),
})
export type ArtifactRecord = z.infer<typeof ArtifactRecord>

/** One create request. Its existence on disk means: it may have been sent. */
export const Attempt = z.object({
  id: z.string(),
  at: z.string(),
  provider: ProviderId,
  /** sha256 over method, path and body without secrets. */
  payloadHash: z.string(),
  remoteId: z.string().nullable(),
})
export type Attempt = z.infer<typeof Attempt>

/** What the provider says it took. Kept beside the quote, never instead of it. */
export const Charge = z.object({
  usd: z.number().nullable(),
  credits: z.number().nullable(),
  /** The field it was read from, e.g. `meta.usage.usd_spent`. */
  source: z.string(),
})
export type Charge = z.infer<typeof Charge>

export const JOB_SCHEMA = 1
/** Seconds: beyond the longest clip that is made nothing would be left side by side. */
export const MOST_OFFSET = 30

export const JobRecord = z.object({
  schema: z.literal(JOB_SCHEMA),
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  provider: ProviderId,
  rehearsal: z.boolean(),
  state: JobState,
  request: MotionRequest,
  edits: Edits,
  inputs: z.object({ image: InputRecord, video: InputRecord }),
  artifacts: z.object({ image: ArtifactRecord, video: ArtifactRecord }).nullable(),
  /** Who holds a local clip for a provider that takes links only. */
  host: z.string().nullable(),
  /** Most the run may cost, in USD; checked again when it moves to another provider. */
  maxCostUsd: z.number().nullable(),
  /** Whether a definite refusal before acceptance moves it to the next cheapest provider that takes the artifacts. */
  failover: z.boolean(),
  quote: Quote.nullable(),
  charge: Charge.nullable(),
  attempts: z.array(Attempt),
  remoteId: z.string().nullable(),
  /** Where the provider says the result lies, until it is saved. */
  resultUrl: z.string().nullable(),
  acceptedAt: z.string().nullable(),
  /** 0–1 where the provider says so. */
  progress: z.number().nullable(),
  failure: Failure.nullable(),
  /** File name inside the job's folder once saved. */
  result: z.string().nullable(),
  // What follows came later: records without it are whole.
  savedAt: z.string().nullable().default(null),
  /** The person's own: stars from 1 to 5, a note, and how the result is laid beside the reference. */
  rating: z.number().int().min(1).max(5).nullable().default(null),
  note: z.string().default(''),
  /** Seconds the result begins after the reference where both are compared; negative: before. */
  offset: z.number().min(-MOST_OFFSET).max(MOST_OFFSET).default(0),
})
export type JobRecord = z.infer<typeof JobRecord>

/** The record in its new state, or a failure when the move is not legal. */
export function move(job: JobRecord, to: JobState, at: string, changes: Partial<JobRecord> = {}): Result<JobRecord> {
  if (!mayMove(job.state, to))
    return fail(
      'job.illegal-move',
      `A job cannot go from “${job.state}” to “${to}”.`,
      'This is a fault in Choreo; please report it with the job’s folder.',
    )
  return ok({ ...job, ...changes, state: to, updatedAt: at })
}
