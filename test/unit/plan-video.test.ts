import { describe, expect, it } from 'vitest'
import { assumed, type Limits } from '../../src/domain/limits'
import { type Edits, noEdits, type VideoFacts } from '../../src/domain/media'
import { planVideo, type VideoPlan } from '../../src/domain/plan-video'
import { providers } from '../../src/domain/providers/all'
import type { MotionRequest } from '../../src/domain/request'
import { minimalWish, videoFacts } from '../support/samples'

const evolink = providers.evolink.limits
const wavespeed = providers.wavespeed.limits
interface Case {
  facts?: Partial<VideoFacts>
  limits?: Limits
  wish?: Partial<MotionRequest>
  edits?: Partial<Edits>
}
const attempt = ({ facts, limits = evolink, wish, edits }: Case) =>
  planVideo(videoFacts(facts), limits, { ...minimalWish, ...wish }, { ...noEdits, ...edits })
const plan = (subject: Case): VideoPlan => {
  const planned = attempt(subject)
  if (!planned.ok) throw new Error(planned.failure.message)
  return planned.value
}
const refusal = (subject: Case) => {
  const planned = attempt(subject)
  if (planned.ok) throw new Error('planned')
  return planned.failure
}
/** What asks for the encode; the sample's whole second is trimmed by a moment whenever it is encoded, which has its own tests. */
const rules = (planned: VideoPlan) => planned.steps.map((step) => step.rule).filter((rule) => rule !== 'video.billed-second')
const opus = { codec: 'opus', channels: 2, sampleRate: 48_000, seconds: 8, tracks: 1, track: 0 }

describe('a clip that is legal', () => {
  it('is left untouched', () => {
    expect(plan({})).toMatchObject({
      kind: 'video',
      change: 'untouched',
      steps: [],
      use: { start: 0, end: 8 },
      trimmed: false,
      lengthen: null,
      crop: null,
      pad: null,
      output: { width: 1080, height: 1920, seconds: 8, frameRate: 30, audio: true },
      toneMap: null,
      audio: 'copy',
      stripMetadata: false,
    })
  })

  it('is left untouched although its sides are odd, its sound is not wanted, or an edit changes nothing', () => {
    expect(plan({ facts: { width: 853, height: 481 } })).toMatchObject({ change: 'untouched', output: { width: 853, height: 481 } })
    expect(plan({ wish: { keepAudio: false } })).toMatchObject({ change: 'untouched', output: { audio: true } })
    const nothing = {
      trim: { start: 0, end: 8 },
      cropVideo: { x: 0, y: 0, width: 1080, height: 1920 },
      tooShort: 'loop' as const,
      fit: 'pad' as const,
    }
    expect(plan({ edits: nothing }).change).toBe('untouched')
  })

  it('may be exactly as long as the limit says', () => {
    expect(plan({ facts: { seconds: 30 } }).change).toBe('untouched')
    expect(plan({ facts: { seconds: 10 }, wish: { orientation: 'image' } }).change).toBe('untouched')
  })
})

describe('a clip whose frames can stay', () => {
  it.each([
    [{ faststart: false }, 'video.faststart', 'copy'],
    [{ container: 'matroska' }, 'video.container', 'copy'],
    [{ audio: opus }, 'video.audio-codec', 'aac'],
    [{ privateMetadata: ['location' as const] }, 'video.metadata', 'copy'],
    [{ audio: null, faststart: false }, 'video.faststart', 'none'],
  ])('%j is copied because of %s', (facts, rule, audio) => {
    const copied = plan({ facts })
    expect(copied).toMatchObject({ change: 'copied', audio, output: { width: 1080, height: 1920, seconds: 8 } })
    expect(rules(copied)).toEqual([rule])
    expect(copied.stripMetadata).toBe(rule === 'video.metadata')
  })

  it('keeps its private data on request', () => {
    expect(plan({ facts: { privateMetadata: ['device'] }, edits: { keepMetadata: true } })).toMatchObject({
      change: 'untouched',
      stripMetadata: false,
    })
  })

  it('is encoded after all when the copy would outgrow the cap', () => {
    const close = plan({ facts: { faststart: false, bytes: 9_999_000 }, limits: wavespeed })
    expect(close.change).toBe('encoded')
    expect(rules(close)).toEqual(['video.faststart', 'video.bytes'])
    expect(plan({ facts: { faststart: false, bytes: 9_980_000 }, limits: wavespeed }).change).toBe('copied')
    expect(plan({ facts: { audio: opus, bytes: 9_900_000 }, limits: wavespeed }).change).toBe('encoded')
    expect(plan({ facts: { audio: opus, bytes: 9_800_000 }, limits: wavespeed }).change).toBe('copied')
    expect(plan({ facts: { bytes: 10_000_000 }, limits: wavespeed }).change).toBe('untouched')
  })
})

describe('a gap', () => {
  it('is not spoken of where the part that is used does not hold it', () => {
    const facts = { seconds: 60, gap: { start: 40, end: 44 } }
    expect(rules(plan({ facts }))).not.toContain('video.gap')
    expect(rules(plan({ facts: { ...facts, gap: { start: 2, end: 4 } } }))).toContain('video.gap')
  })
})

