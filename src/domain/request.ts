/** The provider-neutral wish: what the person wants made, before any provider's field names. */
import { z } from 'zod'

/** `image`: framed as the picture, clip ≤ 10 s. `video`: framed as the clip, clip ≤ 30 s. */
export const Orientation = z.enum(['image', 'video'])
export type Orientation = z.infer<typeof Orientation>

export const Tier = z.enum(['standard', 'professional'])
export type Tier = z.infer<typeof Tier>

export const ProviderId = z.enum(['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed'])
export type ProviderId = z.infer<typeof ProviderId>

export const MotionRequest = z.object({
  orientation: Orientation.default('video'),
  tier: Tier.default('standard'),
  keepAudio: z.boolean().default(true),
  prompt: z.string().optional(),
  negativePrompt: z.string().optional(),
  /** EvoLink: an element made with Kling Custom Element; forces orientation `video`. */
  elementId: z.string().min(1).optional(),
  watermark: z.boolean().optional(),
  callbackUrl: z.string().optional(),
})
export type MotionRequest = z.infer<typeof MotionRequest>

export const defaultRequest: MotionRequest = { orientation: 'video', tier: 'standard', keepAudio: true }
