/** How far a row came in earlier runs, by the jobs that are noted for it. */
import { type Failure, ok, type Result } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import type { JobStore } from '../jobs/store'

export interface Standing {
  /** `open`: under way, paused, or unconfirmed; going on with it sends nothing a second time. */
  kind: 'new' | 'open' | 'saved' | 'failed'
  /** The job that says so. */
  job: JobRecord | null
  /** What the row's jobs cost or may have cost so far, in USD; unknown prices count nothing. */
  spentUsd: number
}

/** A job that is noted but was never made is none. One that cannot be read is a failure: it may have been paid for. */
export async function standingOf(ids: string[], store: JobStore): Promise<Result<Standing>> {
  const jobs: JobRecord[] = []
  for (const id of ids) {
    const job = await store.read(id)
    if (job.ok) jobs.push(job.value)
    else if (job.failure.code !== 'job.unknown') return job
  }
  const spentUsd = jobs.reduce((sum, job) => sum + (mayCost(job) ? (job.charge?.usd ?? job.quote?.usd ?? 0) : 0), 0)
  // A row is done when any of its jobs is, and open while one of them may still come to something.
  const saved = jobs.findLast(({ state }) => state === 'saved')
  if (saved) return ok({ kind: 'saved', job: saved, spentUsd })
  const open = jobs.findLast(({ state }) => state !== 'failed' && state !== 'abandoned')
  if (open) return ok({ kind: 'open', job: open, spentUsd })
  const failed = jobs.at(-1)
  return ok(failed ? { kind: 'failed', job: failed, spentUsd } : { kind: 'new', job: null, spentUsd })
}

function mayCost(job: JobRecord): boolean {
  if (job.remoteId !== null) return true
  return job.state === 'abandoned' ? job.attempts.length > 0 : job.state !== 'failed'
}

/** These meet every other job of the batch as well, so no more of them are begun. */
export function meetsAll(failure: Failure): boolean {
  return /^(disk|money|setup)\./.test(failure.code) || failure.code === 'provider.no-balance' || failure.code === 'provider.bad-key'
}
