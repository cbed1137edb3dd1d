/** From the source's frames to those that the encoder is given. Pure; only numbers reach a filter, never text. */
import { canBeTransparent, groundColour, isRgb, shownMatrix, type VideoFacts } from '../../../domain/media'
import type { Size } from '../../../domain/plan'
import type { VideoPlan } from '../../../domain/plan-video'
import { fromMatrix, inMatrix, saidMatrix } from './colour-matrix'
import { decimal, rational } from './numbers'
import { toneMapping } from './tone-map'
import type { SourceTracks } from './video-facts'

/** A picture track may end a little before the sound; its last picture is held no longer than this beyond what it announces. */
const HELD_SECONDS = 0.5

/** Where frames are counted and cut to the length planned, a few more do no harm. */
const SPARE_SECONDS = 1

export type Scaler = 'lanczos' | 'area'

/** Which pictures are used: whole ones, evenly spaced; at 0 the last one up to there, which may lie below. */
export function timeFilters(plan: VideoPlan, { interlaced }: SourceTracks): string[] {
  return [
    ...(interlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...(plan.lengthen === 'slow' ? [`setpts=${decimal(stretch(plan))}*PTS`] : []),
    // A damaged time may lie days ahead, and `fps` fills the way there: what each picture costs comes after this.
    `fps=${rational(plan.output.frameRate)}:start_time=0`,
    `trim=end=${decimal(plan.output.seconds + SPARE_SECONDS)}`,
  ]
}

/**
 * What becomes of each picture that is used. ffmpeg turns it upright by itself before the first filter, so every number here is in
 * display pixels.
 */
export function pictureFilters(plan: VideoPlan, facts: VideoFacts, tracks: SourceTracks, scaler: Scaler): string[] {
  const { crop, pad, output, toneMap } = plan
  const filters: string[] = []
  const rgb = isRgb(facts.pixelFormat) || canBeTransparent(facts.pixelFormat)
  if (canBeTransparent(facts.pixelFormat)) filters.push(`scale=iw:ih${fromMatrix(facts)}`, ...onGround(groundColour(plan.padWith)))
  if (!facts.squarePixels) filters.push(`scale=${facts.width}:${facts.height}:flags=lanczos`, 'setsar=1')
  if (crop) filters.push(`crop=${crop.rect.width}:${crop.rect.height}:${crop.rect.x}:${crop.rect.y}:exact=1`)
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

/** How much longer than the used part the finished clip is. */
export function stretch(plan: VideoPlan): number {
  return plan.output.seconds / (plan.use.end - plan.use.start)
}

/** Seconds the last picture may stand still: what “hold” asks for, and what the sound outlasts the pictures by. */
function heldSeconds(plan: VideoPlan, tracks: SourceTracks): number {
  const used = plan.use.end - plan.use.start
  const missing = Math.max(0, plan.use.end - Math.max(plan.use.start, tracks.videoSeconds))
  return (plan.lengthen === 'hold' ? plan.output.seconds - used : 0) + missing + HELD_SECONDS
}
