/**
 * HighwayAPI as its page describes it: create answers a bare `task_id`, the result is asked for elsewhere,
 * links live an hour, and errors name themselves in `reason`.
 */
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Answer } from './answer'
import { mediaField } from './media-field'
import { linkSeconds } from './result-links'
import { accept, type Environment, endpoint, look, type Manner, readBody, type Stage } from './stage'
import type { TaskView } from './task'

const refusal = (status: number, reason: string, message: string): Answer => ({
  status,
  body: { code: status, reason, message, metadata: {} },
})

const manner: Manner = {
  provider: 'highwayapi',
  missingKey: () => refusal(401, 'FAILED_TO_AUTH', 'failed to authenticate: no api key given'),
  badKey: () => refusal(403, 'INVALID_API_KEY', 'the api key is invalid'),
  noBalance: () => refusal(403, 'NOT_ENOUGH_BALANCE', 'not enough balance'),
  malformed: (_path, complaints) => refusal(400, 'INVALID_REQUEST_BODY', complaints.join('; ')),
  mediaRefused: (_path, field, problem) => {
    if (field === 'video') return refusal(400, 'INVALID_REQUEST_BODY', `video: ${problem.reason}`)
    const reason =
      problem.kind === 'limit'
        ? problem.reason.includes('bytes')
          ? 'IMAGE_FILE_EXCEEDS_MAX_SIZE'
          : 'INVALID_IMAGE_SIZE'
        : 'INVALID_IMAGE_FORMAT'
    return refusal(400, reason, `image: ${problem.reason}`)
  },
}

const Create = z.strictObject({
  image: mediaField({ kind: 'image', link: true, raw: true, dataUri: true, complaint: 'must be a URL or base64' }),
  video: mediaField({ kind: 'video', link: true, raw: false, dataUri: false, complaint: 'must be a URL' }),
  model_name: z.enum(['kling-v3-0-std', 'kling-v3-0-pro']),
  character_orientation: z.enum(['image', 'video']),
  prompt: z.string().max(2500).optional(),
  negative_prompt: z.string().max(2500).optional(),
  keep_original_sound: z.boolean().default(true),
})

function statusOf(view: TaskView): string {
  const words = { queued: 'QUEUED', running: 'PROCESSING', done: 'SUCCEED', failed: 'FAILED', unknown: 'REVIEWING' }
  return `TASK_STATUS_${words[view.phase]}`
}

function result(view: TaskView) {
  const { task } = view
  const videos = view.link === null ? [] : [{ video_url: view.link, video_url_ttl: String(linkSeconds.highwayapi), video_type: 'mp4' }]
  return {
    extra: {
      seed: '',
      enable_nsfw_detection: false,
      debug_info: {
        request_info: '',
        submit_time_ms: String(task.createdAt),
        execute_time_ms: String(task.createdAt),
        complete_time_ms: String(task.finishedAt ?? 0),
      },
    },
    task: {
      task_id: task.remoteId,
      task_type: 'KLING_V3_0_MOTION_CONTROL',
      status: statusOf(view),
      reason: view.failure?.reason ?? '',
      eta: 0,
      progress_percent: view.phase === 'done' ? 100 : Math.floor(view.progress * 99),
    },
    images: [],
    videos,
    audios: [],
  }
}

export function playHighwayapi(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()

  app.post(
    '/v3/async/kling-v3.0-motion-control',
    endpoint(stage, manner, 'create', async (scene) => {
      const body = await readBody(stage, manner, scene, Create)
      if (!body.ok) return body.answer
      if (scene.poor) return manner.noBalance(scene.path)
      const made = await accept(stage, manner, scene, {
        remoteId: randomUUID(),
        wish: {
          orientation: body.value.character_orientation,
          tier: body.value.model_name === 'kling-v3-0-pro' ? 'professional' : 'standard',
          keepAudio: body.value.keep_original_sound,
        },
        image: body.value.image,
        video: body.value.video,
        label: null,
      })
      await body.discard()
      if (!made.ok) return made.answer
      return { status: 200, body: scene.effect?.kind === 'ok-without-id' ? {} : { task_id: made.task.remoteId } }
    }),
  )

  app.get(
    '/v3/async/task-result',
    endpoint(stage, manner, 'poll', async ({ call, effect }) => {
      const task = stage.book.find('highwayapi', call.req.query('task_id') ?? '')
      return task ? { status: 200, body: result(look(stage, task, effect)) } : refusal(404, 'TASK_NOT_FOUND', 'task not found')
    }),
  )
  return app
}
