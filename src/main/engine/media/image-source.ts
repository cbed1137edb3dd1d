/** Opens any picture for sharp: bounded in pixels and time, drawings at a sensible size, HEIC through its own decoder. */
import { readFile } from 'node:fs/promises'
import type { Metadata, Sharp, SharpOptions } from 'sharp'
import { fail, ok, type Result } from '../../../domain/failure'
import { formatSides } from '../../../domain/wording'
import { asTiff, decodeHeic, MOST_HEIC_PIXELS } from './heic'
import { metadataCarrier } from './image-metadata'
import { type JpegHeader, readJpegHeader } from './jpeg-header'
import type { ImageFormat } from './sniff'

/** Beyond this a picture is a decompression bomb or a map; the largest camera sensors have 200 million pixels. */
export const MOST_PIXELS = 268_402_689
/** The same where the whole picture has to lie in memory while it is decoded. */
export const MOST_PIXELS_AT_ONCE = 120_000_000
/** A drawing has no size of its own; this is more than any provider makes of a picture. */
const DRAWING_LONG_SIDE = 2048
/** Twice the least side that a provider takes, so that a crop is still allowed. */
const DRAWING_SHORT_SIDE = 640
const DRAWING_LONGEST_SIDE = 8192
/** Text that draws; larger ones are photos in disguise or maps. */
const MOST_DRAWING_BYTES = 10_000_000
/** A drawing may take this long at its full size. */
const DRAWING_SECONDS = 20
/** Twice the side is at most this much more work: four times the pixels, four times the radius of an effect. */
const DOUBLING_COST = 16
const SMALLEST_TRIAL = 8
/** One picture; decoders end their work after this at the next row. */
export const DECODE_SECONDS = 60

/** How strict a decoder is. `error` lets warnings pass. */
export type FailOn = 'warning' | 'error'

export interface ImageSource {
  header: Metadata
  /** Of a JPEG only. */
  jpeg: JpegHeader | null
  /** Stored pixels, not yet upright. */
  width: number
  height: number
  open(failOn: FailOn): Sharp
  /** A picture of any size that carries the metadata of this one, where `open` comes without them. */
  carrier?: Sharp
}

/** Failures: `image.too-many-pixels`, `image.unsupported`, `image.damaged`, `cancelled`; a decoder’s own complaint is thrown. */
export async function openImage(path: string, format: ImageFormat, bytes: number, signal?: AbortSignal): Promise<Result<ImageSource>> {
  const { default: sharp } = await import('sharp')
  // Its cache knows files by their names only: a name that was written anew would show the old picture.
  sharp.cache(false)
  if (format === 'svg') return openDrawing(path, bytes)
  const header = await sharp(path, { limitInputPixels: false }).metadata()
  const jpeg = format === 'jpeg' ? await readJpegHeader(path) : null
  const tooMany = checkPixels(header, mostPixels(format, header, jpeg))
  if (tooMany) return tooMany
  if (format === 'heic') {
    const decoded = await decodeHeic(path, signal)
    if (!decoded.ok) return decoded
    const tiff = asTiff(decoded.value, header.icc ?? null)
    const { width, height } = decoded.value
    return ok({
      header,
      jpeg,
      width,
      height,
      open: (failOn) => open(sharp, tiff, { failOn, limitInputPixels: MOST_HEIC_PIXELS }),
      carrier: sharp(await metadataCarrier(header), { autoOrient: true }),
    })
  }
  const { width, height } = header
  return ok({
    header,
    jpeg,
    width,
    height,
    open: (failOn) => open(sharp, path, { failOn, limitInputPixels: MOST_PIXELS, autoOrient: true }),
  })
}

function open(sharp: typeof import('sharp').default, source: string | Buffer, options: SharpOptions): Sharp {
  return sharp(source, options).timeout({ seconds: DECODE_SECONDS })
}

function mostPixels(format: ImageFormat, header: Metadata, jpeg: JpegHeader | null): number {
  if (format === 'heic') return MOST_HEIC_PIXELS
  const inRows = (format === 'jpeg' && !jpeg?.progressive) || (format === 'png' && !header.isProgressive) || format === 'tiff'
  return inRows ? MOST_PIXELS : MOST_PIXELS_AT_ONCE
}

function checkPixels({ width, height }: { width: number; height: number }, most: number) {
  if (width * height <= most) return null
  return fail(
    'image.too-many-pixels',
    `The picture is ${formatSides({ width, height })}, ${Math.round((width * height) / 1e6)} million pixels.`,
    `Use a picture of at most ${Math.floor(most / 1e6)} million pixels.`,
  )
}

/**
 * A drawing is text, and a few lines of it can keep a renderer busy for days. So it is drawn small first, and larger only
 * while the time that took says that the full size will not take too long.
 */
async function openDrawing(path: string, bytes: number): Promise<Result<ImageSource>> {
  const { default: sharp } = await import('sharp')
  if (bytes > MOST_DRAWING_BYTES) return tooIntricate(`is ${Math.round(bytes / 1e6)} MB of text`)
  // As bytes without a place: a file's drawing may show the pictures beside it in its folder.
  const drawing = await readFile(path)
  const natural = await sharp(drawing, { limitInputPixels: false }).metadata()
  const [long, short] = [Math.max(natural.width, natural.height), Math.min(natural.width, natural.height)]
  const scale = Math.max(DRAWING_LONG_SIDE / long, Math.min(DRAWING_SHORT_SIDE / short, DRAWING_LONGEST_SIDE / long))
  const densityFor = (factor: number) => Math.min(100_000, Math.max(1, 72 * factor))
  const at = (factor: number) => ({ density: densityFor(factor), limitInputPixels: MOST_PIXELS_AT_ONCE })
  const header = await sharp(drawing, { ...at(scale), limitInputPixels: false }).metadata()
  const tooMany = checkPixels(header, MOST_PIXELS_AT_ONCE)
  if (tooMany) return tooMany
  for (let side = SMALLEST_TRIAL; side < long * scale; side *= 2) {
    const began = performance.now()
    await sharp(drawing, at(side / long))
      .timeout({ seconds: DRAWING_SECONDS })
      .raw()
      .toBuffer()
    const next = ((performance.now() - began) / 1000) * DOUBLING_COST
    if (next > DRAWING_SECONDS) return tooIntricate('takes too long to draw')
  }
  return ok({
    header,
    jpeg: null,
    width: header.width,
    height: header.height,
    open: (failOn) => sharp(drawing, { ...at(scale), failOn }).timeout({ seconds: DRAWING_SECONDS }),
  })
}

function tooIntricate(what: string) {
  return fail('image.unsupported', `The drawing ${what}.`, 'Open it in the program it came from and export it as PNG, then try again.')
}
