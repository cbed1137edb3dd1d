/** What the queue shows of the jobs it is given: which belong to a filter, which match a search, and how long they usually take. Pure. */
import type { JobView } from '../../../contract/shapes'
import type { OtherProject } from '../../../contract/window-shapes'
import { retryOf } from '../../../domain/failure'
import { isAtRest, type JobState } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { merged, newestFirst } from '../../state/job-list'

export interface Row {
  job: JobView
  /** Null: the job is of the project that this window shows. */
  elsewhere: { id: string; name: string } | null
}

export const filters = ['all', 'open', 'you', 'saved', 'failed'] as const
export type Filter = (typeof filters)[number]

export const belongs: Record<Filter, (job: JobView) => boolean> = {
  all: () => true,
  open: (job) => !isAtRest(job.state),
  you: (job) => job.state === 'unconfirmed' || job.state === 'paused',
  saved: (job) => job.state === 'saved',
  failed: (job) => job.state === 'failed',
}

/** All rows newest first, those of the other projects among them. */
export function rowsOf(jobs: readonly JobView[], others: readonly OtherProject[]): Row[] {
  const own = jobs.map((job): Row => ({ job, elsewhere: null }))
  const foreign = others.flatMap(({ id, name, jobs: theirs }) => theirs.map((job): Row => ({ job, elsewhere: { id, name } })))
  if (foreign.length === 0) return own
  return merged(
    own,
    foreign.sort((a, b) => newestFirst(a.job, b.job)),
    (a, b) => newestFirst(a.job, b.job),
  )
}

export function countEach(rows: readonly Row[]): Record<Filter, number> {
  const counts = { all: rows.length, open: 0, you: 0, saved: 0, failed: 0 }
  for (const { job } of rows) for (const filter of filters) if (filter !== 'all' && belongs[filter](job)) counts[filter] += 1
  return counts
}

const texts = new WeakMap<JobView, string>()

/** Made once for each view: while a person types, ten thousand rows are looked through with every letter. */
function textOf(job: JobView): string {
  const known = texts.get(job)
  if (known !== undefined) return known
  const { id, inputs, provider, request, note, remoteId } = job
  const text = [id, inputs.image, inputs.video, providers[provider].name, request.prompt, note, remoteId].join(' ').toLowerCase()
  texts.set(job, text)
  return text
}

export function found(rows: readonly Row[], filter: Filter, search: string): readonly Row[] {
  const parts = search.trim().toLowerCase().split(/\s+/).filter(Boolean)
  if (filter === 'all' && parts.length === 0) return rows
  return rows.filter(({ job, elsewhere }) => {
    if (!belongs[filter](job)) return false
    const text = textOf(job)
    return parts.every((part) => text.includes(part) || elsewhere?.name.toLowerCase().includes(part))
  })
}

/** Fewer saved jobs than this say nothing about the next one. */
const FEWEST = 2

const usualKey = (job: JobView) => `${job.provider} ${job.request.tier} ${job.rehearsal}`

/** Milliseconds from acceptance to the saved clip: the median of what was saved of the same provider and tier. */
export function usualTimes(jobs: readonly JobView[]): (job: JobView) => number | null {
  const times = new Map<string, number[]>()
  for (const job of jobs) {
    if (job.state !== 'saved' || job.acceptedAt === null || job.savedAt === null) continue
    const time = Date.parse(job.savedAt) - Date.parse(job.acceptedAt)
    if (!(time > 0)) continue
    const key = usualKey(job)
    const known = times.get(key)
    if (known) known.push(time)
    else times.set(key, [time])
  }
  const medians = new Map<string, number>()
  for (const [key, all] of times) if (all.length >= FEWEST) medians.set(key, all.sort((a, b) => a - b)[all.length >> 1]!)
  return (job) => medians.get(usualKey(job)) ?? null
}

/** States in which a provider has taken the job on. */
const takenOn: readonly JobState[] = ['accepted', 'running', 'downloading', 'paused', 'saved']

/** What those jobs were charged, or quoted where no charge is known yet; rehearsals are free. In USD. */
export function costOf(rows: readonly Row[]): number {
  let usd = 0
  for (const { job } of rows) if (!job.rehearsal) usd += job.chargeUsd ?? (takenOn.includes(job.state) ? (job.quoteUsd ?? 0) : 0)
  return usd
}

/** `again`: the same may be tried as it is. `change`: only with other inputs or wishes. */
export function retryFor(job: JobView): 'again' | 'change' | null {
  if (job.state !== 'failed' && job.state !== 'abandoned') return null
  // Stopped by the person: nothing speaks against it.
  const retry = job.failure ? retryOf(job.failure.code) : 'now'
  return retry === 'now' || retry === 'later' ? 'again' : retry === 'change' ? 'change' : null
}
