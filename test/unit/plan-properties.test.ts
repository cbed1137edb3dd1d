import { describe, expect, it } from 'vitest'
import { BUFFER_SECONDS } from '../../src/domain/byte-budget'
import { checkImage, checkVideo, type Limits, strictest } from '../../src/domain/limits'
import { type Edits, type ImageFacts, noEdits, type VideoFacts } from '../../src/domain/media'
import type { Size } from '../../src/domain/plan'
import { ImagePlan, planImage } from '../../src/domain/plan-image'
import { planVideo, VideoPlan } from '../../src/domain/plan-video'
import { providerList } from '../../src/domain/providers/all'
import { quote } from '../../src/domain/quote'
import type { MotionRequest } from '../../src/domain/request'
import { randomEdits, randomImage, randomLimits, randomVideo, randomWish } from '../support/random-facts'
import { imageFacts, videoFacts } from '../support/samples'
import fc from '../support/seeded'

const runs = { numRuns: 2000 }
const ourLimits = fc.constantFrom(...providerList.map((provider) => provider.limits))
const anyLimits = fc.oneof(ourLimits, randomLimits)

const situation = fc
  .record({ image: randomImage, video: randomVideo, limits: anyLimits, wish: randomWish })
  .chain((parts) => fc.record({ ...constants(parts), edits: fc.oneof(fc.constant(noEdits), randomEdits(parts.image, parts.video)) }))

