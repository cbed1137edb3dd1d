/** Carries out a video plan with ffmpeg, and proves on disk that the cap holds. */
import { readFile, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import type { VideoPlan } from '../../../domain/plan-video'
import { formatBytes, formatSides } from '../../../domain/wording'
import { diskFailure } from '../disk'
import { execute } from './child'
import { copyArguments, type EncodeArguments, encodeArguments, isCutOff, surveyArguments } from './encode-arguments'
import { type Input, run, SAFE_INPUT } from './ffmpeg'
import { webpAsApng } from './image-frames'
import { decodedBefore } from './keyframes'
import { leadIn } from './lead-in'
import { decimal } from './numbers'
import { fillingRate, isTight, likenessIn, type RateControl } from './rate-control'
import { sourceTracks } from './video-facts'

/** The first encode and two more, each with a smaller rate; the last is bounded by construction. */
const MOST_ENCODES = 3
const FIRST_PICTURE_MS = 20_000
/** A second try aims this far below the cap, since rates are met on average only. */
const AIM = 0.97
/** x264 would rather not begin a second pass that its statistics call hopeless; bound by a rate buffer it does. */
const REFUSED_RATE = /requested bitrate is too low/
/** Share of the work that the survey is: it decodes as much, and encodes a sixteenth to a quarter. */
const SURVEY_SHARE = 0.4

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

/** A clip as it was made. */
export interface MadeVideo {
  /** The command line. */
  how: string
  /** SSIM of its pictures’ brightness against what the encoder was given, 0–1, over all of them; null where none was encoded. */
  likeness: number | null
}

/**
 * Makes the planned clip.
 * Failures: `video.unreachable`, `encode.failed`, `encode.stalled`, `disk.*`, `cancelled`, and those of reading the source.
 */
export async function makeVideo(making: VideoMaking): Promise<Result<MadeVideo>> {
  if (making.facts.container !== 'webp') return makeFrom(making)
  // ffmpeg cannot read animated WebP; the same frames as an animated PNG it can.
  const readable = `${making.target}.png`
  try {
    const rewritten = await webpAsApng(making.source, readable, making.signal)
    return rewritten.ok ? await makeFrom({ ...making, source: readable }) : rewritten
  } catch (error) {
    return failed(diskFailure(error) ?? bug(error))
  } finally {
    await rm(readable, { force: true })
  }
}

async function makeFrom(making: VideoMaking): Promise<Result<MadeVideo>> {
  const { plan, facts } = making
  if (plan.change === 'copied') {
    const { source, ffprobe, signal } = making
    const ahead = isCutOff(plan, facts) && plan.audio !== 'none' ? await decodedBefore(source, plan.use.end, ffprobe, signal) : null
    const copied = await underCap(making, await once(making, copyArguments(plan, facts, ahead)))
    return copied.ok && plan.trimmed && !(await beginsAlike(making))
      ? fail('artifact.not-as-planned', 'The copied part does not begin with the picture that was chosen.', 'Trim it a little differently.')
      : copied
  }

  const [known, from] = await Promise.all([
    sourceTracks(making.source, making.ffprobe, facts.seconds, making.signal),
    plan.trimmed ? leadIn(making, plan.use.start) : undefined,
  ])
  if (!known.ok) return known
  const tracks = { ...known.value, from }
  let furthest = 0
  const report = (from: number, to: number) => (fraction: number) => {
    const reached = from + (to - from) * fraction
    // A second try begins at its start again; the bar does not.
    if (reached <= furthest) return
    furthest = reached
    making.onProgress?.(reached)
  }
  const log = resolve(`${making.target}.pass`)
  const commands: string[] = []
  try {
    let fill: number | null = null
    if (isTight(plan)) {
      const surveyed = await once({ ...making, onProgress: report(0, SURVEY_SHARE) }, surveyArguments(plan, facts, tracks, log))
      if (!surveyed.ok) return surveyed
      commands.push(surveyed.value.commandLine)
      fill = fillingRate(plan, facts, await readFile(`${log}-0.log`, 'utf8'))
    }
    let share = 1
    for (let encodes = 1; ; encodes += 1) {
      // The statistics serve a second try, too. What misses twice is bound by arithmetic instead of aim.
      const rate: RateControl =
        fill !== null && encodes < MOST_ENCODES
          ? { kind: 'filled', videoBps: Math.max(1, Math.floor(fill * share)), log }
          : { kind: 'bounded', videoBps: Math.max(1, Math.floor(plan.videoBps * (fill === null ? share : Math.min(1, share)))) }
      const made = await once(
        { ...making, onProgress: report(commands.length > 0 ? SURVEY_SHARE : 0, 1) },
        encodeArguments(plan, facts, tracks, rate),
      )
      if (!made.ok) {
        if (rate.kind !== 'filled' || !REFUSED_RATE.test(made.failure.detail ?? '')) return made
        fill = null
        continue
      }
      const bytes = await sizeOf(making.target)
      if (!bytes.ok) return bytes
      if (bytes.value > plan.maxBytes && encodes < MOST_ENCODES) {
        share *= (AIM * plan.maxBytes) / bytes.value
        continue
      }
      return underCap(
        making,
        ok({ ...made.value, commandLine: [...(rate.kind === 'filled' ? commands : []), made.value.commandLine].join(' && ') }),
      )
    }
  } catch (error) {
    return failed(diskFailure(error) ?? bug(error))
  } finally {
    for (const end of ['-0.log', '-0.log.mbtree', '-0.log.temp', '-0.log.mbtree.temp']) await rm(`${log}${end}`, { force: true })
  }
}

interface Carried {
  commandLine: string
  likeness: number | null
}

/** Carries out one command line; the file it leaves, if any, is the target. */
async function once(making: VideoMaking, args: EncodeArguments): Promise<Result<Carried>> {
  const [first, ...rest] = args.inputs.map((options): Input => ({ path: making.source, options }))
  let likeness: number | null = null
  const made = await run({
    ffmpeg: making.ffmpeg,
    inputs: [first!, ...rest],
    output: { path: making.target, options: args.output },
    seconds: making.plan.output.seconds,
    onProgress: making.onProgress,
    signal: making.signal,
    stallSeconds: making.stallSeconds,
    onInfo(line) {
      likeness = likenessIn(line) ?? likeness
    },
  })
  return made.ok ? ok({ ...made.value, likeness }) : made
}

async function underCap({ plan, target }: VideoMaking, made: Result<Carried>): Promise<Result<MadeVideo>> {
  if (!made.ok) return made
  const bytes = await sizeOf(target)
  if (!bytes.ok) return bytes
  if (bytes.value <= plan.maxBytes) return ok({ how: made.value.commandLine, likeness: made.value.likeness })
  await rm(target, { force: true })
  return fail(
    'video.unreachable',
    `The clip at ${formatSides(plan.output)} came out at ${formatBytes(bytes.value)}; ${formatBytes(plan.maxBytes)} are allowed.`,
    'Trim it shorter, or choose a provider with a higher size limit.',
  )
}

/** Whether the copy's first picture is the source's at the chosen keyframe, bit for bit. */
async function beginsAlike({ source, target, plan, ffmpeg, signal }: VideoMaking): Promise<boolean> {
  const first = async (path: string, seek: string[]) => {
    const args = ['-nostdin', '-v', 'error', ...SAFE_INPUT, ...seek, '-i', path, '-map', '0:V:0', '-frames:v', '1', '-f', 'md5', '-']
    const outcome = await execute(ffmpeg, args, { timeoutMs: FIRST_PICTURE_MS, signal })
    return outcome.kind === 'exited' && outcome.code === 0 ? outcome.stdout : null
  }
  const wanted = await first(source, plan.use.start > 0 ? ['-ss', decimal(plan.use.start)] : [])
  return wanted !== null && wanted === (await first(target, []))
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
