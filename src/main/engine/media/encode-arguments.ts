/** ffmpeg's options for a video plan. Pure: the same plan gives the same command line. Only numbers reach a filter, never text. */
import type { VideoFacts } from '../../../domain/media'
import type { VideoPlan } from '../../../domain/plan-video'
import { decimal } from './numbers'
import { pictureFilters, type Scaler, stretch, timeFilters } from './picture-filters'
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
      ...pictures(small, facts, tracks, filterGraph(small, facts, tracks, 'area')),
      ...['-t', decimal(plan.output.seconds)],
      ...rateOptions(small, facts, { kind: 'surveyed', log }),
      ...['-an', '-f', 'null'],
    ],
  }
}

function pictures({ use }: VideoPlan, facts: VideoFacts, { from = use.start }: SourceTracks, graph: string): string[] {
  // Where reading begins in the midst of bytes, the first packets are torn.
  const torn = from > 0 && from < use.start ? TORN_PACKETS / ((use.end - from) * facts.frameRate) : 0
  const errors = decimal(Number(MOST_DECODE_ERRORS) + torn)
  return ['-max_error_rate', errors, '-filter_complex', graph, '-map', '[v]']
}

const COPY_SEEK_SECONDS = 1e-6
/** Samples in a packet of AAC. */
const AAC_FRAME = 1024

/**
 * The same frames in a new file; sound is made AAC where no provider reads what it is.
 * @param ahead seconds by which the keyframe that the part ends at is decoded before it is shown; null: not known
 */
export function copyArguments(plan: VideoPlan, facts: VideoFacts, ahead: number | null = null): EncodeArguments {
  const track = `a:${facts.audio?.track ?? 0}`
  const { start, end } = plan.use
  // A microsecond behind the keyframe: rounded down, the search would end at the one before it; more would hide the first picture.
  const from = plan.trimmed && start > 0 ? ['-ss', decimal(start + COPY_SEEK_SECONDS)] : []
  const sound = (input: number) =>
    ({
      none: ['-an'],
      copy: ['-map', `${input}:${track}`, '-c:a', 'copy'],
      aac: ['-map', `${input}:${track}`, '-c:a', 'aac', '-b:a', String(plan.audioBps), '-ar', '48000', '-ac', '2'],
    })[plan.audio]
  const pictures = ['-map', '0:V:0', '-c:v', 'copy']
  if (!isCutOff(plan, facts)) return { inputs: [from], output: [...pictures, ...sound(0), ...wrapping(plan, facts)] }
  const long = end - start
  // `-t` cuts packets by the time they are decoded at. Counted instead, the last picture would end the sound where that comes later.
  if (ahead !== null && plan.audio !== 'none') {
    const lastDecoded = long - ahead - 0.5 / facts.frameRate
    // A packet that begins before the end is copied whole; beyond a full second it would be billed as one.
    const lastHeard = plan.audio === 'copy' ? long - AAC_FRAME / (facts.audio?.sampleRate || 44_100) : long
    return {
      inputs: [
        [...from, '-t', decimal(lastDecoded)],
        [...from, '-t', decimal(lastHeard)],
      ],
      output: [...pictures, ...sound(1), ...wrapping(plan, facts)],
    }
  }
  const frames = String(Math.round(long * facts.frameRate))
  return { inputs: [from], output: [...pictures, ...sound(0), '-frames:v', frames, '-t', decimal(long), ...wrapping(plan, facts)] }
}

/** Whether a copy ends before its source does. */
export function isCutOff({ trimmed, use }: VideoPlan, { seconds }: VideoFacts): boolean {
  return trimmed && use.end < seconds
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

/** A turn of a loop is a whole number of frames, for its sound as well: a shorter one would run ahead with every turn. */
function turnFrames({ output, use }: VideoPlan): number {
  return Math.max(1, Math.round((use.end - use.start) * output.frameRate))
}

/** The source is opened once for each turn; keeping a whole clip's frames in memory for ffmpeg's `loop` could take gigabytes. */
function turnsOf(plan: VideoPlan): number {
  return plan.lengthen === 'loop' ? Math.ceil((plan.output.seconds * plan.output.frameRate) / turnFrames(plan)) : 1
}

/** First all turns of the pictures, then all of the sound. */
function inputOptions(plan: VideoPlan, tracks: SourceTracks): [string[], ...string[][]] {
  const { options } = usedPart(plan, tracks)
  const inputs = turnsOf(plan) * (plan.output.audio ? 2 : 1)
  return [options, ...Array.from({ length: inputs - 1 }, () => options)]
}

/**
 * Pictures and sound have nothing to do with each other: where one ends, in a common `concat` or by `-frames:v`, ffmpeg 5.1 ends the
 * other as well, and what of it comes later in the file is lost. Each has inputs of its own, so that where the sound is over early no
 * pictures are decoded in search of more.
 */
function filterGraph(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, scaler: Scaler = 'lanczos'): string {
  const { output } = plan
  const turns = turnsOf(plan)
  const part = usedPart(plan, tracks)
  const frames = turnFrames(plan)
  const [wholePictures, wholeSound] =
    turns > 1
      ? [['tpad=stop=-1:stop_mode=clone', `trim=end_frame=${frames}`], [`atrim=end=${decimal(frames / output.frameRate)}`]]
      : [[], []]
  const pictures = joined(
    'v',
    Array.from({ length: turns }, (_, turn) => `${turn}:V:0`),
    [...part.pictures, ...timeFilters(plan, tracks), ...wholePictures],
    // As many in both passes: x264 gives up when they differ.
    [...pictureFilters(plan, facts, tracks, scaler), `trim=end_frame=${frameCount(output.seconds, output.frameRate)}`],
  )
  if (!output.audio) return pictures
  const sound = joined(
    'a',
    Array.from({ length: turns }, (_, turn) => `${turns + turn}:a:${facts.audio?.track ?? 0}`),
    [...part.sound, ...soundFilters(plan), ...wholeSound],
    [],
  )
  return `${pictures};${sound}`
}

/** Each input through its own filters, all of them one after the other, and what comes out through the rest. */
function joined(label: 'v' | 'a', inputs: string[], each: string[], rest: string[]): string {
  const [first] = inputs
  if (inputs.length === 1) return `[${first}]${[...each, ...rest].join(',')}[${label}]`
  const chains = inputs.map((input, turn) => `[${input}]${each.join(',')}[${label}${turn}]`)
  const turns = inputs.map((_, turn) => `[${label}${turn}]`).join('')
  const concat = `concat=n=${inputs.length}:${label === 'v' ? 'v=1:a=0' : 'v=0:a=1'}`
  return [...chains, `${turns}${[concat, ...rest].join(',')}[${label}]`].join(';')
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
