/** (facts, limits, edits) → what will be done to the picture, or why it cannot be reached. Pure. */
import { z } from 'zod'
import { type Failure, fail, ok, type Result } from './failure'
import { checkImage, type ImageLimits, type Limits, type Violation } from './limits'
import { type Edits, groundColour, type ImageFacts, PadWith } from './media'
import {
  aspectBeyond,
  aspectStep,
  Change,
  centred,
  cropToAspect,
  isInside,
  LEAST_KEPT,
  MOST_ENLARGEMENT,
  PlannedCrop,
  padToAspect,
  Size,
  Step,
  scaleIntoSides,
} from './plan'
import { formatBytes, formatRatio, formatSides, takes } from './wording'

/** Carried out in this order: upright → crop → pad → scale → flatten, sRGB, 8 bit → encode under `maxBytes`. */
export const ImagePlan = z.object({
  kind: z.literal('image'),
  change: Change,
  steps: z.array(Step),
  crop: PlannedCrop.nullable(),
  /** Canvas the cropped picture is centred on, before scaling. */
  pad: Size.nullable(),
  /** What the borders are made of, and what shows behind transparency. */
  padWith: PadWith,
  output: Size.extend({ format: z.enum(['jpeg', 'png']) }),
  maxBytes: z.number().int().positive(),
  stripMetadata: z.boolean(),
})
export type ImagePlan = z.infer<typeof ImagePlan>

/** What can be taken out of the file without touching a pixel. */
const mendedByCopy = new Set(['image.metadata', 'image.gain-map'])

export function planImage(facts: ImageFacts, limits: Limits, edits: Edits): Result<ImagePlan> {
  const rules = limits.image
  const range = { min: rules.minAspect.value, max: rules.maxAspect.value }
  const violations = checkImage(facts, rules)
  const steps: Step[] = violations.filter((v) => !isGeometry(v)).map((v) => stepFor(v, limits.who, edits))

  const whole: Size = { width: facts.width, height: facts.height }
  let size = whole
  let crop: PlannedCrop | null = null
  let pad: Size | null = null

  if (edits.cropImage && !sameArea(edits.cropImage, whole)) {
    if (!isInside(edits.cropImage, whole))
      return fail(
        'image.crop-outside',
        `The crop reaches outside the picture, which is ${formatSides(whole)}.`,
        'Choose a crop inside the picture.',
      )
    crop = { rect: edits.cropImage, by: 'hand' }
    size = { width: edits.cropImage.width, height: edits.cropImage.height }
    steps.push({ rule: 'image.crop', from: formatSides(whole), to: formatSides(size), why: 'cropped by hand' })
  }

  const beyond = aspectBeyond(size, range)
  if (beyond) {
    const rule = `image.aspect.${beyond}`
    if (edits.fit === 'pad') {
      pad = padToAspect(size, range)
      steps.push(aspectStep(rule, size, pad, limits.who, range, 'pad'))
      size = pad
    } else {
      const kept = cropToAspect(size, range)
      const share = (kept.width * kept.height) / (size.width * size.height)
      if (share < LEAST_KEPT) return elongated(size, share, limits)
      const inner = centred(kept, size)
      const origin = crop?.rect ?? { x: 0, y: 0 }
      steps.push(aspectStep(rule, size, kept, limits.who, range, 'crop'))
      // A hand-made crop says where to look, so its middle is kept; else the pixels decide.
      crop = { rect: { ...inner, x: inner.x + origin.x, y: inner.y + origin.y }, by: crop ? 'centre' : 'attention' }
      size = kept
    }
  }

  const scaled = scaleIntoSides(size, rules.minSide.value, rules.maxSide.value, range)
  if (scaled.width !== size.width || scaled.height !== size.height) {
    const factor = scaled.width / size.width
    if (factor > MOST_ENLARGEMENT) return tooSmall(size, rules.minSide.value, factor, limits)
    steps.push({
      rule: factor > 1 ? 'image.side.min' : 'image.side.max',
      from: formatSides(size),
      to: formatSides(scaled),
      why: `${takes(limits.who)} ${rules.minSide.value}–${rules.maxSide.value} px per side${factor > 1 ? `; enlarged ${factor.toFixed(2)}×` : ''}`,
    })
  }

  const stripMetadata = !edits.keepMetadata && facts.privateMetadata.length > 0
  if (stripMetadata)
    steps.push({
      rule: 'image.metadata',
      from: facts.privateMetadata.join(', '),
      to: 'removed',
      why: 'private data stays on this computer',
    })

  const encodes = steps.some((step) => !mendedByCopy.has(step.rule))
  return ok({
    kind: 'image',
    change: encodes ? 'encoded' : steps.length > 0 ? 'copied' : 'untouched',
    steps,
    crop,
    pad,
    padWith: edits.padWith,
    output: { ...scaled, format: encodes ? outputFormat(facts, scaled, rules) : (facts.format as 'jpeg' | 'png') },
    maxBytes: rules.maxBytes.value,
    stripMetadata,
  })
}

