/** The boxes and handles of the wells: whatever a hand does, they stay inside and keep what they promise. */

import { describe, expect, test } from 'vitest'
import { frameBeside, markAt, moveEdge, peaksShape, trimOf } from '../../src/renderer/screens/compose/clip/trim-range'
import {
  contain,
  growCrop,
  handles,
  hasRatio,
  isStacked,
  largestOfRatio,
  placeCrop,
  resizeCrop,
  wholeOf,
} from '../../src/renderer/screens/compose/crop/crop-geometry'
import { lookOf, placed } from '../../src/renderer/screens/compose/planned'
import { areMany, kindOf } from '../../src/renderer/state/file-kind'
import fc from '../support/seeded'

const media = { width: 640, height: 425 }
const size = fc.record({ width: fc.integer({ min: 20, max: 8000 }), height: fc.integer({ min: 20, max: 8000 }) })

function isInsideWhole(crop: { x: number; y: number; width: number; height: number }, whole: { width: number; height: number }): boolean {
  const { x, y, width, height } = crop
  return (
    [x, y, width, height].every(Number.isInteger) &&
    x >= 0 &&
    y >= 0 &&
    width >= 1 &&
    height >= 1 &&
    x + width <= whole.width &&
    y + height <= whole.height
  )
}

describe('a crop', () => {
  test('moves with the hand and stops at the edges', () => {
    const crop = { x: 100, y: 50, width: 200, height: 300 }
    expect(placeCrop(crop, 130, 60, media)).toEqual({ ...crop, x: 130, y: 60 })
    expect(placeCrop(crop, -40, 999, media)).toEqual({ ...crop, x: 0, y: 125 })
  })

  test('is pulled at one side or corner; the opposite one stays', () => {
    const crop = { x: 100, y: 50, width: 200, height: 300 }
    expect(resizeCrop(crop, 'se', 20, -30, media, null)).toEqual({ x: 100, y: 50, width: 220, height: 270 })
    expect(resizeCrop(crop, 'w', -20, 99, media, null)).toEqual({ x: 80, y: 50, width: 220, height: 300 })
    expect(resizeCrop(crop, 'n', 0, 1000, media, null)).toEqual({ x: 100, y: 334, width: 200, height: 16 })
  })

  test('keeps its ratio where one was chosen', () => {
    const crop = largestOfRatio(9 / 16, media, wholeOf(media))
    expect(crop).toEqual({ x: 200, y: 0, width: 239, height: 425 })
    const smaller = resizeCrop(crop, 'se', -80, 0, media, 9 / 16)
    expect(smaller).toEqual({ x: 200, y: 0, width: 159, height: 283 })
    expect(growCrop(smaller, 0, 40, media, 9 / 16).height).toBe(323)
    expect(hasRatio({ ...crop, width: 300 }, 9 / 16)).toBe(false)
  })

  test('never leaves the picture, whatever is pulled how far', () => {
    fc.assert(
      fc.property(
        size,
        fc.constantFrom(...handles),
        fc.double({ min: -9000, max: 9000, noNaN: true }),
        fc.double({ min: -9000, max: 9000, noNaN: true }),
        fc.constantFrom(null, 9 / 16, 1, 16 / 9),
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
        (whole, handle, dx, dy, ratio, [x, y]) => {
          const begin = placeCrop(largestOfRatio(ratio ?? 0.8, whole, wholeOf(whole)), x * whole.width, y * whole.height, whole)
          for (const crop of [resizeCrop(begin, handle, dx, dy, whole, ratio), growCrop(begin, dx, dy, whole, ratio)]) {
            expect(isInsideWhole(crop, whole)).toBe(true)
            if (ratio !== null) expect(hasRatio(crop, ratio)).toBe(true)
          }
        },
      ),
    )
  })
})

