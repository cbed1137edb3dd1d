/** Which part of a clip is chosen, and how it follows a hand. Pure; all times in seconds. */
import type { TimeRange } from '../../../../domain/media'

export type Edge = 'start' | 'end'

/** A part no shorter than this: below it nothing moves. */
const LEAST_FRAMES = 2

/** The range with one edge elsewhere; it never passes the other one. */
export function moveEdge(range: TimeRange, edge: Edge, to: number, seconds: number, frame: number): TimeRange {
  const least = Math.min(LEAST_FRAMES * frame, seconds)
  return edge === 'start'
    ? { start: milliseconds(within(to, 0, range.end - least)), end: range.end }
    : { start: range.start, end: milliseconds(within(to, range.start + least, seconds)) }
}

/** In or out at the frame that is shown: it is the first or the last of the part. What it would leave empty opens to the clip's end. */
export function markAt(range: TimeRange, edge: Edge, time: number, seconds: number, frame: number): TimeRange {
  const number = Math.floor(time / frame + 1e-3)
  if (edge === 'start') {
    const start = number * frame
    return moveEdge({ start: range.start, end: start < range.end - frame ? range.end : seconds }, 'start', start, seconds, frame)
  }
  const end = (number + 1) * frame
  return moveEdge({ start: end > range.start + frame ? range.start : 0, end: range.end }, 'end', end, seconds, frame)
}

/** The middle of the next or the last frame: a browser that is sent to its edge may show either of two. */
export function frameBeside(time: number, by: 1 | -1, seconds: number, frame: number): number {
  const number = Math.floor(time / frame + 1e-3) + by
  return within((number + 0.5) * frame, 0, Math.max(0, seconds - frame / 2))
}

/** What stands in the edits: nothing where all of the clip is used. */
export function trimOf(range: TimeRange, seconds: number): TimeRange | undefined {
  // A clip's end is often no round number: hundredths below it are the end.
  return range.start <= 0 && range.end >= Math.floor(seconds * 100) / 100 ? undefined : range
}

/** Peaks 0–1 as one closed shape in a box of `peaks.length` × 2, mirrored at its middle, for an SVG path. */
export function peaksShape(peaks: readonly number[]): string {
  const half = (sign: 1 | -1) => peaks.map((peak, index) => `${index + 0.5} ${(1 - sign * Math.max(0.04, peak)).toFixed(2)}`)
  return `M0 1L${half(1).join('L')}L${peaks.length} 1L${half(-1).reverse().join('L')}Z`
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high))
}
