/** ffmpeg's options for a video plan. Pure: the same plan gives the same command line. Only numbers reach a filter, never text. */
import type { VideoFacts } from '../../../domain/media'
import type { VideoPlan } from '../../../domain/plan-video'
import { decimal } from './numbers'
import { frameRate, pictureFilters, type Scaler, stretch, timeFilters } from './picture-filters'
import { type RateControl, rateOptions, surveySize } from './rate-control'
import type { SourceTracks } from './video-facts'

export interface EncodeArguments {
  /** Options before each `-i`; the source is opened once for each. */
  inputs: [string[], ...string[][]]
  output: string[]
}

/** Only the least length, 3 s at every provider, lies this low; longer clips lie near a limit from above. */
const NEAR_THE_LEAST_SECONDS = 5
/** Share of frames that may fail to decode. A glitch is no reason to refuse a clip; ffmpeg's own 2/3 would let a ruin pass. */
export const MOST_DECODE_ERRORS = '0.02'
/** Pictures and sound that cannot be decoded next to where a seek by bytes has landed; six were seen. */
const TORN_PACKETS = 10

/**
 * @param rate the plan's own bound, unless told otherwise
 * @param tracks of the source, from `sourceTracks`
 */
export function encodeArguments(
  plan: VideoPlan,
  facts: VideoFacts,
  tracks: SourceTracks,
  rate: RateControl = { kind: 'bounded', videoBps: plan.videoBps },
): EncodeArguments {
  const { output } = plan
  return {
    inputs: inputOptions(plan, tracks),
    output: [
      ...pictures(plan, facts, tracks, filterGraph(plan, facts, tracks)),
      ...(output.audio ? ['-map', '[a]'] : []),
      ...['-t', decimal(output.seconds)],
      ...rateOptions(plan, facts, rate),
      ...(output.audio ? ['-c:a', 'aac', '-b:a', String(plan.audioBps), '-ar', '48000', '-ac', '2'] : ['-an']),
      ...wrapping(plan, facts),
    ],
  }
}

/**
 * The first of two passes: the same pictures in a small size, of which only x264's statistics are kept.
 * @param log the path before `-0.log` of those
 */
export function surveyArguments(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, log: string): EncodeArguments {
  const small: VideoPlan = { ...plan, output: { ...plan.output, ...surveySize(plan.output), audio: false } }
  return {
    inputs: inputOptions(plan, tracks),
    output: [
      ...pictures(small, facts, tracks, filterGraph(small, facts, tracks, 'fast_bilinear')),
      ...['-t', decimal(plan.output.seconds)],
      ...rateOptions(small, facts, { kind: 'surveyed', log }),
      ...['-an', '-f', 'null'],
    ],
  }
}

/** As many pictures in both passes: x264 gives up when they differ. */
function pictures({ output, use }: VideoPlan, facts: VideoFacts, { from = use.start }: SourceTracks, graph: string): string[] {
  const frames = String(frameCount(output.seconds, output.frameRate))
  // Where reading begins in the midst of bytes, the first packets are torn.
  const torn = from > 0 && from < use.start ? TORN_PACKETS / ((use.end - from) * facts.frameRate) : 0
  const errors = decimal(Number(MOST_DECODE_ERRORS) + torn)
  return ['-max_error_rate', errors, '-filter_complex', graph, '-map', '[v]', '-frames:v', frames]
}

const COPY_SEEK_SECONDS = 1e-6

/** The same frames in a new file; sound is made AAC where no provider reads what it is. */
export function copyArguments(plan: VideoPlan, facts: VideoFacts): EncodeArguments {
  const track = `0:a:${facts.audio?.track ?? 0}`
  const sound = {
    none: ['-an'],
    copy: ['-map', track, '-c:a', 'copy'],
    aac: ['-map', track, '-c:a', 'aac', '-b:a', String(plan.audioBps), '-ar', '48000', '-ac', '2'],
  }[plan.audio]
  const { start, end } = plan.use
  // A microsecond behind the keyframe: rounded down, the search would end at the one before it; more would hide the first picture.
  const from = plan.trimmed && start > 0 ? ['-ss', decimal(start + COPY_SEEK_SECONDS)] : []
  // Packets are cut by the time they are decoded at, which lies before the time they are shown at; so they are counted.
  const upTo =
    plan.trimmed && end < facts.seconds
      ? ['-frames:v', String(Math.round((end - start) * facts.frameRate)), '-t', decimal(end - start)]
      : []
  return { inputs: [from], output: ['-map', '0:V:0', '-c:v', 'copy', ...sound, ...upTo, ...wrapping(plan, facts)] }
}

/**
 * Frames of the finished clip: as many as end within the planned length, or, for a clip just above the least length
 * that a provider takes, as many as reach it.
 */
