/** Which moves of a job a person wants to hear of. Pure. */
import type { JobView } from '../../contract/shapes'
import { isAtRest } from '../../domain/job'

export type NewsKind = 'saved' | 'failed' | 'you'
export interface News {
  kind: NewsKind
  job: JobView
}

/** Null: it goes on, it was at rest before, or the person stopped it with an own hand. */
export function newsOf(job: JobView, before: JobView | null): News | null {
  if (before === null || isAtRest(before.state)) return null
  if (job.state === 'saved' || job.state === 'failed') return { kind: job.state, job }
  if (job.state === 'unconfirmed' || (job.state === 'paused' && job.failure !== null)) return { kind: 'you', job }
  return null
}

/** More than this of one kind at once are told as a number. */
const EACH_UP_TO = 2

export interface Told {
  kind: NewsKind
  jobs: readonly JobView[]
}

/** What came within one moment, by kind: each by itself where they are few, together where they are many. */
export function together(news: readonly News[]): Told[] {
  return (['you', 'failed', 'saved'] as const).flatMap((kind) => {
    const jobs = news.filter((one) => one.kind === kind).map(({ job }) => job)
    if (jobs.length === 0) return []
    return jobs.length > EACH_UP_TO ? [{ kind, jobs }] : jobs.map((job) => ({ kind, jobs: [job] }))
  })
}
