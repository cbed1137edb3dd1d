/**
 * How x264 is told to meet the cap, chosen by measurement (the table in docs/bench.md). Pure.
 *
 * `bounded`: constant quality under a rate buffer that makes the cap a matter of arithmetic. For content that stays below it.
 * `surveyed`, then `filled`: where the cap is tight, a first pass over a small copy of the clip finds what each frame needs and
 * settles frame types and look-ahead; x264 scales such statistics itself. The second pass then spends the whole cap where it shows.
 * The two together take as long as one pass at full size, since the costly look-ahead happens on a sixteenth of the pixels (a quarter
 * in small clips), and come within 0.005 SSIM of two full passes at preset medium, which take more than twice the time. One pass under
 * a rate buffer starves the hard moments and lay 0.012 below on a clip with many cuts.
 */
import { BUFFER_SECONDS } from '../../../domain/byte-budget'
import type { VideoFacts } from '../../../domain/media'
import type { Size } from '../../../domain/plan'
import type { VideoPlan } from '../../../domain/plan-video'

export type RateControl =
  | { kind: 'bounded'; videoBps: number }
  /** @param log the path before `-0.log`, where x264 keeps its statistics */
  | { kind: 'surveyed'; log: string }
  | { kind: 'filled'; videoBps: number; log: string }

/** Good enough that the eye finds no difference; easy clips then end far below the cap and are not blown up to it. */
const CRF = '20'
/** Slower presets cost two to three times as much for less than 0.003 SSIM at the same size. */
const PRESET = ['-preset', 'veryfast', '-aq-mode', '2']
/** Dear in full size, cheap in a small one: where frames change for good is found better. It is worth 0.0025 SSIM. */
const LOOK_AHEAD = 'rc-lookahead=40:b-adapt=2'
/**
 * Share of each side that the survey sees: a quarter of 1080p is surveyed in a tenth less time than 0.3, for 0.002 SSIM of film and
 * none of grain. Instead of a quarter, half of smaller clips costs a fourteenth of all their time, gives film 0.003 (720p) to 0.013
 * (360p), and grain comes out within 1 % of its size instead of 4 %.
 */
const SURVEY_SIDE = { large: 1 / 4, small: 1 / 2 }
/** Pixels of what is large: more than 720p. */
const LARGE = 1_200_000
/** Two more than x264 tries by itself, in both passes alike: grain gains 0.003 SSIM, since more of it is averaged. */
const B_FRAMES = ['-bf', '5']
/**
 * A second frame to look back at shows grain better by 0.002 SSIM; a third by 0.001 more, for a tenth more time. Motion taken from
 * other frames instead of neighbours is worth 0.0006 on film and 0.002 on grain.
 * With half its usual tolerance x264 ends between −0.2 % and +1.7 % of the rate it was given (else up to +3.6 %), for 0.0003 SSIM.
 */
const FILLING = 'ref=2:mixed-refs=0:me=dia:direct=temporal:ratetol=0.5'
/** x264 says in the end how like its input its pictures are; what it would do for the eye it does not do at this preset anyway. */
const COMPARED = ['-ssim', '1']
const WITHOUT_PSY = 'psy=0'
const KEYFRAME_SECONDS = 5
/** With this many bits a pixel and frame constant quality never meets the cap on camera footage; there is nothing to survey. */
const ROOMY_BITS_PER_PIXEL = 0.2
/** x264's own exponent from the size of the first pass to that of the second. */
const BITS_BY_PIXELS = 0.7
/** Content that needs less than this share of the cap keeps its quality below it, instead of being blown up to it. */
const EASY_SHARE = 0.5
/** Room for second passes that come out larger than asked; the file is measured in any case. */
const FILL = 0.98
/** More than this many times the source's own rate shows nothing that the source does not hold. */
const OVER_SOURCE = 1.5
/** H.264 needs that much more than these to show the same. */
const THRIFTY_SOURCE = 2
const THRIFTY = /^(hevc|av1|vp9|vvc)$/
/** Longer rate buffers than this make x264 save up in vain. */
const MOST_BUFFER_SECONDS = 8

