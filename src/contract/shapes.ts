/** What crosses the contract: plain data, the same over a message port, HTTP and a direct call. */
import { z } from 'zod'
import { Verdict } from '../domain/assess'
import { ClipMap } from '../domain/clip-map'
import { Failure } from '../domain/failure'
import { JobState } from '../domain/job'
import { Crop, Edits, ImageFacts, MediaFacts, VideoFacts } from '../domain/media'
import { Change, Size, Step } from '../domain/plan'
import { Quote } from '../domain/quote'
import { MotionRequest, Orientation, ProviderId, Tier } from '../domain/request'
import { CheckFinding, StoreTrouble } from './findings'

/** Failures are values: every answer is either `ok` with a value or a failure with its sentence. */
export function resultOf<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), z.object({ ok: z.literal(false), failure: Failure })])
}

/** A host admitted this file: the window never names a path. */
export const Ticket = z.string().regex(/^[a-f0-9]{32}$/)

/** What the person gives the file as: an animated picture is a clip where a clip was asked for. */
const as = z.enum(['image', 'video']).optional()
export const MediaSource = z.union([z.object({ ticket: Ticket, as }), z.object({ link: z.string().max(4096), as })])
export type MediaSource = z.infer<typeof MediaSource>

/** An input the engine knows: opaque id, facts, and where a face can play it (below the media base). */
export const MediaItem = z.object({
  id: z.string(),
  name: z.string(),
  facts: MediaFacts,
  /** Append to `SystemInfo.mediaBase`. */
  href: z.string(),
  /** The person's own link, passed on as it is when nothing has to be changed. */
  link: z.string().nullable(),
})
export type MediaItem = z.infer<typeof MediaItem>

/** Small pictures of a clip on one sheet, in rows of `columns`; each with its time in seconds. */
export const ClipStrip = z.object({
  href: z.string(),
  cell: Size,
  columns: z.number().int().positive(),
  times: z.array(z.number()),
})
export type ClipStrip = z.infer<typeof ClipStrip>

export const MapEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), fraction: z.number() }),
  z.object({ event: z.literal('done'), result: resultOf(ClipMap) }),
])
export type MapEvent = z.infer<typeof MapEvent>

export const Host = z.enum(['evolink', 'wavespeed', 's3'])
export type Host = z.infer<typeof Host>

/** A host, in words for a person: whose servers a file goes to and for how long, and what is still missing for it. */
export const HostInfo = z.object({
  id: Host,
  name: z.string(),
  privacy: z.string(),
  available: z.boolean(),
  /** What to do to make it available. */
  why: z.string().nullable(),
})
export type HostInfo = z.infer<typeof HostInfo>

export const Composition = z.object({
  image: z.string(),
  video: z.string(),
  request: MotionRequest,
  edits: Edits,
})
export type Composition = z.infer<typeof Composition>

export const CheckAnswer = z.object({
  facts: z.object({ image: ImageFacts, video: VideoFacts }),
  verdicts: z.array(Verdict),
})
export type CheckAnswer = z.infer<typeof CheckAnswer>

export const PreparedImage = z.object({
  path: z.string(),
  format: z.string(),
  width: z.number(),
  height: z.number(),
  bytes: z.number(),
  change: Change,
  steps: z.array(Step),
  /** The part of the original that is shown, also where Choreo chose it; null when all of it is. */
  crop: Crop.nullable(),
})
export const PreparedVideo = z.object({
  path: z.string(),
  codec: z.string(),
  width: z.number(),
  height: z.number(),
  durationSeconds: z.number(),
  bytes: z.number(),
  change: Change,
  steps: z.array(Step),
})
export const Prepared = z.object({
  providers: z.array(ProviderId),
  orientation: Orientation,
  image: PreparedImage,
  video: PreparedVideo,
  quotes: z.array(Quote),
  /** Where a face can show them, below the media base. */
  hrefs: z.object({ image: z.string(), video: z.string() }),
})
export type Prepared = z.infer<typeof Prepared>

/** `look`: a clip that is too long is looked through for its best part. */
export const Stage = z.enum(['fetch', 'look', 'image', 'encode', 'upload', 'generate', 'download'])
export type Stage = z.infer<typeof Stage>

export const PrepareEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), stage: Stage, fraction: z.number() }),
  z.object({ event: z.literal('done'), result: resultOf(Prepared) }),
])
export type PrepareEvent = z.infer<typeof PrepareEvent>

export const JobView = z.object({
  id: z.string(),
  /** Absolute path of the job's folder. */
  dir: z.string(),
  provider: ProviderId,
  rehearsal: z.boolean(),
  state: JobState,
  createdAt: z.string(),
  updatedAt: z.string(),
  request: MotionRequest,
  inputs: z.object({ image: z.string(), video: z.string() }),
  remoteId: z.string().nullable(),
  /** Absolute path of the saved clip. */
  result: z.string().nullable(),
  quoteUsd: z.number().nullable(),
  chargeUsd: z.number().nullable(),
  progress: z.number().nullable(),
  failure: Failure.nullable(),
  /** Stars from 1 to 5; null: not rated. */
  rating: z.number().int().nullable(),
  note: z.string(),
  /** Seconds the result begins after the reference where both are compared. */
  offset: z.number(),
  /** Seconds of the clip that is sent; null until it is prepared. */
  seconds: z.number().nullable(),
  /** When it was accepted and when it was saved, ISO 8601. */
  acceptedAt: z.string().nullable(),
  savedAt: z.string().nullable(),
  /** Where a face can play them, below the media base; null until there is a file. */
  hrefs: z.object({ image: z.string().nullable(), reference: z.string().nullable(), result: z.string().nullable() }),
})
export type JobView = z.infer<typeof JobView>

