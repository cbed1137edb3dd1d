/** A job as a face shows it. */
import { sep } from 'node:path'
import type { JobView } from '../../../contract/shapes'
import type { Library } from '../library'
import type { Project } from '../project'
import { absolutePath } from './make-ready'
import type { JobRow } from './row'

/** The numbers of a job's files in its links. */
const IMAGE = 0
const REFERENCE = 1
const RESULT = 2

export function viewOf(job: JobRow, project: Project, library: Library): JobView {
  // Not `path.join`: both parts are plain, and a list does this ten thousand times.
  const dir = project.jobsDir + sep + job.id
  const result = job.result && dir + sep + job.result
  const { artifacts } = job
  const href =
    artifacts || result
      ? library.publishAll(dir, (number) => {
          if (number === RESULT) return result
          const artifact = number === IMAGE ? artifacts?.image : number === REFERENCE ? artifacts?.video : null
          return artifact ? absolutePath(artifact, project) : null
        })
      : null
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
    rating: job.rating,
    note: job.note,
    offset: job.offset,
    seconds: artifacts?.video.seconds ?? null,
    acceptedAt: job.acceptedAt,
    // An older record says it as its last change: a saved job moves no more, and a remark does not touch that time.
    savedAt: job.savedAt ?? (job.state === 'saved' ? job.updatedAt : null),
    hrefs: {
      image: href && artifacts ? href(IMAGE) : null,
      reference: href && artifacts ? href(REFERENCE) : null,
      result: href && result ? href(RESULT) : null,
    },
  }
}
