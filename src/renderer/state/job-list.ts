/** The jobs of the window in their order. Pure, and cheap with ten thousand of them: one job that changed costs no sorting. */
import type { JobView } from '../../contract/shapes'

/** Newest first; the id decides between jobs of the same moment, so that the order never changes by itself. */
export function newestFirst(a: JobView, b: JobView): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1
}

/** A list that was asked for earlier may come later than an event. */
export function newer(before: JobView | undefined, view: JobView): JobView {
  return before && before.updatedAt > view.updatedAt ? before : view
}

/** The list with this view in its place, instead of the older one of the same job. */
export function withJob(jobs: readonly JobView[], view: JobView): readonly JobView[] {
  const at = placeOf(jobs, view)
  return jobs[at]?.id === view.id ? jobs.with(at, view) : [...jobs.slice(0, at), view, ...jobs.slice(at)]
}

/** Where it stands, or would. A job's id and the time it was made never change. */
function placeOf(jobs: readonly JobView[], view: JobView): number {
  let low = 0
  let high = jobs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (newestFirst(jobs[middle]!, view) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Two lists in order as one in order. */
export function merged<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): T[] {
  const all: T[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (j >= b.length || (i < a.length && compare(a[i]!, b[j]!) <= 0)) all.push(a[i++]!)
    else all.push(b[j++]!)
  }
  return all
}