test('pictures lie so that they are as large as they can be', () => {
  expect(isStacked({ width: 1080, height: 1920 }, { width: 470, height: 430 })).toBe(false)
  expect(isStacked({ width: 1920, height: 1080 }, { width: 470, height: 430 })).toBe(true)
  expect(isStacked({ width: 1920, height: 1080 }, { width: 470, height: 200 })).toBe(false)
  expect(contain({ width: 200, height: 100 }, { width: 400, height: 400 })).toEqual({ scale: 2, left: 0, top: 100 })
})

test('the estimate shows the planned part, and the place that was found for it once there is a file', () => {
  const rect = { x: 350, y: 0, width: 1250, height: 500 }
  const plan = { crop: { rect, by: 'attention' as const }, pad: null, output: { width: 1250, height: 500 }, padWith: 'white' as const }
  const whole = { width: 1600, height: 500 }
  expect(lookOf(plan, whole).crop).toEqual(rect)
  const found = { ...rect, x: 20 }
  expect(lookOf(plan, whole, found).crop).toEqual(found)
  expect(placed(plan.crop, { ...found, width: 900 })?.rect).toEqual(rect)
  expect(placed({ rect, by: 'hand' }, found)?.rect).toEqual(rect)
  expect(lookOf({ ...plan, crop: null, pad: { width: 1600, height: 640 } }, whole)).toMatchObject({
    crop: { x: 0, y: 0, ...whole },
    canvas: { width: 1600, height: 640 },
  })
})

describe('a part of a clip', () => {
  const frame = 1 / 25
  test('has edges that do not pass each other nor the clip’s own', () => {
    expect(moveEdge({ start: 1, end: 3 }, 'start', 5, 10, frame)).toEqual({ start: 2.92, end: 3 })
    expect(moveEdge({ start: 1, end: 3 }, 'end', 99, 10, frame)).toEqual({ start: 1, end: 10 })
    expect(moveEdge({ start: 1, end: 3 }, 'start', -1, 10, frame)).toEqual({ start: 0, end: 3 })
  })

  test('begins with the frame that is shown and ends with it', () => {
    expect(markAt({ start: 0, end: 10 }, 'start', 2.5, 10, frame)).toEqual({ start: 2.48, end: 10 })
    expect(markAt({ start: 0, end: 10 }, 'end', 2.5, 10, frame)).toEqual({ start: 0, end: 2.52 })
    expect(markAt({ start: 0, end: 2 }, 'start', 5, 10, frame)).toEqual({ start: 5, end: 10 })
    expect(markAt({ start: 5, end: 10 }, 'end', 2, 10, frame)).toEqual({ start: 0, end: 2.04 })
  })

  test('is no trim where it is all of the clip', () => {
    expect(trimOf({ start: 0, end: 10 }, 10.004)).toBeUndefined()
    expect(trimOf({ start: 0, end: 9.9 }, 10.004)).toEqual({ start: 0, end: 9.9 })
  })

  test('is walked through frame by frame, in the middle of each', () => {
    expect(frameBeside(0, 1, 10, frame)).toBeCloseTo(0.06)
    expect(frameBeside(0.06, 1, 10, frame)).toBeCloseTo(0.1)
    expect(frameBeside(0.06, -1, 10, frame)).toBeCloseTo(0.02)
    expect(frameBeside(0.02, -1, 10, frame)).toBe(0)
    expect(frameBeside(9.99, 1, 10, frame)).toBeCloseTo(9.98)
  })
})

test('sound is one closed shape about its middle', () => {
  expect(peaksShape([1, 0])).toBe('M0 1L0.5 0.00L1.5 0.96L2 1L1.5 1.04L0.5 2.00Z')
})

test('files are told apart by what the browser says and by their names', () => {
  expect(kindOf({ name: 'a.HEIC', type: '' })).toBe('image')
  expect(kindOf({ name: 'a.mkv', type: '' })).toBe('video')
  expect(kindOf({ name: 'a.txt', type: 'text/plain' })).toBeNull()
  const file = (name: string) => ({ name, type: '' })
  expect(areMany([file('a.jpg'), file('b.mp4'), file('c.txt')])).toBe(false)
  expect(areMany([file('a.jpg'), file('b.jpg')])).toBe(true)
})
