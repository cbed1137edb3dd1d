/** From small frames, one after the other: cuts, flashes, freezes and black stretches. Times in seconds; pictures are 4:2:0, range 16–235. */
import type { ClipMap } from '../../../domain/clip-map'
import type { Size } from '../../../domain/plan'

/** A new shot differs at least this much from the old one, mean of all samples, 0–255. Compression alone stays below 2. */
const LEAST_CUT = 7
/** And stands out among its neighbours: whoever moves fast changes much, but in many frames on end. */
const CUT_OVER_NEIGHBOURS = 2.5
/** Neighbours on either side. The second largest of them counts, so that another cut close by hides none. */
const NEIGHBOURS = 5
/** After a flash the old shot comes back within this time. */
const FLASH_SECONDS = 0.4
/** What has come back is at least this much nearer to the frame before than the flash was. */
const COME_BACK = 0.4
/** Samples of a held picture change by nothing but a keyframe's rounding: mean and largest change, 0–255. */
const HELD_MEAN = 0.06
const HELD_MOST = 4
/** Shorter standstills are slow drawing, dropped frames or a pause for breath. */
const LEAST_FREEZE_SECONDS = 0.8
/** Darker than a tenth of the way from black to white. */
const BLACK_LUMA = 16 + 0.1 * 219
const BLACK_SHARE = 0.98
const LEAST_BLACK_SECONDS = 0.1

interface Seen {
  time: number
  /** Mean change since the frame before. */
  change: number
  held: boolean
  black: boolean
  /** Least change of the frames soon after it from the frame before it; only where it could be a cut. */
  back: number | null
}

type Shots = Pick<ClipMap, 'frameSeconds' | 'cuts' | 'flashes' | 'freezes' | 'black'>

export interface ShotReader {
  /** @param frame only good until the call returns */
  frame(time: number, frame: Uint8Array): void
  /** @param end of the part that was looked at */
  finish(end: number): Shots
}

export function createShotReader(size: Size): ShotReader {
  const luma = size.width * size.height
  const seen: Seen[] = []
  let before: Uint8Array | null = null
  const pending: { frame: Uint8Array; of: Seen }[] = []
  return {
    frame(time, frame) {
      const { mean, most } = before ? difference(frame, before, luma) : { mean: 0, most: 255 }
      const current = {
        time,
        change: mean,
        held: before !== null && mean <= HELD_MEAN && most <= HELD_MOST,
        black: isBlack(frame, luma),
        back: null,
      }
      while (pending[0] && time - pending[0].of.time > FLASH_SECONDS) pending.shift()
      for (const { frame: old, of } of pending) of.back = Math.min(of.back ?? 255, difference(frame, old, luma).mean)
      if (before && mean >= LEAST_CUT) pending.push({ frame: before, of: current })
      seen.push(current)
      before = Uint8Array.from(frame)
    },
    finish: (end) => findShots(seen, end),
  }
}

function findShots(seen: readonly Seen[], end: number): Shots {
  const gaps = seen.slice(1).map((frame, index) => frame.time - seen[index]!.time)
  const frameSeconds = Math.max(0.001, median(gaps) ?? 0.04)
  const cuts: Shots['cuts'] = []
  const flashes: Shots['flashes'] = []
  let flashUntil = Number.NEGATIVE_INFINITY
  seen.forEach((frame, index) => {
    if (index === 0 || frame.time < flashUntil || !standsOut(seen, index, frameSeconds)) return
    if (frame.back !== null && frame.back <= frame.change * COME_BACK) {
      flashes.push({ time: frame.time })
      flashUntil = frame.time + FLASH_SECONDS
    } else cuts.push({ time: frame.time, score: Math.round((frame.change / 219) * 1000) / 10 })
  })
  return { frameSeconds, cuts, flashes, freezes: findFreezes(seen, end, frameSeconds), black: findBlack(seen, end) }
}

function standsOut(seen: readonly Seen[], index: number, frameSeconds: number): boolean {
  const { change, time } = seen[index]!
  // After dropped frames everything has moved on further.
  const usual = Math.max(1, (time - seen[index - 1]!.time) / frameSeconds)
  const around = seen
    .slice(Math.max(1, index - NEIGHBOURS), index)
    .concat(seen.slice(index + 1, index + 1 + NEIGHBOURS))
    .map((neighbour) => neighbour.change)
    .sort((a, b) => b - a)
  return change >= LEAST_CUT + CUT_OVER_NEIGHBOURS * (around[1] ?? 0) * Math.min(3, usual)
}

function findFreezes(seen: readonly Seen[], end: number, frameSeconds: number) {
  const found: Shots['freezes'] = []
  let start = seen[0]?.time ?? 0
  const close = (until: number) => {
    if (until - start >= LEAST_FREEZE_SECONDS) found.push({ start, end: until })
  }
  for (const [index, frame] of seen.entries()) {
    if (index === 0 || frame.held) continue
    close(frame.time)
    start = frame.time
  }
  // The last frame is shown for its own time; the rest is sound without a new picture.
  close(end - (end - start <= LEAST_FREEZE_SECONDS + frameSeconds ? frameSeconds : 0))
  return found
}

function findBlack(seen: readonly Seen[], end: number) {
  const found: Shots['black'] = []
  let start: number | null = null
  const close = (until: number) => {
    if (start !== null && until - start >= LEAST_BLACK_SECONDS) found.push({ start, end: until })
    start = null
  }
  for (const frame of seen) {
    if (frame.black) start ??= frame.time
    else close(frame.time)
  }
  close(end)
  return found
}

/** Mean over brightness and colour, largest over brightness alone. */
function difference(a: Uint8Array, b: Uint8Array, luma: number): { mean: number; most: number } {
  let [sum, most] = [0, 0]
  for (let index = 0; index < luma; index += 1) {
    const change = Math.abs(a[index]! - b[index]!)
    sum += change
    if (change > most) most = change
  }
  for (let index = luma; index < a.length; index += 1) sum += Math.abs(a[index]! - b[index]!)
  return { mean: sum / a.length, most }
}

function isBlack(frame: Uint8Array, luma: number): boolean {
  let dark = 0
  for (let index = 0; index < luma; index += 1) if (frame[index]! <= BLACK_LUMA) dark += 1
  return dark >= luma * BLACK_SHARE
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null
}
