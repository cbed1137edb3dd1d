/** Carries out an image plan with sharp: upright → crop → scale → pad → plain ground, sRGB, 8 bit → encoded under the cap. */
import { readFile, writeFile } from 'node:fs/promises'
import type { OutputInfo, Sharp } from 'sharp'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import { type Crop, groundColour, type ImageFacts } from '../../../domain/media'
import type { Size } from '../../../domain/plan'
import type { ImagePlan } from '../../../domain/plan-image'
import { formatBytes, formatSides } from '../../../domain/wording'
import { diskFailure } from '../disk'
import { imageFailure, MOST_HELD_PIXELS, strictly } from './image-facts'
import { type FailOn, type ImageSource, openImage } from './image-source'
import type { ImageFormat } from './sniff'
import { stripMetadata } from './strip-metadata'

/** Above 92 a JPEG grows fast and gains nothing that can be seen. */
const BEST_QUALITY = 92
/** Below this blocks show in a face. */
const LEAST_QUALITY = 20
const MOST_ENCODES = 6
/** Of a JPEG at the best quality; photographs of much detail take this much. */
const USUAL_BYTES_PER_PIXEL = 0.7
/** A blurred ground shows shapes, no lines: it is made at this fraction of its size. */
const BLUR_FRACTION = 1 / 8
/** Of the ground’s shorter side. */
const BLUR_SIGMA = 0.03

