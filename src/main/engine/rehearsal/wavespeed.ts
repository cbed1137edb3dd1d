/**
 * WaveSpeedAI as its page describes it: the tier in the path, an envelope with `code` 200 around everything,
 * links opened by the worker (task code 1402 when that fails), and the history that finds lost predictions.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Tier } from '../../../domain/request'
import type { Answer } from './answer'
import { mediaField } from './media-field'
import { accept, type Environment, endpoint, look, type Manner, readBody, type Stage } from './stage'
import type { Task, TaskView } from './task'
import { createWordings, type Wordings } from './wavespeed-wording'

const modelOf = (tier: Tier) => `kwaivgi/kling-v3.0-${tier === 'professional' ? 'pro' : 'std'}/motion-control`

export const success = (data: unknown): Answer => ({ status: 200, body: { code: 200, message: 'success', data } })
export const refusal = (status: number, message: string, code = status): Answer => ({ status, body: { code, message } })

export const wavespeedManner: Manner = {
  provider: 'wavespeed',
  missingKey: () => refusal(401, 'Unauthorized: missing API key'),
  badKey: () => refusal(401, 'Unauthorized: invalid API key'),
  noBalance: () => refusal(400, 'insufficient credits', 1407),
  malformed: (_path, complaints) => refusal(400, complaints.join('; ')),
  mediaRefused: (_path, field, problem) => refusal(400, `invalid ${field}: ${problem.reason}`),
  failsLater: (field, problem) =>
    problem.kind === 'unreachable' ? { code: '1402', reason: `1402: Failed to download ${field} from the provided URL.` } : null,
}
const manner = wavespeedManner

const Create = z.strictObject({
  image: mediaField({ kind: 'image', link: true, raw: false, dataUri: false, complaint: 'must be a URL' }),
  video: mediaField({ kind: 'video', link: true, raw: false, dataUri: false, complaint: 'must be a URL' }),
  character_orientation: z.enum(['image', 'video']),
  prompt: z.string().optional(),
  negative_prompt: z.string().optional(),
  keep_original_sound: z.boolean().default(true),
  // Both change the answer's shape; a client of this model has no use for them.
  enable_base64_output: z.literal(false).optional(),
  enable_sync_mode: z.literal(false).optional(),
})

const History = z.strictObject({
  page: z.number().int().min(1),
  page_size: z.number().int().min(1).max(100),
  created_after: z.string().optional(),
  created_before: z.string().optional(),
  model: z.string().optional(),
  status: z.string().optional(),
})

function statusOf(view: TaskView): string {
  return { queued: 'created', running: 'processing', done: 'completed', failed: 'failed', unknown: 'moderating' }[view.phase]
}

function prediction(stage: Stage, view: TaskView, withId = true) {
  const { task } = view
  return {
    ...(withId ? { id: task.remoteId } : {}),
    model: modelOf(task.wish.tier),
    outputs: view.link === null ? [] : [view.link],
    urls: { get: `${stage.origin()}/wavespeed/api/v3/predictions/${task.remoteId}/result` },
    has_nsfw_contents: view.link === null ? [] : [false],
    status: statusOf(view),
    created_at: new Date(task.createdAt).toISOString(),
    error: view.failure?.reason ?? '',
    ...(view.phase === 'failed' ? { code: Number(view.failure?.code) || 1405 } : {}),
    timings: { inference: task.finishedAt === null ? 0 : task.finishedAt - task.createdAt },
  }
}

function create(stage: Stage, tier: Tier) {
  return endpoint(stage, manner, 'create', async (scene) => {
    const body = await readBody(stage, manner, scene, Create)
    if (!body.ok) return body.answer
    await body.discard()
    if (scene.poor) return manner.noBalance(scene.path)
    const made = await accept(stage, manner, scene, {
      remoteId: randomBytes(16).toString('hex'),
      wish: { orientation: body.value.character_orientation, tier, keepAudio: body.value.keep_original_sound },
      image: body.value.image,
      video: body.value.video,
      label: null,
    })
    if (!made.ok) return made.answer
    return success(prediction(stage, look(stage, made.task, null), scene.effect?.kind !== 'ok-without-id'))
  })
}

function poll(stage: Stage, wordings: Wordings) {
  return endpoint(stage, manner, 'poll', async ({ call, effect }) => {
    const id = call.req.param('id') ?? ''
    const worded = wordings.show(id, effect)
    if (worded) return success(worded)
    const task = stage.book.find('wavespeed', id)
    return task ? success(prediction(stage, look(stage, task, effect))) : refusal(404, 'Prediction not found')
  })
}

function within(task: Task, after: string | undefined, before: string | undefined): boolean {
  return (after === undefined || task.createdAt >= Date.parse(after)) && (before === undefined || task.createdAt <= Date.parse(before))
}

export function playWavespeed(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()
  app.post('/api/v3/kwaivgi/kling-v3.0-std/motion-control', create(stage, 'standard'))
  app.post('/api/v3/kwaivgi/kling-v3.0-pro/motion-control', create(stage, 'professional'))
  const wordings = createWordings(stage)
  app.post('/api/v3/wavespeed-ai/prompt-optimizer', wordings.create(manner, success))
  app.get('/api/v3/predictions/:id/result', poll(stage, wordings))
  app.get('/api/v3/predictions/:id', poll(stage, wordings))

  app.post(
    '/api/v3/predictions',
    endpoint(stage, manner, 'history', async (scene) => {
      const body = await readBody(stage, manner, scene, History)
      if (!body.ok) return body.answer
      await body.discard()
      const { page, page_size: size, created_after: after, created_before: before, model, status } = body.value
      const items = stage.book
        .list('wavespeed')
        .filter((task) => within(task, after, before))
        .map((task) => prediction(stage, look(stage, task, null)))
        .filter((item) => (model === undefined || item.model === model) && (status === undefined || item.status === status))
      return success({ page, items: items.slice((page - 1) * size, page * size) })
    }),
  )

  app.get(
    '/api/v3/balance',
    endpoint(stage, manner, 'balance', async ({ poor }) => success({ balance: poor ? 0 : 100 })),
  )
  return app
}
