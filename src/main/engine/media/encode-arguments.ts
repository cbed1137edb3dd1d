/** ffmpeg's options for a video plan. Pure: the same plan gives the same command line. Only numbers reach a filter, never text. */
import { canBeTransparent, groundColour, isRgb, shownMatrix, type VideoFacts } from '../../../domain/media'
import type { Size } from '../../../domain/plan'
import type { VideoPlan } from '../../../domain/plan-video'
import { fromMatrix, inMatrix, saidMatrix } from './colour-matrix'
import { type RateControl, rateOptions, surveySize } from './rate-control'
import { toneMapping } from './tone-map'
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
/** A picture track may end a little before the sound; its last picture is held no longer than this beyond what it announces. */
const HELD_SECONDS = 0.5

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
    inputs: inputOptions(plan),
    output: [
      ...pictures(plan, filterGraph(plan, facts, tracks)),
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
    inputs: inputOptions(plan),
    output: [
      ...pictures(small, filterGraph(small, facts, tracks, 'fast_bilinear')),
      ...['-t', decimal(plan.output.seconds)],
      ...rateOptions(small, facts, { kind: 'surveyed', log }),
      ...['-an', '-f', 'null'],
    ],
  }
}

/** As many pictures in both passes: x264 gives up when they differ. */
function pictures({ output }: VideoPlan, graph: string): string[] {
  const frames = String(frameCount(output.seconds, output.frameRate))
  return ['-max_error_rate', MOST_DECODE_ERRORS, '-filter_complex', graph, '-map', '[v]', '-frames:v', frames]
}

/** Where frames are counted and cut to the length planned, a few more do no harm. */
const SPARE_SECONDS = 1
const COPY_SEEK_SECONDS = 1e-6
const LIKENESS_FRAMES = 12

/**
 * What the encoder was given beside what it made, some frames at one place, into ffmpeg's `ssim`.
 * @param place as a share of the finished clip
 */
