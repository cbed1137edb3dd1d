/**
 * Limits as data, each with its source, and the check of facts against them.
 * `documented`: the provider's page says so. `assumed`: upstream Kling's limit or the safe form, where the page is silent.
 */
import { z } from 'zod'
import type { ImageFacts, MediaFacts, TimeRange, VideoFacts } from './media'
import { aspectBeyond } from './plan'
import type { Orientation } from './request'
import { formatBytes, formatBytesBeside, formatPlace, formatRatio, formatSeconds, formatSecondsBeside, formatSides } from './wording'

export type Source = 'documented' | 'assumed'

/** A limit's value and where it comes from. */
export interface Limit<T> {
  value: T
  source: Source
}

export const documented = <T>(value: T): Limit<T> => ({ value, source: 'documented' })
export const assumed = <T>(value: T): Limit<T> => ({ value, source: 'assumed' })

export interface ImageLimits {
  formats: Limit<readonly string[]>
  maxBytes: Limit<number>
  minSide: Limit<number>
  maxSide: Limit<number>
  /** width ÷ height */
  minAspect: Limit<number>
  maxAspect: Limit<number>
}

export interface VideoLimits {
  containers: Limit<readonly string[]>
  codecs: Limit<readonly string[]>
  audioCodecs: Limit<readonly string[]>
  maxBytes: Limit<number>
  minSide: Limit<number>
  maxSide: Limit<number>
  minAspect: Limit<number>
  maxAspect: Limit<number>
  minSeconds: Limit<number>
  maxSeconds: Record<Orientation, Limit<number>>
}

export interface Limits {
  /** Who asks, in words for a reason: "EvoLink", or "EvoLink and WaveSpeed". */
  who: string
  image: ImageLimits
  video: VideoLimits
  maxPromptCharacters: Limit<number>
}

export const Violation = z.object({
  /** Stable rule id, e.g. `video.side.min`. */
  rule: z.string(),
  measured: z.string(),
  limit: z.string(),
  source: z.enum(['documented', 'assumed']),
  fix: z.string(),
  /** False: no change Choreo can make on this machine removes it. */
  mendable: z.boolean(),
})
export type Violation = z.infer<typeof Violation>

export function checkImage(facts: ImageFacts, limits: ImageLimits): Violation[] {
  const found: Violation[] = []
  const add = (rule: string, measured: string, limit: string, source: Source, fix: string) =>
    found.push({ rule, measured, limit, source, fix, mendable: true })

  if (!limits.formats.value.includes(facts.format))
    add('image.format', facts.format, limits.formats.value.join(', '), limits.formats.source, 'saved as JPEG')
  if (facts.frames > 1) add('image.frames', `${facts.frames} frames`, '1 frame', 'assumed', 'the first frame is used')
  if (facts.exifOrientation !== 1)
    add('image.upright', `EXIF orientation ${facts.exifOrientation}`, 'upright pixels', 'assumed', 'turned upright')
  if (facts.gainMap) add('image.gain-map', 'HDR gain map', 'SDR', 'assumed', 'the SDR picture is used and its HDR layer left out')
  if (facts.hasAlpha) add('image.alpha', 'transparent', 'opaque', 'assumed', 'put on a plain ground')
  if (facts.bitDepth > 8) add('image.depth', `${facts.bitDepth} bit`, '8 bit', 'assumed', 'reduced to 8 bit')
  if (facts.colourSpace !== 'srgb' && facts.colourSpace !== 'b-w')
    add('image.colour', facts.colourSpace, 'sRGB', 'assumed', 'converted to sRGB')
  const ratio = formatRatio(facts.width / facts.height)
  const beyond = aspectBeyond(facts, { min: limits.minAspect.value, max: limits.maxAspect.value })
  if (beyond === 'min')
    add('image.aspect.min', ratio, `≥ ${formatRatio(limits.minAspect.value)}`, limits.minAspect.source, 'cropped or padded')
  if (beyond === 'max')
    add('image.aspect.max', ratio, `≤ ${formatRatio(limits.maxAspect.value)}`, limits.maxAspect.source, 'cropped or padded')
  const sides = formatSides(facts)
  if (Math.min(facts.width, facts.height) < limits.minSide.value)
    add('image.side.min', sides, `≥ ${limits.minSide.value} px per side`, limits.minSide.source, 'enlarged')
  if (Math.max(facts.width, facts.height) > limits.maxSide.value)
    add('image.side.max', sides, `≤ ${limits.maxSide.value} px per side`, limits.maxSide.source, 'reduced')
  if (facts.bytes > limits.maxBytes.value)
    add(
      'image.bytes',
      formatBytesBeside(facts.bytes, limits.maxBytes.value),
      `≤ ${formatBytes(limits.maxBytes.value)}`,
      limits.maxBytes.source,
      'saved smaller',
    )
  return found
}

