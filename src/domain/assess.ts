/** One provider's verdict on a picture, a clip and a wish: what it would refuse, what Choreo would change, what it costs. Pure. */
import { z } from 'zod'
import { checkRequest } from './check-request'
import { Failure, type Result } from './failure'
import { checkImage, checkVideo, type Limits, strictest, Violation } from './limits'
import type { Edits, ImageFacts, VideoFacts } from './media'
import { ImagePlan, planImage } from './plan-image'
import type { Stretch } from './plan-length'
import { planVideo, VideoPlan } from './plan-video'
import { providers } from './providers/all'
import type { Provider } from './providers/provider'
import { Quote, quote } from './quote'
import { type MotionRequest, ProviderId } from './request'
import { Saving, savingOf } from './saving'

export const Verdict = z.object({
  provider: ProviderId,
  accepts: z.enum(['as-is', 'after-changes', 'never']),
  violations: z.array(Violation),
  plan: z.object({ image: ImagePlan, video: VideoPlan }).nullable(),
  /** Why it can never accept; empty otherwise. */
  failures: z.array(Failure),
  /** A local clip cannot reach it without someone who holds it behind a link. */
  needsHost: z.boolean(),
  quote: Quote.nullable(),
  /** What a cut of a moment would save. */
  saving: Saving.nullable(),
  notes: z.array(z.string()),
})
export type Verdict = z.infer<typeof Verdict>

export interface Subject {
  image: ImageFacts
  video: VideoFacts
  request: MotionRequest
  edits: Edits
  /** Of the clip, in seconds, near the ends of the trim; where they are missing a trim is encoded. */
  keyframes?: readonly number[]
}

/** @param stretch what is used of a clip that is too long for this provider */
export function assess(provider: Provider, subject: Subject, stretch?: Stretch): Verdict {
  const { image, video, request, edits } = subject
  const wishes = checkRequest(request, provider)
  const violations = [
    ...checkImage(image, provider.limits.image),
    ...checkVideo(video, provider.limits.video, request.orientation, edits.trim),
    ...wishes,
  ]
  const imagePlan = planImage(image, provider.limits, edits)
  const videoPlan = planVideo(video, provider.limits, request, edits, stretch, subject.keyframes)
  const failures = [imagePlan, videoPlan].flatMap((plan) => (plan.ok ? [] : [plan.failure]))
  if (wishes.length > 0) failures.push(wishFailure(provider, wishes))
  const plan = imagePlan.ok && videoPlan.ok ? { image: imagePlan.value, video: videoPlan.value } : null
  const changes = plan !== null && (plan.image.change !== 'untouched' || plan.video.change !== 'untouched')
  const seconds = videoPlan.ok ? videoPlan.value.output.seconds : null
  return {
    provider: provider.id,
    accepts: failures.length > 0 ? 'never' : changes ? 'after-changes' : 'as-is',
    violations,
    plan,
    failures,
    needsHost: !provider.accepts.video.some((way) => way !== 'url'),
    quote: seconds === null ? null : quoteFor(provider, request, seconds),
    saving: videoPlan.ok
      ? savingOf(videoPlan.value, provider.limits.video.minSeconds.value, (length) => quoteFor(provider, request, length))
      : null,
    notes: [...provider.notes],
  }
}

/** @param seconds of the finished clip; a provider that shortens the result is quoted for what it makes */
export function quoteFor(provider: Provider, request: MotionRequest, seconds: number): Quote {
  const made = Math.min(seconds, provider.outputSeconds[request.orientation] ?? seconds)
  return quote(provider.id, provider.price, request.tier, made)
}

/** What all the named providers together take. */
export function limitsForAll(ids: readonly [ProviderId, ...ProviderId[]]): Limits {
  const [first, ...rest] = ids
  return strictest([providers[first].limits, ...rest.map((id) => providers[id].limits)])
}

/**
 * One plan that satisfies all the named providers at once.
 * @param stretch what is used of a clip that is too long for one of them
 */
export function planForAll(
  ids: readonly [ProviderId, ...ProviderId[]],
  subject: Subject,
  stretch?: Stretch,
): Result<{ image: ImagePlan; video: VideoPlan }> {
  for (const id of ids) {
    const wishes = checkRequest(subject.request, providers[id])
    if (wishes.length > 0) return { ok: false, failure: wishFailure(providers[id], wishes) }
  }
  const limits = limitsForAll(ids)
  const image = planImage(subject.image, limits, subject.edits)
  if (!image.ok) return image
  const video = planVideo(subject.video, limits, subject.request, subject.edits, stretch, subject.keyframes)
  if (!video.ok) return video
  return { ok: true, value: { image: image.value, video: video.value } }
}

function wishFailure(provider: Provider, wishes: Violation[]): Failure {
  const first = wishes[0]!
  const tooLong = first.rule.endsWith('.length')
  return {
    code: tooLong ? 'request.prompt-too-long' : 'request.not-expressible',
    message: tooLong
      ? `The prompt has ${first.measured}; ${provider.name} takes ${first.limit}.`
      : `${provider.name} cannot do this: ${wishes.map((wish) => `${wish.rule.replace('request.', '')} (${wish.limit})`).join(', ')}.`,
    fix: `${wishes.map((wish) => wish.fix).join('; ')}.`.replace(/^./, (letter) => letter.toUpperCase()),
  }
}
