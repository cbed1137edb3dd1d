/**
 * Looks a job up whose create answer was lost, where the provider lists its jobs. Asking costs nothing and may be
 * repeated; creating is never repeated because of what is (not) found here.
 */
import { fail, type Failure } from '../../../domain/failure'
import type { Attempt, JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { HistoryAnswer, LostAttempt } from '../../../domain/providers/provider'
import type { Counterpart, World } from './world'

/** A list may lag behind: so many seconds before each look. */
const LOOKS_SECONDS = [1, 4, 10, 20, 40]
const HEADERS_TIMEOUT = 30_000

export type Search = { kind: 'found'; remoteId: string } | { kind: 'unconfirmed'; failure: Failure }

/** @param why what became of the answer, for the sentence the person reads when nothing is found */
export async function findLost(job: JobRecord, intent: Attempt, why: string, counterpart: Counterpart, world: World, looks = LOOKS_SECONDS): Promise<Search> {
  const provider = providers[intent.provider]
  const { history, name } = provider
  if (!history) return unconfirmed(name, why, `${name} has no list that Choreo could look in. Look at its own page: if the job is there, give its id; never submit again before you have looked.`)

  const lost: LostAttempt = { id: intent.id, sentAtMs: Date.parse(intent.at), request: job.request, links: await linksOf(job, world) }
  const known = await otherJobs(job, world)
  let last: HistoryAnswer = { kind: 'absent' }
  for (const seconds of looks) {
    await world.scheduler.wait(seconds, new AbortController().signal)
    const sent = await world.transport.send(history.request(lost), {
      origins: counterpart.originsOf(provider.id),
      key: counterpart.keyOf(provider.id),
      headersTimeout: HEADERS_TIMEOUT,
    })
    last = sent.kind === 'answer' ? history.read(sent.response, lost, known) : { kind: 'unreadable', failure: sent.failure }
    await world.store.append(job.id, { at: new Date().toISOString(), event: 'looked-up', attempt: intent.id, answer: last })
    if (last.kind === 'found') return { kind: 'found', remoteId: last.remoteId }
    if (last.kind === 'several') break
  }
  const looked = {
    absent: `${name}’s list does not show the job. Look at its own page once more before anything is sent again.`,
    several: `${name} lists more than one job that could be it (${last.kind === 'several' ? last.remoteIds.join(', ') : ''}). Say which one it is.`,
    unreadable: `${name}’s list could not be read. Resume to look again, or look at its own page.`,
    found: '',
  }[last.kind]
  return unconfirmed(name, why, looked)
}

function unconfirmed(name: string, why: string, fix: string): Search {
  return { kind: 'unconfirmed', failure: fail('job.unconfirmed', `${why} The job may exist at ${name} and may be charged.`, fix).failure }
}

/** Links this job delivered. An upload's link belongs to this job alone, so it proves which listed job is ours. */
async function linksOf(job: JobRecord, world: World): Promise<string[]> {
  const history = await world.store.history(job.id)
  return history.flatMap((entry) => (entry.event === 'delivered' && typeof entry.url === 'string' ? [entry.url] : []))
}

/** A job that another record already holds is not the lost one. */
async function otherJobs(job: JobRecord, world: World): Promise<Set<string>> {
  const { jobs } = await world.store.list()
  return new Set(jobs.flatMap((other) => (other.id !== job.id && other.remoteId ? [other.remoteId] : [])))
}
