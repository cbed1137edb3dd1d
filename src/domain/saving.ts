/** A begun second is billed as a whole one: what it would save to cut a clip that could be sent as it is. Pure. */
import { z } from 'zod'
import { TimeRange } from './media'
import { BILLED_FRACTION, MARGIN_SECONDS } from './plan-length'
import type { VideoPlan } from './plan-video'
import type { Quote } from './quote'

export const Saving = z.object({
  /** The part that would be billed a second less; the trim that a person would choose. */
  use: TimeRange,
  /** How much less it would cost. */
  usd: z.number().positive(),
})
export type Saving = z.infer<typeof Saving>

/**
 * Null where nothing is saved. A clip that is made anew anyway is cut by its plan; one that can stay as it is, is not cut for a
 * few cents, since making it anew costs quality: the person decides.
 *
 * @param least seconds a provider takes
 * @param priceOf quote for a finished clip of so many seconds
 */
export function savingOf(plan: VideoPlan, least: number, priceOf: (seconds: number) => Quote): Saving | null {
  if (plan.change === 'encoded' || plan.trimmed) return null
  const { start } = plan.use
  const { seconds } = plan.output
  const whole = Math.floor(seconds + 1e-6)
  const aim = whole - MARGIN_SECONDS / 2
  if (seconds - whole > BILLED_FRACTION + 1e-6 || aim < least) return null
  const [now, then] = [priceOf(seconds).usd, priceOf(aim).usd]
  if (now === null || then === null || now - then < 0.005) return null
  return { use: { start, end: start + aim }, usd: Math.round((now - then) * 10_000) / 10_000 }
}
