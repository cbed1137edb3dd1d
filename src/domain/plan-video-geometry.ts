/** Which part of the clip is kept, with which borders, and at which size. Pure. */
import { fail, ok, type Result } from './failure'
import type { Limits } from './limits'
import type { Edits, VideoFacts } from './media'
import {
  aspectBeyond,
  aspectStep,
  centred,
  cropToAspect,
  isInside,
  LEAST_KEPT,
  MOST_ENLARGEMENT,
  type PlannedCrop,
  padToAspect,
  type Size,
  type Step,
  scaleIntoSides,
} from './plan'
import { formatRatio, formatSides, takes } from './wording'

/** H.264 4:2:0 needs even sides. */
export const EVEN = 2

export interface Geometry {
  crop: PlannedCrop | null
  pad: Size | null
  size: Size
  steps: Step[]
}

export function planGeometry(facts: VideoFacts, limits: Limits, edits: Edits): Result<Geometry> {
  const rules = limits.video
  const range = { min: rules.minAspect.value, max: rules.maxAspect.value }
  const whole: Size = { width: facts.width, height: facts.height }
  const steps: Step[] = []
  let size = whole
  let crop: PlannedCrop | null = null
  let pad: Size | null = null

  const byHand = edits.cropVideo
  if (byHand && !(byHand.x === 0 && byHand.y === 0 && byHand.width === whole.width && byHand.height === whole.height)) {
    if (!isInside(byHand, whole))
      return fail(
        'video.crop-outside',
        `The crop reaches outside the clip, which is ${formatSides(whole)}.`,
        'Choose a crop inside the clip.',
      )
    crop = { rect: byHand, by: 'hand' }
    size = { width: byHand.width, height: byHand.height }
    steps.push({ rule: 'video.crop', from: formatSides(whole), to: formatSides(size), why: 'cropped by hand' })
  }
  const beyond = aspectBeyond(size, range)
  if (beyond) {
    const rule = `video.aspect.${beyond}`
    if (edits.fit === 'pad') {
      pad = padToAspect(size, range, EVEN)
      steps.push(aspectStep(rule, size, pad, limits.who, range, 'pad'))
      size = pad
    } else {
      const kept = cropToAspect(size, range)
      const share = (kept.width * kept.height) / (size.width * size.height)
      if (share < LEAST_KEPT)
        return fail(
          'video.too-elongated',
          `The clip is ${formatSides(size)} (${formatRatio(size.width / size.height)}); fitting it to ${limits.who} would cut away ${Math.round((1 - share) * 100)} % of it.`,
          'Crop it by hand to the part that shows the person, or add borders with “pad”.',
        )
      const inner = centred(kept, size)
      const origin = crop?.rect ?? { x: 0, y: 0 }
      steps.push(aspectStep(rule, size, kept, limits.who, range, 'crop'))
      crop = { rect: { ...inner, x: inner.x + origin.x, y: inner.y + origin.y }, by: 'centre' }
      size = kept
    }
  }
  const scaled = scaleIntoSides(size, rules.minSide.value, rules.maxSide.value, range, EVEN)
  const inSides = Math.min(size.width, size.height) >= rules.minSide.value && Math.max(size.width, size.height) <= rules.maxSide.value
  if (!inSides) {
    const factor = scaled.width / size.width
    if (factor > MOST_ENLARGEMENT)
      return fail(
        'video.too-small',
        `The clip is ${formatSides(size)}; ${takes(limits.who)} at least ${rules.minSide.value} px per side, which would enlarge it ${factor.toFixed(1)}×.`,
        `Use a clip of at least ${Math.ceil(rules.minSide.value / MOST_ENLARGEMENT)} px per side, better ${rules.minSide.value} px.`,
      )
    steps.push({
      rule: factor > 1 ? 'video.side.min' : 'video.side.max',
      from: formatSides(size),
      to: formatSides(scaled),
      why: `${takes(limits.who)} ${rules.minSide.value}–${rules.maxSide.value} px per side`,
    })
  }
  // An odd side is legal in a file that is sent as it is, and only rounded when the clip is encoded anyway.
  return ok({ crop, pad, size: scaled, steps })
}