describe('a clip in the wrong form', () => {
  it.each([
    [{ codec: 'hevc' }, 'video.codec'],
    [{ pixelFormat: 'yuv422p' }, 'video.pixels'],
    [{ rotation: 90 as const }, 'video.upright'],
    [{ squarePixels: false }, 'video.square-pixels'],
    [{ constantFrameRate: false }, 'video.frame-rate'],
    [{ gap: { start: 2, end: 4 } }, 'video.gap'],
  ])('%j is encoded because of %s', (facts, rule) => {
    expect(plan({ facts })).toMatchObject({
      change: 'encoded',
      audio: 'aac',
      output: { width: 1080, height: 1920, seconds: 7.95, audio: true },
    })
    expect(rules(plan({ facts }))).toEqual([rule])
  })

  it('is tone-mapped from HDR', () => {
    expect(plan({ facts: { dynamicRange: 'hlg', codec: 'hevc' } })).toMatchObject({ change: 'encoded', toneMap: 'hlg' })
    expect(plan({ facts: { dynamicRange: 'pq' } }).toneMap).toBe('pq')
  })

  it('loses its sound only when it is encoded and the sound is not wanted', () => {
    const muted = plan({ facts: { codec: 'hevc', audio: opus }, wish: { keepAudio: false } })
    expect(muted).toMatchObject({ audio: 'none', audioBps: 0, output: { audio: false } })
    expect(rules(muted)).toEqual(['video.codec', 'video.audio'])
    expect(rules(plan({ facts: { codec: 'hevc', audio: null }, wish: { keepAudio: false } }))).toEqual(['video.codec'])
  })

  it('gets at most 60 frames a second, and says so', () => {
    const slower = plan({ facts: { frameRate: 240, codec: 'hevc' } })
    expect(slower.output.frameRate).toBe(60)
    expect(slower.steps).toContainEqual(expect.objectContaining({ rule: 'video.frame-rate.max', from: '240 fps', to: '60 fps' }))
    expect(plan({ facts: { frameRate: 59.94, codec: 'hevc' } }).output.frameRate).toBe(59.94)
    expect(plan({ facts: { frameRate: 120 } })).toMatchObject({ change: 'untouched', output: { frameRate: 120 } })
  })
})

describe('a clip of the wrong size or shape', () => {
  it('is enlarged to the minimum side, on even sides', () => {
    const enlarged = plan({ facts: { width: 426, height: 240 } })
    expect(enlarged).toMatchObject({ change: 'encoded', output: { width: 604, height: 340 } })
    expect(enlarged.steps).toContainEqual({
      rule: 'video.side.min',
      from: '426×240',
      to: '604×340',
      why: 'EvoLink takes 340–3850 px per side',
    })
  })

  it('is reduced to the maximum side', () => {
    expect(plan({ facts: { width: 4096, height: 2160 } })).toMatchObject({ output: { width: 3850, height: 2032 } })
  })

  it('gets even sides when it is encoded anyway', () => {
    expect(plan({ facts: { width: 853, height: 481, codec: 'hevc' } }).output).toMatchObject({ width: 854, height: 482 })
  })

  it('is cropped from its middle, or padded on request', () => {
    expect(plan({ facts: { width: 3000, height: 1000 } })).toMatchObject({
      crop: { rect: { x: 250, y: 0, width: 2500, height: 1000 }, by: 'centre' },
      output: { width: 2500, height: 1000 },
    })
    expect(plan({ facts: { width: 3000, height: 1000 }, edits: { fit: 'pad' } })).toMatchObject({
      crop: null,
      pad: { width: 3000, height: 1200 },
      output: { width: 3000, height: 1200 },
    })
  })

  it('is padded to even sides, though its own width is odd', () => {
    expect(plan({ facts: { width: 1001, height: 345 }, edits: { fit: 'pad' } })).toMatchObject({
      pad: { width: 1002, height: 402 },
      output: { width: 1002, height: 402 },
    })
  })

  it('is cropped by hand, and the planner’s crop stays inside the hand’s', () => {
    expect(plan({ edits: { cropVideo: { x: 11, y: 7, width: 601, height: 801 } } })).toMatchObject({
      crop: { rect: { x: 11, y: 7, width: 601, height: 801 }, by: 'hand' },
      output: { width: 602, height: 802 },
    })
    expect(plan({ edits: { cropVideo: { x: 10, y: 100, width: 1000, height: 380 } } }).crop).toEqual({
      rect: { x: 35, y: 100, width: 950, height: 380 },
      by: 'centre',
    })
  })

  it('is refused when nothing honest would help', () => {
    expect(refusal({ facts: { width: 56, height: 60 } })).toMatchObject({
      code: 'video.too-small',
      message: expect.stringContaining('6.1×'),
    })
    expect(refusal({ facts: { width: 3840, height: 300 } })).toMatchObject({ code: 'video.too-elongated' })
    expect(refusal({ edits: { cropVideo: { x: 1000, y: 0, width: 100, height: 100 } } })).toMatchObject({ code: 'video.crop-outside' })
    expect(refusal({ facts: { seconds: 2 } })).toMatchObject({ code: 'video.too-short' })
    expect(refusal({ edits: { trim: { start: 9, end: 12 } } })).toMatchObject({ code: 'video.trim-outside' })
  })
})

