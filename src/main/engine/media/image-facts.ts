/** Reads a picture: what it is, that it really decodes, and which private data it carries. */
import { stat } from 'node:fs/promises'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ImageFacts } from '../../../domain/media'
import { formatSides } from '../../../domain/wording'
import { privateKinds } from './exif'
import type { ImageFormat } from './sniff'

/** Beyond this a picture is a decompression bomb or a map; the largest camera sensors have 200 million pixels. */
export const MOST_PIXELS = 268_402_689

/** How strict a decoder is. `error` lets warnings pass. */
export type FailOn = 'warning' | 'error'

/** Warnings about pictures that decode whole: some phones write such files. */
const HARMLESS = /Invalid SOS parameters for sequential JPEG|extraneous bytes before marker/

const OTHER_FORMATS: Partial<Record<ImageFormat, string>> = {
  heic: 'HEIC, the form in which iPhones keep photos',
  jxl: 'JPEG XL',
  bmp: 'a Windows bitmap',
  psd: 'a Photoshop document',
  ico: 'a Windows icon',
  svg: 'an SVG drawing',
}

/** libvips' name for a sample's type, in bits. */
const DEPTHS: Record<string, number> = { char: 8, uchar: 8, short: 16, ushort: 16, int: 32, uint: 32, float: 32, double: 64 }

/**
 * Decodes the whole picture: a header alone does not tell that the rest is missing.
 * @param format by content, from `sniff`
 * Failures: `image.unsupported`, `image.too-many-pixels`, `image.damaged`, `cancelled`.
 */
export async function imageFacts(path: string, format: ImageFormat, signal?: AbortSignal): Promise<Result<ImageFacts>> {
  const other = OTHER_FORMATS[format]
  if (other)
    return fail(
      'image.unsupported',
      `The picture is ${other}, which Choreo cannot read.`,
      'Convert it to JPEG or PNG (open it in a viewer and export it), then try again.',
    )
  const { default: sharp } = await import('sharp')
  try {
    const { size: bytes } = await stat(path)
    const header = await sharp(path, { limitInputPixels: false }).metadata()
    const { width, height } = header
    if (width * height > MOST_PIXELS)
      return fail(
        'image.too-many-pixels',
        `The picture is ${formatSides({ width, height })}, ${Math.round((width * height) / 1e6)} million pixels.`,
        `Use a picture of at most ${Math.floor(MOST_PIXELS / 1e6)} million pixels.`,
      )
    if (signal?.aborted) return fail('cancelled', 'Stopped before the picture was read.', 'Start it again when you like.')
    const transparent = await strictly(async (failOn) => {
      const source = sharp(path, { limitInputPixels: MOST_PIXELS, failOn })
      if (!header.hasAlpha) {
        // Reading at a reduced size would skip the last rows; this way every row is decoded.
        await source.resize(32, 32, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer()
        return false
      }
      const alpha = await source.toColourspace('srgb').extractChannel('alpha').raw().toBuffer()
      return alpha.some((value) => value !== 255)
    })
    const orientation = header.orientation ?? 1
    const upright = orientation >= 5 ? { width: height, height: width } : { width, height }
    return ok({
      kind: 'image',
      format: header.format === 'heif' ? 'avif' : header.format,
      ...upright,
      bytes,
      exifOrientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
      hasAlpha: transparent,
      bitDepth: DEPTHS[header.depth] ?? 8,
      // The depth is a fact of its own.
      colourSpace: { rgb16: 'srgb', grey16: 'b-w' }[header.space as string] ?? header.space,
      frames: header.pages ?? 1,
      privateMetadata: privateKinds(header),
    })
  } catch (error) {
    return imageFailure(error)
  }
}

/** Decodes strictly, and once more mildly when the only complaint is a known harmless one. */
export async function strictly<T>(decode: (failOn: FailOn) => Promise<T>): Promise<T> {
  try {
    return await decode('warning')
  } catch (error) {
    if (error instanceof Error && HARMLESS.test(error.message)) return decode('error')
    throw error
  }
}

/** What a decoder's complaint means to a person. */
export function imageFailure(error: unknown): { ok: false; failure: ReturnType<typeof fail>['failure'] } {
  const detail = error instanceof Error ? error.message : String(error)
  if (/unsupported|not built with|Support for this compression format/i.test(detail))
    return fail('image.unsupported', 'The picture is in a form that Choreo cannot read.', 'Convert it to JPEG or PNG, then try again.', {
      detail,
    })
  if (/exceeds pixel limit/i.test(detail))
    return fail(
      'image.too-many-pixels',
      'The picture has too many pixels.',
      `Use a picture of at most ${Math.floor(MOST_PIXELS / 1e6)} million pixels.`,
      { detail },
    )
  const cut = /premature end|truncated|end of (file|stream)|read error/i.test(detail)
  return fail(
    'image.damaged',
    cut ? 'The picture is cut short: part of the file is missing.' : 'The picture is damaged and cannot be decoded.',
    'Copy or download it again, or export it anew from the program it came from.',
    { detail },
  )
}

/** Which sharp and libvips read and write pictures here, for a report. */
export async function imageLibraryVersion(): Promise<string> {
  const { default: sharp } = await import('sharp')
  return `sharp ${sharp.versions.sharp ?? '?'}, libvips ${sharp.versions.vips}`
}
