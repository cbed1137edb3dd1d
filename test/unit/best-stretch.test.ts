import { describe, expect, it } from 'vitest'
import { assess, planForAll } from '../../src/domain/assess'
import { bestStretch } from '../../src/domain/best-stretch'
import { type CameraMove, ClipMap } from '../../src/domain/clip-map'
import { clipChecklist, warnings } from '../../src/domain/clip-warnings'
import { type Edits, noEdits, type TimeRange } from '../../src/domain/media'
import { planLength } from '../../src/domain/plan-length'
import { providers } from '../../src/domain/providers/all'
import { formatPlace } from '../../src/domain/wording'
import { imageFacts, minimalWish, videoFacts } from '../support/samples'
import fc from '../support/seeded'

const { limits } = providers.evolink

function map(seconds: number, found: Partial<ClipMap> = {}): ClipMap {
  const each = <T>(value: T) => new Array<T>(Math.ceil(seconds)).fill(value)
  return ClipMap.parse({
    seconds,
    frameSeconds: 0.04,
    cuts: [],
    flashes: [],
    freezes: [],
    black: [],
    motion: each(2),
    speed: each(0.3),
    camera: each('static'),
    peaks: null,
    ...found,
  })
}
const cutsAt = (...times: number[]) => ({ cuts: times.map((time) => ({ time, score: 30 })) })
const best = (seconds: number, found: Partial<ClipMap> = {}, orientation: 'image' | 'video' = 'video') =>
  bestStretch(map(seconds, found), limits, orientation)

