/** What an HTTP status means where a provider's page says nothing else. Shared by the five readers. */
import { z } from 'zod'
import { type Failure, type FailureCode, fail } from '../failure'
import { type HttpResponse, parseJson } from '../http'

/** A field that may be absent and may be of any type; a bare `z.unknown()` would demand its key. */
export const anything = z.unknown().optional()
/** Text where there is text; everything else reads as absent, since no answer becomes unreadable by a side remark. */
export const textOrNull = z.string().nullish().catch(null)
/** A job's id as text; a number is written out, everything else reads as absent. */
export const remoteIdOrNull = z
  .union([z.string().min(1), z.number()])
  .transform(String)
  .nullish()
  .catch(null)

/** The provider's own words, wherever one of the five puts them. At most 500 characters. */
export function spokenReason(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null
  if (Array.isArray(body)) {
    const lines = body.filter((line): line is string => typeof line === 'string' && line.trim() !== '')
    if (lines.length > 0) return lines.join('; ').slice(0, 500)
    for (const item of body) {
      const inner = spokenReason(item)
      if (inner) return inner
    }
    return null
  }
  const record = body as Record<string, unknown>
  for (const key of ['message', 'info', 'msg', 'reason', 'error', 'detail', 'error_msg']) {
    const value = record[key]
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 500)
    if (typeof value === 'object' && value !== null) {
      const inner = spokenReason(value)
      if (inner) return inner
    }
  }
  return null
}

/** Seconds from a `Retry-After` header, given as seconds or as an HTTP date. */
export function retryAfterSeconds(response: HttpResponse, nowMs: number | null = null): number | undefined {
  const header = response.headers['retry-after']
  if (!header) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds
  // Without a month's name it is no HTTP date; `Date.parse` would make a year of a bare number.
  const date = /[a-z]{3}/i.test(header) ? Date.parse(header) : Number.NaN
  const now = nowMs ?? Date.parse(response.headers.date ?? '')
  return Number.isFinite(date) && Number.isFinite(now) ? Math.max(0, (date - now) / 1000) : undefined
}

/** Words about money only: “insufficient permissions” and “insufficient resolution” are other complaints. */
const noMoney = new RegExp(
  [
    '\\b(insufficient|not[ _]enough|no|low|out of|run out of|exhausted)[ _-]+((account|user|token|wallet|prepaid|remaining|available|your)[ _-]+)?(balance|credit|fund|quota|money)s?(?![a-z])',
    '(balance|credit|fund|quota)s?\\b.{0,20}(not enough|not sufficient|insufficient|too low|is low|exhausted|exceeded|used up)',
    'balance_not_enough|payment required|top up your',
  ].join('|'),
  'i',
)
/** Words about content only: an “illegal argument” or a “case-sensitive” name is a plain rejection. */
const policy =
  /content.?(policy|safety|moderation|filter)|moderation|nsfw|illegal.?(prompt|image|video|content|text|word)|sensitive.{0,3}(content|information|word|text|image|material)|risk.?control|prohibited content/i

/**
 * The failure for an HTTP status and a reason in words; the reader of a provider may know better and goes first.
 * @param status what the answer means, where that is not its HTTP status: some refuse inside an HTTP 200
 */
