/** What a run will cost, by the provider's own billing rule, and how sure that is. Pure. */
import { z } from 'zod'
import { ProviderId, Tier } from './request'

export interface Price {
  /** USD per second; null where the provider publishes none. */
  perSecond: Record<Tier, number | null>
  /** False where the number comes from elsewhere than the provider's page. */
  published: Record<Tier, boolean>
  minimumSeconds: number
  /** How fractions of a second are billed. `contradictory`: the page says both `up` and `nearest`. */
  rounding: 'up' | 'contradictory' | 'unknown'
  /** What is measured: a generation can come out shorter than its reference. */
  billedOn: 'output' | 'unknown'
  /** The rule in the provider's words or in ours, for the window. */
  rule: string
}

export const Quote = z.object({
  provider: ProviderId,
  tier: Tier,
  /** Seconds that are expected to be billed. */
  seconds: z.number(),
  usd: z.number().nullable(),
  certain: z.boolean(),
  note: z.string(),
})
export type Quote = z.infer<typeof Quote>

/** @param seconds length of the finished clip, in seconds */
export function quote(provider: ProviderId, price: Price, tier: Tier, seconds: number): Quote {
  const billed = Math.max(price.minimumSeconds, Math.ceil(seconds - 1e-6))
  const rate = price.perSecond[tier]
  if (rate === null) return { provider, tier, seconds: billed, usd: null, certain: false, note: price.rule }
  const exact = Math.max(price.minimumSeconds, seconds)
  const readings = {
    up: [billed],
    contradictory: [billed, Math.max(price.minimumSeconds, Math.round(seconds))],
    unknown: [billed, exact],
  }[price.rounding]
  const certain = price.published[tier] && readings.every((reading) => Math.abs(reading - billed) < 1e-6)
  return { provider, tier, seconds: billed, usd: roundUsd(billed * rate), certain, note: price.rule }
}

function roundUsd(usd: number): number {
  return Math.round(usd * 10_000) / 10_000
}
