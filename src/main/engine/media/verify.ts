/** The finished file against its plan: an encoder can end well and still have made something else. */
import { fail, ok, type Result } from '../../../domain/failure'
import type { ImageFacts, VideoFacts } from '../../../domain/media'
import type { ImagePlan } from '../../../domain/plan-image'
import type { VideoPlan } from '../../../domain/plan-video'
import { formatBytes, formatSeconds, formatSides } from '../../../domain/wording'
import { execute } from './child'
import { frameCount } from './encode-arguments'
import { SAFE_INPUT } from './ffmpeg'
import { probe } from './probe'
import { requireTools, type Tools } from './tools'
import { sourceTracks } from './video-facts'

/** A file is measured to the end of its last sound frame (21 ms), and of its last picture. */
const LONGER_SECONDS = 0.06
const SHORTER_SECONDS = 0.15
/** A new container rounds and trims edit lists; the frames are the same. */
const COPIED_SECONDS = 0.3
/** A trimmed copy lies near a limit where the person put it there; this is less than the plan's margin. */
const CUT_SECONDS = 0.05
const DECODE_TIMEOUT_MS = 60_000

/** Measures the finished picture and answers its facts, or `artifact.not-as-planned`. */
export async function verifyImage(path: string, plan: ImagePlan, tools: Tools, signal?: AbortSignal): Promise<Result<ImageFacts>> {
  const measured = await probe(path, tools, signal)
  if (!measured.ok) return measured.failure.code === 'cancelled' ? measured : notAsPlanned([measured.failure.message])
  const facts = measured.value
  if (facts.kind !== 'image') return notAsPlanned(['it is not a picture'])
  const { output } = plan
  const wrong = [
    differs('format', facts.format, output.format),
    differs('size', formatSides(facts), formatSides(output)),
    facts.bytes > plan.maxBytes && `${formatBytes(facts.bytes)} instead of at most ${formatBytes(plan.maxBytes)}`,
    facts.exifOrientation !== 1 && 'it is not upright',
    plan.change === 'encoded' && facts.hasAlpha && 'it is transparent',
    plan.change === 'encoded' && facts.bitDepth !== 8 && `it has ${facts.bitDepth} bit`,
    plan.stripMetadata && facts.privateMetadata.length > 0 && `it still holds ${facts.privateMetadata.join(', ')}`,
  ].filter((line) => line !== false)
  return wrong.length > 0 ? notAsPlanned(wrong) : ok(facts)
}

