/** Where a notice leads, whoever showed it: one job to itself, several to the queue. */
import type { JobStore } from '../state/job-store'
import type { Place } from '../state/place'

/** @param ids of the jobs it is about. One that is no job of this project, since another was opened, stands among those of all. */
export function noticePlace(ids: readonly string[], store: JobStore): Place {
  const elsewhere = store.now().jobs !== null && ids.some((id) => store.job(id) === null)
  if (elsewhere) return { section: 'queue', everywhere: true }
  return ids.length === 1 ? { section: 'compare', jobs: ids } : { section: 'queue' }
}