export function likenessArguments(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, place: number): EncodeArguments {
  const { seconds, frameRate } = plan.output
  const frames = Math.min(LIKENESS_FRAMES, frameCount(seconds, frameRate))
  const first = Math.max(0, Math.min(frameCount(seconds, frameRate) - frames, Math.floor(place * seconds * frameRate)))
  const used = plan.use.end - plan.use.start
  const at = first / frameRate
  const shown =
    plan.lengthen === 'slow'
      ? at / stretch(plan)
      : plan.lengthen === 'loop'
        ? at % used
        : Math.min(at, Math.max(0, used - frames / frameRate))
  // A held picture is the same wherever one looks, so its last moving ones are compared.
  const made = plan.lengthen === 'hold' ? shown : at
  const half = 0.5 / frameRate
  const span = (from: number) => ['-ss', decimal(Math.max(0, from - half)), '-t', decimal((frames + 2) / frameRate)]
  // Both begin at their first frame: `fps` would fill the half frame before it with a copy, and all that follow would be compared with their neighbour.
  const graph = `[0:V:0]setpts=PTS-STARTPTS,${pictureFilters(plan, facts, tracks, 'lanczos').join(',')}[given];[1:V:0]setpts=PTS-STARTPTS[made];[made][given]ssim[compared]`
  return {
    inputs: [span(plan.use.start + shown), span(made)],
    output: ['-filter_complex', graph, '-map', '[compared]', '-frames:v', String(frames), '-f', 'null', '-'],
  }
}

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
export function frameCount(seconds: number, rate: number): number {
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

function filterGraph(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, scaler: Scaler = 'lanczos'): string {
  const turns = inputOptions(plan).length
  const withSound = plan.output.audio
  const chains: string[] = []
  const track = facts.audio?.track ?? 0
  let [video, audio] = ['[0:V:0]', `[0:a:${track}]`]
  if (turns > 1) {
    const pieces = Array.from({ length: turns }, (_, turn) => `[${turn}:V:0]${withSound ? `[${turn}:a:${track}]` : ''}`).join('')
    chains.push(`${pieces}concat=n=${turns}:v=1:a=${withSound ? 1 : 0}[lv]${withSound ? '[la]' : ''}`)
    ;[video, audio] = ['[lv]', '[la]']
  }
  chains.push(`${video}${pictureFilters(plan, facts, tracks, scaler).join(',')}[v]`)
  if (withSound) chains.push(`${audio}${soundFilters(plan).join(',')}[a]`)
  return chains.join(';')
}

type Scaler = 'lanczos' | 'fast_bilinear'

/** ffmpeg turns the picture upright by itself before the first filter, so every number here is in display pixels. */
function pictureFilters(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, scaler: Scaler): string[] {
  const { crop, pad, output, toneMap } = plan
  const filters: string[] = []
  const rgb = isRgb(facts.pixelFormat) || canBeTransparent(facts.pixelFormat)
  if (canBeTransparent(facts.pixelFormat)) filters.push(`scale=iw:ih${fromMatrix(facts)}`, ...onGround(groundColour(plan.padWith)))
  if (tracks.interlaced) filters.push('bwdif=mode=send_frame:deint=interlaced')
  if (!facts.squarePixels) filters.push(`scale=${facts.width}:${facts.height}:flags=lanczos`, 'setsar=1')
  if (crop) filters.push(`crop=${crop.rect.width}:${crop.rect.height}:${crop.rect.x}:${crop.rect.y}:exact=1`)
  // Fewer frames first: they need not be scaled.
  if (plan.lengthen === 'slow') filters.push(`setpts=${decimal(stretch(plan))}*PTS`)
  // A damaged time may lie days ahead; `fps` fills the way there, and scaling each of those frames would take hours.
  filters.push(`fps=${rational(output.frameRate)}:start_time=0`, `trim=end=${decimal(output.seconds + SPARE_SECONDS)}`)
  const inner = pad ? insideBorders(crop ? crop.rect : facts, pad, output) : output
  filters.push(
    `scale=${inner.width}:${inner.height}:flags=${scaler}${toneMap ? '' : ':out_range=tv'}${rgb ? ':out_color_matrix=bt709' : ''}`,
  )
  if (toneMap) filters.push(...toneMapping(toneMap))
  filters.push('format=yuv420p')
  // Screens' colours have no word for how they become video; unsaid, a player would guess by the size.
  if (rgb) filters.push('setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709')
  else if (!toneMap) filters.push(...saidMatrix(facts))
  if (pad && plan.padWith === 'blur') filters.push(...onBlurredGround(output))
  else if (pad) filters.push(...onPlainGround(output, groundColour(plan.padWith), rgb || toneMap ? 'bt709' : shownMatrix(facts)))
  filters.push('setsar=1', `tpad=stop_mode=clone:stop_duration=${decimal(heldSeconds(plan, tracks))}`)
  return filters
}

/** The picture in the middle of a plain ground. `pad` mixes its colour by BT.601, whatever the clip was made with; greys are the same in all. */
function onPlainGround(output: Size, colour: string, matrix: string): string[] {
  const { y, u, v } = inMatrix(colour, matrix)
  const pad = (name: string) => `pad=${output.width}:${output.height}:(ow-iw)/2:(oh-ih)/2:color=${name}`
  if (u === 128 && v === 128) return [pad(`0x${colour.slice(1)}`)]
  // A frame of the right size, of which only the size is used.
  return [
    `split[front][back];[back]${pad('black')},lutyuv=y=${y}:u=${u}:v=${v}[ground];[ground][front]overlay=(W-w)/2:(H-h)/2:format=yuv420`,
  ]
}

/** A blurred ground shows shapes, no lines: it is made at this fraction of its size. */
const BLUR_FRACTION = 1 / 8
/** Of the ground’s shorter side. */
const BLUR_SIGMA = 0.03

/** The picture in the middle of its own blurred enlargement, which fills the borders. */
function onBlurredGround(output: Size): string[] {
  const [width, height] = [output.width, output.height].map((side) => 2 * Math.max(4, Math.round((side * BLUR_FRACTION) / 2))) as [
    number,
    number,
  ]
  const sigma = decimal(Math.max(1, Math.min(width, height) * BLUR_SIGMA))
  return [
    `split[front][back];[back]scale=${width}:${height}:force_original_aspect_ratio=increase`,
    `crop=${width}:${height}`,
    `gblur=sigma=${sigma}`,
    `scale=${output.width}:${output.height},setsar=1[ground];[front]setsar=1[inner];[ground][inner]overlay=(W-w)/2:(H-h)/2`,
  ]
}

/** What is transparent shows the ground; ffmpeg by itself would show whatever colour lies unseen in those pixels. */
function onGround(colour: string): string[] {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  // Not `drawbox`, which crashes on RGBA in ffmpeg 5.1.
  return [`format=rgba,split[figure][under];[under]lutrgb=r=${r}:g=${g}:b=${b}:a=255[plain];[plain][figure]overlay=format=auto`]
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

/** The file around the frames: index in front, and no word about where, when or with what it was filmed. */
function wrapping(plan: VideoPlan, facts: VideoFacts): string[] {
  const keeps = !plan.stripMetadata && facts.privateMetadata.length > 0
  return [
    ...(keeps ? ['-map_metadata', '0'] : ['-map_metadata', '-1', '-map_chapters', '-1']),
    ...['-movflags', keeps ? '+faststart+use_metadata_tags' : '+faststart'],
    ...['-max_muxing_queue_size', '4096', '-f', 'mp4'],
  ]
}
