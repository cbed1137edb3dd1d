/**
 * The byte cap by construction. x264's VBV means: total bits ≤ maxrate · D + initial buffer fill (0.9 · bufsize),
 * so with bufsize = b · maxrate the file stays under the cap when
 *   maxrate = (cap_bits · (1 − mux) − audio_bps · D) / (D + 0.9 · b).
 * Leaving the fill term out overshoots short clips by 1–4 % (measured).
 */
import type { Size } from './plan'

/** Seconds of video the rate buffer holds; 1 s wastes least: 0.5 s spends the budget on keyframe spikes (measured). */
export const BUFFER_SECONDS = 1
/** Share of the cap kept for the container's tables. */
const MUX_SHARE = 0.01
/** Fixed cost of an MP4's header boxes, in bytes. */
const MUX_BYTES = 8_000
/**
 * Below this many bits a pixel and frame a smaller picture looks better than a coarser one. Measured by SSIM against the source at
 * its own size: on sharp footage full size wins by 0.004 at 0.04 and draws level at 0.02; on grain five sixths win by 0.003 at 0.04.
 */
const BITS_PER_PIXEL = 0.03
/** Below this nothing recognisable is left; the plan says so instead. */
const LEAST_BITS_PER_PIXEL = 0.006
/** More than this brings nothing a motion model could read, at any size a provider takes. */
const MOST_VIDEO_BPS = 40_000_000

const AUDIO_LADDER = [128_000, 96_000, 64_000] as const

export interface ByteBudget {
  /** x264 `-maxrate`, bits per second; the rate buffer is `BUFFER_SECONDS` of it. */
  videoBps: number
  audioBps: number
  size: Size
  frameRate: number
}

interface Wanted {
  capBytes: number
  seconds: number
  size: Size
  frameRate: number
  audio: boolean
  /** Sizes to step down to, from the largest; empty when `size` cannot shrink. */
  smaller: Size[]
}

export function videoRate(capBytes: number, seconds: number, audioBps: number): number {
  const bits = (capBytes - MUX_BYTES) * 8 * (1 - MUX_SHARE) - audioBps * seconds
  return Math.min(MOST_VIDEO_BPS, Math.floor(bits / (seconds + 0.9 * BUFFER_SECONDS)))
}

/**
 * Largest size, rate and sound that the cap allows without falling under `BITS_PER_PIXEL`; steps down in the order
 * frame rate (to 30), size, sound, and returns null when even the last rung is not reachable.
 */
export function planBytes(wanted: Wanted): ByteBudget | null {
  const rates = ladderOfRates(wanted.frameRate)
  const audios: readonly number[] = wanted.audio ? AUDIO_LADDER : [0]
  let last: ByteBudget | null = null
  for (const audioBps of audios) {
    const videoBps = videoRate(wanted.capBytes, wanted.seconds, audioBps)
    if (videoBps <= 0) continue
    for (const size of [wanted.size, ...wanted.smaller]) {
      for (const frameRate of rates) {
        const bitsPerPixel = videoBps / (size.width * size.height * frameRate)
        last = { videoBps, audioBps, size, frameRate }
        if (bitsPerPixel >= BITS_PER_PIXEL) return last
      }
    }
  }
  return last && last.videoBps / (last.size.width * last.size.height * last.frameRate) >= LEAST_BITS_PER_PIXEL ? last : null
}

/** Longest clip in seconds, to the tenth below, that the last rung of `planBytes` fits under the cap; 0 when none does. */
export function longestReachable(capBytes: number, size: Size, frameRate: number, audio: boolean): number {
  const { videoBps, audioBps } = lastRung(size, frameRate, audio)
  const seconds = ((capBytes - MUX_BYTES) * 8 * (1 - MUX_SHARE) - 0.9 * BUFFER_SECONDS * videoBps) / (videoBps + audioBps)
  return Math.max(0, Math.floor(seconds * 10) / 10)
}

/** The smallest cap in bytes, to the thousand above, under which the last rung of `planBytes` fits. */
export function leastReachable(seconds: number, size: Size, frameRate: number, audio: boolean): number {
  const { videoBps, audioBps } = lastRung(size, frameRate, audio)
  const bits = videoBps * (seconds + 0.9 * BUFFER_SECONDS) + audioBps * seconds
  return Math.ceil((bits / 8 / (1 - MUX_SHARE) + MUX_BYTES + 1) / 1000) * 1000
}

/** The least that shows anything at this size: half the rate of frames, the thinnest sound, the coarsest pictures. */
function lastRung(size: Size, frameRate: number, audio: boolean): { videoBps: number; audioBps: number } {
  const rate = ladderOfRates(frameRate).at(-1) ?? frameRate
  return {
    videoBps: Math.ceil(LEAST_BITS_PER_PIXEL * size.width * size.height * rate),
    audioBps: audio ? AUDIO_LADDER[AUDIO_LADDER.length - 1]! : 0,
  }
}

/** Above 30 fps (31 for 30.03 and the like) every second frame may be dropped. */
function ladderOfRates(frameRate: number): number[] {
  return frameRate > 31 ? [frameRate, frameRate / 2] : [frameRate]
}