export interface ImageMaking {
  source: string
  facts: ImageFacts
  plan: ImagePlan
  /** Where the finished picture goes; written only when all went well. */
  target: string
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

/** How a picture was made, in words, and which part of the original it shows where the pixels decided that. */
export interface MadeImage {
  how: string
  /** In display pixels of the original; null when nothing was cut off. */
  crop: Crop | null
}

/**
 * Writes the planned picture and answers how it was made.
 * Failures: `image.damaged`, `image.unreachable`, `disk.*`, `cancelled`.
 */
export async function makeImage(making: ImageMaking): Promise<Result<MadeImage>> {
  try {
    const made = making.plan.change === 'copied' ? await copyWithoutMetadata(making) : await encode(making)
    if (!made.ok) return made
    if (making.signal?.aborted) return cancelled()
    await writeFile(making.target, made.value.bytes)
    making.onProgress?.(1)
    return ok({ how: made.value.how, crop: made.value.crop })
  } catch (error) {
    const disk = diskFailure(error)
    return disk ? failed(disk) : imageFailure(error)
  }
}

interface Made extends MadeImage {
  bytes: Buffer
}

async function copyWithoutMetadata({ source, plan, facts }: ImageMaking): Promise<Result<Made>> {
  const bytes = stripMetadata(await readFile(source), plan.output.format, !plan.stripMetadata)
  if (!bytes)
    return fail(
      'image.damaged',
      `The picture is not built like a ${plan.output.format.toUpperCase()}, so its metadata cannot be taken out safely.`,
      'Export it anew from the program it came from, or keep its metadata.',
    )
  const removed = [...(plan.stripMetadata ? facts.privateMetadata : []), ...(facts.gainMap ? ['gain map'] : [])].join(', ')
  return ok({ bytes, how: `metadata removed (${removed}), pixels copied bit for bit`, crop: null })
}

async function encode(making: ImageMaking): Promise<Result<Made>> {
  const { plan, facts } = making
  const keepsMetadata = !plan.stripMetadata && facts.privateMetadata.length > 0
  const opened = await openImage(making.source, facts.format as ImageFormat, facts.bytes, making.signal)
  if (!opened.ok) return opened
  const canvas = await drawn(opened.value, making, keepsMetadata)
  making.onProgress?.(0.5)
  if (making.signal?.aborted) return cancelled()
  if (plan.output.format === 'png') {
    const { bytes, crop } = await canvas((picture) => picture.png({ compressionLevel: 9, adaptiveFiltering: true }))
    return bytes.length <= plan.maxBytes ? ok({ bytes, crop, how: 'PNG, 8 bit' }) : unreachable(plan, 'as PNG')
  }
  // Tables made to measure save some percent, and hold the whole picture three times over in memory.
  const optimiseCoding = plan.output.width * plan.output.height <= MOST_HELD_PIXELS
  return searchQuality(plan, making.signal, (quality) =>
    canvas((picture) => picture.jpeg({ quality, chromaSubsampling: quality >= 80 ? '4:4:4' : '4:2:0', optimiseCoding })),
  )
}

/** The best quality that stays under the cap: the best at once, else by halving, with at most `MOST_ENCODES` encodes. */
async function searchQuality(
  plan: ImagePlan,
  signal: AbortSignal | undefined,
  encodeAt: (quality: number) => Promise<Encoded>,
): Promise<Result<Made>> {
  let best: (Encoded & { quality: number }) | null = null
  let [low, high, quality] = [LEAST_QUALITY, BEST_QUALITY, BEST_QUALITY]
  for (let encodes = 1; encodes <= MOST_ENCODES && low <= high; encodes += 1) {
    if (signal?.aborted) return cancelled()
    // The last try is the floor, so that a picture that can be reached at all is reached.
    if (encodes === MOST_ENCODES && !best) quality = LEAST_QUALITY
    const encoded = await encodeAt(quality)
    if (encoded.bytes.length <= plan.maxBytes) {
      best = { ...encoded, quality }
      low = quality + 1
    } else high = quality - 1
    quality = Math.floor((low + high) / 2)
  }
  return best
    ? ok({ bytes: best.bytes, crop: best.crop, how: `JPEG, quality ${best.quality}` })
    : unreachable(plan, `even at quality ${LEAST_QUALITY}`)
}

interface Encoded {
  bytes: Buffer
  crop: Crop | null
}

type Canvas = (encoder: (picture: Sharp) => Sharp) => Promise<Encoded>

/** The finished pixels, ready to be encoded as often as it takes. */
async function drawn(source: ImageSource, making: ImageMaking, keepsMetadata: boolean): Promise<Canvas> {
  const { default: sharp } = await import('sharp')
  const { output, pad, padWith } = making.plan
  const box = (info: OutputInfo) => cropBox(making, info)
  const withMetadata = (picture: Sharp) => (keepsMetadata ? picture.keepExif().keepXmp() : picture)
  const held = async (draw: (failOn: FailOn) => Sharp) => {
    const { data, info } = await strictly((failOn) => draw(failOn).raw().toBuffer({ resolveWithObject: true }))
    return { data, info, raw: { width: info.width, height: info.height, channels: info.channels } }
  }
  const blurred = pad !== null && padWith === 'blur'
  // Metadata lives in the file, not in raw pixels; a picture that keeps it is drawn from the file each time.
  const isDrawnEachTime = keepsMetadata ? !source.carrier : output.width * output.height > MOST_HELD_PIXELS
  const fromFile: Canvas = async (encoder) => {
    const draw = (failOn: FailOn) => encoder(withMetadata(shape(source.open(failOn), making)))
    const { data, info } = await strictly((failOn) => draw(failOn).toBuffer({ resolveWithObject: true }))
    return { bytes: data, crop: box(info) }
  }
  if (!blurred && isDrawnEachTime) return fromFile

  const fromMemory = async (): Promise<Canvas> => {
    const inner = await held((failOn) => shape(source.open(failOn), making))
    const crop = box(inner.info)
    const { data, raw } = blurred ? await onBlurredGround(inner, output) : inner
    const encodes = (picture: Sharp, encoder: (picture: Sharp) => Sharp) =>
      encoder(picture)
        .toBuffer()
        .then((bytes) => ({ bytes, crop }))
    if (!keepsMetadata) return (encoder) => encodes(sharp(data, { raw, limitInputPixels: false }), encoder)
    // The file gives its metadata, and the finished picture covers its pixels.
    return (encoder) => {
      const under = (source.carrier?.clone() ?? source.open('error'))
        .resize(output.width, output.height, { fit: 'fill' })
        .flatten()
        .toColourspace('srgb')
      return encodes(withMetadata(under.composite([{ input: data, raw, left: 0, top: 0 }])), encoder)
    }
  }
  const oftenFits = output.width * output.height * USUAL_BYTES_PER_PIXEL <= making.plan.maxBytes
  if (blurred || keepsMetadata || !oftenFits) return fromMemory()
  // Decoding and encoding side by side takes a third less time. What comes out too large is held for the tries that follow.
  let isFirst = true
  let kept: Promise<Canvas> | null = null
  return async (encoder) => {
    if (isFirst) {
      isFirst = false
      return fromFile(encoder)
    }
    kept ??= fromMemory()
    return (await kept)(encoder)
  }
}

interface Held {
  data: Buffer
  raw: { width: number; height: number; channels: 1 | 2 | 3 | 4 }
}

/** The picture in the middle of its own blurred enlargement, which fills the borders. */
async function onBlurredGround(inner: Held, output: Size): Promise<Held> {
  const { default: sharp } = await import('sharp')
  const small = [output.width, output.height].map((side) => Math.max(8, Math.round(side * BLUR_FRACTION))) as [number, number]
  const soft = await sharp(inner.data, { raw: inner.raw, limitInputPixels: false })
    .resize(...small, { fit: 'cover' })
    .blur(Math.max(1, Math.min(...small) * BLUR_SIGMA))
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { data, info } = await sharp(soft.data, { raw: { width: soft.info.width, height: soft.info.height, channels: soft.info.channels } })
    .resize(output.width, output.height, { fit: 'fill', kernel: 'cubic' })
    .composite([{ input: inner.data, raw: inner.raw, ...centre(inner.raw, output) }])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } }
}

