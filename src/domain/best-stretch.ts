/** Which part of a clip is worth sending: the longest one without a cut in which somebody moves. Pure. */
import type { ClipMap } from './clip-map'
import type { Limits } from './limits'
import type { TimeRange } from './media'
import { BILLED_FRACTION, MARGIN_SECONDS, type Stretch } from './plan-length'
import type { Orientation } from './request'

/** A pause of a dancer is shorter; who stands still longer gives nothing to copy. */
const LONGEST_PAUSE_SECONDS = 2
/** Between places of the same length, this much less unrest decides; less is noise, and the earlier one is taken. */
const NOTABLY_STEADIER = 0.15
/** Places are tried this far apart. */
const STEP_SECONDS = 0.5

/**
 * The longest stretch without a cut, black or a standstill that fits between the least and the longest length of the
 * orientation; of several equally long ones the steadiest. Null where none is long enough.
 *
 * It keeps a frame away from cuts, and ends just under a whole second where a begun one would be billed.
 */
export function bestStretch(map: ClipMap, limits: Limits, orientation: Orientation): Stretch | null {
  const least = limits.video.minSeconds.value
  const longest = limits.video.maxSeconds[orientation].value - MARGIN_SECONDS
  const usable = stretches(map).filter(({ start, end }) => end - start >= least)
  const length = Math.min(longest, Math.max(...usable.map(({ start, end }) => end - start)))
  if (!(length >= least)) return null
  const places = usable
    .filter(({ start, end }) => end - start >= length - 1e-9)
    .flatMap(({ start, end }) => placesIn(start, end - length).map((at) => ({ start: at, unrest: unrest(map, at, at + length) })))
  const [first, ...others] = places
  const best = others.reduce((found, place) => (place.unrest < found.unrest * (1 - NOTABLY_STEADIER) - 1e-9 ? place : found), first!)
  const end = best.start + underWholeSecond(length, least)
  return { start: rounded(best.start), end: rounded(end), why: reason(map, best.start, end) }
}

/** What is left of the clip between its cuts, black stretches and standstills. */
function stretches(map: ClipMap): TimeRange[] {
  const frame = map.frameSeconds
  const holes: TimeRange[] = [
    ...map.cuts.map(({ time }) => ({ start: time - frame, end: time + frame / 2 })),
    ...map.black.map(({ start, end }) => ({ start: start - frame, end: end + frame })),
    ...map.freezes.filter(({ start, end }) => end - start >= LONGEST_PAUSE_SECONDS),
  ].sort((a, b) => a.start - b.start)
  const found: TimeRange[] = []
  let from = 0
  for (const hole of holes) {
    if (hole.start > from) found.push({ start: from, end: hole.start })
    from = Math.max(from, hole.end)
  }
  if (map.seconds > from) found.push({ start: from, end: map.seconds })
  return found
}

function placesIn(from: number, to: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / STEP_SECONDS + 1e-9))
  return Array.from({ length: count + 1 }, (_, index) => from + index * STEP_SECONDS)
}

/** How little a model can make of a part: standing still, racing, a moving camera, light that flashes. 0 is best. */
function unrest(map: ClipMap, start: number, end: number): number {
  let sum = 1
  for (let second = Math.floor(start); second < Math.min(end, map.motion.length); second += 1) {
    const share = Math.min(end, second + 1) - Math.max(start, second)
    sum += share * (isStill(map, second) ? 2 : 0)
    sum += share * (isTooFast(map, second) ? 2 : 0)
    sum += share * { static: 0, handheld: 0.5, unclear: 0.5, pan: 1, zoom: 1 }[map.camera[second] ?? 'unclear']
  }
  return sum + map.flashes.filter(({ time }) => time >= start && time <= end).length
}

/** Less than this changes of what a camera alone adds to a picture. */
const STILL_PERCENT = 0.12
/** Of the picture's width in a second: an arm that is swung is slower, a whip pan is not. */
const TOO_FAST = 1.2

export function isStill(map: ClipMap, second: number): boolean {
  const motion = map.motion[second]
  return motion !== null && motion !== undefined && motion < STILL_PERCENT
}

export function isTooFast(map: ClipMap, second: number): boolean {
  return (map.speed[second] ?? 0) >= TOO_FAST
}

function underWholeSecond(seconds: number, least: number): number {
  const whole = Math.floor(seconds + 1e-6)
  const under = whole - MARGIN_SECONDS / 2
  return seconds - whole <= BILLED_FRACTION + 1e-6 && under >= least ? under : seconds
}

function reason(map: ClipMap, start: number, end: number): string {
  const spoiled = [
    ...(map.cuts.length > 0 ? ['a cut'] : []),
    ...(map.black.length > 0 ? ['black'] : []),
    ...(map.freezes.some((freeze) => freeze.end - freeze.start >= LONGEST_PAUSE_SECONDS) ? ['a standstill'] : []),
  ]
  if (spoiled.length > 0) return `the longest part without ${spoiled.join(' or ')}`
  return start > 0 && end < map.seconds
    ? 'the steadiest part of this length'
    : start > 0
      ? 'the steadiest part, at the end of the clip'
      : 'no cut was found in it'
}

/** Milliseconds, never later than the true start and end by more than half of one. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
