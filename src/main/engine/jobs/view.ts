/** A job as a face shows it. */
import { join } from 'node:path'
import type { JobView } from '../../../contract/shapes'
import type { JobRecord } from '../../../domain/job'
import type { Library } from '../library'
import type { Project } from '../project'
import { absolutePath } from './make-ready'

export function viewOf(job: JobRecord, project: Project, library: Library): JobView {
  const dir = join(project.jobsDir, job.id)
  const result = job.result ? join(dir, job.result) : null
  return {
    id: job.id,
    dir,
    provider: job.provider,
    rehearsal: job.rehearsal,
    state: job.state,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    request: job.request,
    inputs: { image: job.inputs.image.name, video: job.inputs.video.name },
    remoteId: job.remoteId,
    result,
    quoteUsd: job.quote?.usd ?? null,
    chargeUsd: job.charge?.usd ?? null,
    progress: job.progress,
    failure: job.failure,
    hrefs: {
      image: job.artifacts ? library.publish(absolutePath(job.artifacts.image, project)) : null,
      reference: job.artifacts ? library.publish(absolutePath(job.artifacts.video, project)) : null,
      result: result ? library.publish(result) : null,
    },
  }
}