/** A PNG stays a PNG where even its raw pixels fit under the cap, so that line art keeps its edges; all else becomes JPEG. */
function outputFormat(facts: ImageFacts, size: Size, rules: ImageLimits): 'jpeg' | 'png' {
  return facts.format === 'png' && rules.formats.value.includes('png') && size.width * size.height * 3 < rules.maxBytes.value * 0.98
    ? 'png'
    : 'jpeg'
}

function isGeometry(violation: Violation): boolean {
  return violation.rule.startsWith('image.aspect') || violation.rule.startsWith('image.side')
}

function stepFor(violation: Violation, who: string, edits: Edits): Step {
  const whys: Record<string, string> = {
    'image.format': `${takes(who)} ${violation.limit}`,
    'image.bytes': `${takes(who)} ${violation.limit}`,
    'image.upright': 'pixels are turned upright, since a provider may ignore the flag',
    'image.alpha': `a provider may show black behind transparency; it is put on ${groundName(edits.padWith)}`,
    'image.gain-map': 'the picture itself is SDR; the layer for HDR screens is left out',
    'image.depth': 'JPEG and providers work in 8 bit',
    'image.colour': 'colours are converted so that they look the same everywhere',
    'image.frames': 'one still picture is needed; the first frame is used',
  }
  return { rule: violation.rule, from: violation.measured, to: violation.limit, why: whys[violation.rule] ?? violation.fix }
}

function groundName(padWith: PadWith): string {
  return padWith === 'blur' ? 'white' : padWith.startsWith('#') ? groundColour(padWith) : padWith
}

function sameArea(crop: { x: number; y: number; width: number; height: number }, size: Size): boolean {
  return crop.x === 0 && crop.y === 0 && crop.width === size.width && crop.height === size.height
}

function tooSmall(size: Size, minSide: number, factor: number, limits: Limits): { ok: false; failure: Failure } {
  return fail(
    'image.too-small',
    `The picture is ${formatSides(size)}; ${takes(limits.who)} at least ${minSide} px per side, which would enlarge it ${factor.toFixed(1)}×.`,
    `Use a picture of at least ${Math.ceil(minSide / MOST_ENLARGEMENT)} px per side, better ${minSide} px.`,
  )
}

function elongated(size: Size, share: number, limits: Limits): { ok: false; failure: Failure } {
  return fail(
    'image.too-elongated',
    `The picture is ${formatSides(size)} (${formatRatio(size.width / size.height)}); fitting it to ${limits.who} would cut away ${Math.round((1 - share) * 100)} % of it.`,
    'Crop it by hand to the part that shows the character, or add borders with “pad”.',
  )
}

/** The sentence for a plan that changes nothing or little, for lists. */
export function describeImage(plan: ImagePlan): string {
  return plan.change === 'untouched'
    ? 'as it is'
    : `${formatSides(plan.output)} ${plan.output.format.toUpperCase()}, ≤ ${formatBytes(plan.maxBytes)}`
}