function constants<T extends object>(parts: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(parts).map(([key, value]) => [key, fc.constant(value)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>
  }
}

/** What a probe would measure of the picture that the plan describes. */
function madeImage(source: ImageFacts, plan: ImagePlan): ImageFacts {
  if (plan.change === 'untouched') return source
  if (plan.change === 'copied') return { ...source, gainMap: false, privateMetadata: plan.stripMetadata ? [] : source.privateMetadata }
  const { width, height, format } = plan.output
  return imageFacts({ width, height, format, bytes: plan.maxBytes })
}

/** What a probe would measure of the clip that the plan describes. */
function madeVideo(source: VideoFacts, plan: VideoPlan): VideoFacts {
  const privateMetadata = plan.stripMetadata ? [] : source.privateMetadata
  if (plan.change === 'untouched') return source
  const audio =
    plan.audio === 'none' ? null : { codec: 'aac', channels: 2, sampleRate: 48_000, seconds: plan.output.seconds, tracks: 1, track: 0 }
  if (plan.change === 'copied') return { ...source, container: 'mp4', faststart: true, audio, privateMetadata }
  const { width, height, seconds, frameRate } = plan.output
  return videoFacts({ width, height, seconds, frameRate, bytes: mostBytes(plan), audio })
}

/** Most bytes that x264's rate buffer lets through, with the sound. */
function mostBytes(plan: VideoPlan): number {
  const { seconds } = plan.output
  return Math.ceil((plan.videoBps * (seconds + 0.9 * BUFFER_SECONDS) + plan.audioBps * seconds) / 8)
}

const isInside = (crop: { x: number; y: number; width: number; height: number }, size: Size) =>
  crop.x >= 0 &&
  crop.y >= 0 &&
  crop.width >= 1 &&
  crop.height >= 1 &&
  crop.x + crop.width <= size.width &&
  crop.y + crop.height <= size.height

const isWhole = (crop: Edits['cropImage'], size: Size) =>
  crop === undefined || (crop.x === 0 && crop.y === 0 && crop.width === size.width && crop.height === size.height)

const wantsStripping = (facts: ImageFacts | VideoFacts, edits: Edits) => facts.privateMetadata.length > 0 && !edits.keepMetadata

const imageRefusals = ['image.crop-outside', 'image.too-elongated', 'image.too-small']
const videoRefusals = [
  'video.crop-outside',
  'video.too-elongated',
  'video.too-small',
  'video.too-short',
  'video.trim-outside',
  'video.unreachable',
]

describe('any picture', () => {
  it('is planned, or refused with one of three reasons and a way out', () => {
    fc.assert(
      fc.property(situation, ({ image, limits, edits }) => {
        const planned = planImage(image, limits, edits)
        if (planned.ok) {
          expect(ImagePlan.parse(planned.value)).toEqual(planned.value)
          return
        }
        expect(imageRefusals).toContain(planned.failure.code)
        expect(planned.failure.fix.length).toBeGreaterThan(10)
      }),
      runs,
    )
  })

  it('comes out within the limits it was planned for', () => {
    fc.assert(
      fc.property(situation, ({ image, limits, edits }) => {
        const planned = planImage(image, limits, edits)
        fc.pre(planned.ok)
        if (planned.ok) expect(checkImage(madeImage(image, planned.value), limits.image)).toEqual([])
      }),
      runs,
    )
  })

  it('is untouched exactly when nothing is wrong and nothing was chosen', () => {
    fc.assert(
      fc.property(situation, ({ image, limits, edits }) => {
        const planned = planImage(image, limits, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const nothing = checkImage(image, limits.image).length === 0 && isWhole(edits.cropImage, image) && !wantsStripping(image, edits)
        expect(planned.value.change === 'untouched').toBe(nothing)
        expect(planned.value.steps.length === 0).toBe(nothing)
      }),
      runs,
    )
  })

  it('is left alone when it comes back', () => {
    fc.assert(
      fc.property(situation, ({ image, limits, edits }) => {
        const planned = planImage(image, limits, edits)
        fc.pre(planned.ok && planned.value.change === 'encoded')
        if (!planned.ok) return
        expect(planImage(madeImage(image, planned.value), limits, noEdits)).toMatchObject({
          ok: true,
          value: { change: 'untouched', crop: null, pad: null },
        })
      }),
      runs,
    )
  })

  it('is cropped inside itself and inside the hand’s crop, and never smaller on its canvas than before', () => {
    fc.assert(
      fc.property(situation, ({ image, limits, edits }) => {
        const planned = planImage(image, limits, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const { crop, pad } = planned.value
        if (crop)
          expect(isInside(crop.rect, edits.cropImage && crop.by !== 'hand' ? { width: image.width, height: image.height } : image)).toBe(
            true,
          )
        const hand = edits.cropImage
        if (crop && hand && !isWhole(hand, image))
          expect(isInside({ ...crop.rect, x: crop.rect.x - hand.x, y: crop.rect.y - hand.y }, hand)).toBe(true)
        const onCanvas = crop?.rect ?? image
        if (pad) expect(pad.width >= onCanvas.width && pad.height >= onCanvas.height).toBe(true)
        if (edits.fit === 'pad' && crop) expect(crop.by).toBe('hand')
      }),
      runs,
    )
  })

  it('keeps its shape: what is scaled is not stretched by more than the rounding of a pixel', () => {
    fc.assert(
      fc.property(situation, ({ image, limits, edits }) => {
        const planned = planImage(image, limits, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const { crop, pad, output } = planned.value
        const from = pad ?? crop?.rect ?? image
        expect(Math.abs(output.width / output.height - from.width / from.height)).toBeLessThanOrEqual(stretchOf(from, output, 1))
      }),
      runs,
    )
  })
})

/** Change of ratio that two grid steps on a side of `output` can make. */
function stretchOf(from: Size, output: Size, grid: number): number {
  const ratio = from.width / from.height
  return ratio * ((2 * grid) / output.width + (2 * grid) / output.height) * 1.5
}

describe('any clip', () => {
  it('is planned, or refused with one of six reasons and a way out', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        if (planned.ok) {
          expect(VideoPlan.parse(planned.value)).toEqual(planned.value)
          return
        }
        expect(videoRefusals).toContain(planned.failure.code)
        expect(planned.failure.fix.length).toBeGreaterThan(10)
      }),
      runs,
    )
  })

  it('comes out within the limits it was planned for, in bytes, too', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const plan = planned.value
        expect(checkVideo(madeVideo(video, plan), limits.video, wish.orientation)).toEqual([])
        expect(plan.output.seconds).toBeGreaterThanOrEqual(limits.video.minSeconds.value)
        if (plan.change !== 'encoded') return
        expect(plan.output.seconds).toBeLessThanOrEqual(limits.video.maxSeconds[wish.orientation].value - 0.1 + 1e-9)
        expect([plan.output.width % 2, plan.output.height % 2]).toEqual([0, 0])
        expect(mostBytes(plan)).toBeLessThanOrEqual(limits.video.maxBytes.value)
        expect(plan.output.frameRate).toBeLessThanOrEqual(Math.min(61, video.frameRate))
      }),
      runs,
    )
  })

  it('uses a part of itself that is as long as its result, unless it is made longer', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const { use, output, lengthen, trimmed } = planned.value
        // A cut within half a frame of a place that needs no encoder is made there: the same frames.
        const half = 0.5 / video.frameRate + 1e-9
        expect(use.start).toBeGreaterThanOrEqual((edits.trim?.start ?? 0) - half)
        expect(use.end).toBeLessThanOrEqual(Math.min(video.seconds, (edits.trim?.end ?? video.seconds) + half) + 1e-9)
        if (lengthen) expect(output.seconds).toBeGreaterThan(use.end - use.start)
        else expect(output.seconds).toBeCloseTo(use.end - use.start, 6)
        if (lengthen) expect(lengthen).toBe(edits.tooShort)
        expect(trimmed).toBe(use.start > 0 || use.end < video.seconds)
      }),
      runs,
    )
  })

  it('is untouched exactly when nothing is wrong and nothing was chosen', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const trims = edits.trim !== undefined && (edits.trim.start > 0 || edits.trim.end < video.seconds)
        const nothing =
          checkVideo(video, limits.video, wish.orientation).length === 0 &&
          !trims &&
          isWhole(edits.cropVideo, video) &&
          !wantsStripping(video, edits)
        expect(planned.value.change === 'untouched').toBe(nothing)
        expect(planned.value.steps.length === 0).toBe(nothing)
        if (planned.value.change !== 'encoded')
          expect(planned.value).toMatchObject({ crop: null, pad: null, trimmed: false, lengthen: null, toneMap: null })
      }),
      runs,
    )
  })

  it('is left alone when it comes back', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        fc.pre(planned.ok && planned.value.change !== 'untouched')
        if (!planned.ok) return
        const again = planVideo(madeVideo(video, planned.value), limits, wish, { ...noEdits, keepMetadata: edits.keepMetadata })
        expect(again).toMatchObject({ ok: true, value: { change: 'untouched', steps: [] } })
      }),
      runs,
    )
  })

  it('is cropped inside itself and inside the hand’s crop, never smaller on its canvas than before, and not stretched', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const { crop, pad, output } = planned.value
        if (crop) expect(isInside(crop.rect, video)).toBe(true)
        const hand = edits.cropVideo
        if (crop && hand && !isWhole(hand, video))
          expect(isInside({ ...crop.rect, x: crop.rect.x - hand.x, y: crop.rect.y - hand.y }, hand)).toBe(true)
        const onCanvas = crop?.rect ?? video
        if (pad) expect(pad.width >= onCanvas.width && pad.height >= onCanvas.height).toBe(true)
        const from = pad ?? onCanvas
        expect(Math.abs(output.width / output.height - from.width / from.height)).toBeLessThanOrEqual(stretchOf(from, output, 2))
      }),
      runs,
    )
  })

  it('keeps its sound when it is wanted, and loses it only when it is not', () => {
    fc.assert(
      fc.property(situation, ({ video, limits, wish, edits }) => {
        const planned = planVideo(video, limits, wish, edits)
        fc.pre(planned.ok)
        if (!planned.ok) return
        const { change, audio, output } = planned.value
        expect(output.audio).toBe(video.audio !== null && (wish.keepAudio || change !== 'encoded'))
        expect(audio === 'none').toBe(!output.audio)
      }),
      runs,
    )
  })

  it('that cannot be brought under a cap can be when it is trimmed as the failure says', () => {
    const heavy = fc.record({
      video: randomVideo,
      wish: randomWish,
      cap: fc.integer({ min: 60_000, max: 900_000 }),
    })
    let advised = 0
    fc.assert(
      fc.property(heavy, ({ video, wish, cap }) => {
        const base = providerList[0]!.limits
        const limits: Limits = { ...base, video: { ...base.video, maxBytes: { value: cap, source: 'assumed' } } }
        const planned = planVideo(video, limits, wish, noEdits)
        fc.pre(!planned.ok && planned.failure.code === 'video.unreachable')
        const said = planned.ok ? null : /to ([\d.]+) s or less/.exec(planned.failure.fix)
        if (!said) return
        advised++
        const seconds = Number(said[1])
        expect(planVideo(video, limits, wish, { ...noEdits, trim: { start: 0, end: seconds } })).toMatchObject({ ok: true })
      }),
      { numRuns: 300 },
    )
    expect(advised).toBeGreaterThan(20)
  })
})

