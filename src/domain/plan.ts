/** What both plans share: steps with their reasons, how much is lost, and the geometry of crop, pad and scale. */
import { z } from 'zod'
import { Crop } from './media'
import { formatRatio, formatSides, takes } from './wording'

/** `untouched`: same bytes. `copied`: same pixels or frames in a new wrapping. `encoded`: made anew. */
export const Change = z.enum(['untouched', 'copied', 'encoded'])
export type Change = z.infer<typeof Change>

/** One thing that will be done: from the measured value to the planned one, and who asks for it. */
export const Step = z.object({ rule: z.string(), from: z.string(), to: z.string(), why: z.string() })
export type Step = z.infer<typeof Step>

export const Size = z.object({ width: z.number().int().positive(), height: z.number().int().positive() })
export type Size = z.infer<typeof Size>

/** `hand`: where the person put it. `attention`: its size is planned, its place is found in the pixels. */
export const PlannedCrop = z.object({ rect: Crop, by: z.enum(['hand', 'attention', 'centre']) })
export type PlannedCrop = z.infer<typeof PlannedCrop>

/** Enlarging more than this makes mush out of a face; a larger original is the only honest mend. */
export const MOST_ENLARGEMENT = 6
/** A crop that Choreo chooses keeps at least this share of the picture; less is the person's decision. */
export const LEAST_KEPT = 0.25

interface AspectRange {
  min: number
  max: number
}

/** Float tolerance for ratios that were reached by whole pixels. */
export const ASPECT_EPSILON = 1e-9

/** Which end of the range the ratio of `size` lies beyond, if any. */
export function aspectBeyond(size: Size, range: AspectRange): 'min' | 'max' | null {
  const aspect = size.width / size.height
  return aspect > range.max + ASPECT_EPSILON ? 'max' : aspect < range.min - ASPECT_EPSILON ? 'min' : null
}

/** Largest size of `grid`-multiples inside `size` whose ratio lies in the range; the least that can be cut away. */
export function cropToAspect(size: Size, range: AspectRange, grid = 1): Size {
  const aspect = size.width / size.height
  if (aspect > range.max) return { width: downTo(size.height * range.max, grid), height: size.height }
  if (aspect < range.min) return { width: size.width, height: downTo(size.width / range.min, grid) }
  return size
}

/** Smallest size of `grid`-multiples around `size` whose ratio lies in the range. */
export function padToAspect(size: Size, range: AspectRange, grid = 1): Size {
  const aspect = size.width / size.height
  if (aspect > range.max) {
    const width = upTo(size.width, grid)
    return { width, height: upTo(width / range.max, grid) }
  }
  if (aspect < range.min) {
    const height = upTo(size.height, grid)
    return { width: upTo(height * range.min, grid), height }
  }
  return size
}

/**
 * Scales `size` so that both sides lie in `[minSide, maxSide]`, on the grid and inside the ratio range.
 * Returns the same size where nothing needs to change.
 */
export function scaleIntoSides(size: Size, minSide: number, maxSide: number, range: AspectRange, grid = 1): Size {
  const short = Math.min(size.width, size.height)
  const long = Math.max(size.width, size.height)
  const factor = short < minSide ? minSide / short : long > maxSide ? maxSide / long : 1
  if (factor === 1 && size.width % grid === 0 && size.height % grid === 0) return size
  return scaleBy(size, factor, minSide, maxSide, range, grid)
}

/** `size × factor` on the grid, never below `minSide`, never above `maxSide`, and inside the ratio range. */
export function scaleBy(size: Size, factor: number, minSide: number, maxSide: number, range: AspectRange, grid = 1): Size {
  const low = upTo(minSide, grid)
  const high = downTo(maxSide, grid)
  const side = (length: number) => Math.min(high, Math.max(low, upTo(length * factor, grid)))
  let width = side(size.width)
  let height = side(size.height)
  // Rounding up a side can push a ratio that sat on its limit past it.
  if (width / height > range.max) {
    width = downTo(height * range.max, grid)
    if (width < low) [width, height] = [low, upTo(low / range.max, grid)]
  }
  if (width / height < range.min) {
    height = downTo(width / range.min, grid)
    if (height < low) [width, height] = [upTo(low * range.min, grid), low]
  }
  return { width, height }
}

export function centred(inner: Size, outer: Size): Crop {
  return {
    x: Math.floor((outer.width - inner.width) / 2),
    y: Math.floor((outer.height - inner.height) / 2),
    width: inner.width,
    height: inner.height,
  }
}

export function isInside(crop: Crop, size: Size): boolean {
  return crop.x + crop.width <= size.width && crop.y + crop.height <= size.height
}

export function aspectStep(rule: string, from: Size, to: Size, who: string, range: AspectRange, kind: 'crop' | 'pad'): Step {
  return {
    rule,
    from: formatSides(from),
    to: formatSides(to),
    why: `${takes(who)} ratios from ${formatRatio(range.min)} to ${formatRatio(range.max)}; ${kind === 'crop' ? 'the edges are cut off' : 'borders are added'}`,
  }
}

function upTo(length: number, grid: number): number {
  return Math.ceil(length / grid - 1e-9) * grid
}

function downTo(length: number, grid: number): number {
  return Math.floor(length / grid + 1e-9) * grid
}
