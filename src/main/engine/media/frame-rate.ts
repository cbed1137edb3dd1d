/** How many pictures a second a clip shows, how evenly, and where they are missing. */
import type { TimeRange, VideoFacts } from '../../../domain/media'
import { execute } from './child'
import { SAFE_INPUT } from './ffmpeg'
import { fraction, type Stream } from './ffprobe-report'
import type { Container } from './sniff'

type Rate = Pick<VideoFacts, 'frameRate' | 'constantFrameRate'>

/** Nominal and average rate apart by more than this: frames are not evenly spaced. A dropped frame or two stays below. */
const RATE_TOLERANCE = 0.02
/** A nominal rate above this is a time base in disguise, not a frame rate. */
const MOST_BELIEVABLE_RATE = 480
/** They are written as they come, so what they say of the frame rate is a promise and no count. */
const LIVE_CONTAINERS = new Set<Container>(['matroska', 'mpegts', 'flv', 'asf', 'ogg'])
/** Frames beyond this part of a clip do not tell more. */
const SCANNED_SECONDS = 120
const SCAN_TIMEOUT_MS = 120_000
/** A shorter time without a picture is hardly seen. */
const LEAST_GAP_SECONDS = 1
/** Of a slide show, a pause between two pictures is no gap. */
const LEAST_GAP_FRAMES = 3

/** What the container names; null where it names nothing. */
export function frameRate(video: Stream): Rate | null {
  const nominal = fraction(video.r_frame_rate)
  const average = fraction(video.avg_frame_rate)
  if (average === null) return nominal === null ? null : { frameRate: nominal, constantFrameRate: nominal <= MOST_BELIEVABLE_RATE }
  if (nominal === null || nominal > MOST_BELIEVABLE_RATE) return { frameRate: average, constantFrameRate: false }
  const constant = Math.abs(nominal - average) / average <= RATE_TOLERANCE
  // The nominal rate shows each frame, be they uneven or their average a guess (fragmented MP4); above 60, uneven ones are too many.
  return { frameRate: constant || nominal <= 60 ? nominal : average, constantFrameRate: constant }
}

/** Whether a container's word on its frame rate has to be held against its pictures. */
export function isLive(container: Container): boolean {
  return LIVE_CONTAINERS.has(container)
}

/**
 * Holds the named rate against the pictures that are there; without an answer the name stands.
 * @param clock where the clip's own clock begins in the times of its packets (`NaN`: at its first picture), and its length
 */
export async function countedRate(
  source: { path: string; ffprobe: string; signal?: AbortSignal },
  named: Rate,
  clock: { start: number; seconds: number },
): Promise<Rate & { gap?: TimeRange | null }> {
  const times: number[] = []
  const args = ['-v', 'error', '-hide_banner', ...SAFE_INPUT, '-select_streams', 'V:0', '-read_intervals', `%+${SCANNED_SECONDS}`]
  const outcome = await execute(source.ffprobe, [...args, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', source.path], {
    timeoutMs: SCAN_TIMEOUT_MS,
    signal: source.signal,
    onLine(line) {
      const at = Number.parseFloat(line)
      if (Number.isFinite(at)) times.push(at)
    },
  })
  if (outcome.kind !== 'exited' || times.length < 3) return named
  times.sort((a, b) => a - b)
  const first = times[0]!
  const average = (times.length - 1) / (times.at(-1)! - first)
  if (!Number.isFinite(average) || average <= 0) return named
  const start = Number.isFinite(clock.start) ? clock.start : first
  const least = Math.max(LEAST_GAP_SECONDS, LEAST_GAP_FRAMES / named.frameRate)
  const gap = longestGap(
    times.map((at) => at - start),
    least,
    clock.seconds,
  )
  const even = gap === null && Math.abs(average - named.frameRate) / named.frameRate <= RATE_TOLERANCE
  return { ...named, constantFrameRate: named.constantFrameRate && even, gap }
}

/** @param times of the pictures on the clip's clock, rising */
function longestGap(times: readonly number[], least: number, seconds: number): TimeRange | null {
  let gap: TimeRange | null = null
  let longest = least
  for (let i = 1; i < times.length; i += 1) {
    const [start, end] = [Math.max(0, times[i - 1]!), times[i]!]
    // A damaged time may lie hours away; the clip is not that long.
    if (end - start <= longest || end > seconds) continue
    gap = { start, end }
    longest = end - start
  }
  return gap
}
