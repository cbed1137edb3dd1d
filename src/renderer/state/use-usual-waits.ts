import { useMemo } from 'react'
import { useLiveJobs } from './jobs'
import { usualWaits, type Waits } from './waits'

/** Of the jobs that were saved in this project. */
export function useUsualWaits(): Waits {
  const { jobs } = useLiveJobs()
  return useMemo(() => usualWaits(jobs ?? []), [jobs])
}
