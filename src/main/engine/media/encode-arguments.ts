/** ffmpeg's options for a video plan. Pure: the same plan gives the same command line. Only numbers reach a filter, never text. */
import { BUFFER_SECONDS } from '../../../domain/byte-budget'
import type { VideoFacts } from '../../../domain/media'
import type { Size } from '../../../domain/plan'
import type { VideoPlan } from '../../../domain/plan-video'
import type { SourceTracks } from './video-facts'

export interface EncodeArguments {
  /** Options before each `-i`; the source is opened once for each. */
  inputs: [string[], ...string[][]]
  output: string[]
}

/** Good enough that the eye finds no difference; easy clips then end far below the cap. */
const CRF = '20'
/** Seldom slower than real time on two cores; slower presets gain next to nothing (SSIM +0.003). */
const PRESET = 'fast'
const KEYFRAME_SECONDS = 2
/** Only the least length, 3 s at every provider, lies this low; longer clips lie near a limit from above. */
const NEAR_THE_LEAST_SECONDS = 5
/** Share of frames that may fail to decode. A glitch is no reason to refuse a clip; ffmpeg's own 2/3 would let a ruin pass. */
export const MOST_DECODE_ERRORS = '0.02'
/** A picture track may end a little before the sound; its last picture is held no longer than this beyond what it announces. */
const HELD_SECONDS = 0.5

/**
 * @param videoBps x264's `-maxrate`; the plan's, or less on a second try
 * @param tracks of the source, from `sourceTracks`
 */
export function encodeArguments(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, videoBps = plan.videoBps): EncodeArguments {
  const { output } = plan
  return {
    inputs: inputOptions(plan),
    output: [
      ...['-max_error_rate', MOST_DECODE_ERRORS],
      '-filter_complex',
      filterGraph(plan, facts, tracks),
      '-map',
      '[v]',
      ...(output.audio ? ['-map', '[a]'] : []),
      '-frames:v',
      String(frameCount(output.seconds, output.frameRate)),
      ...['-t', decimal(output.seconds)],
      ...['-c:v', 'libx264', '-profile:v', 'high', '-preset', PRESET, '-crf', CRF],
      ...['-maxrate', String(videoBps), '-bufsize', String(Math.round(videoBps * BUFFER_SECONDS))],
      ...['-g', String(Math.max(1, Math.round(KEYFRAME_SECONDS * output.frameRate)))],
      ...(output.audio ? ['-c:a', 'aac', '-b:a', String(plan.audioBps), '-ar', '48000', '-ac', '2'] : ['-an']),
      ...wrapping(plan, facts),
    ],
  }
}

/** The same frames in a new file; sound is made AAC where no provider reads what it is. */
export function copyArguments(plan: VideoPlan, facts: VideoFacts): EncodeArguments {
  const sound = {
    none: ['-an'],
    copy: ['-map', '0:a:0', '-c:a', 'copy'],
    aac: ['-map', '0:a:0', '-c:a', 'aac', '-b:a', String(plan.audioBps), '-ar', '48000', '-ac', '2'],
  }[plan.audio]
  return { inputs: [[]], output: ['-map', '0:V:0', '-c:v', 'copy', ...sound, ...wrapping(plan, facts)] }
}

/** Seconds and factors for ffmpeg: it refuses `.375` and `1e-7`. */
export function decimal(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '')
}

/** NTSC rates as the fractions they are, so that frames do not drift against the sound. */
export function rational(rate: number): string {
  const whole = Math.round(rate)
  if (Math.abs(rate - whole) < 1e-3) return String(whole)
  const ntsc = Math.round((rate * 1001) / 1000)
  return Math.abs(rate - (ntsc * 1000) / 1001) < 1e-3 ? `${ntsc * 1000}/1001` : decimal(rate)
}

/**
 * Frames of the finished clip: as many as end within the planned length, or, for a clip just above the least length
 * that a provider takes, as many as reach it.
 */
function frameCount(seconds: number, rate: number): number {
  const frames = seconds * rate
  return Math.max(1, seconds < NEAR_THE_LEAST_SECONDS ? Math.ceil(frames - 0.02) : Math.floor(frames + 0.02))
}

function inputOptions(plan: VideoPlan): [string[], ...string[][]] {
  const used = plan.use.end - plan.use.start
  const options = plan.trimmed ? ['-ss', decimal(plan.use.start), '-t', decimal(used)] : []
  // The source is opened once for each turn; keeping a whole clip's frames in memory for ffmpeg's `loop` could take gigabytes.
  const turns = plan.lengthen === 'loop' ? Math.ceil(plan.output.seconds / used) : 1
  return [options, ...Array.from({ length: turns - 1 }, () => options)]
}

