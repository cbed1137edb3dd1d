/** Arbitrary facts, limits, wishes and edits for properties: everything a probe may measure and a person may choose. */
import fc from 'fast-check'
import { assumed, documented, type Limit, type Limits } from '../../src/domain/limits'
import type { Crop, Edits, ImageFacts, PrivateMetadata, VideoFacts } from '../../src/domain/media'
import type { MotionRequest } from '../../src/domain/request'

const limit = <T>(value: T): fc.Arbitrary<Limit<T>> => fc.boolean().map((said) => (said ? documented(value) : assumed(value)))

/** Fractions and lengths come from whole steps: plain doubles would nearly all lie next to zero. */
const fraction = (most = 1) => fc.integer({ min: 0, max: 10_000 * most }).map((steps) => steps / 10_000)

interface Size {
  width: number
  height: number
}
const side = fc.oneof(
  fc.integer({ min: 1, max: 9000 }),
  fc.constantFrom(299, 300, 339, 340, 341, 480, 720, 853, 1080, 1920, 2160, 3840, 3850, 3851, 65_536, 70_000),
)
/** Half of the sizes are legal nearly everywhere, a quarter has a legal ratio on any scale, a quarter is anything. */
const size: fc.Arbitrary<Size> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ width: fc.integer({ min: 700, max: 1500 }), height: fc.integer({ min: 700, max: 1500 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ width: side, ratio: fc.integer({ min: 40, max: 250 }) }).map(({ width, ratio }) => ({
      width,
      height: Math.max(1, Math.round((width * 100) / ratio)),
    })),
  },
  { weight: 1, arbitrary: fc.record({ width: side, height: side }) },
)
const bytes = fc.oneof(
  fc.integer({ min: 0, max: 6_000_000 }),
  fc.integer({ min: 0, max: 200_000_000 }),
  fc.constantFrom(6_999_999, 7_000_000, 7_000_001, 9_985_000, 9_999_999, 10_000_000, 10_000_001),
)
const privateMetadata = fc.oneof(
  { weight: 3, arbitrary: fc.constant<PrivateMetadata[]>([]) },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(fc.constantFrom<PrivateMetadata>('location', 'device', 'person', 'serial-number'), { minLength: 1 }),
  },
)
/** Mostly `usual`, so that many random files have one thing wrong instead of ten. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

export const randomImage: fc.Arbitrary<ImageFacts> = fc
  .record({
    kind: fc.constant('image' as const),
    format: mostly('jpeg', 'png', 'png', 'webp', 'heif', 'gif'),
    size,
    bytes,
    exifOrientation: mostly(1, 3, 6, 8),
    hasAlpha: mostly(false, true),
    bitDepth: mostly(8, 16),
    colourSpace: mostly('srgb', 'b-w', 'cmyk'),
    frames: mostly(1, 20),
    gainMap: mostly(false, true),
    privateMetadata,
  })
  .map(({ size, ...facts }) => ({ ...facts, ...size }))

const seconds = fc.oneof(
  fc.integer({ min: 2500, max: 31_000 }).map((ms) => ms / 1000),
  fc.integer({ min: 0, max: 90_000 }).map((ms) => ms / 1000),
  fc.constantFrom(0, 0.04, 2.97, 3, 3.05, 5, 9.95, 9.98, 10, 10.02, 29.97, 30, 30.03),
)

export const randomVideo: fc.Arbitrary<VideoFacts> = fc
  .record({
    kind: fc.constant('video' as const),
    container: mostly('mp4', 'mov', 'webm', 'matroska', 'gif'),
    codec: mostly('h264', 'hevc', 'vp9'),
    profile: fc.constantFrom(null, 'High'),
    pixelFormat: mostly('yuv420p', 'yuvj420p', 'yuv422p', 'yuv420p10le'),
    bitDepth: mostly(8, 10),
    size,
    rotation: mostly<0 | 90 | 180 | 270>(0, 90, 180, 270),
    squarePixels: mostly(true, false),
    frameRate: fc.oneof(
      fc.integer({ min: 100, max: 30_000 }).map((hundredths) => hundredths / 100),
      fc.constantFrom(23.976, 25, 29.97, 30, 59.94, 60, 120),
    ),
    constantFrameRate: mostly(true, false),
    gap: mostly(null, { start: 1.5, end: 2.75 }),
    hiddenSeconds: mostly(0, 1.5),
    colourMatrix: mostly('bt709', 'smpte170m', null),
    seconds,
    bytes,
    dynamicRange: mostly<'sdr' | 'pq' | 'hlg'>('sdr', 'pq', 'hlg'),
    sound: mostly<string | null>('aac', null, 'opus', 'pcm_s16le'),
    faststart: mostly(true, false),
    privateMetadata,
  })
  .map(({ sound, size, ...facts }) => ({
    ...facts,
    ...size,
    audio: sound === null ? null : { codec: sound, channels: 2, sampleRate: 48_000, seconds: facts.seconds, tracks: 1, track: 0 },
  }))

/** Limits as a provider could have them: every minimum under its maximum, and a picture of any allowed ratio fits the sides. */
export const randomLimits: fc.Arbitrary<Limits> = fc
  .record({
    who: fc.constantFrom('A', 'B', 'C'),
    imageSide: fc.integer({ min: 1, max: 600 }),
    imageSpan: fc.integer({ min: 4, max: 40 }),
    videoSide: fc.integer({ min: 2, max: 600 }),
    videoSpan: fc.integer({ min: 4, max: 12 }),
    // width ÷ height as people write it: 0.4, 0.56, 2.35
    tallest: fc.integer({ min: 30, max: 95 }).map((share) => share / 100),
    widest: fc.integer({ min: 105, max: 330 }).map((share) => share / 100),
    imageBytes: fc.integer({ min: 100_000, max: 30_000_000 }),
    videoBytes: fc.integer({ min: 100_000, max: 120_000_000 }),
    least: fc.integer({ min: 100, max: 500 }).map((hundredths) => hundredths / 100),
    longestImage: fc.integer({ min: 6, max: 15 }),
    longestVideo: fc.integer({ min: 10, max: 60 }),
    formats: fc.constantFrom(['jpeg', 'png'], ['jpeg']),
    codecs: fc.constantFrom(['h264'], ['h264', 'hevc']),
    prompt: fc.integer({ min: 100, max: 5000 }),
  })
  .chain((r) =>
    fc.record({
      who: fc.constant(r.who),
      image: fc.record({
        formats: limit<readonly string[]>(r.formats),
        maxBytes: limit(r.imageBytes),
        minSide: limit(r.imageSide),
        maxSide: limit(r.imageSide * r.imageSpan + 8),
        minAspect: limit(r.tallest),
        maxAspect: limit(r.widest),
      }),
      video: fc.record({
        containers: limit<readonly string[]>(['mp4', 'mov']),
        codecs: limit<readonly string[]>(r.codecs),
        audioCodecs: limit<readonly string[]>(['aac']),
        maxBytes: limit(r.videoBytes),
        minSide: limit(r.videoSide),
        maxSide: limit(r.videoSide * r.videoSpan + 8),
        minAspect: limit(r.tallest),
        maxAspect: limit(r.widest),
        minSeconds: limit(r.least),
        maxSeconds: fc.record({ image: limit(r.longestImage), video: limit(r.longestVideo) }),
      }),
      maxPromptCharacters: limit(r.prompt),
    }),
  )

