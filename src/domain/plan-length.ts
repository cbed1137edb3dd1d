/** How long the prepared clip will be, which part of the source it uses, and how it is lengthened if the person asked. Pure. */
import { fail, ok, type Result } from './failure'
import type { Limits } from './limits'
import type { Edits, TimeRange, VideoFacts } from './media'
import type { Step } from './plan'
import type { Orientation } from './request'
import { formatPlace, formatSeconds, takes } from './wording'

export type Lengthening = NonNullable<Edits['tooShort']>

/** A finished file is measured to the end of its last audio frame (21 ms) and last picture (≤ 100 ms at 10 fps). */
export const MARGIN_SECONDS = 0.1
/** Fractions up to this above a whole second are trimmed away where the clip is trimmed anyway: they are billed as a second. */
export const BILLED_FRACTION = 0.15
/** Less than this holds no motion that could be repeated, slowed down or held. */
const LEAST_TO_LENGTHEN = 0.2
/** Slower than this looks like slow motion to the model, too. */
const MOST_SLOWING = 2

/** A part of a clip that is proposed where the person chose none. */
export interface Stretch extends TimeRange {
  /** Why this one; ends a sentence. */
  why: string
}

export interface PlannedLength {
  use: TimeRange
  trimmed: boolean
  lengthen: Lengthening | null
  /** Length of the finished clip. */
  seconds: number
  steps: Step[]
}

/**
 * @param encodes the clip is made anew anyway, so its end must keep the margin that an encoder needs
 * @param stretch of a clip that is too long, what to use instead of its start
 */
export function planLength(
  facts: VideoFacts,
  limits: Limits,
  orientation: Orientation,
  edits: Edits,
  encodes = false,
  stretch?: Stretch,
): Result<PlannedLength> {
  const longest = limits.video.maxSeconds[orientation].value
  const least = limits.video.minSeconds.value
  const steps: Step[] = []

  let use: TimeRange = { start: 0, end: facts.seconds }
  let trimmed = false
  if (edits.trim) {
    if (edits.trim.start >= facts.seconds || edits.trim.end > facts.seconds + 0.5)
      return fail(
        'video.trim-outside',
        `The trim ${formatSeconds(edits.trim.start)}–${formatSeconds(edits.trim.end)} reaches outside the clip, which is ${formatSeconds(facts.seconds)} long.`,
        'Choose a start and an end inside the clip.',
      )
    use = { start: edits.trim.start, end: Math.min(edits.trim.end, facts.seconds) }
    trimmed = use.start > 0 || use.end < facts.seconds
    if (trimmed)
      steps.push({ rule: 'video.trim', from: formatSeconds(facts.seconds), to: formatSeconds(use.end - use.start), why: 'trimmed by hand' })
  } else if (stretch && facts.seconds > longest && isBetterThanStart(stretch, facts.seconds, least, longest)) {
    use = { start: stretch.start, end: Math.min(stretch.end, facts.seconds) }
    trimmed = true
    steps.push({
      rule: 'video.best-stretch',
      from: formatSeconds(facts.seconds),
      to: `${formatSeconds(use.end - use.start)} from ${formatPlace(use.start)}`,
      why: `${takes(limits.who)} up to ${longest} s for orientation “${orientation}”; ${stretch.why}`,
    })
  }

  const used = use.end - use.start
  // What is sent as it is may reach the limit itself; what is cut or encoded ends a frame later than planned.
  const aimAtMost = longest - MARGIN_SECONDS
  if (used > (trimmed || encodes ? aimAtMost : longest)) {
    const aim = aimAtMost
    steps.push({
      rule: 'video.duration.max',
      from: formatSeconds(used),
      to: formatSeconds(aim),
      why: `${takes(limits.who)} up to ${longest} s for orientation “${orientation}”${used > longest ? '' : '; an encoded clip ends a moment later than its source'}`,
    })
    return ok({ use: { start: use.start, end: use.start + aim }, trimmed: true, lengthen: null, seconds: aim, steps })
  }
  if (used < least) return lengthen(use, trimmed, least, limits, edits, steps)

  // A clip that stays as it is, is not cut for a few cents; one that is made anew anyway is.
  if (trimmed || encodes) {
    // A cut at the whole second counts, too: the finished file ends a frame after it.
    const whole = Math.floor(used + 1e-6)
    const aim = whole - MARGIN_SECONDS / 2
    if (used - whole <= BILLED_FRACTION + 1e-6 && aim >= least) {
      steps.push({
        rule: 'video.billed-second',
        from: formatSeconds(used),
        to: formatSeconds(aim),
        why: 'a begun second may be billed as a whole one',
      })
      return ok({ use: { start: use.start, end: use.start + aim }, trimmed: true, lengthen: null, seconds: aim, steps })
    }
  }
  return ok({ use, trimmed, lengthen: null, seconds: used, steps })
}

/** One that begins with the clip and is as long as can be is the start, which needs no other reason than the limit. */
function isBetterThanStart(stretch: Stretch, seconds: number, least: number, longest: number): boolean {
  if (Math.min(stretch.end, seconds) - stretch.start < least) return false
  return stretch.start > 0 || stretch.end < longest - MARGIN_SECONDS - 1e-6
}

function lengthen(use: TimeRange, trimmed: boolean, least: number, limits: Limits, edits: Edits, steps: Step[]): Result<PlannedLength> {
  const used = use.end - use.start
  const aim = least + MARGIN_SECONDS
  const how = used < LEAST_TO_LENGTHEN ? undefined : edits.tooShort
  if (!how)
    return fail(
      'video.too-short',
      `The clip is ${formatSeconds(used)} long; ${takes(limits.who)} at least ${least} s.`,
      used < LEAST_TO_LENGTHEN
        ? 'Use a longer clip.'
        : 'Use a longer clip, or choose how to lengthen this one: loop it, slow it down or hold its last frame.',
    )
  if (how === 'slow' && aim / used > MOST_SLOWING)
    return fail(
      'video.too-short',
      `The clip is ${formatSeconds(used)} long; reaching ${formatSeconds(aim)} would slow it down ${(aim / used).toFixed(1)}×.`,
      'Loop it or hold its last frame instead, or use a longer clip.',
    )
  const words = { loop: 'repeated', slow: 'slowed down', hold: 'last frame held' }
  steps.push({
    rule: 'video.duration.min',
    from: formatSeconds(used),
    to: formatSeconds(aim),
    why: `${takes(limits.who)} at least ${least} s; ${words[how]}, as you chose`,
  })
  return ok({ use, trimmed, lengthen: how, seconds: aim, steps })
}
