/**
 * ShortAPI as its page describes it: everything is HTTP 200, `code` tells, the text of a refusal stands in `info`.
 * Only "2, meaning succeeded" is documented of the status numbers; 0, 1 and 3 are what clients have seen.
 */
import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Answer } from './answer'
import { mediaField } from './media-field'
import { accept, billedSeconds, type Environment, endpoint, look, type Manner, readBody, type Stage } from './stage'
import type { TaskView } from './task'

const usdPerSecond = { standard: 0.107, professional: 0.143 }

const refusal = (code: number, info: string): Answer => ({ status: 200, body: { code, info, data: null } })

const manner: Manner = {
  provider: 'shortapi',
  missingKey: () => ({ status: 401, body: { code: 401, info: 'unauthorized' } }),
  badKey: () => refusal(401, 'invalid api key'),
  noBalance: () => refusal(1, 'insufficient balance'),
  malformed: (_path, complaints) => refusal(1, complaints.join('; ')),
  mediaRefused: (_path, field, problem) =>
    refusal(1, problem.kind === 'unreachable' ? `failed to fetch ${field}: ${problem.reason}` : `invalid ${field}: ${problem.reason}`),
}

const Create = z.strictObject({
  model: z.literal('kwaivgi/kling-3.0/motion-control', { error: 'invalid model' }),
  args: z.strictObject({
    mode: z.enum(['std', 'pro']).default('std'),
    prompt: z.string().optional(),
    image: mediaField({
      kind: 'image',
      link: true,
      raw: true,
      dataUri: false,
      complaint: 'must be a public URL or base64 without any prefix',
    }),
    video: mediaField({ kind: 'video', link: true, raw: false, dataUri: false, complaint: 'must be a public URL' }),
    keep_original_sound: z.enum(['yes', 'no']).default('yes'),
    character_orientation: z.enum(['image', 'video']),
  }),
  callback_url: z.string().optional(),
})

function statusOf(view: TaskView): number {
  return { queued: 0, running: 1, done: 2, failed: 3, unknown: -7 }[view.phase]
}

function queried(view: TaskView): unknown {
  const status = statusOf(view)
  if (view.phase === 'done') return { code: 0, data: { status, result: { videos: view.link === null ? [] : [{ url: view.link }] } } }
  if (view.phase === 'failed') return { code: 0, data: { status, ...(view.failure?.reason ? { error: view.failure.reason } : {}) } }
  return { code: 0, data: { status } }
}

export function playShortapi(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()

  app.post(
    '/api/v1/job/create',
    endpoint(stage, manner, 'create', async (scene) => {
      const body = await readBody(stage, manner, scene, Create)
      if (!body.ok) return body.answer
      const { args } = body.value
      if (scene.poor) return manner.noBalance(scene.path)
      const made = await accept(stage, manner, scene, {
        remoteId: randomBytes(12).toString('hex'),
        wish: {
          orientation: args.character_orientation,
          tier: args.mode === 'pro' ? 'professional' : 'standard',
          keepAudio: args.keep_original_sound === 'yes',
        },
        image: args.image,
        video: args.video,
        label: null,
      })
      await body.discard()
      if (!made.ok) return made.answer
      const amount = (billedSeconds(made.task) * usdPerSecond[made.task.wish.tier]).toFixed(2)
      return { status: 200, body: { code: 0, data: { amount, job_id: scene.effect?.kind === 'ok-without-id' ? '' : made.task.remoteId } } }
    }),
  )

  app.get(
    '/api/v1/job/query',
    endpoint(stage, manner, 'poll', async ({ call, effect }) => {
      const task = stage.book.find('shortapi', call.req.query('id') ?? '')
      return task ? { status: 200, body: queried(look(stage, task, effect)) } : refusal(404, 'job not found')
    }),
  )
  return app
}
