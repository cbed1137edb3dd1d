/** Looks once through a clip: one decode, of which only small frames and thin sound come out. */
import type { ClipMap } from '../../../domain/clip-map'
import { PEAKS } from '../../../domain/clip-map'
import { fail, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import type { Size } from '../../../domain/plan'
import { AS_JPEG, cellFilters, type StripFrame, wantedCells } from './filmstrip'
import { streamFrames } from './frame-stream'
import { createMovementReader } from './movement'
import { createShotReader } from './shots'

/** Longer clips are looked at from their start; no provider takes more than 30 s of one. */
const MOST_SECONDS = 600
const LONGER_SIDE = 96
const SOUND_RATE = 8000
/** Frames wait for the next picture of the filmstrip no longer than this. */
const INTERLEAVE_MICROSECONDS = '1000000'

export interface MapJob {
  path: string
  facts: VideoFacts
  ffmpeg: string
  /** Share of the clip that was looked at, 0–1, never falling. */
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

/**
 * The map, and pictures for a filmstrip that evenly cover the part that was looked at. Memory does not grow with the clip's size.
 * Failures: `video.damaged`, `encode.stalled`, `setup.no-ffmpeg`, `cancelled`.
 */
export async function mapClip(job: MapJob): Promise<Result<{ map: ClipMap; frames: StripFrame[] }>> {
  const { facts } = job
  const seconds = Math.min(facts.seconds, MOST_SECONDS)
  const size = smallSize(facts)
  const frameBytes = (size.width * size.height * 3) / 2
  // Sound that ffmpeg has no decoder for is as good as none.
  const hears = facts.audio !== null && facts.audio.codec !== 'unknown'
  const shots = createShotReader(size)
  const movement = createMovementReader(size)
  const peaks = new Array<number>(PEAKS).fill(0)
  const cells: StripFrame[] = []
  const most = wantedCells(facts) * 2
  let frames = 0
  let furthest = 0
  const streamed = await streamFrames({
    ffmpeg: job.ffmpeg,
    // What no other frame is made of need not be smoothed to be made small.
    before: ['-skip_loop_filter', 'noref'],
    path: job.path,
    options: [
      ...['-filter_complex', `[0:V:0]split[a][b];[a]${filters(facts, size)}[small];[b]${cellFilters(facts)}[cells]`],
      ...['-map', '[small]', '-map', '[cells]', ...AS_JPEG, '-c:v:0', 'rawvideo', '-max_interleave_delta', INTERLEAVE_MICROSECONDS],
      ...(hears ? ['-map', `0:a:${facts.audio?.track ?? 0}`, '-c:a', 'pcm_s16le', '-ac', '1', '-ar', String(SOUND_RATE)] : []),
      ...['-t', String(seconds)],
    ],
    signal: job.signal,
    onBlock(block) {
      if (block.track === 1) {
        if (block.data.length < frameBytes) return
        frames += 1
        shots.frame(block.seconds, block.data)
        movement.frame(block.seconds, block.data)
        if (block.seconds / seconds > furthest) {
          furthest = Math.min(1, block.seconds / seconds)
          job.onProgress?.(furthest)
        }
      } else if (block.track === 2) {
        if (cells.length < most) cells.push({ seconds: block.seconds, jpeg: Buffer.from(block.data) })
      } else takePeaks(peaks, block.data, block.seconds, seconds)
    },
  })
  if (!streamed.ok) return streamed
  if (frames === 0) return fail('video.damaged', 'No picture of the clip can be decoded.', 'Copy or download it again, or export it anew.')
  const found = shots.finish(seconds)
  const moves = movement.finish(
    seconds,
    found.cuts.map(({ time }) => time),
  )
  job.onProgress?.(1)
  const map = { seconds, ...found, ...moves, peaks: hears ? peaks.map((peak) => Math.round(peak * 1000) / 1000) : null }
  return ok({ map, frames: cells })
}

/** The clip's shape with its longer side at 96; sides are even for 4:2:0. */
function smallSize({ width, height }: Size): Size {
  const factor = LONGER_SIDE / Math.max(width, height)
  const side = (length: number) => Math.max(16, 2 * Math.round((length * factor) / 2))
  return { width: side(width), height: side(height) }
}

/** A cheap step first: every fourth sample is enough to average from, and reading them all costs an eighth of the decoding. */
function filters(facts: VideoFacts, { width, height }: Size): string {
  const coarse = Math.max(facts.width, facts.height) > 6 * LONGER_SIDE ? [`scale=${width * 4}:${height * 4}:flags=fast_bilinear`] : []
  return [...coarse, `scale=${width}:${height}:flags=area:out_range=tv`, 'format=yuv420p'].join(',')
}

/** @param samples 16-bit, little-endian, one channel */
function takePeaks(peaks: number[], samples: Buffer, start: number, seconds: number): void {
  for (let at = 0; at + 1 < samples.length; at += 2) {
    const part = Math.floor(((start + at / 2 / SOUND_RATE) / seconds) * PEAKS)
    if (part < 0 || part >= PEAKS) continue
    const loud = Math.min(1, Math.abs(samples.readInt16LE(at)) / 32767)
    if (loud > peaks[part]!) peaks[part] = loud
  }
}