/** A line of a job's history as it stands on the disk; those that are known here are a `Happening`. */
export const HistoryEntry = z.looseObject({ at: z.string(), event: z.string() })
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const JobDetail = z.object({ job: JobView, history: z.array(HistoryEntry) })

/** A record that could not be read; set aside and shown, never deleted. */
export const Unreadable = z.object({ dir: z.string(), failure: Failure })

export const JobList = z.object({ jobs: z.array(JobView), unreadable: z.array(Unreadable) })
export type JobList = z.infer<typeof JobList>

export const JobEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('state'), job: z.string(), state: JobState, at: z.string(), view: JobView }),
  z.object({ event: z.literal('progress'), job: z.string(), stage: Stage, fraction: z.number() }),
])
export type JobEvent = z.infer<typeof JobEvent>

export const WatchEvent = z.discriminatedUnion('event', [
  ...JobEvent.options,
  /** From now on this Choreo shows that project, which is another one than before. */
  z.object({ event: z.literal('project'), dir: z.string(), name: z.string() }),
])
export type WatchEvent = z.infer<typeof WatchEvent>

export const RunInput = Composition.extend({
  provider: ProviderId,
  rehearse: z.boolean(),
  host: Host.optional(),
  maxCostUsd: z.number().nonnegative().optional(),
  /** After a definite refusal before acceptance, move to the next cheapest provider that takes the same artifacts. */
  failover: z.boolean().optional(),
  /** The person was told that the same inputs were sent a moment ago, and wants it again. */
  again: z.boolean().optional(),
  /** The job that is made once more: the same is asked about only where it was begun after this one. */
  repeats: z.string().optional(),
})
export type RunInput = z.infer<typeof RunInput>

/** What the person found out about an unconfirmed job. */
export const Decision = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('remote-id'), remoteId: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('not-submitted') }),
  z.object({ kind: z.literal('abandon') }),
])
export type Decision = z.infer<typeof Decision>

export const RequestPreview = z.object({
  curl: z.string(),
  /** What happens before this request, as a sentence. */
  note: z.string(),
  /** What of the two is uploaded before. */
  uploads: z.array(z.enum(['image', 'video'])),
})
export type RequestPreview = z.infer<typeof RequestPreview>

export const ProviderInfo = z.object({
  id: ProviderId,
  name: z.string(),
  hasKey: z.boolean(),
  keyName: z.string(),
  keyPage: z.string(),
  perSecond: z.record(Tier, z.number().nullable()),
  priceRule: z.string(),
  notes: z.array(z.string()),
})

export const ToolInfo = z.object({ path: z.string(), version: z.string(), from: z.string() })

export const SystemInfo = z.object({
  version: z.string(),
  /** `media://…/` in the window, `http://127.0.0.1:…/` elsewhere; ends with a slash. */
  mediaBase: z.string(),
  project: z.object({ dir: z.string(), name: z.string() }),
  ffmpeg: ToolInfo.nullable(),
  ffprobe: ToolInfo.nullable(),
  providers: z.array(ProviderInfo),
  /** Who may hold a local clip for a provider that takes links only. */
  hosts: z.array(HostInfo),
  /** The one that is used where a run names nobody. */
  host: Host.nullable(),
  /** Runs are rehearsals until a key is set. */
  rehearsalOnly: z.boolean(),
  /** Nobody is asked about any job until the person sets it back, see `jobs.pause`. */
  paused: z.boolean(),
  canReveal: z.boolean(),
})
export type SystemInfo = z.infer<typeof SystemInfo>

/** Whose key: a provider's, or the two of an S3-compatible bucket. */
export const KeyId = z.enum([...ProviderId.options, 's3'])
export type KeyId = z.infer<typeof KeyId>

/** What a face may know of the keys: never one of them. */
export const KeyList = z.object({
  store: z.object({
    name: z.string(),
    /** `session`: nothing on this computer keeps a key; one that is set is forgotten when Choreo is closed. */
    kind: z.enum(['os', 'desktop', 'session']),
    /** What a person should know about it, in sentences; empty when all is well. */
    note: z.string(),
    /** The same as a code; null when all is well. */
    trouble: StoreTrouble.nullable(),
  }),
  keys: z.array(
    z.object({
      id: KeyId,
      name: z.string(),
      has: z.boolean(),
      /** `session`: set by the person, and not kept. */
      from: z.enum(['key-store', 'environment', 'session']).nullable(),
      /** How it ends, where it is long enough for that to say little; for a bucket the end of its id. */
      last4: z.string().nullable(),
    }),
  ),
})
export type KeyList = z.infer<typeof KeyList>

/** What is left of what was paid in; a provider that counts in credits of its own says no sum in USD. */
export const Balance = z.object({ usd: z.number().nullable(), credits: z.number().nullable() })
export type Balance = z.infer<typeof Balance>

export const DoctorCheck = z.object({
  name: z.string(),
  state: z.enum(['ok', 'missing', 'warning']),
  found: z.string(),
  fix: z.string().nullable(),
  /** The three above as a code with its figures. */
  finding: CheckFinding,
})
export type DoctorCheck = z.infer<typeof DoctorCheck>
export const DoctorReport = z.object({ checks: z.array(DoctorCheck) })
export type DoctorReport = z.infer<typeof DoctorReport>
