/** What a list needs of a job: enough to show it and to tell it from others, a quarter of its record. */
import type { JobRecord } from '../../../domain/job'

/** Every `JobRecord` is one. */
export interface JobRow
  extends Pick<
    JobRecord,
    'id' | 'provider' | 'rehearsal' | 'state' | 'createdAt' | 'updatedAt' | 'request' | 'remoteId' | 'progress' | 'failure' | 'result'
  > {
  inputs: { image: { name: string }; video: { name: string } }
  artifacts: { image: { path: string }; video: { path: string } } | null
  quote: { usd: number | null } | null
  charge: { usd: number | null } | null
}

export function rowOf(job: JobRecord): JobRow {
  return {
    id: job.id,
    provider: job.provider,
    rehearsal: job.rehearsal,
    state: job.state,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    request: job.request,
    remoteId: job.remoteId,
    progress: job.progress,
    failure: job.failure,
    result: job.result,
    inputs: { image: { name: job.inputs.image.name }, video: { name: job.inputs.video.name } },
    artifacts: job.artifacts && { image: { path: job.artifacts.image.path }, video: { path: job.artifacts.video.path } },
    quote: job.quote && { usd: job.quote.usd },
    charge: job.charge && { usd: job.charge.usd },
  }
}

/** Newest first; the id decides between jobs of the same moment, so that the order never changes by itself. */
export function newestFirst(a: JobRow, b: JobRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
  return a.id < b.id ? 1 : -1
}
