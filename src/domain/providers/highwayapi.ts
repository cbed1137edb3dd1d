/**
 * HighwayAPI (the API host of JieKou AI). Clip by link only and ≤ 10 MB; the picture may be base64, whose form the page
 * does not say: raw is tried first, a data URI where that is refused for its form. A task's result is fetched elsewhere and its link lives one hour.
 */
import { z } from 'zod'
import { fail } from '../failure'
import type { HttpResponse, Json } from '../http'
import { parseJson } from '../http'
import { assumed, documented } from '../limits'
import {
  anything,
  failureForStatus,
  firstLink,
  generationFailure,
  noResult,
  provesRefusal,
  remoteIdOrNull,
  retryAfterSeconds,
  retryPoll,
  spokenReason,
  textOrNull,
  toNumber,
  unclear,
} from './answers'
import { INLINE_IMAGE_BYTES, klingVideo, MB } from './kling'
import type { CreateAnswer, PollAnswer, Provider } from './provider'

const name = 'HighwayAPI'

const Created = z.looseObject({ task_id: remoteIdOrNull })
const TaskResult = z.looseObject({
  task: z.looseObject({ status: textOrNull, reason: textOrNull, eta: anything, progress_percent: anything }).nullish().catch(null),
  videos: anything,
})
/** `reason` is the error's name, `message` its text. */
const ErrorBody = z.looseObject({ reason: textOrNull, message: textOrNull })

function httpFailure(response: HttpResponse) {
  const body = parseJson(response.text)
  const parsed = ErrorBody.safeParse(body)
  const reason = (parsed.success && parsed.data.reason) || ''
  const text = (parsed.success && parsed.data.message) || spokenReason(body)
  if (/^(IMAGE_|INVALID_IMAGE)/.test(reason))
    return fail('provider.media-refused', `${name} refuses the picture: “${text || reason}”.`, 'Use another picture or crop.', {
      detail: `HTTP ${response.status} ${response.text.slice(0, 2000)}`,
      retryAfterSeconds: retryAfterSeconds(response),
    }).failure
  if (/^ILLEGAL_(PROMPT|IMAGE|VIDEO|CONTENT)/.test(reason))
    return fail('provider.content-policy', `${name} refuses the content: “${text || reason}”.`, 'Use another picture, clip or prompt.', {
      detail: `HTTP ${response.status} ${response.text.slice(0, 2000)}`,
    }).failure
  const failure = failureForStatus(name, response, text, meaning(reason, response.status))
  // JieKou's FAQ: a "balance insufficient (403)" can really be the model's requests-per-minute limit.
  return failure.code === 'provider.no-balance'
    ? { ...failure, fix: `${failure.fix} If the balance is fine, wait a minute: this answer can also mean too many requests.` }
    : failure
}

/** 403 stands for a bad key, an empty account and missing rights alike; the name of the error tells them apart. */
function meaning(reason: string, status: number): number {
  if (/NOT_ENOUGH_BALANCE|BALANCE_NOT_ENOUGH/.test(reason)) return 402
  if (/INVALID_API_KEY|FAILED_TO_AUTH|MISSING_API_KEY|BILLING_AUTH_FAILED/.test(reason)) return 401
  if (/RATE_LIMIT|TOKEN_LIMIT/.test(reason)) return 429
  return status
}

/** The error's own name, or a complaint about the body that names the picture and how it is written; never one about the clip. */
function refusesForm(response: HttpResponse): boolean {
  const body = parseJson(response.text)
  const parsed = ErrorBody.safeParse(body)
  const reason = (parsed.success && parsed.data.reason) || ''
  if (reason === 'INVALID_IMAGE_FORMAT') return true
  if (reason !== '' && !/^INVALID_(REQUEST|PARAM|ARGUMENT)/.test(reason)) return false
  const text = (parsed.success && parsed.data.message) || spokenReason(body) || ''
  return (
    (response.status === 400 || response.status === 422) &&
    /image/i.test(text) &&
    !/video/i.test(text) &&
    /base64|data.?ur[il]|\burl\b|format|decod/i.test(text)
  )
}

function formRefused(response: HttpResponse): CreateAnswer {
  const { message, detail, code } = httpFailure(response)
  return {
    kind: 'refused',
    form: true,
    failure: fail(
      'provider.media-refused',
      code === 'provider.media-refused' ? message : `${name} cannot read the picture. ${message}`,
      'Use another picture, or give it as an https link.',
      { detail },
    ).failure,
  }
}

