/**
 * What the engine tells in whole sentences, once more as codes with their figures: a face in another language words it from
 * these, as it words failures by their codes. The English sentence stands beside each, for the shell and for reports.
 */
import { z } from 'zod'
import { Failure } from '../domain/failure'
import { JobState } from '../domain/job'
import { Change } from '../domain/plan'
import { ProviderId } from '../domain/request'

const MediaKind = z.enum(['image', 'video'])

/** What a harmless question with a key came to. */
export const KeyFinding = z.discriminatedUnion('code', [
  /** The key is taken, and so much is left; a provider counts in one of the two. */
  z.object({ code: z.literal('accepted'), usd: z.number().nullable(), credits: z.number().nullable() }),
  /** It looked for a job that cannot exist; a balance it does not tell. */
  z.object({ code: z.literal('accepted-without-balance') }),
  z.object({ code: z.literal('nothing-against-it') }),
  /** The key is known, and nothing is left on the account. */
  z.object({ code: z.literal('empty'), keyPage: z.string() }),
  z.object({ code: z.literal('refused'), failure: Failure }),
  z.object({ code: z.literal('bucket-readable'), host: z.string(), bucket: z.string() }),
  /** `mayStillWrite`: a key that may not list is answered like this, too. */
  z.object({ code: z.literal('bucket-refused'), failure: Failure, mayStillWrite: z.boolean() }),
])
export type KeyFinding = z.infer<typeof KeyFinding>

/** Why no key can be kept on this computer. */
export const StoreLack = z.enum(['no-library', 'no-service', 'unreachable', 'no-encryption', 'no-password-store'])
export type StoreLack = z.infer<typeof StoreLack>

/** What a person should know about the place where keys are kept. */
export const StoreTrouble = z.discriminatedUnion('code', [
  z.object({ code: z.literal('no-store'), lack: StoreLack }),
  z.object({ code: z.literal('silent') }),
  z.object({ code: z.literal('failed'), failure: Failure }),
  /** What is kept for these cannot be decrypted any more. */
  z.object({ code: z.literal('undecipherable'), names: z.array(z.string()) }),
  /** What is kept for it is no key of it. */
  z.object({ code: z.literal('no-key-of-it'), id: z.union([ProviderId, z.literal('s3')]) }),
])
export type StoreTrouble = z.infer<typeof StoreTrouble>

/** One line of the check-up. */
export const CheckFinding = z.discriminatedUnion('code', [
  z.object({ code: z.literal('part'), part: z.enum(['Choreo', 'Node', 'sharp', 'Electron']), version: z.string() }),
  z.object({ code: z.literal('no-electron') }),
  z.object({
    code: z.literal('tool'),
    tool: z.enum(['ffmpeg', 'ffprobe']),
    version: z.string(),
    from: z.string(),
    path: z.string(),
  }),
  z.object({ code: z.literal('no-tool'), tool: z.enum(['ffmpeg', 'ffprobe']) }),
  z.object({ code: z.literal('folder'), dir: z.string(), freeBytes: z.number(), isLittle: z.boolean() }),
  z.object({ code: z.literal('folder-read-only'), dir: z.string() }),
  /** `kind`: `session` keeps nothing. `variable`: where a key can stand instead. */
  z.object({
    code: z.literal('key-store'),
    kind: z.enum(['os', 'desktop', 'session']),
    name: z.string(),
    trouble: StoreTrouble.nullable(),
    variable: z.string(),
  }),
  z.object({ code: z.literal('key'), provider: ProviderId, from: z.enum(['key-store', 'environment', 'session']) }),
  z.object({ code: z.literal('misspelt-key'), provider: ProviderId, variable: z.string(), keyPage: z.string() }),
  z.object({ code: z.literal('no-key'), provider: ProviderId, variable: z.string(), keyPage: z.string() }),
])
export type CheckFinding = z.infer<typeof CheckFinding>

const said = { sentence: z.string() }
const ofInput = { ...said, kind: MediaKind, name: z.string() }

/** What could not be brought back of a job as it was. */
export const InputNote = z.discriminatedUnion('code', [
  z.object({ ...said, code: z.literal('callback-not-kept') }),
  z.object({ ...ofInput, code: z.literal('link-changed') }),
  z.object({ ...ofInput, code: z.literal('link-failed'), failure: Failure }),
  z.object({ ...ofInput, code: z.literal('link-not-kept') }),
  z.object({ ...ofInput, code: z.literal('fetched-copy') }),
  z.object({ ...ofInput, code: z.literal('own-copy') }),
  /** `isChanged`: cropped, cut or scaled as it was sent. */
  z.object({ ...ofInput, code: z.literal('prepared-file'), isChanged: z.boolean() }),
])
export type InputNote = z.infer<typeof InputNote>

/** What is passed over in a batch. */
export const BatchNote = z.discriminatedUnion('code', [
  z.object({ ...said, code: z.literal('passed-over'), name: z.string(), why: z.enum(['hidden', 'folder', 'no-media']) }),
  /** Same bytes and same wishes as another row. */
  z.object({ ...said, code: z.literal('same-row'), row: z.string(), as: z.string() }),
])
export type BatchNote = z.infer<typeof BatchNote>

/** The lines of a job's history that this Choreo writes; each has more in it, for whoever mends a fault. */
export const Happening = z.discriminatedUnion('event', [
  z.object({ event: z.literal('created') }),
  z.object({ event: z.literal('state'), state: JobState, by: z.literal('person').optional() }),
  z.object({ event: z.literal('prepared'), image: Change, video: Change }),
  z.object({
    event: z.literal('delivered'),
    media: MediaKind,
    by: z.enum(['link', 'inline', 'own-upload', 'host-upload']),
    reused: z.boolean(),
  }),
  z.object({ event: z.literal('answer'), status: z.number() }),
  z.object({ event: z.literal('poll'), status: z.number().nullable() }),
  z.object({ event: z.literal('not-sent') }),
  z.object({ event: z.literal('looked-up'), answer: z.object({ kind: z.enum(['found', 'absent', 'several', 'unreadable']) }) }),
  z.object({ event: z.literal('passed-on'), from: ProviderId, to: ProviderId }),
])
export type Happening = z.infer<typeof Happening>
