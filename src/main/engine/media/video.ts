/** Carries out a video plan with ffmpeg, and proves on disk that the cap holds. */
import { rm, stat } from 'node:fs/promises'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import type { VideoPlan } from '../../../domain/plan-video'
import { formatBytes, formatSides } from '../../../domain/wording'
import { diskFailure } from '../disk'
import { copyArguments, type EncodeArguments, encodeArguments } from './encode-arguments'
import { type Input, run } from './ffmpeg'
import { sourceTracks } from './video-facts'

/** The first encode and two with a smaller rate. */
const MOST_ENCODES = 3
/** A second try aims this far below the cap, since rates are met on average only. */
const AIM = 0.97

export interface VideoMaking {
  source: string
  facts: VideoFacts
  plan: VideoPlan
  /** Where the finished clip goes, ending in `.mp4`; gone again unless all went well. */
  target: string
  ffmpeg: string
  ffprobe: string
  onProgress?(fraction: number): void
  signal?: AbortSignal
  stallSeconds?: number
}

/**
 * Makes the planned clip and answers the command line that made it.
 * Failures: `video.unreachable`, `encode.failed`, `encode.stalled`, `disk.*`, `cancelled`, and those of reading the source.
 */
export async function makeVideo(making: VideoMaking): Promise<Result<{ how: string }>> {
  const { plan, facts } = making
  if (plan.change === 'copied') return underCap(making, await once(making, copyArguments(plan, facts)))

  const tracks = await sourceTracks(making.source, making.ffprobe, facts.seconds, making.signal)
  if (!tracks.ok) return tracks
  let videoBps = plan.videoBps
  let furthest = 0
  const onProgress = (fraction: number) => {
    // A second try begins at its start again; the bar does not.
    if (fraction <= furthest) return
    furthest = fraction
    making.onProgress?.(fraction)
  }
  for (let encodes = 1; ; encodes += 1) {
    const made = await once({ ...making, onProgress }, encodeArguments(plan, facts, tracks.value, videoBps))
    if (!made.ok) return made
    const bytes = await sizeOf(making.target)
    if (!bytes.ok) return bytes
    if (bytes.value <= plan.maxBytes || encodes === MOST_ENCODES) return underCap(making, made)
    videoBps = Math.max(1, Math.floor((videoBps * AIM * plan.maxBytes) / bytes.value))
  }
}

function once(making: VideoMaking, args: EncodeArguments): Promise<Result<{ commandLine: string }>> {
  const [first, ...rest] = args.inputs.map((options): Input => ({ path: making.source, options }))
  return run({
    ffmpeg: making.ffmpeg,
    inputs: [first!, ...rest],
    output: { path: making.target, options: args.output },
    seconds: making.plan.output.seconds,
    onProgress: making.onProgress,
    signal: making.signal,
    stallSeconds: making.stallSeconds,
  })
}

async function underCap({ plan, target }: VideoMaking, made: Result<{ commandLine: string }>): Promise<Result<{ how: string }>> {
  if (!made.ok) return made
  const bytes = await sizeOf(target)
  if (!bytes.ok) return bytes
  if (bytes.value <= plan.maxBytes) return ok({ how: made.value.commandLine })
  await rm(target, { force: true })
  return fail(
    'video.unreachable',
    `The clip at ${formatSides(plan.output)} came out at ${formatBytes(bytes.value)}; ${formatBytes(plan.maxBytes)} are allowed.`,
    'Trim it shorter, or choose a provider with a higher size limit.',
  )
}

async function sizeOf(path: string): Promise<Result<number>> {
  try {
    return ok((await stat(path)).size)
  } catch (error) {
    return failed(diskFailure(error) ?? bug(error))
  }
}

function bug(error: unknown): Failure {
  return fail('bug', 'The finished clip could not be looked at.', 'Try again.', { detail: String(error) }).failure
}
