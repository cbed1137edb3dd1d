/** Moving pictures: counts the frames of a GIF, and makes of an animated WebP, which ffmpeg cannot read, one that it can. */
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { fail, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import { formatSides } from '../../../domain/wording'
import { imageFailure } from './image-facts'
import { DECODE_SECONDS, MOST_PIXELS_AT_ONCE } from './image-source'

/** Decoded frames that lie in memory at once, in pixels. Each group is decoded from the beginning, so groups should be large. */
const GROUP_PIXELS = 40_000_000
const MOST_GROUP = 256
const MOST_FRAMES = 5_000
/** Browsers show shorter frames this long, and so does everyone who made the picture. */
const SHORTEST_MS = 11
const INSTEAD_MS = 100
const MOST_RATE = 60

export async function isAnimatedGif(path: string): Promise<boolean> {
  const { default: sharp } = await import('sharp')
  try {
    return ((await sharp(path, { limitInputPixels: false }).metadata()).pages ?? 1) > 1
  } catch {
    // Whatever is wrong with it, the picture's own reader has the words.
    return false
  }
}

/** Failures: `video.*`, `cancelled`. */
export async function animatedWebpFacts(path: string, signal?: AbortSignal): Promise<Result<VideoFacts>> {
  const { default: sharp } = await import('sharp')
  if (signal?.aborted) return fail('cancelled', 'Stopped before the clip was read.', 'Start it again when you like.')
  try {
    const header = await sharp(path, { limitInputPixels: false }).metadata()
    const { width, height, pages = 1, hasAlpha } = header
    if (width * height > MOST_PIXELS_AT_ONCE || pages > MOST_FRAMES)
      return fail(
        'video.too-many-pixels',
        `The clip is ${formatSides({ width, height })} with ${pages} frames.`,
        'Save it as MP4 with H.264, then try again.',
      )
    const delays = delaysOf(header.delay, pages)
    const total = delays.reduce((sum, delay) => sum + delay, 0)
    const constant = delays.every((delay) => Math.abs(delay - delays[0]!) <= 1)
    return ok({
      kind: 'video',
      container: 'webp',
      codec: 'webp',
      profile: null,
      pixelFormat: hasAlpha ? 'rgba' : 'rgb24',
      bitDepth: 8,
      width,
      height,
      rotation: 0,
      squarePixels: true,
      frameRate: constant ? (pages * 1000) / total : Math.min(MOST_RATE, 1000 / Math.min(...delays)),
      constantFrameRate: constant,
      gap: null,
      hiddenSeconds: 0,
      colourMatrix: null,
      seconds: total / 1000,
      bytes: (await stat(path)).size,
      dynamicRange: 'sdr',
      audio: null,
      faststart: true,
      privateMetadata: [],
    })
  } catch (error) {
    return asClip(error)
  }
}

/** Writes the same frames and times as an animated PNG. Failures: `video.damaged`, `video.unreadable`, `cancelled`; a full disk is thrown. */
export async function webpAsApng(path: string, target: string, signal?: AbortSignal): Promise<Result<null>> {
  const { default: sharp } = await import('sharp')
  const file = await open(target, 'wx')
  let whole = false
  try {
    const { pages = 1, delay, width, height } = await sharp(path, { limitInputPixels: false }).metadata()
    const delays = delaysOf(delay, pages)
    const group = Math.max(1, Math.min(MOST_GROUP, Math.floor(GROUP_PIXELS / (width * height))))
    const writer = apngWriter(file, { width, height, frames: pages })
    for (let page = 0; page < pages; page += group) {
      const count = Math.min(group, pages - page)
      const strip = await sharp(path, { page, pages: count, limitInputPixels: width * height * count, failOn: 'warning' })
        .timeout({ seconds: DECODE_SECONDS })
        .ensureAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer()
      const frameBytes = width * height * 4
      for (let frame = 0; frame < count; frame += 1) {
        if (signal?.aborted) return fail('cancelled', 'Stopped before the clip was finished.', 'Start it again when you like.')
        const pixels = strip.subarray(frame * frameBytes, (frame + 1) * frameBytes)
        const png = await sharp(pixels, { raw: { width, height, channels: 4 } })
          .png({ compressionLevel: 1, palette: false })
          .toBuffer()
        await writer.add(png, delays[page + frame]!)
      }
    }
    await writer.end()
    whole = true
    return ok(null)
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw error
    return asClip(error)
  } finally {
    await file.close()
    if (!whole) await rm(target, { force: true })
  }
}

function asClip(error: unknown): Result<never> {
  const { failure } = imageFailure(error)
  return failure.code === 'image.unsupported'
    ? fail('video.unreadable', 'The clip is in a form that Choreo cannot read.', 'Save it as MP4 with H.264, then try again.', {
        detail: failure.detail,
      })
    : fail('video.damaged', 'The clip is damaged and cannot be decoded.', 'Copy or download it again, or export it anew.', {
        detail: failure.detail,
      })
}

function delaysOf(delays: number[] | undefined, pages: number): number[] {
  return Array.from({ length: pages }, (_, page) => {
    const delay = delays?.[page] ?? INSTEAD_MS
    return delay < SHORTEST_MS ? INSTEAD_MS : delay
  })
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function apngWriter(file: FileHandle, { width, height, frames }: { width: number; height: number; frames: number }) {
  let sequence = 0
  let first = true
  const write = async (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
    const ends = Buffer.alloc(8)
    ends.writeUInt32BE(body.length, 0)
    ends.writeUInt32BE(crc32(named), 4)
    await file.write(Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]))
  }
  return {
    /** @param delay how long the frame is shown, in milliseconds */
    async add(png: Buffer, delay: number) {
      const chunks = chunksOf(png)
      if (first) {
        await file.write(SIGNATURE)
        await write('IHDR', chunks.find(({ type }) => type === 'IHDR')!.body)
        const control = Buffer.alloc(8)
        control.writeUInt32BE(frames, 0)
        await write('acTL', control)
      }
      const frame = Buffer.alloc(26)
      frame.writeUInt32BE(sequence++, 0)
      frame.writeUInt32BE(width, 4)
      frame.writeUInt32BE(height, 8)
      frame.writeUInt16BE(Math.min(65_535, Math.round(delay)), 20)
      frame.writeUInt16BE(1000, 22)
      await write('fcTL', frame)
      for (const { type, body } of chunks) {
        if (type !== 'IDAT') continue
        if (first) await write('IDAT', body)
        else {
          const number = Buffer.alloc(4)
          number.writeUInt32BE(sequence++, 0)
          await write('fdAT', Buffer.concat([number, body]))
        }
      }
      first = false
    },
    end: () => write('IEND', Buffer.alloc(0)),
  }
}

function chunksOf(png: Buffer): { type: string; body: Buffer }[] {
  const chunks: { type: string; body: Buffer }[] = []
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), body: png.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return chunks
}
