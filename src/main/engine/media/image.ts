/** Carries out an image plan with sharp: upright → crop → scale → pad → white ground, sRGB, 8 bit → encoded under the cap. */
import { readFile, writeFile } from 'node:fs/promises'
import type { Sharp } from 'sharp'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import type { ImageFacts } from '../../../domain/media'
import type { ImagePlan } from '../../../domain/plan-image'
import { formatBytes, formatSides } from '../../../domain/wording'
import { diskFailure } from '../disk'
import { imageFailure, MOST_PIXELS, strictly } from './image-facts'
import { stripMetadata } from './strip-metadata'

const WHITE = '#ffffff'
/** Above 92 a JPEG grows fast and gains nothing that can be seen. */
const BEST_QUALITY = 92
/** Below this blocks show in a face. */
const LEAST_QUALITY = 20
const MOST_ENCODES = 6
/** Raw pixels of a larger picture are not held in memory between encodes; it is decoded anew instead. */
const MOST_HELD_PIXELS = 64_000_000

export interface ImageMaking {
  source: string
  facts: ImageFacts
  plan: ImagePlan
  /** Where the finished picture goes; written only when all went well. */
  target: string
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

/**
 * Writes the planned picture and answers, in words, how it was made.
 * Failures: `image.damaged`, `image.unreachable`, `disk.*`, `cancelled`.
 */
export async function makeImage(making: ImageMaking): Promise<Result<{ how: string }>> {
  try {
    const made = making.plan.change === 'copied' ? await copyWithoutMetadata(making) : await encode(making)
    if (!made.ok) return made
    if (making.signal?.aborted) return cancelled()
    await writeFile(making.target, made.value.bytes)
    making.onProgress?.(1)
    return ok({ how: made.value.how })
  } catch (error) {
    const disk = diskFailure(error)
    return disk ? failed(disk) : imageFailure(error)
  }
}

interface Made {
  bytes: Buffer
  how: string
}

async function copyWithoutMetadata({ source, plan, facts }: ImageMaking): Promise<Result<Made>> {
  const bytes = stripMetadata(await readFile(source), plan.output.format)
  if (!bytes)
    return fail(
      'image.damaged',
      `The picture is not built like a ${plan.output.format.toUpperCase()}, so its metadata cannot be taken out safely.`,
      'Export it anew from the program it came from, or keep its metadata.',
    )
  return ok({ bytes, how: `metadata removed (${facts.privateMetadata.join(', ')}), pixels copied bit for bit` })
}

async function encode(making: ImageMaking): Promise<Result<Made>> {
  const { plan, facts } = making
  const keepsMetadata = !plan.stripMetadata && facts.privateMetadata.length > 0
  const canvas = await drawn(making, keepsMetadata)
  making.onProgress?.(0.5)
  if (making.signal?.aborted) return cancelled()
  if (plan.output.format === 'png') {
    const bytes = await canvas((picture) => picture.png({ compressionLevel: 9, adaptiveFiltering: true }))
    return bytes.length <= plan.maxBytes ? ok({ bytes, how: 'PNG, 8 bit' }) : unreachable(plan, 'as PNG')
  }
  return searchQuality(plan, making.signal, (quality) =>
    canvas((picture) => picture.jpeg({ quality, chromaSubsampling: quality >= 80 ? '4:4:4' : '4:2:0' })),
  )
}

/** The best quality that stays under the cap: the best at once, else by halving, with at most `MOST_ENCODES` encodes. */
async function searchQuality(
  plan: ImagePlan,
  signal: AbortSignal | undefined,
  encodeAt: (quality: number) => Promise<Buffer>,
): Promise<Result<Made>> {
  let best: { bytes: Buffer; quality: number } | null = null
  let [low, high, quality] = [LEAST_QUALITY, BEST_QUALITY, BEST_QUALITY]
  for (let encodes = 1; encodes <= MOST_ENCODES && low <= high; encodes += 1) {
    if (signal?.aborted) return cancelled()
    // The last try is the floor, so that a picture that can be reached at all is reached.
    if (encodes === MOST_ENCODES && !best) quality = LEAST_QUALITY
    const bytes = await encodeAt(quality)
    if (bytes.length <= plan.maxBytes) {
      best = { bytes, quality }
      low = quality + 1
    } else high = quality - 1
    quality = Math.floor((low + high) / 2)
  }
  return best ? ok({ bytes: best.bytes, how: `JPEG, quality ${best.quality}` }) : unreachable(plan, `even at quality ${LEAST_QUALITY}`)
}

type Canvas = (encoder: (picture: Sharp) => Sharp) => Promise<Buffer>

/** The finished pixels, ready to be encoded as often as it takes. */
async function drawn(making: ImageMaking, keepsMetadata: boolean): Promise<Canvas> {
  const { default: sharp } = await import('sharp')
  const { output } = making.plan
  const draw = (failOn: 'warning' | 'error') => {
    const picture = shape(sharp(making.source, { limitInputPixels: MOST_PIXELS, failOn, autoOrient: true }), making)
    return keepsMetadata ? picture.keepExif().keepXmp() : picture
  }
  // Metadata lives in the file, not in raw pixels; a picture that keeps it is drawn from the file each time.
  if (keepsMetadata || output.width * output.height > MOST_HELD_PIXELS)
    return (encoder) => strictly((failOn) => encoder(draw(failOn)).toBuffer())
  const { data, info } = await strictly((failOn) => draw(failOn).raw().toBuffer({ resolveWithObject: true }))
  const raw = { width: info.width, height: info.height, channels: info.channels }
  return (encoder) => encoder(sharp(data, { raw, limitInputPixels: false })).toBuffer()
}

/** Crop and scale in one step each; borders are added last, since scaling what is inside them gives the same picture. */
function shape(picture: Sharp, { plan, facts }: ImageMaking): Sharp {
  const { crop, pad, output } = plan
  if (crop && crop.by !== 'attention')
    picture.extract({ left: crop.rect.x, top: crop.rect.y, width: crop.rect.width, height: crop.rect.height })
  const inner = crop ? crop.rect : facts
  if (pad) {
    const width = Math.min(output.width, Math.max(1, Math.round((inner.width * output.width) / pad.width)))
    const height = Math.min(output.height, Math.max(1, Math.round((inner.height * output.height) / pad.height)))
    const [left, top] = [Math.floor((output.width - width) / 2), Math.floor((output.height - height) / 2)]
    picture
      .resize(width, height, { fit: 'fill' })
      .extend({ left, top, right: output.width - width - left, bottom: output.height - height - top, background: WHITE })
  } else if (crop?.by === 'attention') picture.resize(output.width, output.height, { fit: 'cover', position: 'attention' })
  else picture.resize(output.width, output.height, { fit: 'fill' })
  return picture.flatten({ background: WHITE }).toColourspace('srgb')
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
