/** What the window asks for beyond the shell: recent files, remarks, projects, settings, presets, and the comparison as one film. */
import { z } from 'zod'
import { Failure } from '../domain/failure'
import { MOST_OFFSET } from '../domain/job'
import { Edits, VideoFacts } from '../domain/media'
import { MotionRequest, ProviderId } from '../domain/request'
import { InputNote, KeyFinding } from './findings'
import { Host, JobView, MediaItem, resultOf, Ticket } from './shapes'

/** A file that was used before. A look at it costs nothing: it is probed when its ticket is redeemed. */
export const Recent = z.object({
  /** For `media.open`; of a file that is still there. */
  ticket: Ticket,
  kind: z.enum(['image', 'video']),
  name: z.string(),
  /** When it was opened last, ISO 8601. */
  at: z.string(),
  /** Where a face can show the file itself, below the media base. */
  href: z.string(),
})
export type Recent = z.infer<typeof Recent>

/** The two small files that come with Choreo. */
export const Samples = z.object({ image: Ticket, video: Ticket })
export type Samples = z.infer<typeof Samples>

/** All that is needed to make a job once more with changes. An input that is gone is replaced by its prepared file. */
export const JobInputs = z.object({
  image: MediaItem,
  video: MediaItem,
  request: MotionRequest,
  edits: Edits,
  provider: ProviderId,
  /** What could not be brought back as it was. */
  notes: z.array(InputNote),
})
export type JobInputs = z.infer<typeof JobInputs>

/** Most characters of a note. */
export const LONGEST_NOTE = 2000
export const Remark = z.object({
  /** Stars; null: not rated. */
  rating: z.number().int().min(1).max(5).nullable(),
  note: z.string().max(LONGEST_NOTE),
  /** Seconds the result begins after the reference where both are compared; negative: before. */
  offset: z.number().min(-MOST_OFFSET).max(MOST_OFFSET),
})
export type Remark = z.infer<typeof Remark>

/** Jobs of another project that was opened here before. */
export const OtherProject = z.object({
  id: z.string(),
  name: z.string(),
  dir: z.string(),
  jobs: z.array(JobView),
  /** Why its jobs cannot be listed. */
  failure: Failure.nullable(),
})
export type OtherProject = z.infer<typeof OtherProject>

/** Null where there is no such file yet, or it cannot be read. */
export const JobFilms = z.object({ reference: VideoFacts.nullable(), result: VideoFacts.nullable() })
export type JobFilms = z.infer<typeof JobFilms>
export const FilmOf = JobFilms.keyof()
export type FilmOf = z.infer<typeof FilmOf>

/** Which films stand side by side: results of saved jobs, in this order, after the reference where it is wanted. */
export const SideBySide = z.object({
  jobs: z.tuple([z.string()], z.string()).refine((ids) => ids.length <= 4, 'At most four results.'),
  reference: z.boolean(),
  /** Seconds each result begins after the reference; negative: before. As many as jobs. */
  offsets: z.array(Remark.shape.offset),
  /** Whose sound: the reference's, a job's, or none. */
  sound: z.union([z.literal('reference'), z.literal('none'), z.object({ job: z.string() })]),
})
export type SideBySide = z.infer<typeof SideBySide>

export const ExportEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), fraction: z.number() }),
  z.object({ event: z.literal('done'), result: resultOf(z.object({ path: z.string(), href: z.string() })) }),
])
export type ExportEvent = z.infer<typeof ExportEvent>

/** A wording that a paid model proposes. Text only: nothing is submitted with it by itself. */
export const Improved = z.object({ prompt: z.string(), chargeUsd: z.number().nullable() })
export type Improved = z.infer<typeof Improved>

/** What runs of a project begin with. */
export const Defaults = z.object({
  provider: ProviderId.nullable(),
  request: MotionRequest.pick({ orientation: true, tier: true, keepAudio: true }),
  fit: z.enum(['crop', 'pad']),
})
export type Defaults = z.infer<typeof Defaults>

export const ProjectEntry = z.object({
  id: z.string(),
  name: z.string(),
  dir: z.string(),
  /** The one this window shows. */
  current: z.boolean(),
  /** ISO 8601. */
  openedAt: z.string(),
  jobs: z.number().int(),
  openJobs: z.number().int(),
  /** A sentence where another Choreo writes there just now: it can be looked at, and nothing can be run in it. */
  heldBy: z.string().nullable(),
  /** The folder is not there, or cannot be read: why. */
  failure: Failure.nullable(),
})
export type ProjectEntry = z.infer<typeof ProjectEntry>

/** Which project: one of the list, a folder that a host admitted, or a new one beside the first. */
export const ProjectChoice = z.union([
  z.object({ id: z.string() }),
  z.object({ ticket: Ticket }),
  z.object({ create: z.string().trim().min(1).max(80) }),
])
export type ProjectChoice = z.infer<typeof ProjectChoice>

export const Language = z.enum(['system', 'en', 'de', 'zh-CN'])
export type Language = z.infer<typeof Language>
export const Appearance = z.enum(['system', 'light', 'dark'])
export type Appearance = z.infer<typeof Appearance>

export const BucketInfo = z.object({
  endpoint: z.string(),
  region: z.string(),
  name: z.string(),
  prefix: z.string(),
  pathStyle: z.boolean(),
  lifeHours: z.number(),
})
export type BucketInfo = z.infer<typeof BucketInfo>

export const SettingsView = z.object({
  dailyLimitUsd: z.number().nullable(),
  /** What today's runs come to, all projects together. */
  spentTodayUsd: z.number(),
  host: Host.nullable(),
  bucket: BucketInfo.nullable(),
  language: Language,
  appearance: Appearance,
  notifications: z.boolean(),
  /** False until the person has seen what Choreo does. */
  welcomed: z.boolean(),
  /** Absolute path of the settings file. */
  path: z.string(),
})
export type SettingsView = z.infer<typeof SettingsView>

/** What is absent stays as it is; null takes a value away. */
export const SettingsChange = z
  .object({
    dailyLimitUsd: z.number().nonnegative().nullable(),
    host: Host.nullable(),
    bucket: BucketInfo.nullable(),
    language: Language,
    appearance: Appearance,
    notifications: z.boolean(),
    welcomed: z.boolean(),
  })
  .partial()
export type SettingsChange = z.infer<typeof SettingsChange>

export const Preset = z.object({ name: z.string().trim().min(1).max(60), defaults: Defaults })
export type Preset = z.infer<typeof Preset>

/** What a harmless question with the key came to. */
export const KeyTest = z.object({ works: z.boolean(), sentence: z.string(), finding: KeyFinding })
export type KeyTest = z.infer<typeof KeyTest>