/** Whether the cap is so tight that a survey pays. */
export function isTight({ output, videoBps }: VideoPlan): boolean {
  return videoBps / (output.width * output.height * output.frameRate) < ROOMY_BITS_PER_PIXEL
}

/** The size the survey works in, even and at least 32 px a side. */
export function surveySize({ width, height }: Size): Size {
  const share = width * height > LARGE ? SURVEY_SIDE.large : SURVEY_SIDE.small
  const small = (side: number) => 2 * Math.max(16, Math.round((side * share) / 2))
  return { width: small(width), height: small(height) }
}

/** What all the pictures may take together, in bits: the plan's rate with the rate buffer's first filling given back. */
function pictureBits(plan: VideoPlan): number {
  return plan.videoBps * (plan.output.seconds + 0.9 * BUFFER_SECONDS)
}

/**
 * @param log x264's statistics of the survey
 * @returns the rate for the second pass, bits a second; null where constant quality stays far enough below the cap
 */
export function fillingRate(plan: VideoPlan, facts: VideoFacts, log: string): number | null {
  const small = surveySize(plan.output)
  const scale = ((plan.output.width * plan.output.height) / (small.width * small.height)) ** BITS_BY_PIXELS
  let bits = 0
  for (const [, texture, motion, rest] of log.matchAll(/ tex:(\d+) mv:(\d+) misc:(\d+)/g))
    bits += (Number(texture) + Number(motion)) * scale + Number(rest)
  if (bits < pictureBits(plan) * EASY_SHARE) return null
  return Math.floor(Math.min((pictureBits(plan) / plan.output.seconds) * FILL, usefulBps(plan, facts)))
}

/** Above this the output would cost more than its source holds. Enlarged pictures need more for the same. */
function usefulBps({ output, crop }: VideoPlan, facts: VideoFacts): number {
  const used = crop?.rect ?? facts
  const enlarged = Math.max(1, (output.width * output.height) / (used.width * used.height))
  const source = (facts.bytes * 8) / Math.max(facts.seconds, 0.04)
  return Math.ceil(source * enlarged * OVER_SOURCE * (THRIFTY.test(facts.codec) ? THRIFTY_SOURCE : 1))
}

/** How like its input x264 says its pictures are: SSIM of their brightness, 0–1, over all of them; null for other lines. */
export function likenessIn(line: string): number | null {
  const mean = /SSIM Mean Y:([\d.]+)/.exec(line)?.[1]
  return mean === undefined ? null : Math.round(Number(mean) * 1e4) / 1e4
}

/** x264's options. */
export function rateOptions(plan: VideoPlan, facts: VideoFacts, rate: RateControl): string[] {
  const { frameRate, seconds } = plan.output
  const options = ['-c:v', 'libx264', '-profile:v', 'high', ...PRESET]
  const keyframes = ['-g', String(Math.max(1, Math.round(KEYFRAME_SECONDS * frameRate)))]
  switch (rate.kind) {
    case 'surveyed':
      return [...options, ...B_FRAMES, '-crf', CRF, ...keyframes, '-x264-params', LOOK_AHEAD, '-pass', '1', '-passlogfile', rate.log]
    case 'filled':
      return [
        ...[...options, ...B_FRAMES, ...COMPARED, '-b:v', String(rate.videoBps), ...keyframes],
        ...['-x264-params', `${FILLING}:${WITHOUT_PSY}`, '-pass', '2', '-passlogfile', rate.log],
      ]
    case 'bounded': {
      // A lower rate leaves room for a longer buffer under the same cap: hard moments may then borrow from easy ones.
      const most = Math.max(1, Math.min(rate.videoBps, usefulBps(plan, facts)))
      const buffer = ((rate.videoBps / most) * (seconds + 0.9 * BUFFER_SECONDS) - seconds) / 0.9
      const bufferBits = Math.floor(most * Math.min(MOST_BUFFER_SECONDS, buffer))
      return [
        ...[...options, ...COMPARED, '-crf', CRF, '-maxrate', String(most), '-bufsize', String(bufferBits), ...keyframes],
        ...['-x264-params', WITHOUT_PSY],
      ]
    }
  }
}