/**
 * @param orientation decides which length is allowed
 * @param trim the part that will be used; lengths are judged on it when the person has chosen one
 */
export function checkVideo(facts: VideoFacts, limits: VideoLimits, orientation: Orientation, trim?: TimeRange): Violation[] {
  const found: Violation[] = []
  const add = (rule: string, measured: string, limit: string, source: Source, fix: string, mendable = true) =>
    found.push({ rule, measured, limit, source, fix, mendable })

  if (!limits.containers.value.includes(facts.container))
    add('video.container', facts.container, limits.containers.value.join(', '), limits.containers.source, 'saved as MP4')
  if (!limits.codecs.value.includes(facts.codec))
    add('video.codec', facts.codec, limits.codecs.value.join(', '), limits.codecs.source, 'encoded as H.264')
  else if (facts.bitDepth > 8 || facts.pixelFormat.replace('yuvj', 'yuv') !== 'yuv420p')
    add('video.pixels', facts.pixelFormat, '8-bit 4:2:0', 'assumed', 'encoded as 8-bit 4:2:0')
  if (facts.dynamicRange !== 'sdr') add('video.dynamic-range', facts.dynamicRange.toUpperCase(), 'SDR', 'assumed', 'tone-mapped to SDR')
  if (facts.rotation !== 0) add('video.upright', `turned ${facts.rotation}°`, 'upright pixels', 'assumed', 'turned upright')
  if (!facts.squarePixels) add('video.square-pixels', 'stretched pixels', 'square pixels', 'assumed', 'scaled to square pixels')
  if (facts.gap && !(trim && (trim.end <= facts.gap.start || trim.start >= facts.gap.end)))
    add(
      'video.gap',
      `no picture from ${formatPlace(facts.gap.start)} to ${formatPlace(facts.gap.end)}`,
      'no gap',
      'assumed',
      'the picture before the gap is held',
    )
  if (facts.hiddenSeconds > 0)
    add('video.hidden', `${formatSeconds(facts.hiddenSeconds)} hidden`, 'nothing hidden', 'assumed', 'only what is shown is kept')
  if (!facts.constantFrameRate) add('video.frame-rate', 'variable', 'constant', 'assumed', 'made constant')
  if (facts.audio && !limits.audioCodecs.value.includes(facts.audio.codec))
    add('video.audio-codec', facts.audio.codec, limits.audioCodecs.value.join(', '), limits.audioCodecs.source, 'sound encoded as AAC')
  if (facts.audio && facts.audio.tracks > 1)
    add('video.audio-tracks', `${facts.audio.tracks} sound tracks`, `track ${facts.audio.track + 1}`, 'assumed', 'one sound track is used')
  if (!facts.faststart && limits.containers.value.includes(facts.container))
    add('video.faststart', 'index at the end', 'index in front', 'assumed', 'index moved to the front')
  const ratio = formatRatio(facts.width / facts.height)
  const beyond = aspectBeyond(facts, { min: limits.minAspect.value, max: limits.maxAspect.value })
  if (beyond === 'min')
    add('video.aspect.min', ratio, `≥ ${formatRatio(limits.minAspect.value)}`, limits.minAspect.source, 'cropped or padded')
  if (beyond === 'max')
    add('video.aspect.max', ratio, `≤ ${formatRatio(limits.maxAspect.value)}`, limits.maxAspect.source, 'cropped or padded')
  const sides = formatSides(facts)
  if (Math.min(facts.width, facts.height) < limits.minSide.value)
    add('video.side.min', sides, `≥ ${limits.minSide.value} px per side`, limits.minSide.source, 'enlarged')
  if (Math.max(facts.width, facts.height) > limits.maxSide.value)
    add('video.side.max', sides, `≤ ${limits.maxSide.value} px per side`, limits.maxSide.source, 'reduced')
  if (facts.bytes > limits.maxBytes.value)
    add(
      'video.bytes',
      formatBytesBeside(facts.bytes, limits.maxBytes.value),
      `≤ ${formatBytes(limits.maxBytes.value)}`,
      limits.maxBytes.source,
      'encoded smaller',
    )
  const seconds = trim ? Math.min(trim.end, facts.seconds) - trim.start : facts.seconds
  const longest = limits.maxSeconds[orientation]
  if (seconds > longest.value)
    add(
      'video.duration.max',
      formatSecondsBeside(seconds, longest.value),
      `≤ ${longest.value} s for orientation “${orientation}”`,
      longest.source,
      'trimmed',
    )
  if (seconds < limits.minSeconds.value)
    add(
      'video.duration.min',
      formatSecondsBeside(seconds, limits.minSeconds.value),
      `≥ ${limits.minSeconds.value} s`,
      limits.minSeconds.source,
      'choose how to make it longer: loop, slow down or hold the last frame',
      false,
    )
  return found
}

