/** (facts, limits, request, edits) → what will be done to the clip, or why it cannot be reached. Pure. */
import { z } from 'zod'
import { type ByteBudget, leastReachable, longestReachable, planBytes } from './byte-budget'
import { fail, ok, type Result } from './failure'
import { checkVideo, type Limits, type Violation } from './limits'
import { type Edits, PadWith, TimeRange, type VideoFacts } from './media'
import { Change, PlannedCrop, Size, Step, scaleBy } from './plan'
import { planLength, type Stretch } from './plan-length'
import { EVEN, planGeometry } from './plan-video-geometry'
import type { MotionRequest } from './request'
import { formatBytes, formatSeconds, formatSides, takes } from './wording'

/** Carried out in one filter graph: trim → upright, square → crop → pad → scale → lengthen → frame rate → H.264 under the cap. */
export const VideoPlan = z.object({
  kind: z.literal('video'),
  change: Change,
  steps: z.array(Step),
  /** The part of the source that is used. */
  use: TimeRange,
  trimmed: z.boolean(),
  lengthen: z.enum(['loop', 'slow', 'hold']).nullable(),
  crop: PlannedCrop.nullable(),
  pad: Size.nullable(),
  /** What the borders are made of, and what shows behind transparency. */
  padWith: PadWith,
  output: Size.extend({
    seconds: z.number().positive(),
    frameRate: z.number().positive(),
    audio: z.boolean(),
  }),
  toneMap: z.enum(['pq', 'hlg']).nullable(),
  /** When copied: whether the sound is copied too or made AAC. */
  audio: z.enum(['none', 'copy', 'aac']),
  videoBps: z.number().int().positive(),
  audioBps: z.number().int().nonnegative(),
  maxBytes: z.number().int().positive(),
  stripMetadata: z.boolean(),
})
export type VideoPlan = z.infer<typeof VideoPlan>

/** Rules that a new container mends; the frames stay the same. */
const mendedByCopy = new Set(['video.container', 'video.faststart', 'video.audio-codec', 'video.audio-tracks', 'video.metadata'])
/** Keyframes are looked for this near the ends of a trim. */
export const SNAP_SECONDS = 0.04
/** A copy may come out a frame shorter than planned; near a provider's least length that would be refused. */
const COPIED_SHORTER_SECONDS = 0.05
/** No provider says a rate; above this nothing is gained and the byte budget suffers. */
const MOST_FRAME_RATE = 60
/** Sound of a copied clip that has to become AAC, bits per second. */
const COPIED_AUDIO_BPS = 128_000
/** What the tables of another container may add to a copied clip, in bytes. */
const COPIED_TABLES_BYTES = 16_000

/**
 * @param stretch what is used of a clip that is too long, where the person chose no part; its start where this is missing
 * @param keyframes of the clip, at least those near the ends of the trim, in seconds: a trim from one to another needs no encoder
 */