function readCreate(response: HttpResponse): CreateAnswer {
  if (response.status < 200 || response.status > 299) {
    if (provesRefusal(response.status))
      return refusesForm(response) ? formRefused(response) : { kind: 'refused', failure: httpFailure(response) }
    return unclear(name, response, `answered with HTTP ${response.status}`)
  }
  const created = Created.safeParse(parseJson(response.text))
  if (!created.success) return unclear(name, response, 'gave an answer that cannot be read')
  if (!created.data.task_id) return unclear(name, response, 'accepted the request without naming a job')
  return { kind: 'accepted', remoteId: created.data.task_id, charge: null }
}

function readPoll(response: HttpResponse): PollAnswer {
  if (response.status !== 200) return { kind: 'retry', failure: httpFailure(response) }
  const parsed = TaskResult.safeParse(parseJson(response.text))
  if (!parsed.success || !parsed.data.task) return retryPoll(name, response)
  const { task, videos } = parsed.data
  switch (task.status) {
    case 'TASK_STATUS_SUCCEED': {
      const url = firstLink(videos, ['video_url', 'url'])
      return url ? { kind: 'succeeded', url, seconds: null, charge: null } : noResult(name, response)
    }
    case 'TASK_STATUS_FAILED':
      return { kind: 'failed', failure: generationFailure(name, task.reason || null, response.text.slice(0, 2000), null) }
    case 'TASK_STATUS_QUEUED':
      return { kind: 'queued' }
    default: {
      // Both can stay 0 all the time, which then says nothing.
      const percent = toNumber(task.progress_percent)
      const eta = toNumber(task.eta)
      return {
        kind: 'running',
        progress: percent && percent > 0 ? Math.min(1, percent / 100) : null,
        etaSeconds: eta && eta > 0 ? eta : null,
      }
    }
  }
}

export const highwayapi: Provider = {
  id: 'highwayapi',
  name,
  keyPage: 'https://www.highwayapi.ai',
  origins: { api: 'https://api.highwayapi.ai' },
  limits: {
    who: name,
    image: {
      formats: documented(['jpeg', 'png']),
      // The page allows 10 MB; as base64 that is what 7 MB become with room for the rest of the body.
      maxBytes: assumed(INLINE_IMAGE_BYTES),
      minSide: documented(300),
      maxSide: assumed(65_536),
      minAspect: documented(0.4),
      maxAspect: documented(2.5),
    },
    video: {
      ...klingVideo,
      containers: documented(['mp4', 'mov']),
      maxBytes: documented(10 * MB),
      // The page says 300 px; upstream Kling refuses below 340, so a clip that passes here could fail there.
      minSide: assumed(340),
      minSeconds: documented(3),
      // The page promises 5 s of result for `image` and allows clips of 3–30 s; upstream takes 10 s there.
      maxSeconds: { image: assumed(10), video: documented(30) },
    },
    maxPromptCharacters: documented(2500),
  },
  options: { negativePrompt: true, element: false, watermark: false, callback: false },
  accepts: { image: ['inline-base64', 'inline-data-uri', 'url'], video: ['url'] },
  outputSeconds: { image: 5 },
  price: {
    perSecond: { standard: null, professional: null },
    published: { standard: false, professional: false },
    minimumSeconds: 0,
    rounding: 'unknown',
    billedOn: 'unknown',
    rule: 'HighwayAPI bills by the second and publishes no number.',
  },
  pace: { firstPollSeconds: 10, intervalSeconds: 10, deadlineSeconds: 45 * 60, parallel: null },
  resultLinkHours: 1,
  notes: [
    'The clip must lie behind a public link: HighwayAPI has no upload, so a local clip needs a host.',
    'With orientation “image” its page promises a result of 5 seconds, whatever the clip’s length.',
  ],
  create(request, refs) {
    const value: { [key: string]: Json } = {
      image: refs.image.kind === 'url' ? refs.image.url : refs.image.hole,
      video: refs.video.kind === 'url' ? refs.video.url : refs.video.hole,
      model_name: request.tier === 'professional' ? 'kling-v3-0-pro' : 'kling-v3-0-std',
      character_orientation: request.orientation,
      keep_original_sound: request.keepAudio,
    }
    if (request.prompt) value.prompt = request.prompt
    if (request.negativePrompt) value.negative_prompt = request.negativePrompt
    return {
      method: 'POST',
      origin: 'api',
      path: '/v3/async/kling-v3.0-motion-control',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: { kind: 'json', value },
    }
  },
  readCreate,
  poll: (remoteId) => ({
    method: 'GET',
    origin: 'api',
    path: `/v3/async/task-result?task_id=${encodeURIComponent(remoteId)}`,
    headers: {},
    auth: 'bearer',
  }),
  readPoll,
}
