/** What a list needs of a job: enough to show it and to tell it from others, a quarter of its record. */
import { z } from 'zod'
import { JobRecord } from '../../../domain/job'

/** Every `JobRecord` is one. */
export const JobRow = JobRecord.pick({
  id: true,
  provider: true,
  rehearsal: true,
  state: true,
  createdAt: true,
  updatedAt: true,
  request: true,
  remoteId: true,
  progress: true,
  failure: true,
  result: true,
  acceptedAt: true,
  savedAt: true,
  rating: true,
  note: true,
  offset: true,
}).extend({
  inputs: z.object({ image: z.object({ name: z.string() }), video: z.object({ name: z.string() }) }),
  artifacts: z
    .object({ image: z.object({ path: z.string() }), video: z.object({ path: z.string(), seconds: z.number().nullable() }) })
    .nullable(),
  quote: z.object({ usd: z.number().nullable() }).nullable(),
  charge: z.object({ usd: z.number().nullable() }).nullable(),
})
export type JobRow = z.infer<typeof JobRow>

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
    acceptedAt: job.acceptedAt,
    savedAt: job.savedAt,
    rating: job.rating,
    note: job.note,
    offset: job.offset,
    inputs: { image: { name: job.inputs.image.name }, video: { name: job.inputs.video.name } },
    artifacts: job.artifacts && {
      image: { path: job.artifacts.image.path },
      video: { path: job.artifacts.video.path, seconds: job.artifacts.video.seconds },
    },
    quote: job.quote && { usd: job.quote.usd },
    charge: job.charge && { usd: job.charge.usd },
  }
}

/** Newest first; the id decides between jobs of the same moment, so that the order never changes by itself. */
export function newestFirst(a: JobRow, b: JobRow): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
  return a.id < b.id ? 1 : -1
}