function centre(inner: Size, outer: Size): { left: number; top: number } {
  return { left: Math.floor((outer.width - inner.width) / 2), top: Math.floor((outer.height - inner.height) / 2) }
}

/** Crop and scale in one step each; borders are added last, since scaling what is inside them gives the same picture. */
function shape(picture: Sharp, { plan, facts }: ImageMaking): Sharp {
  const { crop, pad, output } = plan
  const background = groundColour(plan.padWith)
  if (crop && crop.by !== 'attention')
    picture.extract({ left: crop.rect.x, top: crop.rect.y, width: crop.rect.width, height: crop.rect.height })
  const inner = crop ? crop.rect : facts
  if (pad) {
    const width = Math.min(output.width, Math.max(1, Math.round((inner.width * output.width) / pad.width)))
    const height = Math.min(output.height, Math.max(1, Math.round((inner.height * output.height) / pad.height)))
    const { left, top } = centre({ width, height }, output)
    picture.resize(width, height, { fit: 'fill' })
    if (plan.padWith !== 'blur')
      picture.extend({ left, top, right: output.width - width - left, bottom: output.height - height - top, background })
  } else if (crop?.by === 'attention') picture.resize(output.width, output.height, { fit: 'cover', position: 'attention' })
  else picture.resize(output.width, output.height, { fit: 'fill' })
  return picture.flatten({ background }).toColourspace('srgb')
}

/** Where the crop lies in the original. sharp says how far it moved the scaled picture to the left and up. */
function cropBox({ plan: { crop, output }, facts }: ImageMaking, info: OutputInfo): Crop | null {
  if (crop?.by !== 'attention') return crop?.rect ?? null
  const scale = Math.max(output.width / facts.width, output.height / facts.height)
  const { width, height } = crop.rect
  const place = (moved: number | undefined, whole: number, kept: number) =>
    Math.min(whole - kept, Math.max(0, Math.round(-(moved ?? 0) / scale)))
  return { x: place(info.cropOffsetLeft, facts.width, width), y: place(info.cropOffsetTop, facts.height, height), width, height }
}

function unreachable(plan: ImagePlan, how: string): Result<Made> {
  return fail(
    'image.unreachable',
    `The picture at ${formatSides(plan.output)} cannot be brought under ${formatBytes(plan.maxBytes)}, ${how}.`,
    'Crop it to the part that shows the character, or use a smaller picture.',
  )
}

function cancelled(): { ok: false; failure: Failure } {
  return fail('cancelled', 'Stopped before the picture was finished.', 'Start it again when you like.')
}