export function frameCount(seconds: number, rate: number): number {
  const frames = seconds * rate
  return Math.max(1, seconds < NEAR_THE_LEAST_SECONDS ? Math.ceil(frames - 0.02) : Math.floor(frames + 0.02))
}

/** Pictures before a part that deinterlacing needs; each costs more than it does to be left out. */
const NEIGHBOUR_SECONDS = 1

/**
 * How the used part comes out of its source: options before it, and filters behind it. The picture that is on show where the part
 * begins may have come long before that, in a recording of a screen by minutes; ffmpeg's own cut would leave it out and show the next
 * one too early. So everything from the keyframe on is let through, at times below 0, and `fps` takes what is on show at 0.
 */
function usedPart({ trimmed, use }: VideoPlan, { from = use.start, interlaced }: SourceTracks) {
  if (!trimmed) return { options: [], pictures: [], sound: [] }
  // Sent to 0 by `-ss`, ffmpeg leaves out the first pictures of AVI and FLV.
  const options = from > 0 ? ['-noaccurate_seek', '-ss', decimal(from)] : []
  const lead = decimal(use.start - from)
  const [shift, end] = [Number(lead) > 0 ? `PTS-${lead}/TB` : null, decimal(use.end - use.start)]
  return {
    options,
    pictures: [...(shift ? [`setpts=${shift}`] : []), `trim=${interlaced ? `start=-${NEIGHBOUR_SECONDS}:` : ''}end=${end}`],
    sound: [...(shift ? [`asetpts=${shift}`] : []), `atrim=start=0:end=${end}`],
  }
}

/** The source is opened once for each turn; keeping a whole clip's frames in memory for ffmpeg's `loop` could take gigabytes. */
function turnsOf({ lengthen, output, use }: VideoPlan): number {
  return lengthen === 'loop' ? Math.ceil(output.seconds / (use.end - use.start)) : 1
}

function inputOptions(plan: VideoPlan, tracks: SourceTracks): [string[], ...string[][]] {
  const { options } = usedPart(plan, tracks)
  return [options, ...Array.from({ length: turnsOf(plan) - 1 }, () => options)]
}

function filterGraph(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, scaler: Scaler = 'lanczos'): string {
  const turns = turnsOf(plan)
  const withSound = plan.output.audio
  const part = usedPart(plan, tracks)
  const timed = [...part.pictures, ...timeFilters(plan, tracks)]
  const looks = pictureFilters(plan, facts, tracks, scaler)
  const sounds = soundFilters(plan)
  const track = `a:${facts.audio?.track ?? 0}`
  if (turns === 1) {
    const sound = withSound ? [`[0:${track}]${[...part.sound, ...sounds].join(',')}[a]`] : []
    return [`[0:V:0]${[...timed, ...looks].join(',')}[v]`, ...sound].join(';')
  }
  const chains: string[] = []
  let pieces = ''
  for (let turn = 0; turn < turns; turn += 1) {
    chains.push(`[${turn}:V:0]${timed.join(',')}[v${turn}]`)
    pieces += `[v${turn}]`
    if (!withSound) continue
    chains.push(`[${turn}:${track}]${part.sound.join(',') || 'anull'}[a${turn}]`)
    pieces += `[a${turn}]`
  }
  chains.push(`${pieces}concat=n=${turns}:v=1:a=${withSound ? 1 : 0}[lv]${withSound ? '[la]' : ''}`)
  // Where sound is longer than its pictures a turn ends between two of them.
  chains.push(`[lv]${[...frameRate(plan), ...looks].join(',')}[v]`)
  if (withSound) chains.push(`[la]${sounds.join(',')}[a]`)
  return chains.join(';')
}

function soundFilters(plan: VideoPlan): string[] {
  return [
    ...(plan.lengthen === 'slow' ? tempo(1 / stretch(plan)) : []),
    // Fills gaps and a late start with silence, so that sound stays with its picture.
    'aresample=48000:async=1:first_pts=0',
    'apad',
  ]
}

/** One `atempo` goes down to a half; slower is a chain of them. */
function tempo(factor: number): string[] {
  const halvings = Math.max(0, Math.ceil(-Math.log2(factor) - 1e-9) - 1)
  return [...Array.from({ length: halvings }, () => 'atempo=0.5'), `atempo=${decimal(factor * 2 ** halvings)}`]
}

/** The file around the frames: index in front, and no word about where, when or with what it was filmed. */
function wrapping(plan: VideoPlan, facts: VideoFacts): string[] {
  const keeps = !plan.stripMetadata && facts.privateMetadata.length > 0
  return [
    ...(keeps ? ['-map_metadata', '0'] : ['-map_metadata', '-1', '-map_chapters', '-1']),
    ...['-movflags', keeps ? '+faststart+use_metadata_tags' : '+faststart'],
    ...['-max_muxing_queue_size', '4096', '-f', 'mp4'],
  ]
}
