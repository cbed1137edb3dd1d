/** What an answer tells about the key it was asked with, where the question was for a job that cannot exist. */
import type { Failure } from '../failure'
import type { HttpResponse } from '../http'
import type { Provider } from './provider'

export type KeyAnswer =
  /** It looked for the job, and whoever looks has let the key in. `sure`: it says that there is no such job. */
  | { kind: 'taken'; sure: boolean }
  /** The key is known, and nothing is left on the account. */
  | { kind: 'empty' }
  | { kind: 'refused'; failure: Failure }
  /** Says nothing about the key. */
  | { kind: 'silent'; failure: Failure }

/** A job's id that no provider hands out. */
export const NO_JOB = '00000000-0000-0000-0000-000000000000'

const noSuchJob =
  /(job|task|prediction|generation|record|resource|id)s?\b.{0,40}(not.?found|not exist|does ?n.t exist|invalid|unknown)|(not.?found|no such|invalid|unknown).{0,40}\b(job|task|prediction|generation|record|resource|id)\b/i
const aboutKey = /api.?key|authori[sz]|authenticat|access token|credential|not logged in/i
/** The address is not there, or a gateway in front of it answers: neither has looked at the key. */
const elsewhere = /^\s*<|API_NOT_FOUND|route not found|cannot get \//i

export function readKeyAnswer(provider: Pick<Provider, 'readPoll'>, response: HttpResponse): KeyAnswer {
  const poll = provider.readPoll(response)
  // A job that cannot exist goes on or has ended: strange, but no complaint about the key.
  if (poll.kind === 'queued' || poll.kind === 'running' || poll.kind === 'succeeded') return { kind: 'taken', sure: false }
  const { failure } = poll
  if (elsewhere.test(response.text)) return { kind: 'silent', failure }
  switch (failure.code) {
    case 'provider.bad-key':
    case 'provider.forbidden':
      return { kind: 'refused', failure }
    case 'provider.no-balance':
      return { kind: 'empty' }
    case 'provider.not-found':
      return { kind: 'taken', sure: true }
    case 'provider.rate-limited':
    case 'provider.unavailable':
      return { kind: 'silent', failure }
  }
  // Some wrap every refusal in the same status, and only its words tell which it is.
  if (aboutKey.test(response.text)) return { kind: 'refused', failure }
  return noSuchJob.test(response.text) ? { kind: 'taken', sure: true } : { kind: 'silent', failure }
}
