/** Reads a picture: what it is, that it really decodes, and which private data it carries. */
import { stat } from 'node:fs/promises'
import type { Metadata } from 'sharp'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ImageFacts } from '../../../domain/media'
import { privateKinds } from './exif'
import { foreignProfile } from './icc'
import { type FailOn, MOST_PIXELS, openImage } from './image-source'
import type { ImageFormat } from './sniff'

/** Warnings about pictures that decode whole: some phones write such files. */
const HARMLESS = /Invalid SOS parameters for sequential JPEG|extraneous bytes before marker/

const OTHER_FORMATS: Partial<Record<ImageFormat, string>> = {
  jxl: 'JPEG XL',
  bmp: 'a Windows bitmap',
  psd: 'a Photoshop document',
  ico: 'a Windows icon',
}

/** Raw pixels of a larger picture are not held in memory. */
export const MOST_HELD_PIXELS = 64_000_000

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
  try {
    const { size: bytes } = await stat(path)
    const opened = await openImage(path, format, bytes, signal)
    if (!opened.ok) return opened
    const { header, jpeg, width, height, open } = opened.value
    if (signal?.aborted) return fail('cancelled', 'Stopped before the picture was read.', 'Start it again when you like.')
    const transparent = await strictly(async (failOn) => {
      const source = open(failOn)
      if (!header.hasAlpha) {
        // Reading at a reduced size would skip the last rows; this way every row is decoded.
        await source.resize(32, 32, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer()
        return false
      }
      const picture = source.toColourspace('srgb').extractChannel('alpha')
      // A whole layer of a very large picture need not be held: what can be seen through shows at half the size, too.
      if (width * height > MOST_HELD_PIXELS) picture.resize(Math.ceil(width / 2), Math.ceil(height / 2), { fit: 'fill' })
      const alpha = await picture.raw().toBuffer()
      return alpha.some((value) => value !== 255)
    })
    // HEIC and drawings come upright out of their decoders.
    const stored = format === 'heic' || format === 'svg' ? 1 : (header.orientation ?? 1)
    const orientation = stored >= 1 && stored <= 8 ? stored : 1
    return ok({
      kind: 'image',
      format,
      ...(orientation >= 5 ? { width: height, height: width } : { width, height }),
      bytes,
      exifOrientation: orientation,
      hasAlpha: transparent,
      bitDepth: header.bitsPerSample && format === 'heic' ? header.bitsPerSample : (DEPTHS[header.depth] ?? 8),
      colourSpace: colourSpace(header),
      frames: header.pages ?? 1,
      gainMap: header.gainMap !== undefined || (jpeg?.gainMap ?? false),
      privateMetadata: privateKinds({ ...header, xmp: header.xmp ?? jpeg?.xmp ?? undefined }),
    })
  } catch (error) {
    return imageFailure(error)
  }
}

function colourSpace(header: Metadata): string {
  // The depth is a fact of its own.
  const space = { rgb16: 'srgb', grey16: 'b-w' }[header.space as string] ?? header.space
  return space === 'srgb' || space === 'b-w' ? ((header.icc && foreignProfile(header.icc)) ?? space) : space
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
  // The first bytes said a format that is read here; that the decoder does not recognise the rest means damage.
  const unrecognised = /contains unsupported image format|corrupt header/i.test(detail)
  if (!unrecognised && /unsupported|not built with|Support for this compression format/i.test(detail))
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
  if (/^timeout: /.test(detail))
    return fail('image.unsupported', 'The picture takes too long to decode.', 'Save it as JPEG or PNG of a smaller size, then try again.', {
      detail,
    })
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
