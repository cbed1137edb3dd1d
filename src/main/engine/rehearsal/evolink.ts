/**
 * EvoLink as its page describes it: links only, wishes in `model_params`, progress in per cent, 402 without credits;
 * the Idempotency-Key its own clients send answers a replay with the task that exists.
 */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Answer } from './answer'
import { mediaField } from './media-field'
import {
  accept,
  billedSeconds,
  type Environment,
  endpoint,
  fingerprintOf,
  headerOf,
  look,
  type Manner,
  readBody,
  type Stage,
} from './stage'
import type { Task, TaskView } from './task'

const model = 'kling-v3-motion-control'
/** The page's two columns of one table. */
const creditsPerSecond = { standard: 8.1648, professional: 10.88368 }
const usdPerSecond = { standard: 0.1134, professional: 0.1512 }

function refusal(status: number, code: string, message: string): Answer {
  const type = status === 401 ? 'authentication_error' : status === 402 ? 'insufficient_quota' : 'invalid_request_error'
  return { status, body: { error: { code, message, type } } }
}

export const evolinkManner: Manner = {
  provider: 'evolink',
  missingKey: () => refusal(401, 'unauthorized', 'No API key provided'),
  badKey: () => refusal(401, 'invalid_api_key', 'Invalid API key'),
  noBalance: () => refusal(402, 'insufficient_quota', 'Insufficient credits, please top up'),
  malformed: (_path, complaints) => refusal(400, 'invalid_parameters', complaints.join('; ')),
  mediaRefused: (_path, field, problem) =>
    refusal(400, field === 'image' ? 'image_processing_error' : 'invalid_parameters', `${field}_urls: ${problem.reason}`),
  // Links are opened by the worker, after the task was accepted.
  failsLater: (field, problem) =>
    problem.kind === 'unreachable'
      ? {
          code: field === 'image' ? 'image_processing_error' : 'resource_not_found',
          reason: `${field}_urls: the file could not be downloaded (${problem.reason})`,
        }
      : null,
}
const manner = evolinkManner

