import { describe, expect, it } from 'vitest'
import { BUFFER_SECONDS, leastReachable, longestReachable, planBytes, videoRate } from '../../src/domain/byte-budget'

/** Most that x264's rate buffer lets through, plus the sound, in bytes. */
const worstCase = (videoBps: number, audioBps: number, seconds: number) =>
  (videoBps * (seconds + 0.9 * BUFFER_SECONDS) + audioBps * seconds) / 8

const wanted = { capBytes: 10_000_000, seconds: 29.9, size: { width: 1080, height: 1920 }, frameRate: 30, audio: true, smaller: [] }

describe('the rate under a cap', () => {
  it('counts the rate buffer that may be full at the start, the sound and the container', () => {
    // (9 992 000 · 8 · 0.99 − 128 000 · 29.9) ÷ (29.9 + 0.9)
    expect(videoRate(10_000_000, 29.9, 128_000)).toBe(2_445_111)
    expect(worstCase(2_445_111, 128_000, 29.9)).toBeLessThan(10_000_000 - 8_000)
  })

  it('leaves the buffer out of nothing: a short clip gets less than cap ÷ length', () => {
    expect(videoRate(1_000_000, 3, 0)).toBeLessThan((1_000_000 * 8) / 3.9)
    expect(worstCase(videoRate(1_000_000, 3, 0), 0, 3)).toBeLessThan(1_000_000)
  })

  it('does not spend more than a motion model could read', () => {
    expect(videoRate(100_000_000, 3, 0)).toBe(40_000_000)
  })

  it('is not positive when the sound alone fills the cap', () => {
    expect(videoRate(100_000, 30, 128_000)).toBeLessThanOrEqual(0)
  })
})

describe('the steps down', () => {
  it('takes the largest size and best sound where the cap is wide', () => {
    expect(planBytes({ ...wanted, capBytes: 100_000_000 })).toMatchObject({ size: wanted.size, frameRate: 30, audioBps: 128_000 })
  })

  it('halves the frame rate before it shrinks the picture', () => {
    const smaller = [{ width: 720, height: 1280 }]
    // 2.445 Mbit/s over 1080×1920 at 60 fps is 0.0197 bits a pixel, under 0.03; at 30 fps it is 0.039.
    expect(planBytes({ ...wanted, frameRate: 60, smaller })).toMatchObject({ size: wanted.size, frameRate: 30 })
    // At 60 % of the cap, 30 fps has 0.023 at full size; 720×1280 has 0.025 at 60 fps and 0.051 at 30.
    expect(planBytes({ ...wanted, frameRate: 60, capBytes: 6_000_000, smaller })).toMatchObject({ size: smaller[0], frameRate: 30 })
    expect(planBytes({ ...wanted, frameRate: 30, capBytes: 6_000_000, smaller })).toMatchObject({ size: smaller[0], frameRate: 30 })
  })

  it('lowers the sound last', () => {
    const small = { width: 340, height: 340 }
    const budget = planBytes({ ...wanted, capBytes: 800_000, size: small, smaller: [] })
    expect(budget?.audioBps).toBe(96_000)
  })

  it('gives the coarsest rung when it is still recognisable, and null when it is not', () => {
    const size = { width: 340, height: 340 }
    expect(planBytes({ ...wanted, capBytes: 500_000, size })).toMatchObject({ audioBps: 64_000, size })
    expect(planBytes({ ...wanted, capBytes: 300_000, size })).toBeNull()
    expect(planBytes({ ...wanted, capBytes: 5_000, size })).toBeNull()
  })

  it('spends nothing on sound that is not there', () => {
    expect(planBytes({ ...wanted, audio: false })?.audioBps).toBe(0)
  })
})

describe('the least reachable size', () => {
  it.each([
    [29, 30, true],
    [29, 60, false],
    [3, 24, true],
  ])('of %d s at %d fps (sound: %s) is really reachable, and two kilobytes less are not', (seconds, frameRate, audio) => {
    const size = { width: 340, height: 600 }
    const capBytes = leastReachable(seconds, size, frameRate, audio)
    expect(planBytes({ capBytes, seconds, size, frameRate, audio, smaller: [] })).not.toBeNull()
    expect(planBytes({ capBytes: capBytes - 2000, seconds, size, frameRate, audio, smaller: [] })).toBeNull()
  })
})

describe('the longest reachable clip', () => {
  it.each([
    [500_000, 30, true],
    [500_000, 30, false],
    [700_000, 60, true],
    [700_000, 31, false],
    [60_000, 24, false],
  ])('under %i bytes at %d fps (sound: %s) is really reachable, and half a second more is not', (capBytes, frameRate, audio) => {
    const size = { width: 340, height: 600 }
    const seconds = longestReachable(capBytes, size, frameRate, audio)
    expect(seconds).toBeGreaterThan(0)
    expect(planBytes({ capBytes, seconds, size, frameRate, audio, smaller: [] })).not.toBeNull()
    expect(planBytes({ capBytes, seconds: seconds + 0.5, size, frameRate, audio, smaller: [] })).toBeNull()
  })

  it('is nothing under a cap that holds no clip', () => {
    expect(longestReachable(4_000, { width: 340, height: 340 }, 30, true)).toBe(0)
  })
})
