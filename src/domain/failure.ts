/**
 * The closed union of everything that can go wrong, as values.
 * Each code knows whose fault it is and whether trying again can help; each failure carries a sentence
 * that says what happened and one that says what to do.
 */
import { z } from 'zod'

type Fault = 'input' | 'person' | 'setup' | 'network' | 'provider' | 'machine' | 'choreo'
/** `change`: only with another input. `later`: the same again after a while. `now`: at once. */
type Retry = 'no' | 'change' | 'later' | 'now'

const catalogue = {
  usage: { fault: 'person', retry: 'change' },
  'provider.unknown': { fault: 'person', retry: 'change' },
  'input.missing': { fault: 'input', retry: 'change' },
  'input.empty': { fault: 'input', retry: 'change' },
  'input.not-a-file': { fault: 'input', retry: 'change' },
  'input.no-permission': { fault: 'input', retry: 'change' },
  'input.too-large': { fault: 'input', retry: 'change' },
  'input.unknown-id': { fault: 'input', retry: 'change' },
  'link.not-https': { fault: 'input', retry: 'change' },
  'link.unreachable': { fault: 'network', retry: 'later' },
  'link.not-media': { fault: 'input', retry: 'change' },
  'image.unreadable': { fault: 'input', retry: 'change' },
  'image.damaged': { fault: 'input', retry: 'change' },
  'image.not-an-image': { fault: 'input', retry: 'change' },
  'image.unsupported': { fault: 'input', retry: 'change' },
  'image.too-many-pixels': { fault: 'input', retry: 'change' },
  'image.unreachable': { fault: 'input', retry: 'change' },
  'image.too-small': { fault: 'input', retry: 'change' },
  'image.too-elongated': { fault: 'input', retry: 'change' },
  'image.crop-outside': { fault: 'person', retry: 'change' },
  'video.unreadable': { fault: 'input', retry: 'change' },
  'video.damaged': { fault: 'input', retry: 'change' },
  'video.not-a-video': { fault: 'input', retry: 'change' },
  'video.too-short': { fault: 'input', retry: 'change' },
  'video.too-small': { fault: 'input', retry: 'change' },
  'video.too-elongated': { fault: 'input', retry: 'change' },
  'video.unreachable': { fault: 'input', retry: 'change' },
  'video.crop-outside': { fault: 'person', retry: 'change' },
  'video.too-many-pixels': { fault: 'input', retry: 'change' },
  'video.refers-elsewhere': { fault: 'input', retry: 'change' },
  'video.closed-colours': { fault: 'input', retry: 'change' },
  'video.trim-outside': { fault: 'person', retry: 'change' },
  'request.not-expressible': { fault: 'person', retry: 'change' },
  'request.prompt-too-long': { fault: 'person', retry: 'change' },
  'artifact.not-as-planned': { fault: 'choreo', retry: 'no' },
  'encode.failed': { fault: 'machine', retry: 'now' },
  'encode.stalled': { fault: 'machine', retry: 'now' },
  'setup.no-ffmpeg': { fault: 'setup', retry: 'change' },
  'setup.no-ffprobe': { fault: 'setup', retry: 'change' },
  'setup.no-key': { fault: 'setup', retry: 'change' },
  'setup.no-key-store': { fault: 'setup', retry: 'change' },
  'setup.bad-origin': { fault: 'setup', retry: 'change' },
  'delivery.no-host': { fault: 'setup', retry: 'change' },
  'delivery.bucket-refused': { fault: 'setup', retry: 'change' },
  'delivery.failed': { fault: 'provider', retry: 'later' },
  'delivery.too-large': { fault: 'input', retry: 'change' },
  'disk.full': { fault: 'machine', retry: 'later' },
  'disk.read-only': { fault: 'machine', retry: 'change' },
  'disk.failed': { fault: 'machine', retry: 'later' },
  'project.locked': { fault: 'machine', retry: 'later' },
  'project.newer': { fault: 'setup', retry: 'no' },
  'project.unreadable': { fault: 'machine', retry: 'no' },
  'job.unknown': { fault: 'person', retry: 'change' },
  'job.illegal-move': { fault: 'choreo', retry: 'no' },
  'job.unconfirmed': { fault: 'network', retry: 'no' },
  'job.deadline': { fault: 'provider', retry: 'now' },
  'job.duplicate': { fault: 'person', retry: 'now' },
  'money.daily-limit': { fault: 'person', retry: 'later' },
  'money.too-expensive': { fault: 'person', retry: 'change' },
  'money.price-unknown': { fault: 'person', retry: 'change' },
  'network.unreachable': { fault: 'network', retry: 'now' },
  'network.interrupted': { fault: 'network', retry: 'now' },
  'network.timeout': { fault: 'network', retry: 'now' },
  'network.refused-origin': { fault: 'setup', retry: 'change' },
  'provider.bad-key': { fault: 'setup', retry: 'change' },
  'provider.no-balance': { fault: 'person', retry: 'later' },
  'provider.forbidden': { fault: 'provider', retry: 'change' },
  'provider.rejected': { fault: 'provider', retry: 'change' },
  'provider.not-found': { fault: 'provider', retry: 'no' },
  'provider.content-policy': { fault: 'provider', retry: 'change' },
  'provider.media-unreachable': { fault: 'provider', retry: 'later' },
  'provider.media-refused': { fault: 'provider', retry: 'change' },
  'provider.rate-limited': { fault: 'provider', retry: 'later' },
  'provider.unavailable': { fault: 'provider', retry: 'later' },
  'provider.nonsense': { fault: 'provider', retry: 'no' },
  'provider.generation-failed': { fault: 'provider', retry: 'later' },
  'provider.no-result': { fault: 'provider', retry: 'later' },
  'provider.not-supported': { fault: 'provider', retry: 'no' },
  'result.expired': { fault: 'provider', retry: 'no' },
  'result.not-a-video': { fault: 'provider', retry: 'now' },
  'result.too-large': { fault: 'provider', retry: 'no' },
  'result.incomplete': { fault: 'network', retry: 'now' },
  'rehearsal.failed': { fault: 'machine', retry: 'now' },
  cancelled: { fault: 'person', retry: 'now' },
  bug: { fault: 'choreo', retry: 'no' },
} as const satisfies Record<string, { fault: Fault; retry: Retry }>

export type FailureCode = keyof typeof catalogue
export const failureCodes = Object.keys(catalogue) as [FailureCode, ...FailureCode[]]

export const Failure = z.object({
  code: z.enum(failureCodes),
  /** What happened, in one sentence, with the measured value where there is one. */
  message: z.string(),
  /** What the person can do about it, in one sentence. */
  fix: z.string(),
  /** Facts for a report: status, raw text of the provider, a stderr line. Redacted before it gets here. */
  detail: z.string().optional(),
  /** Seconds the provider asked us to wait before trying again. */
  retryAfterSeconds: z.number().nonnegative().optional(),
})
export type Failure = z.infer<typeof Failure>

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value }
}

export function failed(failure: Failure): { ok: false; failure: Failure } {
  return { ok: false, failure }
}

/** Shorthand for `failed({code, message, fix, …})`. */
export function fail(code: FailureCode, message: string, fix: string, more: Pick<Failure, 'detail' | 'retryAfterSeconds'> = {}) {
  return failed({ code, message, fix, ...more })
}

export function faultOf(code: FailureCode): Fault {
  return catalogue[code].fault
}

export function retryOf(code: FailureCode): Retry {
  return catalogue[code].retry
}

/** Marks a place the type checker proves unreachable; reaching it is a bug, not a failure. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