/** Measures the finished clip, decodes its first and last second, and answers its facts, or `artifact.not-as-planned`. */
export async function verifyVideo(path: string, plan: VideoPlan, tools: Tools, signal?: AbortSignal): Promise<Result<VideoFacts>> {
  const ready = requireTools(tools)
  if (!ready.ok) return ready
  const { output } = plan
  // Decoding takes longest; what is measured meanwhile costs nothing.
  const measuring = probe(path, tools, signal)
  const [measured, tracks, undecodable] = await Promise.all([
    measuring,
    measuring.then(() => sourceTracks(path, ready.value.ffprobe, output.seconds, signal)),
    decodesAtBothEnds(path, ready.value.ffmpeg, signal),
  ])
  if (!measured.ok) return measured.failure.code === 'cancelled' ? measured : notAsPlanned([measured.failure.message])
  const facts = measured.value
  if (facts.kind !== 'video') return notAsPlanned(['it is not a clip'])
  if (!tracks.ok) return tracks

  const encoded = plan.change === 'encoded'
  // The last picture is shown for a whole frame.
  const frame = 1.5 / output.frameRate
  const copied = plan.trimmed ? Math.max(CUT_SECONDS, frame) : COPIED_SECONDS
  const longest = output.seconds + (encoded ? Math.max(LONGER_SECONDS, frame) : copied)
  const shortest = output.seconds - (encoded ? Math.max(SHORTER_SECONDS, frame) : copied)
  const shown = encoded ? Math.min(facts.seconds, tracks.value.videoSeconds) : facts.seconds
  const wrong = [
    differs('container', facts.container, 'mp4'),
    differs('size', formatSides(facts), formatSides(output)),
    facts.seconds > longest && `${formatSeconds(facts.seconds)} instead of ${formatSeconds(output.seconds)}`,
    shown < shortest && `${formatSeconds(shown)} of pictures instead of ${formatSeconds(output.seconds)}`,
    encoded &&
      facts.audio !== null &&
      facts.audio.seconds < shortest &&
      `${formatSeconds(facts.audio.seconds)} of sound instead of ${formatSeconds(output.seconds)}`,
    (encoded || plan.trimmed) && wrongCount(tracks.value.frames, plan),
    encoded && differs('codec', facts.codec, 'h264'),
    encoded && differs('pixel format', facts.pixelFormat, 'yuv420p'),
    encoded && differs('dynamic range', facts.dynamicRange, 'sdr'),
    encoded && !facts.constantFrameRate && 'its frame rate varies',
    encoded &&
      Math.abs(facts.frameRate - output.frameRate) > output.frameRate * 0.02 &&
      `${facts.frameRate.toFixed(2)} fps instead of ${output.frameRate.toFixed(2)}`,
    facts.rotation !== 0 && 'it is not upright',
    (facts.audio !== null) !== output.audio && (output.audio ? 'its sound is missing' : 'it has sound'),
    facts.audio !== null && plan.audio === 'aac' && differs('sound', facts.audio.codec, 'aac'),
    facts.hiddenSeconds > 0 && `it hides ${formatSeconds(facts.hiddenSeconds)}`,
    !facts.faststart && 'its index is at the end',
    facts.bytes > plan.maxBytes && `${formatBytes(facts.bytes)} instead of at most ${formatBytes(plan.maxBytes)}`,
    plan.stripMetadata && facts.privateMetadata.length > 0 && `it still holds ${facts.privateMetadata.join(', ')}`,
  ].filter((line) => line !== false)
  if (wrong.length > 0) return notAsPlanned(wrong)
  return undecodable ?? ok(facts)
}

/** null when it does. */
async function decodesAtBothEnds(path: string, ffmpeg: string, signal?: AbortSignal): Promise<Result<never> | null> {
  const outcome = await execute(
    ffmpeg,
    [
      '-nostdin',
      '-hide_banner',
      '-v',
      'error',
      '-xerror',
      ...SAFE_INPUT,
      '-t',
      '1',
      '-i',
      path,
      ...SAFE_INPUT,
      '-sseof',
      '-1',
      '-i',
      path,
    ].concat(['-map', '0:v:0', '-map', '1:v:0', '-f', 'null', '-']),
    { timeoutMs: DECODE_TIMEOUT_MS, signal },
  )
  if (outcome.kind === 'aborted') return fail('cancelled', 'Stopped before the clip was checked.', 'Start it again when you like.')
  if (outcome.kind === 'exited' && outcome.code === 0 && outcome.stderr.trim() === '') return null
  return notAsPlanned(['its first or last second cannot be decoded'], 'stderr' in outcome ? outcome.stderr.slice(-1500) : outcome.kind)
}

/** A trim that is exact to the frame has exactly as many; one is granted to clips whose rate is no whole number. */
function wrongCount(frames: number | undefined, { output }: VideoPlan): string | false {
  const planned = frameCount(output.seconds, output.frameRate)
  return frames !== undefined && Math.abs(frames - planned) > 1 && `${frames} pictures instead of ${planned}`
}

function differs(what: string, measured: string, planned: string): string | false {
  return measured !== planned && `${what} ${measured} instead of ${planned}`
}

function notAsPlanned(wrong: string[], detail?: string) {
  return fail(
    'artifact.not-as-planned',
    `The prepared file is not as planned: ${wrong.join('; ')}.`,
    'Nothing was sent. Try again; if it happens again, the original may be damaged.',
    detail ? { detail } : {},
  )
}
