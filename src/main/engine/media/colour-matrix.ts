/** How YUV becomes RGB and back, said to ffmpeg where a file does not say it: the scaler would take BT.601, players go by the lines. */
import { isRgb, shownMatrix, type VideoFacts } from '../../../domain/media'

/** ffprobe's names as the scaler calls them; with others it stays with its own guess. */
const scalerMatrix: Partial<Record<string, string>> = {
  bt709: 'bt709',
  smpte170m: 'smpte170m',
  bt470bg: 'bt601',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
}

/**
 * Beside the kernel in the flags of a `scale` that goes from one matrix to another. By itself the scaler takes a short cut that
 * darkens every grey by one to three of 255 (ffmpeg 5.1). Scaling alone, and RGB to YUV, come out right without.
 */
export const EXACTLY = '+accurate_rnd+full_chroma_int+full_chroma_inp'

/** For the options of `scale`, which then converts from what players would show. */
export function fromMatrix(facts: VideoFacts): string {
  const matrix = scalerMatrix[shownMatrix(facts)]
  return matrix && !isRgb(facts.pixelFormat) ? `:in_color_matrix=${matrix}` : ''
}

/** How much red and blue count in brightness. Others than these are all but never met, and lie near BT.601. */
const weights: Partial<Record<string, readonly [red: number, blue: number]>> = {
  bt709: [0.2126, 0.0722],
  bt2020nc: [0.2627, 0.0593],
  smpte240m: [0.212, 0.087],
}
const OLD_WEIGHTS = [0.299, 0.114] as const

/** @param colour `#rrggbb`; answers it in 8 bit and limited range, 16–235 and 16–240 */
export function inMatrix(colour: string, matrix: string): { y: number; u: number; v: number } {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255) as [number, number, number]
  const [ofRed, ofBlue] = weights[matrix] ?? OLD_WEIGHTS
  const brightness = ofRed * red + (1 - ofRed - ofBlue) * green + ofBlue * blue
  const difference = (channel: number, weight: number) => Math.round(128 + (112 * (channel - brightness)) / (1 - weight))
  return { y: Math.round(16 + 219 * brightness), u: difference(blue, ofBlue), v: difference(red, ofRed) }
}

/**
 * A filter that writes into the frames what players took for granted, or none where the source says it itself. A clip whose
 * size or direction is changed would otherwise be shown in other colours than before.
 */
export function saidMatrix(facts: VideoFacts): string[] {
  if (facts.colourMatrix !== null || isRgb(facts.pixelFormat)) return []
  const matrix = shownMatrix(facts)
  return [`setparams=colorspace=${matrix}:color_primaries=${matrix}:color_trc=${matrix}`]
}