/** "HTTPS only, no internal IPs, max length 2048." */
function isCallback(text: string): boolean {
  if (text.length > 2048 || !URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const inside = /^(localhost|127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.)|\.local$|\.internal$/i
  return protocol === 'https:' && !inside.test(hostname) && !(isIP(hostname.replace(/[[\]]/g, '')) === 6)
}

const link = (kind: 'image' | 'video') => {
  const one = mediaField({ kind, link: true, raw: false, dataUri: false, complaint: 'must be a URL directly accessible by the server' })
  return z.union([one.transform((source) => [source]), z.array(one).length(1)]).transform((sources) => sources[0]!)
}

const Create = z
  .strictObject({
    model: z.literal(model),
    image_urls: link('image'),
    video_urls: link('video'),
    prompt: z.string().max(2500).optional(),
    quality: z.enum(['720p', '1080p']),
    model_params: z.strictObject({
      character_orientation: z.enum(['image', 'video']),
      keep_sound: z.boolean().default(true),
      element_list: z
        .array(z.strictObject({ element_id: z.string().min(1) }))
        .max(1)
        .optional(),
      watermark_info: z.strictObject({ enabled: z.boolean() }).optional(),
    }),
    callback_url: z.string().refine(isCallback, { message: 'must be https, public and at most 2048 characters' }).optional(),
  })
  .refine((body) => !body.model_params.element_list?.length || body.model_params.character_orientation === 'video', {
    path: ['model_params', 'character_orientation'],
    message: 'must be video when element_list is used',
  })

function created(task: Task, withId: boolean) {
  return {
    created: Math.floor(task.createdAt / 1000),
    ...(withId ? { id: task.remoteId } : {}),
    model,
    object: 'video.generation.task',
    progress: 0,
    status: 'pending',
    task_info: { can_cancel: true, estimated_time: 180 },
    type: 'video',
    usage: { billing_rule: 'per_second', credits_reserved: creditsOf(task), user_group: 'default' },
  }
}

function creditsOf(task: Task): number {
  return Number((billedSeconds(task) * creditsPerSecond[task.wish.tier]).toFixed(4))
}

function statusOf(view: TaskView): string {
  return { queued: 'pending', running: 'processing', done: 'completed', failed: 'failed', unknown: 'reviewing' }[view.phase]
}

function shown(view: TaskView) {
  const { task } = view
  const done = view.phase === 'done'
  const usd = Number((billedSeconds(task) * usdPerSecond[task.wish.tier]).toFixed(4))
  return {
    created: Math.floor(task.createdAt / 1000),
    id: task.remoteId,
    model,
    object: 'video.generation.task',
    type: 'video',
    status: statusOf(view),
    progress: done ? 100 : Math.floor(view.progress * 99),
    task_info: { can_cancel: view.phase === 'queued', estimated_time: Math.max(1, Math.round(180 * (1 - view.progress))) },
    ...(done ? { results: view.link === null ? [] : [view.link] } : {}),
    ...(done && view.link !== null ? { result_data: [{ video_url: view.link, duration: task.seconds }] } : {}),
    usage: {
      billing_rule: 'per_second',
      credits_reserved: creditsOf(task),
      ...(done ? { credits_used: creditsOf(task), cost: { credits: creditsOf(task), usd } } : {}),
    },
    ...(view.phase === 'failed'
      ? { error: view.failure?.reason ? { code: view.failure.code, message: view.failure.reason, type: 'task_error' } : null }
      : {}),
  }
}

export function playEvolink(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()

  app.post(
    '/v1/videos/generations',
    endpoint(stage, manner, 'create', async (scene) => {
      const body = await readBody(stage, manner, scene, Create)
      if (!body.ok) return body.answer
      const { model_params: params, quality, image_urls: image, video_urls: video } = body.value
      await body.discard()
      const label = headerOf(scene.incoming, 'idempotency-key')
      if (label !== null && !/^[A-Za-z0-9._-]{16,96}$/.test(label))
        return manner.malformed(scene.path, ['Idempotency-Key must be 16-96 characters of A-Za-z0-9._-'])
      if (scene.poor) return manner.noBalance(scene.path)
      const wanted = {
        remoteId: `task-unified-${Math.floor(Date.now() / 1000)}-${randomBytes(4).toString('hex')}`,
        wish: {
          orientation: params.character_orientation,
          tier: quality === '1080p' ? ('professional' as const) : ('standard' as const),
          keepAudio: params.keep_sound,
        },
        image,
        video,
        label,
      }
      const before = label === null ? undefined : stage.book.list('evolink').find((task) => task.label === label)
      if (before && before.fingerprint !== fingerprintOf(wanted))
        return refusal(409, 'idempotency_conflict', 'The Idempotency-Key was used for another request')
      if (before) return { status: 200, headers: { 'idempotency-replayed': 'true' }, body: created(before, true) }
      const made = await accept(stage, manner, scene, wanted)
      if (!made.ok) return made.answer
      return { status: 200, body: created(made.task, scene.effect?.kind !== 'ok-without-id') }
    }),
  )

  app.get(
    '/v1/tasks/:id',
    endpoint(stage, manner, 'poll', async ({ call, effect }) => {
      const task = stage.book.find('evolink', call.req.param('id') ?? '')
      return task ? { status: 200, body: shown(look(stage, task, effect)) } : refusal(404, 'resource_not_found', 'Task not found')
    }),
  )

  app.get(
    '/v1/tasks',
    endpoint(stage, manner, 'history', async ({ call }) => {
      const { status, model: wantedModel } = call.req.query()
      const page = Math.max(1, Number(call.req.query('page') ?? 1) || 1)
      const size = Math.min(100, Math.max(1, Number(call.req.query('page_size') ?? 20) || 20))
      const all = stage.book
        .list('evolink')
        .map((task) => shown(look(stage, task, null)))
        .filter((task) => (status === undefined || task.status === status) && (wantedModel === undefined || task.model === wantedModel))
      // Lists carry no result links.
      const data = all.slice((page - 1) * size, page * size).map(({ results: _results, result_data: _data, ...task }) => task)
      return { status: 200, body: { object: 'list', data, page, page_size: size, total: all.length } }
    }),
  )

  app.get(
    '/v1/credits',
    endpoint(stage, manner, 'balance', async ({ poor }) => {
      const credits = { remaining_credits: poor ? 0 : 7200, used_credits: 0 }
      return { status: 200, body: { success: true, message: '', data: { token: { ...credits, unlimited_credits: false }, user: credits } } }
    }),
  )
  return app
}
