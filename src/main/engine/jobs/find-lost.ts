/**
 * Looks a job up whose create answer was lost, where the provider lists its jobs. Asking costs nothing and may be
 * repeated; creating is never repeated because of what is (not) found here.
 */
import { type Failure, fail } from '../../../domain/failure'
import type { Attempt, JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { HistoryAnswer, LostAttempt } from '../../../domain/providers/provider'
import type { Counterpart, World } from './world'

/** A list may lag behind: so many seconds before each look. */
const LOOKS_SECONDS = [1, 4, 10, 20, 40]
const HEADERS_TIMEOUT = 30_000

/** Requests so close together in time cannot be told apart by it. */
const ALIKE_MS = 15 * 60_000

export type Search = { kind: 'found'; remoteId: string } | { kind: 'unconfirmed'; failure: Failure } | { kind: 'stopped' }

/** @param why what became of the answer, for the sentence the person reads when nothing is found */
export async function findLost(
  job: JobRecord,
  intent: Attempt,
  why: string,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Search> {
  const provider = providers[intent.provider]
  const { history, name } = provider
  if (!history)
    return unconfirmed(
      name,
      why,
      `${name} has no list that Choreo could look in. Look at its own page: if the job is there, give its id; never submit again before you have looked.`,
    )

  const lost: LostAttempt = { id: intent.id, sentAtMs: Date.parse(intent.at), request: job.request, links: await linksOf(job, world) }
  let last: HistoryAnswer = { kind: 'absent' }
  for (const seconds of LOOKS_SECONDS) {
    await world.scheduler.wait(seconds, signal)
    if (signal.aborted) return { kind: 'stopped' }
    const sent = await world.transport.send(history.request(lost), {
      origins: counterpart.originsOf(provider.id),
      key: counterpart.keyOf(provider.id),
      headersTimeout: HEADERS_TIMEOUT,
      signal,
    })
    if (signal.aborted) return { kind: 'stopped' }
    // Read anew each time, after the list: another request of ours may have got its answer meanwhile.
    const others = await otherJobs(job, intent, world)
    last = sent.kind === 'answer' ? history.read(sent.response, lost, others.known) : { kind: 'unreadable', failure: sent.failure }
    // What is listed could as well be that other request; only a label that no two requests share tells them apart.
    if (last.kind === 'found' && last.by !== 'its label' && others.unanswered) last = { kind: 'several', remoteIds: [last.remoteId] }
    await world.store.append(job.id, { at: new Date().toISOString(), event: 'looked-up', attempt: intent.id, answer: last })
    if (last.kind === 'found') return { kind: 'found', remoteId: last.remoteId }
    if (last.kind === 'several' && !others.unanswered) break
  }
  const looked = {
    absent: `${name}’s list does not show the job. Look at its own page once more before anything is sent again.`,
    several: `Of what ${name} lists, more than one request could be the one (${last.kind === 'several' ? last.remoteIds.join(', ') : ''}). Say which job it is.`,
    unreadable: `${name}’s list could not be read. Resume to look again, or look at its own page.`,
    found: '',
  }[last.kind]
  return unconfirmed(name, why, looked)
}

function unconfirmed(name: string, why: string, fix: string): Search {
  return { kind: 'unconfirmed', failure: fail('job.unconfirmed', `${why} The job may exist at ${name} and may be charged.`, fix).failure }
}

/** Links the request carried: what was delivered last, each medium for itself. What a listed job was given tells whose it is. */
async function linksOf(job: JobRecord, world: World): Promise<string[]> {
  const last = new Map<unknown, unknown>()
  for (const entry of await world.store.history(job.id)) if (entry.event === 'delivered') last.set(entry.media, entry.url)
  return [...last.values()].filter((url) => typeof url === 'string')
}

interface OtherJobs {
  /** A job that another record already holds is not the lost one. */
  known: Set<string>
  /** Whether another request of about the same time to the same provider has no id yet, and may be the one that is listed. */
  unanswered: boolean
}

async function otherJobs(job: JobRecord, intent: Attempt, world: World): Promise<OtherJobs> {
  const { jobs } = await world.store.list()
  const known = new Set<string>()
  let unanswered = false
  for (const other of jobs) {
    if (other.id === job.id) continue
    if (other.remoteId) known.add(other.remoteId)
    else if (other.provider === intent.provider && (other.state === 'submitting' || other.state === 'unconfirmed'))
      unanswered ||= await isAlike(other.id, intent, world)
  }
  return { known, unanswered }
}

async function isAlike(id: string, intent: Attempt, world: World): Promise<boolean> {
  const other = await world.store.read(id)
  const sent = other.ok ? other.value.attempts.at(-1) : undefined
  return sent !== undefined && Math.abs(Date.parse(sent.at) - Date.parse(intent.at)) < ALIKE_MS
}
