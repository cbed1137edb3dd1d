import { describe, expect, it } from 'vitest'
import { type Edits, noEdits } from '../../src/domain/media'
import { type PlannedLength, planLength } from '../../src/domain/plan-length'
import { providers } from '../../src/domain/providers/all'
import type { Orientation } from '../../src/domain/request'
import { videoFacts } from '../support/samples'

const limits = providers.evolink.limits
const length = (seconds: number, edits: Partial<Edits> = {}, orientation: Orientation = 'video', encodes = false): PlannedLength => {
  const planned = planLength(videoFacts({ seconds }), limits, orientation, { ...noEdits, ...edits }, encodes)
  if (!planned.ok) throw new Error(planned.failure.message)
  return planned.value
}
const refusal = (seconds: number, edits: Partial<Edits> = {}) => {
  const planned = planLength(videoFacts({ seconds }), limits, 'video', { ...noEdits, ...edits })
  if (planned.ok) throw new Error('planned')
  return planned.failure
}
const rules = (planned: PlannedLength) => planned.steps.map((step) => step.rule)

describe('a clip of a legal length', () => {
  it.each([3, 8, 30])('of %d s is used whole', (seconds) => {
    expect(length(seconds)).toEqual({ use: { start: 0, end: seconds }, trimmed: false, lengthen: null, seconds, steps: [] })
  })

  it('is used whole under a trim of the whole, also when it reaches a little past the end', () => {
    expect(length(8, { trim: { start: 0, end: 8 } })).toMatchObject({ trimmed: false, steps: [], seconds: 8 })
    expect(length(8, { trim: { start: 0, end: 8.4 } })).toMatchObject({ use: { start: 0, end: 8 }, trimmed: false, steps: [] })
  })

  it('keeps room for the last frame when it is encoded anyway', () => {
    expect(length(30, {}, 'video', true)).toMatchObject({ seconds: 29.9, trimmed: true, use: { start: 0, end: 29.9 } })
    expect(length(9.95, {}, 'image', true).seconds).toBeCloseTo(9.9)
    expect(length(9.85, {}, 'image', true)).toMatchObject({ seconds: 9.85, trimmed: false, steps: [] })
  })
})

describe('a clip that is too long', () => {
  it('is cut to just under the limit of its orientation', () => {
    const cut = length(41.2)
    expect(cut).toMatchObject({ use: { start: 0, end: 29.9 }, trimmed: true, seconds: 29.9 })
    expect(cut.steps).toEqual([
      { rule: 'video.duration.max', from: '41.2 s', to: '29.9 s', why: 'EvoLink takes up to 30 s for orientation “video”' },
    ])
    expect(length(10.02, {}, 'image')).toMatchObject({ seconds: 9.9 })
  })

  it('is cut from where the trim begins', () => {
    const cut = length(60, { trim: { start: 12, end: 55 } })
    expect(cut.use.start).toBe(12)
    expect(cut.use.end).toBeCloseTo(41.9)
    expect(cut.seconds).toBeCloseTo(29.9)
    expect(rules(cut)).toEqual(['video.trim', 'video.duration.max'])
  })

  it('keeps the margin when the trim has exactly the longest length', () => {
    expect(length(60, { trim: { start: 0, end: 30 } }).seconds).toBeCloseTo(29.9)
  })
})

describe('a trim by hand', () => {
  it('is taken, and said', () => {
    const trimmed = length(20, { trim: { start: 2, end: 7.5 } })
    expect(trimmed).toMatchObject({ use: { start: 2, end: 7.5 }, trimmed: true, seconds: 5.5 })
    expect(trimmed.steps).toEqual([{ rule: 'video.trim', from: '20 s', to: '5.5 s', why: 'trimmed by hand' }])
  })

  it.each([
    { start: 8, end: 9 },
    { start: 1, end: 8.6 },
  ])('is refused outside the clip: %j', (trim) => {
    expect(refusal(8, { trim })).toMatchObject({ code: 'video.trim-outside', message: expect.stringContaining('8 s') })
  })

  it.each([
    [7.1, 6.95],
    [7.15, 6.95],
    [7, 6.95],
    [7.16, 7.16],
    [7.9, 7.9],
    [6.96, 6.96],
  ])('of %d s becomes %d s, to stay under a begun billed second', (chosen, finished) => {
    const trimmed = length(20, { trim: { start: 1, end: 1 + chosen } })
    expect(trimmed.seconds).toBeCloseTo(finished)
    expect(trimmed.use.end - trimmed.use.start).toBeCloseTo(finished)
    expect(rules(trimmed).includes('video.billed-second')).toBe(Math.abs(chosen - finished) > 1e-6)
  })

  it('is not shortened under the minimum for the sake of a second', () => {
    expect(length(20, { trim: { start: 0, end: 3.1 } })).toMatchObject({ seconds: 3.1 })
  })

  it('does not cut a clip that nobody trimmed', () => {
    expect(length(7.1).seconds).toBe(7.1)
  })
})

describe('a clip that is too short', () => {
  it('is never made longer in silence', () => {
    expect(refusal(2.5)).toMatchObject({
      code: 'video.too-short',
      message: expect.stringContaining('2.5 s'),
      fix: expect.stringContaining('loop it, slow it down or hold'),
    })
    expect(refusal(20, { trim: { start: 1, end: 3 } }).code).toBe('video.too-short')
  })

  it.each(['loop', 'slow', 'hold'] as const)('is lengthened by %s when the person chose it', (tooShort) => {
    const longer = length(2, { tooShort })
    expect(longer).toMatchObject({ lengthen: tooShort, seconds: 3.1, trimmed: false, use: { start: 0, end: 2 } })
    expect(longer.steps).toMatchObject([
      { rule: 'video.duration.min', from: '2 s', to: '3.1 s', why: expect.stringContaining('as you chose') },
    ])
  })

  it('is not slowed down more than twice', () => {
    expect(refusal(1.5, { tooShort: 'slow' })).toMatchObject({ code: 'video.too-short', message: expect.stringContaining('2.1×') })
    expect(length(1.55, { tooShort: 'slow' }).seconds).toBeCloseTo(3.1)
    expect(length(1.5, { tooShort: 'loop' }).lengthen).toBe('loop')
  })

  it.each(['loop', 'slow', 'hold'] as const)('is refused when it holds next to nothing, even with %s', (tooShort) => {
    expect(refusal(0, { tooShort })).toMatchObject({ code: 'video.too-short', fix: 'Use a longer clip.' })
    expect(refusal(0.1, { tooShort }).code).toBe('video.too-short')
  })

  it('is not lengthened where it needs no lengthening', () => {
    expect(length(5, { tooShort: 'loop' })).toMatchObject({ lengthen: null, seconds: 5 })
  })
})