const cropWithin = (size: Size): fc.Arbitrary<Crop> =>
  fc
    .record({
      wide: fraction(),
      high: fraction(),
      left: fraction(),
      top: fraction(),
    })
    .map(({ wide, high, left, top }) => ({
      width: Math.max(1, Math.round(size.width * wide)),
      height: Math.max(1, Math.round(size.height * high)),
      left,
      top,
    }))
    .map(({ width, height, left, top }) => ({
      x: Math.floor((size.width - width) * left),
      y: Math.floor((size.height - height) * top),
      width,
      height,
    }))

/** Edits as the window can make them for these two files, and now and then a crop or trim that does not fit. */
export const randomEdits = (image: ImageFacts, video: VideoFacts): fc.Arbitrary<Edits> =>
  fc.record({
    trim: fc.option(
      fc.record({ from: fc.integer({ min: 0, max: 105 }).map((percent) => percent / 100), share: fraction() }).map(({ from, share }) => {
        const start = video.seconds * from * from
        return { start, end: start + Math.max(1e-3, (video.seconds - start) * share) }
      }),
      { nil: undefined },
    ),
    cropImage: fc.option(
      fc.oneof(
        { weight: 9, arbitrary: cropWithin(image) },
        { weight: 1, arbitrary: cropWithin({ width: image.width + 50, height: image.height + 50 }) },
      ),
      { nil: undefined },
    ),
    cropVideo: fc.option(
      fc.oneof(
        { weight: 9, arbitrary: cropWithin(video) },
        { weight: 1, arbitrary: cropWithin({ width: video.width + 50, height: video.height + 50 }) },
      ),
      { nil: undefined },
    ),
    fit: fc.constantFrom<'crop' | 'pad'>('crop', 'pad'),
    tooShort: fc.option(fc.constantFrom<'loop' | 'slow' | 'hold'>('loop', 'slow', 'hold'), { nil: undefined }),
    padWith: fc.constantFrom('white', 'black', 'blur', '#20c040'),
    keepMetadata: fc.boolean(),
  })

export const randomWish: fc.Arbitrary<MotionRequest> = fc.record({
  orientation: fc.constantFrom<'image' | 'video'>('image', 'video'),
  tier: fc.constantFrom<'standard' | 'professional'>('standard', 'professional'),
  keepAudio: fc.boolean(),
})
