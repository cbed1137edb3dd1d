/** Which moves of a job a person wants to hear of, wherever they are told. Pure. */
import type { Failure } from './failure'
import { isAtRest, type JobState } from './job'

export type NewsKind = 'saved' | 'failed' | 'you'

/** Null: it goes on, it was at rest before, it was not known, or the person stopped it with an own hand. */
export function newsOf(job: { state: JobState; failure: Failure | null }, before: JobState | null): NewsKind | null {
  if (before === null || isAtRest(before)) return null
  if (job.state === 'saved' || job.state === 'failed') return job.state
  return job.state === 'unconfirmed' || (job.state === 'paused' && job.failure !== null) ? 'you' : null
}

export interface News<Job> {
  kind: NewsKind
  jobs: readonly Job[]
}

/** More than this of one kind at once are told as a number. */
const EACH_UP_TO = 2

/** What came within one moment: each by itself where they are few, together where they are many; what needs the person first. */
export function together<Job>(news: readonly { kind: NewsKind; job: Job }[]): News<Job>[] {
  return (['you', 'failed', 'saved'] as const).flatMap((kind): News<Job>[] => {
    const jobs = news.filter((one) => one.kind === kind).map(({ job }) => job)
    if (jobs.length === 0) return []
    return jobs.length > EACH_UP_TO ? [{ kind, jobs }] : jobs.map((job) => ({ kind, jobs: [job] }))
  })
}
