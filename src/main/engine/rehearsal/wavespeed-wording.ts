/** WaveSpeedAI's prompt optimizer: accepted like any of its predictions, done after one look, and kept no longer than this process. */
import { randomBytes } from 'node:crypto'
import type { Handler } from 'hono'
import { z } from 'zod'
import type { Effect } from './fault'
import { isPublicLink } from './media-field'
import { type Environment, endpoint, type Manner, readBody, type Stage } from './stage'

const MODEL = 'wavespeed-ai/prompt-optimizer'

const Create = z
  .strictObject({
    text: z.string().optional(),
    image: z.string().refine(isPublicLink, 'must be a URL').optional(),
    mode: z.enum(['image', 'video']).default('image'),
    style: z.enum(['default', 'artistic', 'photographic', 'technical', 'anime', 'realistic']).default('default'),
    enable_sync_mode: z.literal(false).optional(),
  })
  .refine(({ text, image }) => text !== undefined || image !== undefined, 'text or image is required')

interface Worded {
  text: string
  looks: number
}

export interface Wordings {
  create(manner: Manner, success: (data: unknown) => { status: number; body: unknown }): Handler<Environment>
  /** What a poll shows; null where the id is none of a wording. */
  show(id: string, effect: Effect | null): Record<string, unknown> | null
}

export function createWordings(stage: Stage): Wordings {
  const known = new Map<string, Worded>()

  function describe(id: string, status: string, outputs: string[], error = '') {
    const urls = { get: `${stage.origin()}/wavespeed/api/v3/predictions/${id}/result` }
    return { id, model: MODEL, outputs, urls, has_nsfw_contents: [], status, created_at: new Date().toISOString(), error }
  }

  return {
    create: (manner, success) =>
      endpoint(stage, manner, 'wording', async (scene) => {
        const body = await readBody(stage, manner, scene, Create)
        if (!body.ok) return body.answer
        await body.discard()
        if (scene.poor) return manner.noBalance(scene.path)
        const id = randomBytes(16).toString('hex')
        const seen = body.value.image === undefined ? '' : ' As in the picture.'
        known.set(id, { text: `${body.value.text ?? 'A person'}, one steady shot, natural movement.${seen}`, looks: 0 })
        const { id: _, ...nameless } = describe(id, 'created', [])
        return success(scene.effect?.kind === 'ok-without-id' ? nameless : describe(id, 'created', []))
      }),
    show(id, effect) {
      const worded = known.get(id)
      if (!worded) return null
      worded.looks++
      if (effect?.kind === 'failed-with-reason') return describe(id, 'failed', [], effect.reason)
      if (effect?.kind === 'failed-without-reason') return describe(id, 'failed', [])
      if (effect?.kind === 'unknown-status') return describe(id, 'moderating', [])
      if (worded.looks === 1) return describe(id, 'processing', [])
      return describe(id, 'completed', effect?.kind === 'completed-without-link' ? [] : [worded.text])
    },
  }
}