describe('the strictest of two sets of limits', () => {
  const obeys = (image: ImageFacts, video: VideoFacts, wish: MotionRequest, limits: Limits) =>
    checkImage(image, limits.image).length === 0 && checkVideo(video, limits.video, wish.orientation).length === 0

  it('is obeyed exactly by the files that obey both', () => {
    fc.assert(
      fc.property(randomImage, randomVideo, randomWish, randomLimits, randomLimits, (image, video, wish, a, b) => {
        const both = obeys(image, video, wish, a) && obeys(image, video, wish, b)
        expect(obeys(image, video, wish, strictest([a, b]))).toBe(both)
        expect(obeys(image, video, wish, strictest([b, a]))).toBe(both)
      }),
      runs,
    )
  })

  it('makes plans whose results obey each of our providers', () => {
    const pair = fc.uniqueArray(ourLimits, { minLength: 2, maxLength: 5 })
    fc.assert(
      fc.property(situation, pair, ({ image, video, wish, edits }, several) => {
        const limits = strictest(several as [Limits, ...Limits[]])
        const planned = { image: planImage(image, limits, edits), video: planVideo(video, limits, wish, edits) }
        fc.pre(planned.image.ok && planned.video.ok)
        if (!planned.image.ok || !planned.video.ok) return
        const made = [madeImage(image, planned.image.value), madeVideo(video, planned.video.value)] as const
        for (const each of several) expect(obeys(...made, wish, each)).toBe(true)
      }),
      runs,
    )
  })
})

