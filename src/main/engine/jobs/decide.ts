/** What the person found out about an unconfirmed job, as a move. Sends nothing. */
import type { Decision } from '../../../contract/shapes'
import type { Result } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import { advance, type World } from './world'

export function decide(job: JobRecord, decision: Decision, world: World): Promise<Result<JobRecord>> {
  const by = { by: 'person', decision: decision.kind }
  switch (decision.kind) {
    case 'remote-id':
      return advance(
        job,
        'accepted',
        world,
        { remoteId: decision.remoteId, acceptedAt: job.acceptedAt ?? new Date().toISOString(), failure: null },
        { ...by, remoteId: decision.remoteId },
      )
    case 'not-submitted':
      // The person looked; the job waits to be submitted anew by the next resume.
      return advance(job, 'delivering', world, { failure: null }, by)
    case 'abandon':
      // It may have been charged, so what was reserved for it stays counted.
      return advance(job, 'abandoned', world, {}, by)
  }
}
