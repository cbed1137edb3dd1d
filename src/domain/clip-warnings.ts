/** What the providers ask of a clip and no limit says: warnings with times, never a refusal. Pure. */
import { z } from 'zod'
import { isStill, isTooFast } from './best-stretch'
import type { ClipMap } from './clip-map'
import type { TimeRange } from './media'
import { formatPlace } from './wording'

export const ClipWarning = z.object({
  kind: z.enum(['cut', 'flash', 'black', 'freeze', 'camera', 'too-fast', 'still']),
  /** Where it begins, in seconds: what a face jumps to. */
  at: z.number(),
  /** Measured in the frames, or estimated from them. */
  certainty: z.enum(['measured', 'estimated']),
  sentence: z.string(),
})
export type ClipWarning = z.infer<typeof ClipWarning>

/** What cannot be seen by counting pixels, for the person to look at. */
export const clipChecklist = [
  'One person only, from the first frame to the last.',
  'The whole body or the upper body, with head and hands, is in the picture all the time.',
  'Proportions and framing match the picture: a full body for a full body, a portrait for a portrait.',
] as const

const MOST_NAMED = 3
/** A camera may sway for a second; what goes on is named. */
const LEAST_CAMERA_SECONDS = 2
const LEAST_STILL_SECONDS = 3

/** @param range the part that will be used; the whole clip where it is missing */
export function warnings(map: ClipMap, range: TimeRange = { start: 0, end: Math.max(map.seconds, 1e-3) }): ClipWarning[] {
  const inside = (time: number) => time > range.start + 1e-3 && time < range.end - 1e-3
  const within = (part: TimeRange) => part.start < range.end - 1e-3 && part.end > range.start + 1e-3
  const found: ClipWarning[] = []
  const add = (kind: ClipWarning['kind'], at: number, sentence: string, certainty: ClipWarning['certainty'] = 'measured') =>
    found.push({ kind, at, certainty, sentence })

  const cuts = map.cuts.map(({ time }) => time).filter(inside)
  if (cuts.length > 0)
    add(
      'cut',
      cuts[0]!,
      `${cuts.length === 1 ? 'A cut' : `${cuts.length} cuts`} at ${listed(cuts)}. Providers stop at the first cut, and you pay for what was made until then.`,
    )
  const flashes = map.flashes.map(({ time }) => time).filter(inside)
  if (flashes.length > 0) add('flash', flashes[0]!, `A flash at ${listed(flashes)}. A provider may take it for a cut.`)
  const black = map.black.filter(within)
  if (black.length > 0) add('black', black[0]!.start, `Black at ${listedParts(black)}. There is no motion to copy in it.`)
  const freezes = map.freezes.filter(
    (freeze) => within(freeze) && !map.black.some((dark) => dark.start <= freeze.start && dark.end >= freeze.end),
  )
  if (freezes.length > 0)
    add('freeze', freezes[0]!.start, `The picture stands still at ${listedParts(freezes)}. You pay for that time as well.`)

  const runs = (is: (second: number) => boolean, least: number) => runsOf(map, range, is).filter(({ start, end }) => end - start >= least)
  const still = runs((second) => isStill(map, second), LEAST_STILL_SECONDS).filter(
    (part) => ![...freezes, ...black].some((other) => overlap(part, other) > 0.5),
  )
  if (still.length > 0) add('still', still[0]!.start, `Hardly anything moves at ${listedParts(still)}.`, 'estimated')
  const fast = runs((second) => isTooFast(map, second), 1)
  if (fast.length > 0)
    add(
      'too-fast',
      fast[0]!.start,
      `Movement may be too fast at ${listedParts(fast)}. Models follow clear, steady movement best.`,
      'estimated',
    )
  const camera = runs((second) => ['pan', 'zoom'].includes(map.camera[second] ?? ''), LEAST_CAMERA_SECONDS)
  const shaky = runs((second) => map.camera[second] === 'handheld', LEAST_CAMERA_SECONDS)
  if (camera.length > 0)
    add(
      'camera',
      camera[0]!.start,
      `The camera seems to move at ${listedParts(camera)}. A camera that stands still works best.`,
      'estimated',
    )
  else if (shaky.length > 0)
    add(
      'camera',
      shaky[0]!.start,
      `The camera seems to shake at ${listedParts(shaky)}. A camera that stands still works best.`,
      'estimated',
    )
  return found
}

function overlap(a: TimeRange, b: TimeRange): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start)) / (a.end - a.start)
}

/** Seconds in a row for which this holds, cut to the range. */
function runsOf(map: ClipMap, range: TimeRange, is: (second: number) => boolean): TimeRange[] {
  const found: TimeRange[] = []
  const last = Math.min(Math.ceil(range.end - 1e-3), map.motion.length)
  let start: number | null = null
  for (let second = Math.floor(range.start + 1e-3); second <= last; second += 1) {
    if (second < last && is(second)) start ??= second
    else if (start !== null) {
      const part = { start: Math.max(start, range.start), end: Math.min(second, range.end, map.seconds) }
      if (part.end > part.start) found.push(part)
      start = null
    }
  }
  return found
}

function listed(times: readonly number[]): string {
  return joined(times.map(formatPlace))
}

function listedParts(parts: readonly TimeRange[]): string {
  return joined(parts.map(({ start, end }) => `${formatPlace(start)}–${formatPlace(end)}`))
}

function joined(named: readonly string[]): string {
  if (named.length > MOST_NAMED) return `${named.slice(0, MOST_NAMED).join(', ')} and ${named.length - MOST_NAMED} more`
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : (named[0] ?? '')
}