export function check(facts: MediaFacts, limits: Limits, orientation: Orientation, trim?: TimeRange): Violation[] {
  return facts.kind === 'image' ? checkImage(facts, limits.image) : checkVideo(facts, limits.video, orientation, trim)
}

function tighter<T>(pick: (a: T, b: T) => T): (a: Limit<T>, b: Limit<T>) => Limit<T> {
  return (a, b) => (a.value === b.value ? (a.source === 'documented' ? a : b) : pick(a.value, b.value) === a.value ? a : b)
}
const smaller = tighter<number>(Math.min)
const larger = tighter<number>(Math.max)
const common = (a: Limit<readonly string[]>, b: Limit<readonly string[]>): Limit<readonly string[]> => ({
  value: a.value.filter((item) => b.value.includes(item)),
  source: a.source === 'documented' ? a.source : b.source,
})

/** The limits that satisfy all the given ones at once. At least one must be given. */
export function strictest(all: readonly [Limits, ...Limits[]]): Limits {
  return all.reduce((a, b) => ({
    who: `${a.who.replace(' and ', ', ')} and ${b.who}`,
    image: {
      formats: common(a.image.formats, b.image.formats),
      maxBytes: smaller(a.image.maxBytes, b.image.maxBytes),
      minSide: larger(a.image.minSide, b.image.minSide),
      maxSide: smaller(a.image.maxSide, b.image.maxSide),
      minAspect: larger(a.image.minAspect, b.image.minAspect),
      maxAspect: smaller(a.image.maxAspect, b.image.maxAspect),
    },
    video: {
      containers: common(a.video.containers, b.video.containers),
      codecs: common(a.video.codecs, b.video.codecs),
      audioCodecs: common(a.video.audioCodecs, b.video.audioCodecs),
      maxBytes: smaller(a.video.maxBytes, b.video.maxBytes),
      minSide: larger(a.video.minSide, b.video.minSide),
      maxSide: smaller(a.video.maxSide, b.video.maxSide),
      minAspect: larger(a.video.minAspect, b.video.minAspect),
      maxAspect: smaller(a.video.maxAspect, b.video.maxAspect),
      minSeconds: larger(a.video.minSeconds, b.video.minSeconds),
      maxSeconds: {
        image: smaller(a.video.maxSeconds.image, b.video.maxSeconds.image),
        video: smaller(a.video.maxSeconds.video, b.video.maxSeconds.video),
      },
    },
    maxPromptCharacters: smaller(a.maxPromptCharacters, b.maxPromptCharacters),
  }))
}