export function planVideo(
  facts: VideoFacts,
  limits: Limits,
  request: MotionRequest,
  edits: Edits,
  stretch?: Stretch,
  keyframes: readonly number[] = [],
): Result<VideoPlan> {
  const rules = limits.video
  const range = { min: rules.minAspect.value, max: rules.maxAspect.value }

  const exact = exactTrim(facts, edits, keyframes, rules.minSeconds.value)
  const asItIs = planLength(facts, limits, request.orientation, exact ? { ...edits, trim: exact } : edits, false, stretch)
  if (!asItIs.ok) return asItIs

  const geometry = planGeometry(facts, limits, edits)
  if (!geometry.ok) return geometry

  const violations = checkVideo(facts, rules, request.orientation, asItIs.value.use)
  const mends = [
    ...violations
      .filter((v) => !(v.rule === 'video.audio-codec' && facts.audio?.codec === 'unknown'))
      .filter((v) => !isGeometry(v) && !v.rule.startsWith('video.duration'))
      .map((v) => stepFor(v, limits.who)),
    ...geometry.value.steps,
  ]
  if (facts.container === 'avi')
    mends.push({
      rule: 'video.times',
      from: 'no times',
      to: 'a time for each frame',
      why: 'AVI does not say when a frame is shown, so a copy of its frames could stutter',
    })
  if (facts.audio?.codec === 'unknown')
    mends.push({
      rule: 'video.audio-codec',
      from: 'sound of an unknown kind',
      to: 'none',
      why: 'nothing here can decode it, nor could a provider',
    })
  const stripMetadata = !edits.keepMetadata && facts.privateMetadata.length > 0
  if (stripMetadata)
    mends.push({
      rule: 'video.metadata',
      from: facts.privateMetadata.join(', '),
      to: 'removed',
      why: 'private data stays on this computer',
    })

  const copiedSound =
    facts.audio === null || facts.audio.codec === 'unknown' ? 'none' : rules.audioCodecs.value.includes(facts.audio.codec) ? 'copy' : 'aac'
  const copyMends = (step: Step) => mendedByCopy.has(step.rule) || (exact !== null && step.rule === 'video.trim')
  const needed = [...asItIs.value.steps, ...mends]
  if (needed.length > 0 && needed.every(copyMends) && !fitsWhenCopied(facts, copiedSound, rules.maxBytes.value))
    mends.push({
      rule: 'video.bytes',
      from: formatBytes(facts.bytes),
      to: `≤ ${formatBytes(rules.maxBytes.value)}`,
      why: `a copy would outgrow what ${takes(limits.who)}`,
    })
  const encodes = [...asItIs.value.steps, ...mends].some((step) => !copyMends(step))
  const length = encodes ? planLength(facts, limits, request.orientation, edits, true, stretch) : asItIs
  if (!length.ok) return length
  const steps = [...length.value.steps, ...mends]
  const wantsAudio = facts.audio !== null && facts.audio.codec !== 'unknown' && (request.keepAudio || !encodes)
  const base = {
    kind: 'video' as const,
    use: length.value.use,
    trimmed: length.value.trimmed,
    lengthen: length.value.lengthen,
    crop: geometry.value.crop,
    pad: geometry.value.pad,
    padWith: edits.padWith,
    toneMap: facts.dynamicRange === 'sdr' ? null : facts.dynamicRange,
    maxBytes: rules.maxBytes.value,
    stripMetadata,
  }
  if (!encodes) {
    const copies = steps.length > 0
    return ok({
      ...base,
      change: copies ? 'copied' : 'untouched',
      steps,
      output: {
        width: facts.width,
        height: facts.height,
        seconds: length.value.seconds,
        frameRate: facts.frameRate,
        audio: copies ? copiedSound !== 'none' : facts.audio !== null,
      },
      audio: copiedSound,
      videoBps: Math.max(1, Math.round((facts.bytes * 8) / Math.max(facts.seconds, 0.04))),
      audioBps: COPIED_AUDIO_BPS,
    })
  }

  const size = geometry.value.size
  const frameRate = cappedFrameRate(facts.frameRate)
  const smallest = scaleBy(
    size,
    rules.minSide.value / Math.min(size.width, size.height),
    rules.minSide.value,
    rules.maxSide.value,
    range,
    EVEN,
  )
  const budget = planBytes({
    capBytes: rules.maxBytes.value,
    seconds: length.value.seconds,
    size,
    frameRate,
    audio: wantsAudio,
    smaller: shrinkLadder(size, rules.minSide.value, rules.maxSide.value, range),
  })
  if (!budget) return unreachable(limits, smallest, frameRate, length.value.seconds, wantsAudio)
  if (frameRate !== facts.frameRate)
    steps.push({
      rule: 'video.frame-rate.max',
      from: formatRate(facts.frameRate),
      to: formatRate(frameRate),
      why: `nothing is gained above ${MOST_FRAME_RATE} fps, and the picture stays sharper`,
    })
  steps.push(...budgetSteps(budget, size, frameRate, limits))
  if (wantsAudio && facts.audio && facts.audio.channels > 2)
    steps.push({
      rule: 'video.audio-channels',
      from: `${facts.audio.channels} channels`,
      to: 'stereo',
      why: 'every provider and every player reads stereo',
    })
  if (facts.audio && !request.keepAudio)
    steps.push({ rule: 'video.audio', from: 'sound', to: 'none', why: 'you asked for a result without the clip’s sound' })

  return ok({
    ...base,
    change: 'encoded',
    steps: wantsAudio ? steps : steps.filter((step) => step.rule !== 'video.audio-codec'),
    output: { ...budget.size, seconds: length.value.seconds, frameRate: budget.frameRate, audio: wantsAudio },
    audio: wantsAudio ? 'aac' : 'none',
    videoBps: budget.videoBps,
    audioBps: budget.audioBps,
  })
}

/** Sizes to step down to when the byte cap is tight, from 5/6 of the size to the provider's minimum. */
function shrinkLadder(size: Size, minSide: number, maxSide: number, range: { min: number; max: number }): Size[] {
  const rungs: Size[] = []
  for (const factor of [5 / 6, 2 / 3, 1 / 2, 5 / 12, 1 / 3, 1 / 4]) {
    if (Math.min(size.width, size.height) * factor < minSide) break
    rungs.push(scaleBy(size, factor, minSide, maxSide, range, EVEN))
  }
  if (Math.min(size.width, size.height) > minSide) {
    const least = scaleBy(size, minSide / Math.min(size.width, size.height), minSide, maxSide, range, EVEN)
    const last = rungs.at(-1)
    if (last?.width !== least.width || last.height !== least.height) rungs.push(least)
  }
  return rungs
}