export function failureForStatus(
  who: string,
  response: HttpResponse,
  reason: string | null = spokenReason(parseJson(response.text)),
  status: number = response.status,
): Failure {
  const said = reason ? ` It says: “${reason}”` : ''
  const make = (code: FailureCode, message: string, fix: string): Failure =>
    fail(code, message + said, fix, {
      detail: `HTTP ${response.status} ${response.text.slice(0, 2000)}`,
      retryAfterSeconds: retryAfterSeconds(response),
    }).failure
  const http = status === response.status ? ` (HTTP ${status})` : ''

  if (status === 402 || ((status === 400 || status === 403) && reason !== null && noMoney.test(reason)))
    return make(
      'provider.no-balance',
      `${who} says the account has not enough balance.`,
      `Top up at ${who}, then run it again. Nothing was charged.`,
    )
  if (reason !== null && policy.test(reason) && (status === 400 || status === 403 || status === 422 || status === 451))
    return make('provider.content-policy', `${who} refuses the content.`, 'Use another picture, clip or prompt.')
  if (status === 401) return make('provider.bad-key', `${who} does not accept the key.`, 'Check the key and set it again.')
  if (status === 403)
    return make('provider.forbidden', `${who} does not allow this request.`, 'Check the key’s rights and the account’s balance.')
  if (status === 404)
    return make('provider.not-found', `${who} does not know this address or job.`, 'Check the job’s id; the provider may have dropped it.')
  if (status === 413)
    return make('provider.media-refused', `${who} says the request is too large.`, 'Prepare smaller files, or deliver them by upload.')
  if (status === 429) return make('provider.rate-limited', `${who} asks to slow down.`, 'Choreo waits and tries again.')
  if (status >= 500) return make('provider.unavailable', `${who} has a fault of its own${http}.`, 'Try again later.')
  if (status >= 400)
    return make('provider.rejected', `${who} rejects the request${http}.`, 'Change what it complains about and run it again.')
  return make('provider.nonsense', `${who} gave an answer that cannot be read.`, 'The raw answer is kept with the job.')
}

/** A failure the provider reports of a job it had accepted. */
export function generationFailure(who: string, reason: string | null, detail: string, refunded: boolean | null): Failure {
  const money = refunded === null ? '' : refunded ? ' It says the charge was refunded.' : ''
  if (reason !== null && policy.test(reason))
    return fail('provider.content-policy', `${who} refuses the content: “${reason}”.${money}`, 'Use another picture, clip or prompt.', {
      detail,
    }).failure
  return fail(
    'provider.generation-failed',
    reason ? `${who} could not make the result: “${reason}”.${money}` : `${who} could not make the result and gives no reason.${money}`,
    'Check the advice on picture and clip: one person, clearly visible, one steady shot. A new run is a new paid job.',
    { detail },
  ).failure
}

/**
 * Whether a create answer with this status proves that nothing was accepted.
 * 4xx does (429 with its wait too); 5xx and everything unreadable does not.
 */
export function provesRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408
}

export function unclear(who: string, response: HttpResponse, why: string): { kind: 'unclear'; failure: Failure } {
  return {
    kind: 'unclear',
    failure: fail(
      'job.unconfirmed',
      `${who} ${why}, so the job may exist and may be charged.`,
      'Look at the provider’s own page before anything is sent again.',
      { detail: `HTTP ${response.status} ${response.text.slice(0, 2000)}` },
    ).failure,
  }
}

/** Success was reported without a link: shown, never polled for ever. */
export function noResult(who: string, response: HttpResponse): { kind: 'failed'; failure: Failure } {
  return {
    kind: 'failed',
    failure: fail(
      'provider.no-result',
      `${who} says it is done but gives no link to the result.`,
      'Ask the provider’s support with the job’s id; the raw answer is kept with the job.',
      {
        detail: response.text.slice(0, 2000),
      },
    ).failure,
  }
}

/**
 * A poll that failed on HTTP level. Only a key that is refused or a job that is unknown is worth telling apart;
 * a job that was accepted never ends because a poll did not work.
 */
export function retryPoll(who: string, response: HttpResponse): { kind: 'retry'; failure: Failure } {
  return { kind: 'retry', failure: failureForStatus(who, response) }
}

/** A number out of what may be a number, a numeric string or nothing. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

/** A link that can be downloaded. Whether its scheme is allowed is the downloader's decision. */
export function toLink(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//i.test(value.trim()) ? value.trim() : null
}

/** The first link of a list or of a single value; each is a link itself or an object that holds one under one of the keys. */
export function firstLink(value: unknown, keys: readonly string[]): string | null {
  if (Array.isArray(value)) {
    for (const item of value) {
      const link = firstLink(item, keys)
      if (link) return link
    }
    return null
  }
  if (typeof value !== 'object' || value === null) return toLink(value)
  const record = value as Record<string, unknown>
  for (const key of keys) {
    const link = toLink(record[key])
    if (link) return link
  }
  return null
}
