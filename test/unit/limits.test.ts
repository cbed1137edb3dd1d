import { describe, expect, it } from 'vitest'
import { assumed, check, checkImage, checkVideo, documented, type Limits, strictest } from '../../src/domain/limits'
import { providerList, providers } from '../../src/domain/providers/all'
import { imageFacts, videoFacts } from '../support/samples'

const { image, video } = providers.evolink.limits
const imageRules = (changes: Parameters<typeof imageFacts>[0]) => checkImage(imageFacts(changes), image).map((violation) => violation.rule)
const videoRules = (changes: Parameters<typeof videoFacts>[0], trim?: { start: number; end: number }) =>
  checkVideo(videoFacts(changes), video, 'video', trim).map((violation) => violation.rule)

describe('the limits of a picture', () => {
  it.each([
    [{}, []],
    [{ format: 'png' }, []],
    [{ format: 'webp' }, ['image.format']],
    [{ frames: 12 }, ['image.frames']],
    [{ exifOrientation: 6 }, ['image.upright']],
    [{ hasAlpha: true }, ['image.alpha']],
    [{ bitDepth: 16 }, ['image.depth']],
    [{ colourSpace: 'cmyk' }, ['image.colour']],
    [{ colourSpace: 'b-w' }, []],
    [{ width: 1000, height: 400 }, []],
    [{ width: 1001, height: 400 }, ['image.aspect.max']],
    [{ width: 400, height: 1000 }, []],
    [{ width: 400, height: 1001 }, ['image.aspect.min']],
    [{ width: 300, height: 300 }, []],
    [{ width: 299, height: 300 }, ['image.side.min']],
    [{ width: 65_536, height: 65_536 }, []],
    [{ width: 65_537, height: 65_536 }, ['image.side.max']],
    [{ bytes: 10_000_000 }, []],
    [{ bytes: 10_000_001 }, ['image.bytes']],
  ])('%j breaks %j', (changes, rules) => {
    expect(imageRules(changes)).toEqual(rules)
  })

  it('says the measured value, the limit, where it comes from and what Choreo would do', () => {
    expect(checkImage(imageFacts({ width: 200, height: 250 }), image)).toEqual([
      { rule: 'image.side.min', measured: '200×250', limit: '≥ 300 px per side', source: 'documented', fix: 'enlarged', mendable: true },
    ])
    expect(checkImage(imageFacts({ width: 200, height: 250 }), providers.shortapi.limits.image)).toMatchObject([{ source: 'assumed' }])
  })

  it('never says that something breaks a limit it looks equal to', () => {
    expect(checkImage(imageFacts({ bytes: 10_000_001 }), image)).toMatchObject([{ measured: '10000001 bytes', limit: '≤ 10 MB' }])
    expect(checkVideo(videoFacts({ seconds: 30.004 }), video, 'video')).toMatchObject([{ measured: '30.004 s' }])
    expect(checkVideo(videoFacts({ seconds: 2.999 }), video, 'video')).toMatchObject([{ measured: '2.999 s', limit: '≥ 3 s' }])
  })
})

describe('the limits of a clip', () => {
  it.each([
    [{}, []],
    [{ container: 'mov' }, []],
    [{ container: 'webm' }, ['video.container']],
    [{ codec: 'hevc', bitDepth: 10, pixelFormat: 'yuv420p10le' }, ['video.codec']],
    [{ bitDepth: 10, pixelFormat: 'yuv420p10le' }, ['video.pixels']],
    [{ pixelFormat: 'yuv444p' }, ['video.pixels']],
    [{ pixelFormat: 'yuvj420p' }, []],
    [{ dynamicRange: 'hlg' as const }, ['video.dynamic-range']],
    [{ rotation: 90 as const }, ['video.upright']],
    [{ squarePixels: false }, ['video.square-pixels']],
    [{ constantFrameRate: false }, ['video.frame-rate']],
    [{ gap: { start: 2, end: 4.5 } }, ['video.gap']],
    [{ hiddenSeconds: 1.5 }, ['video.hidden']],
    [{ audio: null }, []],
    [{ audio: { codec: 'opus', channels: 2, sampleRate: 48_000, seconds: 8, tracks: 1, track: 0 } }, ['video.audio-codec']],
    [{ faststart: false }, ['video.faststart']],
    [{ container: 'matroska', faststart: false }, ['video.container']],
    [{ width: 850, height: 340 }, []],
    [{ width: 851, height: 340 }, ['video.aspect.max']],
    [{ width: 340, height: 851 }, ['video.aspect.min']],
    [{ width: 339, height: 600 }, ['video.side.min']],
    [{ width: 3850, height: 2160 }, []],
    [{ width: 3851, height: 2160 }, ['video.side.max']],
    [{ bytes: 100_000_000 }, []],
    [{ bytes: 100_000_001 }, ['video.bytes']],
    [{ seconds: 30 }, []],
    [{ seconds: 30.01 }, ['video.duration.max']],
    [{ seconds: 3 }, []],
    [{ seconds: 2.97 }, ['video.duration.min']],
  ])('%j breaks %j', (changes, rules) => {
    expect(videoRules(changes)).toEqual(rules)
  })

  it('judges the length by the orientation', () => {
    expect(checkVideo(videoFacts({ seconds: 10 }), video, 'image')).toEqual([])
    expect(checkVideo(videoFacts({ seconds: 10.02 }), video, 'image')).toMatchObject([
      { rule: 'video.duration.max', measured: '10.02 s', limit: '≤ 10 s for orientation “image”' },
    ])
  })

  it('judges the length on the part that the person chose', () => {
    expect(videoRules({ seconds: 60 }, { start: 10, end: 40 })).toEqual([])
    expect(videoRules({ seconds: 60 }, { start: 10, end: 40.5 })).toEqual(['video.duration.max'])
    expect(videoRules({ seconds: 60 }, { start: 58, end: 61 })).toEqual(['video.duration.min'])
  })

  it('speaks of a gap only where it lies in the part that the person chose', () => {
    const gap = { start: 20, end: 24.5 }
    const named = checkVideo(videoFacts({ seconds: 60, gap }), video, 'video', { start: 22, end: 40 })
    expect(named).toMatchObject([{ rule: 'video.gap', measured: 'no picture from 0:20 to 0:24.5', mendable: true }])
    expect(videoRules({ seconds: 60, gap }, { start: 24.5, end: 40 })).toEqual([])
    expect(videoRules({ seconds: 60, gap }, { start: 0, end: 20 })).toEqual([])
  })

  it('calls everything mendable but a clip that is too short', () => {
    const all = checkVideo(videoFacts({ seconds: 2, codec: 'vp9', container: 'webm', width: 100, height: 900 }), video, 'video')
    expect(all.filter((violation) => !violation.mendable).map((violation) => violation.rule)).toEqual(['video.duration.min'])
    expect(all.length).toBeGreaterThan(3)
  })

  it('is asked by the kind of the facts', () => {
    expect(check(imageFacts({ format: 'gif' }), providers.evolink.limits, 'video').map((v) => v.rule)).toEqual(['image.format'])
    expect(check(videoFacts({ seconds: 12 }), providers.evolink.limits, 'image').map((v) => v.rule)).toEqual(['video.duration.max'])
  })
})

