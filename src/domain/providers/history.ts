/** Finding a job again whose create answer was lost, in what a provider lists of an account. Pure. */
import type { HistoryAnswer, LostAttempt } from './provider'

/** How far the provider's clock and ours may differ, and how long a create may take to be noted. */
const CLOCK_MS = 90_000
const LATEST_MS = 10 * 60_000

export interface ListedJob {
  id: string
  createdMs: number | null
  /** Links the job was given, where the list says so. */
  inputs: string[]
}

/**
 * A job that carries the attempt's own links, and no other where it shows as many, is certain: one of them alone may be an
 * upload that several jobs use. Else the only unknown job of the time counts, and more than one is for the person to decide.
 */
export function matchLost(rows: ListedJob[], lost: LostAttempt, known: ReadonlySet<string>): HistoryAnswer {
  // What was made before the request was sent is another job, even one of the same files.
  const fresh = rows.filter((row) => !known.has(row.id) && (row.createdMs === null || row.createdMs >= lost.sentAtMs - CLOCK_MS))
  // Without the query: signatures are neither kept on the disk nor shown in lists.
  const own = new Set(lost.links.map(withoutQuery))
  const certain = fresh.filter((row) => {
    const shown = new Set(row.inputs.map(withoutQuery))
    const shared = [...shown].filter((link) => own.has(link)).length
    return shared > 0 && shared >= Math.min(own.size, shown.size)
  })
  if (certain.length === 1) return { kind: 'found', remoteId: certain[0]!.id, by: 'its files' }
  const inTime = fresh.filter(
    (row) =>
      row.inputs.length === 0 &&
      row.createdMs !== null &&
      row.createdMs >= lost.sentAtMs - CLOCK_MS &&
      row.createdMs <= lost.sentAtMs + LATEST_MS,
  )
  if (certain.length === 0 && inTime.length === 1) return { kind: 'found', remoteId: inTime[0]!.id, by: 'its time' }
  const several = certain.length > 0 ? certain : inTime
  return several.length === 0 ? { kind: 'absent' } : { kind: 'several', remoteIds: several.map((row) => row.id) }
}

function withoutQuery(link: string): string {
  return link.split(/[?#]/, 1)[0]!
}

/** Milliseconds from a Unix time in seconds or milliseconds, or an ISO date. */
export function toMillis(value: unknown): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value > 1e11 ? value : value * 1000
  if (typeof value !== 'string') return null
  const ms = Date.parse(value)
  return Number.isFinite(ms) ? ms : null
}

/** Every link anywhere inside a value; lists differ in where they put what a job was given. */
export function linksIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [value] : []
  if (typeof value !== 'object' || value === null || depth > 4) return []
  return Object.values(value).flatMap((item) => linksIn(item, depth + 1))
}