function cappedFrameRate(rate: number): number {
  let capped = rate
  while (capped > MOST_FRAME_RATE + 1) capped /= 2
  return capped
}

function budgetSteps(budget: ByteBudget, size: Size, frameRate: number, limits: Limits): Step[] {
  const why = `so that it stays sharp under the ${formatBytes(limits.video.maxBytes.value)} that ${takes(limits.who)}`
  const steps: Step[] = []
  if (budget.size.width !== size.width) steps.push({ rule: 'video.bytes.size', from: formatSides(size), to: formatSides(budget.size), why })
  if (budget.frameRate !== frameRate)
    steps.push({ rule: 'video.bytes.rate', from: formatRate(frameRate), to: formatRate(budget.frameRate), why })
  return steps
}

/** The trim moved onto the keyframes it all but lies on; null where an encoder has to cut. */
function exactTrim(facts: VideoFacts, { trim }: Edits, keyframes: readonly number[], least: number): TimeRange | null {
  // Uneven frames cannot be counted, and counting is how a copy ends where it should.
  if (!trim || !facts.constantFrameRate) return null
  // Within half a frame a cut at either place keeps the same frames.
  const near = Math.min(SNAP_SECONDS, 0.5 / facts.frameRate) + 1e-9
  const onto = (place: number, ends: readonly number[]) => ends.find((end) => Math.abs(end - place) <= near)
  const start = onto(trim.start, [0, ...keyframes])
  const end = onto(trim.end, [facts.seconds, ...keyframes])
  return start !== undefined && end !== undefined && end - start >= least + COPIED_SHORTER_SECONDS ? { start, end } : null
}

function isGeometry(violation: Violation): boolean {
  return violation.rule.startsWith('video.aspect') || violation.rule.startsWith('video.side')
}

function stepFor(violation: Violation, who: string): Step {
  const whys: Record<string, string> = {
    'video.container': `${takes(who)} ${violation.limit}`,
    'video.codec': 'H.264 is the one form every provider reads',
    'video.pixels': 'H.264 in 8-bit 4:2:0 is the one form every provider reads',
    'video.dynamic-range': 'HDR would look washed out to the model',
    'video.bytes': `${takes(who)} ${violation.limit}`,
    'video.upright': 'a provider may ignore the rotation flag',
    'video.square-pixels': 'a provider may ignore the pixel shape',
    'video.gap': 'the picture before it stands still there; trim it away if that is not meant',
    'video.hidden': 'it was cut without encoding; a provider may see, measure and bill what players leave out',
    'video.frame-rate': 'a provider may count frames instead of time',
    'video.audio-codec': 'AAC is the one sound every provider reads',
    'video.audio-tracks': 'a provider may take any of them; the one a player would begin with is kept',
    'video.faststart': 'a provider can read the file from its start',
  }
  return { rule: violation.rule, from: violation.measured, to: violation.limit, why: whys[violation.rule] ?? violation.fix }
}

function formatRate(framesPerSecond: number): string {
  return `${framesPerSecond.toFixed(2).replace(/\.?0+$/, '')} fps`
}

/** A copy grows by the new container's tables, and by the sound when that is made anew. */
function fitsWhenCopied(facts: VideoFacts, sound: VideoPlan['audio'], maxBytes: number): boolean {
  const newSound = sound === 'aac' ? (COPIED_AUDIO_BPS / 8) * facts.seconds : 0
  return facts.bytes + newSound + COPIED_TABLES_BYTES <= maxBytes
}

function unreachable(limits: Limits, smallest: Size, frameRate: number, seconds: number, audio: boolean) {
  const longest = longestReachable(limits.video.maxBytes.value, smallest, frameRate, audio)
  const least = formatBytes(leastReachable(seconds, smallest, frameRate, audio))
  return fail(
    'video.unreachable',
    `${formatSeconds(seconds)} cannot be brought under the ${formatBytes(limits.video.maxBytes.value)} that ${takes(limits.who)}, even at ${formatSides(smallest)}: they need at least ${least}${longest > 0 ? `, and at most ${formatSeconds(longest)} fit` : ''}.`,
    longest >= limits.video.minSeconds.value
      ? `Trim the clip to ${formatSeconds(longest)} or less, or choose a provider that takes ${least} or more.`
      : `Choose a provider that takes ${least} or more.`,
  )
}