describe('what the providers’ pages say', () => {
  it.each([
    ['shortapi', 7_000_000, 100_000_000],
    ['aimlapi', 7_000_000, 100_000_000],
    ['evolink', 10_000_000, 100_000_000],
    ['highwayapi', 7_000_000, 10_000_000],
    ['wavespeed', 10_000_000, 10_000_000],
  ] as const)('%s: picture ≤ %i bytes, clip ≤ %i bytes, and the sides, ratios and lengths all share', (id, imageBytes, videoBytes) => {
    const { limits } = providers[id]
    expect(limits.image.maxBytes.value).toBe(imageBytes)
    expect(limits.image.minSide.value).toBe(300)
    expect(limits.video.maxBytes.value).toBe(videoBytes)
    expect(limits.video.minSide.value).toBe(340)
    expect(limits.video.maxSide.value).toBe(3850)
    expect([limits.image.minAspect.value, limits.image.maxAspect.value]).toEqual([0.4, 2.5])
    expect([limits.video.minSeconds.value, limits.video.maxSeconds.image.value, limits.video.maxSeconds.video.value]).toEqual([3, 10, 30])
    expect(limits.maxPromptCharacters.value).toBe(2500)
  })

  it('calls documented only what the page says', () => {
    expect(providers.evolink.limits.video).toMatchObject({
      minSide: documented(340),
      maxBytes: documented(100_000_000),
      codecs: { source: 'assumed' },
    })
    expect(providers.highwayapi.limits.video).toMatchObject({
      maxBytes: documented(10_000_000),
      minSide: assumed(340),
      minSeconds: documented(3),
    })
    expect(providers.wavespeed.limits.video).toMatchObject({
      maxBytes: documented(10_000_000),
      maxAspect: documented(2.5),
      maxSide: assumed(3850),
    })
    expect(providers.shortapi.limits.video).toMatchObject({
      maxBytes: assumed(100_000_000),
      maxSeconds: { image: documented(10), video: documented(30) },
    })
    expect(providers.aimlapi.limits.maxPromptCharacters.source).toBe('assumed')
    expect(providers.evolink.limits.maxPromptCharacters.source).toBe('documented')
  })
})

describe('the strictest of several', () => {
  const all = strictest(providerList.map((provider) => provider.limits) as [Limits, ...Limits[]])

  it('is one set that satisfies all five', () => {
    expect(all.who).toBe('ShortAPI, AI/ML API, EvoLink, HighwayAPI and WaveSpeedAI')
    expect(all.image.maxBytes.value).toBe(7_000_000)
    expect(all.video).toMatchObject({
      maxBytes: documented(10_000_000),
      minSide: documented(340),
      maxSide: documented(3850),
      minSeconds: documented(3),
    })
    expect(all.video.maxSeconds).toEqual({ image: documented(10), video: documented(30) })
  })

  it('keeps what only both take', () => {
    const narrow: Limits = { ...providers.evolink.limits, who: 'X', image: { ...image, formats: assumed(['png', 'gif']) } }
    expect(strictest([providers.evolink.limits, narrow]).image.formats.value).toEqual(['png'])
    expect(strictest([narrow]).who).toBe('X')
  })

  it('takes the tighter bound of each pair, whichever side it stands on', () => {
    const tight: Limits = {
      ...providers.evolink.limits,
      who: 'Tight',
      video: {
        ...video,
        minSide: assumed(500),
        maxSide: assumed(1920),
        minAspect: assumed(0.5),
        maxAspect: assumed(2),
        minSeconds: assumed(4),
      },
    }
    for (const both of [strictest([tight, providers.evolink.limits]), strictest([providers.evolink.limits, tight])])
      expect(both.video).toMatchObject({
        minSide: assumed(500),
        maxSide: assumed(1920),
        minAspect: assumed(0.5),
        maxAspect: assumed(2),
        minSeconds: assumed(4),
        maxBytes: documented(100_000_000),
      })
  })
})