describe('the best stretch', () => {
  it('of a clip without any fault is its start, as long as may be', () => {
    expect(best(45)).toEqual({ start: 0, end: 29.9, why: 'no cut was found in it' })
    expect(best(45, {}, 'image')).toMatchObject({ start: 0, end: 9.9 })
    expect(best(7.6)).toMatchObject({ start: 0, end: 7.6 })
  })

  it('is the longest part between cuts, a frame away from them', () => {
    const found = best(45, cutsAt(5, 19.5, 27))
    expect(found!.start).toBeCloseTo(27.02, 2)
    expect(found!.end).toBeCloseTo(45 - 0.05, 1)
    expect(found!.why).toBe('the longest part without a cut')
    const early = best(45, cutsAt(21.5, 30), 'video')!
    expect(early.start).toBe(0)
    expect(early.end).toBeCloseTo(21.46, 2)
  })

  it('ends just under a whole second where little is lost by it', () => {
    // 12.1 s between the start and the cut would be billed as 13.
    expect(best(40, cutsAt(12.14, 20, 28, 36))!.end).toBeCloseTo(11.95, 2)
    expect(best(40, cutsAt(12.64, 20, 28, 36))!.end).toBeCloseTo(12.6, 2)
  })

  it('leaves out black and long standstills, and bears a short pause', () => {
    const found = best(40, {
      black: [{ start: 0, end: 2 }],
      freezes: [
        { start: 20, end: 24 },
        { start: 8, end: 9 },
      ],
    })!
    expect(found.start).toBeGreaterThanOrEqual(2)
    expect(found).toMatchObject({ end: 20, why: 'the longest part without black or a standstill' })
  })

  it('prefers the steadier of two equally long parts, and the earlier of two alike', () => {
    const camera = new Array<CameraMove>(45).fill('static').fill('pan', 0, 12)
    const steady = best(45, { camera }, 'image')!
    expect(steady.start).toBeGreaterThanOrEqual(12)
    expect(steady.end - steady.start).toBeCloseTo(9.9)
    expect(steady.why).toBe('the steadiest part of this length')
    const still = new Array<number>(45).fill(2).fill(0.02, 0, 10)
    expect(best(45, { motion: still }, 'image')!.start).toBeGreaterThanOrEqual(10)
    const fast = new Array<number>(45).fill(0.3).fill(1.8, 3, 6)
    expect(best(45, { speed: fast }, 'image')!.start).toBeGreaterThanOrEqual(6)
  })

  it('is none where everything is too short', () => {
    expect(best(12, cutsAt(2, 4, 6, 8, 10))).toBeNull()
    expect(best(2)).toBeNull()
    expect(best(20, { black: [{ start: 0, end: 20 }] })).toBeNull()
  })

  const stretch = fc
    .tuple(fc.integer({ min: 0, max: 590 }), fc.integer({ min: 1, max: 80 }))
    .map(([start, length]) => ({ start: start / 10, end: (start + length) / 10 }))
  const random = fc
    .record({
      seconds: fc.integer({ min: 1, max: 600 }).map((tenths) => tenths / 10),
      cuts: fc.array(fc.integer({ min: 1, max: 599 }), { maxLength: 8 }),
      black: fc.array(stretch, { maxLength: 3 }),
      freezes: fc.array(stretch, { maxLength: 3 }),
      motion: fc.array(fc.constantFrom(null, 0, 0.05, 1, 9), { minLength: 60, maxLength: 60 }),
      speed: fc.array(fc.constantFrom(null, 0.1, 0.5, 2), { minLength: 60, maxLength: 60 }),
      camera: fc.array(fc.constantFrom<CameraMove>('static', 'handheld', 'pan', 'zoom', 'unclear'), { minLength: 60, maxLength: 60 }),
    })
    .map(({ seconds, cuts, black, freezes, ...each }) => {
      const inside = (parts: TimeRange[]) =>
        parts.filter(({ start }) => start < seconds).map(({ start, end }) => ({ start, end: Math.min(end, seconds) }))
      const count = Math.ceil(seconds)
      return map(seconds, {
        cuts: [...new Set(cuts)]
          .map((time) => ({ time: time / 10, score: 20 }))
          .filter(({ time }) => time < seconds)
          .sort((a, b) => a.time - b.time),
        black: inside(black),
        freezes: inside(freezes),
        motion: each.motion.slice(0, count),
        speed: each.speed.slice(0, count),
        camera: each.camera.slice(0, count),
      })
    })
  const orientation = fc.constantFrom<'image' | 'video'>('image', 'video')

  it('always fits, holds no cut, no black and no long standstill, and none such is longer', () => {
    fc.assert(
      fc.property(random, orientation, (clip, facing) => {
        const found = bestStretch(clip, limits, facing)
        const least = limits.video.minSeconds.value
        const most = limits.video.maxSeconds[facing].value - 0.1
        const clear = (from: number, to: number) =>
          !clip.cuts.some(({ time }) => time > from && time < to) &&
          ![...clip.black, ...clip.freezes.filter(({ start, end }) => end - start >= 2)].some(
            ({ start, end }) => start < to - 1e-6 && end > from + 1e-6,
          )
        if (found) {
          expect(found.start).toBeGreaterThanOrEqual(0)
          expect(found.end).toBeLessThanOrEqual(clip.seconds + 0.001)
          expect(found.end - found.start).toBeGreaterThanOrEqual(least - 0.002)
          expect(found.end - found.start).toBeLessThanOrEqual(most + 0.002)
          expect(clear(found.start, found.end)).toBe(true)
        }
        // A coarse search over all places finds nothing that is longer by more than what is kept from cuts and saved.
        const got = found ? found.end - found.start : least
        for (let from = 0; from < clip.seconds; from += 0.25) {
          const wanted = got + 0.35
          if (wanted > most) break
          expect(from + wanted <= clip.seconds && clear(from - 0.001, from + wanted)).toBe(false)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('is taken over by every plan as it is', () => {
    fc.assert(
      fc.property(random, orientation, (clip, facing) => {
        const found = bestStretch(clip, limits, facing)
        const facts = videoFacts({ seconds: clip.seconds })
        if (!found || clip.seconds <= limits.video.maxSeconds[facing].value) return
        const planned = planLength(facts, limits, facing, noEdits, false, found)
        if (!planned.ok) throw new Error(planned.failure.message)
        expect(planned.value.use.start).toBeCloseTo(found.start, 3)
        expect(planned.value.use.end).toBeCloseTo(found.end, 2)
        expect(planned.value.trimmed).toBe(true)
        const byHand = planLength(facts, limits, facing, { ...noEdits, trim: { start: found.start, end: found.end } })
        expect(byHand.ok && byHand.value.use.end).toBeCloseTo(found.end, 2)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a plan with a stretch', () => {
  const stretch = { start: 12.5, end: 22.3, why: 'the longest part without a cut' }
  const length = (seconds: number, edits: Partial<Edits> = {}) => {
    const planned = planLength(videoFacts({ seconds }), limits, 'video', { ...noEdits, ...edits }, false, stretch)
    if (!planned.ok) throw new Error(planned.failure.message)
    return planned.value
  }

  it('uses it of a clip that is too long, and says why', () => {
    const planned = length(41.2)
    expect(planned.use).toEqual({ start: 12.5, end: 22.3 })
    expect(planned.steps).toEqual([
      {
        rule: 'video.best-stretch',
        from: '41.2 s',
        to: '9.8 s from 0:12.5',
        why: 'EvoLink takes up to 30 s for orientation “video”; the longest part without a cut',
      },
    ])
  })

  it('leaves a clip of a legal length and a trim by hand alone', () => {
    expect(length(30)).toMatchObject({ trimmed: false, steps: [] })
    expect(length(41.2, { trim: { start: 1, end: 9 } }).use.start).toBe(1)
  })

  it('needs no other reason than the limit where it is the start', () => {
    const planned = planLength(videoFacts({ seconds: 41.2 }), limits, 'video', noEdits, false, {
      start: 0,
      end: 29.9,
      why: 'no cut was found in it',
    })
    expect(planned.ok && planned.value.steps.map(({ rule }) => rule)).toEqual(['video.duration.max'])
  })

  it('costs what is used, with one provider and with all', () => {
    const subject = {
      image: imageFacts(),
      video: videoFacts({ seconds: 41.2 }),
      request: { ...minimalWish, orientation: 'video' as const },
      edits: noEdits,
    }
    const whole = assess(providers.evolink, subject)
    const part = assess(providers.evolink, subject, stretch)
    expect(part.quote!.usd!).toBeLessThan(whole.quote!.usd! / 2)
    const all = planForAll(['evolink', 'wavespeed'], subject, stretch)
    expect(all.ok && all.value.video.use).toEqual({ start: 12.5, end: 22.3 })
  })
})

describe('warnings', () => {
  it('are none for a clear, steady clip', () => {
    expect(warnings(map(20))).toEqual([])
  })

  it('name places, and say what is measured and what is estimated', () => {
    const camera = new Array<CameraMove>(70).fill('static').fill('pan', 3, 6)
    const speed = new Array<number>(70).fill(0.2).fill(2, 61, 63)
    const motion = new Array<number>(70).fill(2).fill(0.01, 30, 34)
    const found = warnings(
      map(70, {
        ...cutsAt(7.3, 12, 40, 50, 66),
        flashes: [{ time: 15 }],
        black: [{ start: 0, end: 1 }],
        freezes: [{ start: 20, end: 22.5 }],
        camera,
        speed,
        motion,
      }),
    )
    expect(found.map(({ kind, at, certainty }) => [kind, at, certainty])).toEqual([
      ['cut', 7.3, 'measured'],
      ['flash', 15, 'measured'],
      ['black', 0, 'measured'],
      ['freeze', 20, 'measured'],
      ['still', 30, 'estimated'],
      ['too-fast', 61, 'estimated'],
      ['camera', 3, 'estimated'],
    ])
    expect(found[0]!.sentence).toBe(
      '5 cuts at 0:07.3, 0:12, 0:40 and 2 more. Providers stop at the first cut, and you pay for what was made until then.',
    )
    expect(found[5]!.sentence).toContain('1:01–1:03')
  })

  it('speak only of the part that is used', () => {
    const clip = map(40, { ...cutsAt(10, 20), black: [{ start: 0, end: 1 }] })
    expect(warnings(clip, { start: 10.02, end: 19.9 })).toEqual([])
    expect(warnings(clip, { start: 9, end: 19 }).map(({ kind }) => kind)).toEqual(['cut'])
  })

  it('do not warn twice of the same standstill', () => {
    const motion = new Array<number>(20).fill(2).fill(0, 4, 8)
    expect(warnings(map(20, { motion, freezes: [{ start: 4, end: 8 }] })).map(({ kind }) => kind)).toEqual(['freeze'])
    expect(warnings(map(20, { motion, freezes: [{ start: 4, end: 8 }], black: [{ start: 4, end: 8 }] })).map(({ kind }) => kind)).toEqual([
      'black',
    ])
  })

  it('leave the rest to the person', () => {
    expect(clipChecklist.join(' ')).toMatch(/One person.*body.*[Pp]roportions/)
  })
})

describe('a place in a clip', () => {
  it.each([
    [0, '0:00'],
    [7, '0:07'],
    [7.34, '0:07.3'],
    [59.96, '1:00'],
    [67.3, '1:07.3'],
    [600, '10:00'],
  ])('%d s is written %s', (seconds, written) => {
    expect(formatPlace(seconds)).toBe(written)
  })
})
