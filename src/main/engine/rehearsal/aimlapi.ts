/**
 * AI/ML API as its OpenAPI page describes it: create answers 201, create and poll share one shape, media are `format: uri`
 * (links or data URIs), no credits is 403, and the label of a request can be found again in the account's logs.
 */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Answer } from './answer'
import { mediaField } from './media-field'
import { accept, billedSeconds, type Environment, endpoint, headerOf, look, type Manner, readBody, type Stage } from './stage'
import type { Task, TaskView } from './task'

const model = 'klingai/video-v3-motion-control'
/** No price is published; upstream's list price makes the amounts plausible. */
const usdPerSecond = { standard: 0.126, professional: 0.168 }
const creditsPerUsd = 2_000_000

function refusal(status: number, path: string, message: string): Answer {
  return { status, body: { message, path, requestId: randomUUID(), statusCode: String(status), timestamp: new Date().toISOString() } }
}

const manner: Manner = {
  provider: 'aimlapi',
  missingKey: (path) => refusal(401, path, 'Unauthorized'),
  badKey: (path) => refusal(401, path, 'Invalid API key'),
  noBalance: (path) =>
    refusal(403, path, 'You’ve run out of credits. Please top up your balance or update your payment method to continue.'),
  malformed: (path, complaints) => refusal(400, path, `Body validation error: ${complaints.join('; ')}`),
  mediaRefused: (path, field, problem) => refusal(400, path, `Body validation error: ${field}_url: ${problem.reason}`),
}

const Create = z.strictObject({
  model: z.literal(model),
  prompt: z.string().optional(),
  image_url: mediaField({ kind: 'image', link: true, raw: false, dataUri: true, complaint: 'Invalid uri' }),
  video_url: mediaField({ kind: 'video', link: true, raw: false, dataUri: true, complaint: 'Invalid uri' }),
  character_orientation: z.enum(['image', 'video']).default('video'),
  keep_audio: z.boolean().default(true),
  mode: z.enum(['std', 'pro']).default('std'),
})

function usageOf(task: Task) {
  const usd = Number((billedSeconds(task) * usdPerSecond[task.wish.tier]).toFixed(6))
  return { credits_used: Math.round(usd * creditsPerUsd), usd_spent: usd }
}

function statusOf(view: TaskView): string {
  return { queued: 'queued', running: 'generating', done: 'completed', failed: 'error', unknown: 'enhancing' }[view.phase]
}

function generation(view: TaskView) {
  const done = view.phase === 'done'
  return {
    id: view.task.remoteId,
    status: statusOf(view),
    video: view.link === null ? null : { url: view.link },
    error: view.failure?.reason ? { name: view.failure.code, message: view.failure.reason } : null,
    meta: done ? { usage: usageOf(view.task) } : null,
  }
}

/** Anything outside this is dropped in silence. */
function labelOf(header: string | null): string | null {
  return header !== null && /^[A-Za-z0-9._:-]{1,128}$/.test(header) ? header : null
}

export function playAimlapi(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()

  app.post(
    '/v2/video/generations',
    endpoint(stage, manner, 'create', async (scene) => {
      const body = await readBody(stage, manner, scene, Create)
      if (!body.ok) return body.answer
      if (scene.poor) return manner.noBalance(scene.path)
      const label = labelOf(headerOf(scene.incoming, 'x-client-request-id'))
      const made = await accept(stage, manner, scene, {
        // Ids of this provider hold a colon, so a client must encode them.
        remoteId: `${randomUUID()}:video-v3-motion-control`,
        wish: {
          orientation: body.value.character_orientation,
          tier: body.value.mode === 'pro' ? 'professional' : 'standard',
          keepAudio: body.value.keep_audio,
        },
        image: body.value.image_url,
        video: body.value.video_url,
        label,
      })
      await body.discard()
      if (!made.ok) return made.answer
      const { remoteId } = made.task
      const headers = { 'x-inference-id': remoteId, ...(label === null ? {} : { 'x-client-request-id': label }) }
      return {
        status: 201,
        headers,
        body: scene.effect?.kind === 'ok-without-id' ? { status: 'queued' } : { id: remoteId, status: 'queued' },
      }
    }),
  )

  app.get(
    '/v2/video/generations',
    endpoint(stage, manner, 'poll', async ({ call, effect, path }) => {
      const task = stage.book.find('aimlapi', call.req.query('generation_id') ?? '')
      if (!task) return refusal(404, path, 'Generation not found')
      const shown = generation(look(stage, task, effect))
      const usage = shown.meta?.usage
      const spent: Record<string, string> = usage
        ? { 'x-aimlapi-usd-spent': String(usage.usd_spent), 'x-aimlapi-credits-used': String(usage.credits_used) }
        : {}
      return { status: 200, headers: { 'x-inference-id': task.remoteId, ...spent }, body: shown }
    }),
  )

  app.get(
    '/v2/logs',
    endpoint(stage, manner, 'history', async ({ call }) => {
      const wanted = call.req.query('client_request_id')
      const rows = stage.book.list('aimlapi').filter((task) => wanted === undefined || task.label === wanted)
      return { status: 200, body: { data: rows.map(logRow), next_cursor: null } }
    }),
  )

  app.get(
    '/v2/billing',
    endpoint(stage, manner, 'balance', async ({ poor }) => ({ status: 200, body: { current_balance: poor ? 0 : 100, currency: 'USD' } })),
  )
  return app
}

function logRow(task: Task) {
  return {
    created_at: new Date(task.createdAt).toISOString(),
    model,
    status: task.phase === 'failed' ? 'failed' : 'succeeded',
    cost: task.phase === 'done' ? usageOf(task).usd_spent : 0,
    inference_id: task.remoteId,
    client_request_id: task.label,
  }
}