function filterGraph(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks): string {
  const turns = inputOptions(plan).length
  const withSound = plan.output.audio
  const chains: string[] = []
  let [video, audio] = ['[0:V:0]', '[0:a:0]']
  if (turns > 1) {
    const pieces = Array.from({ length: turns }, (_, turn) => `[${turn}:V:0]${withSound ? `[${turn}:a:0]` : ''}`).join('')
    chains.push(`${pieces}concat=n=${turns}:v=1:a=${withSound ? 1 : 0}[lv]${withSound ? '[la]' : ''}`)
    ;[video, audio] = ['[lv]', '[la]']
  }
  chains.push(`${video}${pictureFilters(plan, facts, tracks).join(',')}[v]`)
  if (withSound) chains.push(`${audio}${soundFilters(plan).join(',')}[a]`)
  return chains.join(';')
}

/** ffmpeg turns the picture upright by itself before the first filter, so every number here is in display pixels. */
function pictureFilters(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks): string[] {
  const { crop, pad, output, toneMap } = plan
  const filters: string[] = []
  if (tracks.interlaced) filters.push('bwdif=mode=send_frame:deint=interlaced')
  if (!facts.squarePixels) filters.push(`scale=${facts.width}:${facts.height}:flags=lanczos`, 'setsar=1')
  if (crop) filters.push(`crop=${crop.rect.width}:${crop.rect.height}:${crop.rect.x}:${crop.rect.y}:exact=1`)
  // Fewer frames first: they need not be scaled.
  if (plan.lengthen === 'slow') filters.push(`setpts=${decimal(stretch(plan))}*PTS`)
  filters.push(`fps=${rational(output.frameRate)}:start_time=0`)
  const inner = pad ? insideBorders(crop ? crop.rect : facts, pad, output) : output
  filters.push(`scale=${inner.width}:${inner.height}:flags=lanczos${toneMap ? '' : ':out_range=tv'}`)
  if (toneMap) filters.push(...toneMapping(toneMap))
  filters.push('format=yuv420p')
  if (pad) filters.push(`pad=${output.width}:${output.height}:(ow-iw)/2:(oh-ih)/2:color=black`)
  filters.push('setsar=1', `tpad=stop_mode=clone:stop_duration=${decimal(heldSeconds(plan, tracks))}`)
  return filters
}

/** Size of what is inside the borders after scaling. Borders are added last: 4:2:0 has no place for an odd side. */
function insideBorders(size: Size, pad: Size, output: Size): Size {
  const even = (length: number, whole: number, scaled: number) =>
    Math.min(scaled, Math.max(2, 2 * Math.round((length * scaled) / whole / 2)))
  return { width: even(size.width, pad.width, output.width), height: even(size.height, pad.height, output.height) }
}

function soundFilters(plan: VideoPlan): string[] {
  return [
    ...(plan.lengthen === 'slow' ? tempo(1 / stretch(plan)) : []),
    // Fills gaps and a late start with silence, so that sound stays with its picture.
    'aresample=48000:async=1:first_pts=0',
    'apad',
  ]
}

/** How much longer than the used part the finished clip is. */
function stretch(plan: VideoPlan): number {
  return plan.output.seconds / (plan.use.end - plan.use.start)
}

/** One `atempo` goes down to a half; slower is a chain of them. */
function tempo(factor: number): string[] {
  const halvings = Math.max(0, Math.ceil(-Math.log2(factor) - 1e-9) - 1)
  return [...Array.from({ length: halvings }, () => 'atempo=0.5'), `atempo=${decimal(factor * 2 ** halvings)}`]
}

/** Seconds the last picture may stand still: what “hold” asks for, and what the sound outlasts the pictures by. */
function heldSeconds(plan: VideoPlan, tracks: SourceTracks): number {
  const used = plan.use.end - plan.use.start
  const missing = Math.max(0, plan.use.end - Math.max(plan.use.start, tracks.videoSeconds))
  return (plan.lengthen === 'hold' ? plan.output.seconds - used : 0) + missing + HELD_SECONDS
}

/**
 * HDR to SDR. The frames' colours are named in full first, since zscale refuses a clip that leaves one of them open
 * (“no path between colorspaces”); both transfers come with BT.2020 colours.
 */
function toneMapping(from: 'pq' | 'hlg'): string[] {
  const transfer = from === 'pq' ? 'smpte2084' : 'arib-std-b67'
  return [
    `setparams=color_primaries=bt2020:color_trc=${transfer}:colorspace=bt2020nc`,
    'zscale=t=linear:npl=100',
    'format=gbrpf32le',
    'zscale=p=bt709',
    'tonemap=tonemap=hable:desat=0',
    'zscale=t=bt709:m=bt709:r=tv',
  ]
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
