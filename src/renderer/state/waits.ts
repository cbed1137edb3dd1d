/** How long a provider usually took, by the jobs that were saved in this project. Pure. */
import type { JobView } from '../../contract/shapes'
import type { ProviderId, Tier } from '../../domain/request'

type Timed = Pick<JobView, 'provider' | 'rehearsal' | 'state' | 'acceptedAt' | 'savedAt'> & { request: { tier: Tier } }

export type Waits = (provider: ProviderId, tier: Tier) => number | null

/** Median of the seconds from acceptance to the saved file; null where nothing was made there yet. A rehearsal says nothing about it. */
export function usualWaits(jobs: readonly Timed[]): Waits {
  const spans = new Map<string, number[]>()
  for (const job of jobs) {
    if (job.rehearsal || job.state !== 'saved' || job.acceptedAt === null || job.savedAt === null) continue
    const seconds = (Date.parse(job.savedAt) - Date.parse(job.acceptedAt)) / 1000
    if (!(seconds >= 0)) continue
    const key = `${job.provider} ${job.request.tier}`
    const known = spans.get(key)
    if (known) known.push(seconds)
    else spans.set(key, [seconds])
  }
  const medians = new Map([...spans].map(([key, seconds]) => [key, median(seconds)]))
  return (provider, tier) => medians.get(`${provider} ${tier}`) ?? null
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