describe('a begun second', () => {
  it('is saved whenever the clip is encoded anyway, and never for its own sake', () => {
    expect(plan({ facts: { seconds: 10.01, codec: 'hevc' } })).toMatchObject({
      output: { seconds: 9.95 },
      trimmed: true,
      use: { start: 0, end: 9.95 },
    })
    expect(plan({ facts: { seconds: 10.3, codec: 'hevc' } })).toMatchObject({ output: { seconds: 10.3 }, trimmed: false })
    expect(plan({ facts: { seconds: 10.01 } })).toMatchObject({ change: 'untouched', output: { seconds: 10.01 } })
    expect(plan({ facts: { seconds: 10.01, codec: 'hevc' } }).steps[0]).toMatchObject({
      rule: 'video.billed-second',
      from: '10.01 s',
      to: '9.95 s',
    })
  })
})

describe('a clip that is too heavy', () => {
  it('is encoded under the cap by construction', () => {
    const encoded = plan({ facts: { seconds: 41.2, bytes: 86_000_000, codec: 'hevc', width: 1920, height: 1080 }, limits: wavespeed })
    expect(encoded).toMatchObject({ change: 'encoded', maxBytes: 10_000_000, output: { seconds: 29.9, width: 1920, height: 1080 } })
    expect((encoded.videoBps * (29.9 + 0.9) + encoded.audioBps * 29.9) / 8).toBeLessThan(10_000_000)
    expect(rules(encoded)).toEqual(['video.duration.max', 'video.codec', 'video.bytes'])
  })

  it('is encoded because of its weight alone', () => {
    expect(rules(plan({ facts: { bytes: 12_000_000 }, limits: wavespeed }))).toEqual(['video.bytes'])
  })

  it('drops every second frame before it shrinks, and says both', () => {
    const heavy = plan({ facts: { frameRate: 60, seconds: 29, bytes: 40_000_000, width: 1440, height: 2560 }, limits: wavespeed })
    expect(heavy.output.frameRate).toBe(30)
    expect(heavy.steps).toContainEqual(expect.objectContaining({ rule: 'video.bytes.rate', from: '60 fps', to: '30 fps' }))
    expect(heavy.steps).toContainEqual(expect.objectContaining({ rule: 'video.bytes.size', from: '1440×2560' }))
  })

  it('says what would help where the cap cannot be reached, and that is true', () => {
    const tiny: Limits = { ...evolink, who: 'Tiny', video: { ...evolink.video, maxBytes: assumed(350_000) } }
    const failure = refusal({ facts: { seconds: 29, bytes: 5_000_000 }, limits: tiny })
    expect(failure).toMatchObject({ code: 'video.unreachable', message: expect.stringContaining('350 kB') })
    const least = 1000 * Number(/at least ([\d.]+) kB/.exec(failure.message)?.[1])
    const capOf = (maxBytes: number): Limits => ({ ...tiny, video: { ...tiny.video, maxBytes: assumed(maxBytes) } })
    expect(attempt({ facts: { seconds: 29, bytes: 5_000_000 }, limits: capOf(least) }).ok).toBe(true)
    expect(attempt({ facts: { seconds: 29, bytes: 5_000_000 }, limits: capOf(least - 2_000) }).ok).toBe(false)
    const seconds = Number(/to ([\d.]+) s or less/.exec(failure.fix)?.[1])
    expect(seconds).toBeGreaterThan(3)
    expect(attempt({ facts: { seconds: 29, bytes: 5_000_000 }, limits: tiny, edits: { trim: { start: 0, end: seconds } } }).ok).toBe(true)
    const hopeless: Limits = { ...evolink, video: { ...evolink.video, maxBytes: assumed(50_000) } }
    expect(refusal({ facts: { seconds: 29 }, limits: hopeless }).fix).toMatch(/^Choose a provider that takes [\d.]+ kB or more\.$/)
  })
})

describe('the finished length', () => {
  it('keeps a margin under the limit whenever the clip is encoded', () => {
    expect(plan({ facts: { seconds: 30, codec: 'hevc' } }).output.seconds).toBeCloseTo(29.9)
    expect(plan({ facts: { seconds: 9.98, width: 426, height: 240 }, wish: { orientation: 'image' } })).toMatchObject({
      trimmed: true,
      output: { seconds: 9.9 },
    })
    expect(plan({ facts: { seconds: 9.98, width: 426, height: 240 } })).toMatchObject({ trimmed: false, output: { seconds: 9.98 } })
  })

  it('is planned for the clip that was lengthened', () => {
    expect(plan({ facts: { seconds: 2 }, edits: { tooShort: 'hold' } })).toMatchObject({
      change: 'encoded',
      lengthen: 'hold',
      output: { seconds: 3.1 },
      use: { start: 0, end: 2 },
    })
  })
})