describe('any quote', () => {
  const provider = fc.constantFrom(...providerList)
  const tier = fc.constantFrom('standard' as const, 'professional' as const)
  const seconds = fc.double({ min: 0, max: 60, noNaN: true })

  it('never falls when the clip gets longer', () => {
    fc.assert(
      fc.property(provider, tier, seconds, seconds, (of, level, a, b) => {
        const [short, long] = [Math.min(a, b), Math.max(a, b)].map((length) => quote(of.id, of.price, level, length))
        expect(long!.seconds).toBeGreaterThanOrEqual(short!.seconds)
        expect(long!.usd ?? 0).toBeGreaterThanOrEqual(short!.usd ?? 0)
      }),
      runs,
    )
  })

  it('bills no less than the length and the minimum, and less than a second more', () => {
    fc.assert(
      fc.property(provider, tier, seconds, (of, level, length) => {
        const quoted = quote(of.id, of.price, level, length)
        expect(quoted.seconds).toBeGreaterThanOrEqual(Math.max(of.price.minimumSeconds, length - 1e-5))
        expect(quoted.seconds).toBeLessThan(Math.max(of.price.minimumSeconds, length) + 1)
        const rate = of.price.perSecond[level]
        expect(quoted.usd).toBe(rate === null ? null : Math.round(quoted.seconds * rate * 10_000) / 10_000)
      }),
      runs,
    )
  })

  it('costs no less for the professional tier', () => {
    fc.assert(
      fc.property(provider, seconds, (of, length) => {
        const [standard, professional] = (['standard', 'professional'] as const).map((level) => quote(of.id, of.price, level, length).usd)
        expect(professional ?? 0).toBeGreaterThanOrEqual(standard ?? 0)
      }),
      runs,
    )
  })
})
