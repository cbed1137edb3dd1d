/**
 * A row of small pictures of a clip as one JPEG sheet. First from its keyframes, which costs a tenth of decoding it; where
 * they are rare, the look through the whole clip brings the rest, since every seek would decode from the keyframe before.
 */
import { z } from 'zod'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import { Size } from '../../../domain/plan'
import { EXACTLY, fromMatrix } from './colour-matrix'
import { streamFrames } from './frame-stream'
import { decimal } from './numbers'
import { toneMapping } from './tone-map'

export const StripLayout = z.object({
  /** Of one picture on the sheet, in pixels; they stand in rows, `columns` in each. */
  cell: Size,
  columns: z.number().int().positive(),
  /** Of each picture, in the order of time: where in the clip it was taken, in seconds. */
  times: z.array(z.number().nonnegative()),
})
export type StripLayout = z.infer<typeof StripLayout>

const MOST_CELLS = 60
const CELLS_A_SECOND = 2
const COLUMNS = 10
const CELL = { height: 90, narrowest: 24, widest: 200 }
const LEAST_CELLS = 4
/** Every frame is a keyframe, so one at a time is cheap to reach and all of them are not. */
const allKeyframes = /^(prores|dnxhd|mjpeg|rawvideo|ffv1|huffyuv|utvideo|cfhd|dvvideo|jpeg2000|qtrle|png|v210|v308|v410|hap|magicyuv)$/
const SOUGHT_CELLS = 12

export interface StripJob {
  path: string
  facts: VideoFacts
  ffmpeg: string
  signal?: AbortSignal
}

export interface Sheet {
  layout: StripLayout
  jpeg: Buffer
}

/** The sheet in memory, at most 60 pictures of 200×90. Failures: `video.damaged`, `encode.stalled`, `setup.no-ffmpeg`, `cancelled`. */
export async function makeFilmstrip(job: StripJob): Promise<Result<Sheet>> {
  const frames = allKeyframes.test(job.facts.codec) ? await seek(job) : await pickKeyframes(job)
  if (!frames.ok) return frames
  if (frames.value.length === 0)
    return fail('video.damaged', 'No picture of the clip can be decoded.', 'Copy or download it again, or export it anew.')
  return ok(await laySheet(frames.value, job.facts))
}

export interface StripFrame {
  seconds: number
  jpeg: Buffer
}

export function wantedCells(facts: VideoFacts): number {
  return Math.max(LEAST_CELLS, Math.min(MOST_CELLS, Math.ceil(facts.seconds * CELLS_A_SECOND)))
}

/** ffmpeg filters that let through frames which stand evenly apart, in the size of a cell. */
export function cellFilters(facts: VideoFacts): string {
  const apart = (facts.seconds / wantedCells(facts)) * 0.9
  return `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${decimal(apart)})',${scaling(facts)}`
}

async function pickKeyframes(job: StripJob): Promise<Result<StripFrame[]>> {
  const frames: StripFrame[] = []
  const streamed = await streamFrames({
    ffmpeg: job.ffmpeg,
    before: ['-skip_frame', 'nokey'],
    path: job.path,
    options: ['-map', '0:V:0', '-vf', cellFilters(job.facts), '-frames:v', String(wantedCells(job.facts)), ...AS_JPEG],
    signal: job.signal,
    onBlock: (block) => frames.push({ seconds: block.seconds, jpeg: Buffer.from(block.data) }),
  })
  return streamed.ok ? ok(frames) : streamed
}

/** One start of ffmpeg a picture, two at a time. A place where nothing can be decoded is left out. */
async function seek(job: StripJob): Promise<Result<StripFrame[]>> {
  const frames: StripFrame[] = []
  const wanted = Math.min(SOUGHT_CELLS, wantedCells(job.facts))
  const places = Array.from({ length: wanted }, (_, index) => (job.facts.seconds * index) / wanted)
  let broken: Failure | null = null
  const work = async () => {
    for (let place = places.shift(); place !== undefined && broken?.code !== 'cancelled'; place = places.shift()) {
      const seconds = place
      const streamed = await streamFrames({
        ffmpeg: job.ffmpeg,
        before: ['-ss', decimal(seconds)],
        path: job.path,
        options: ['-map', '0:V:0', '-vf', scaling(job.facts), '-frames:v', '1', ...AS_JPEG],
        signal: job.signal,
        onBlock: (block) => frames.push({ seconds, jpeg: Buffer.from(block.data) }),
      })
      if (!streamed.ok) broken = streamed.failure
    }
  }
  await Promise.all([work(), work()])
  const failure = broken as Failure | null
  if (failure && (failure.code === 'cancelled' || frames.length === 0)) return failed(failure)
  return ok(frames.sort((a, b) => a.seconds - b.seconds))
}

/** Good enough not to show in the sheet's own JPEG. */
export const AS_JPEG = ['-c:v', 'mjpeg', '-q:v', '2', '-enc_time_base', '1:1000'] as const

/** A JPEG is read by the matrix of BT.601, whatever the clip was made with. */
const IN_JPEG_COLOURS = 'out_color_matrix=bt601:out_range=pc,format=yuvj420p'

function scaling(facts: VideoFacts): string {
  const { width, height } = cellOf(facts)
  const scale = `scale=${width}:${height}:flags=bilinear`
  // Exactness costs time by the pixel, so it comes when few are left.
  const inJpegColours = `scale=flags=bilinear${EXACTLY}${facts.dynamicRange === 'sdr' ? fromMatrix(facts) : ''}:${IN_JPEG_COLOURS}`
  if (facts.dynamicRange === 'sdr') return `${scale},${inJpegColours}`
  // In 4:2:0 first, as it will be sent: what is too bright or too colourful for it is cut the same way.
  return [scale, ...toneMapping(facts.dynamicRange), 'format=yuv420p', inJpegColours].join(',')
}

function cellOf(facts: VideoFacts): Size {
  const width = Math.min(CELL.widest, Math.max(CELL.narrowest, (CELL.height * facts.width) / facts.height))
  return { width: 2 * Math.round(width / 2), height: CELL.height }
}

/** @param frames at least one, in the order of time, each of the size of a cell */
export async function laySheet(frames: readonly StripFrame[], facts: VideoFacts): Promise<Sheet> {
  const cell = cellOf(facts)
  const columns = Math.min(COLUMNS, frames.length)
  const rows = Math.ceil(frames.length / columns)
  const { default: sharp } = await import('sharp')
  const jpeg = await sharp({ create: { width: columns * cell.width, height: rows * cell.height, channels: 3, background: '#000' } })
    .composite(
      frames.map((frame, index) => ({
        input: frame.jpeg,
        left: (index % columns) * cell.width,
        top: Math.floor(index / columns) * cell.height,
      })),
    )
    .jpeg({ quality: 78 })
    .toBuffer()
  return { layout: { cell, columns, times: frames.map(({ seconds }) => seconds) }, jpeg }
}
