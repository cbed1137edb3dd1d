/**
 * EvoLink. Links only, with its own Files API (72 h); wishes in `model_params`; 402 is no balance;
 * credits per dollar are not stable between its own pages, so credits are never turned into money.
 */
import { z } from 'zod'
import { fail } from '../failure'
import type { HttpResponse, Json } from '../http'
import { parseJson } from '../http'
import { documented } from '../limits'
import {
  anything,
  failureForStatus,
  firstLink,
  generationFailure,
  noResult,
  provesRefusal,
  remoteIdOrNull,
  retryPoll,
  spokenReason,
  textOrNull,
  toLink,
  toNumber,
  unclear,
} from './answers'
import { linksIn, matchLost, toMillis } from './history'
import { klingVideo, MB } from './kling'
import type { CreateAnswer, PollAnswer, Provider, UploadAnswer } from './provider'

const name = 'EvoLink'

const Usage = z.looseObject({
  credits_reserved: anything,
  credits_used: anything,
  cost: z.looseObject({ credits: anything, usd: anything }).nullish().catch(null),
})
const Task = z.looseObject({
  id: remoteIdOrNull,
  status: textOrNull,
  progress: anything,
  results: anything,
  result_data: z
    .array(z.looseObject({ video_url: anything, url: anything, duration: anything }))
    .nullish()
    .catch(null),
  task_info: z.looseObject({ estimated_time: anything, video_duration: anything }).nullish().catch(null),
  usage: Usage.nullish().catch(null),
  error: anything,
})
type Task = z.infer<typeof Task>

/** What was charged, once the task says so; `credits_reserved` is a hold in a unit that differs between pages. */
function chargeOf(task: Task) {
  const usd = toNumber(task.usage?.cost?.usd)
  const credits = toNumber(task.usage?.cost?.credits) ?? toNumber(task.usage?.credits_used)
  return usd === null && credits === null ? null : { usd, credits, source: usd === null ? 'usage.credits_used' : 'usage.cost.usd' }
}

function readCreate(response: HttpResponse): CreateAnswer {
  if (response.status < 200 || response.status > 299) {
    // The key was seen before: whether the earlier request was paid for is exactly what this answer leaves open.
    if (/^(idempotency_conflict|paid_outcome_unknown)$/.test(errorCode(parseJson(response.text))))
      return unclear(name, response, 'knows this request already but not how it ended')
    if (provesRefusal(response.status)) return { kind: 'refused', failure: httpFailure(response) }
    return unclear(name, response, `answered with HTTP ${response.status}`)
  }
  const task = Task.safeParse(parseJson(response.text))
  if (!task.success) return unclear(name, response, 'gave an answer that cannot be read')
  if (!task.data.id) return unclear(name, response, 'accepted the request without naming a job')
  return { kind: 'accepted', remoteId: task.data.id, charge: chargeOf(task.data) }
}

/** `error.code` of a body or of a task, or nothing. */
function errorCode(body: unknown): string {
  const parsed = z.looseObject({ error: z.looseObject({ code: z.union([z.string(), z.number()]) }) }).safeParse(body)
  return parsed.success ? String(parsed.data.error.code) : ''
}

function httpFailure(response: HttpResponse) {
  const body = parseJson(response.text)
  const code = errorCode(body)
  if (/insufficient_(user_|token_)?quota|token_daily_quota_exceeded/.test(code))
    return failureForStatus(name, response, spokenReason(body) ?? code, 402)
  return failureForStatus(name, response)
}

function readPoll(response: HttpResponse): PollAnswer {
  if (response.status !== 200) return { kind: 'retry', failure: httpFailure(response) }
  const parsed = Task.safeParse(parseJson(response.text))
  if (!parsed.success) return retryPoll(name, response)
  const task = parsed.data
  switch (task.status) {
    case 'completed': {
      const url = firstLink(task.results, ['url', 'video_url']) ?? firstLink(task.result_data, ['video_url', 'url'])
      if (!url) return noResult(name, response)
      return {
        kind: 'succeeded',
        url,
        seconds: toNumber(task.result_data?.[0]?.duration) ?? toNumber(task.task_info?.video_duration),
        charge: chargeOf(task),
      }
    }
    case 'failed':
    case 'cancelled': {
      const code = errorCode(task)
      const reason = spokenReason({ error: task.error }) ?? (task.status === 'cancelled' ? 'cancelled' : null)
      const worded = code === 'content_policy_violation' ? `content policy: ${reason ?? code}` : (reason ?? (code || null))
      return { kind: 'failed', failure: generationFailure(name, worded, response.text.slice(0, 2000), null) }
    }
    case 'pending':
      return { kind: 'queued' }
    default: {
      const percent = toNumber(task.progress)
      return {
        kind: 'running',
        progress: percent === null ? null : Math.min(1, Math.max(0, percent / 100)),
        etaSeconds: toNumber(task.task_info?.estimated_time),
      }
    }
  }
}

/** Lists carry no result links; whether they show what a job was given is not documented. */
const Listed = z.array(z.looseObject({ id: z.string(), created: anything }))

const Stored = z.looseObject({
  success: anything,
  msg: textOrNull,
  data: z.looseObject({ file_url: anything, expires_at: anything }).nullish().catch(null),
})

function readUpload(response: HttpResponse): UploadAnswer {
  const stored = Stored.safeParse(parseJson(response.text))
  const url = stored.success ? toLink(stored.data.data?.file_url) : null
  if (response.status >= 200 && response.status <= 299 && stored.success && stored.data.success !== false && url) {
    const expires = stored.data.data?.expires_at
    return { kind: 'stored', url, expiresAt: typeof expires === 'string' ? expires : null }
  }
  // 100 files an account, 500 for VIP, each for 72 hours: full is not out of money, whatever its status.
  const said = stored.success ? (stored.data.msg ?? '') : ''
  if (/quota|too many files|(file|storage)s? (limit|count)/i.test(said) && !/balance|credit/i.test(said))
    return {
      kind: 'failed',
      tryNextWay: false,
      lasting: true,
      failure: fail(
        'delivery.failed',
        `${name} keeps no more files for this account: “${said.slice(0, 200)}”.`,
        `Delete files at ${name} that no job needs any more, or wait: each goes by itself after 72 hours.`,
        { detail: `HTTP ${response.status} ${response.text.slice(0, 2000)}` },
      ).failure,
    }
  const failure = failureForStatus(name, response)
  return {
    kind: 'failed',
    tryNextWay: false,
    failure:
      failure.code === 'provider.nonsense'
        ? fail(
            'delivery.failed',
            `${name} did not keep the file: ${stored.success ? (stored.data.msg ?? 'no link in its answer') : 'its answer cannot be read'}.`,
            'Try again in a while.',
            { detail: response.text.slice(0, 2000) },
          ).failure
        : failure,
  }
}

export const evolink: Provider = {
  id: 'evolink',
  name,
  keyPage: 'https://evolink.ai/dashboard/keys',
  origins: { api: 'https://api.evolink.ai', files: 'https://files-api.evolink.ai' },
  limits: {
    who: name,
    image: {
      formats: documented(['jpeg', 'png']),
      maxBytes: documented(10 * MB),
      minSide: documented(300),
      maxSide: documented(65_536),
      minAspect: documented(0.4),
      maxAspect: documented(2.5),
    },
    video: {
      ...klingVideo,
      containers: documented(['mp4', 'mov']),
      maxBytes: documented(100 * MB),
      minSide: documented(340),
      maxSide: documented(3850),
      minSeconds: documented(3),
      maxSeconds: { image: documented(10), video: documented(30) },
    },
    maxPromptCharacters: documented(2500),
  },
  options: { negativePrompt: false, element: true, watermark: true, callback: true },
  accepts: { image: ['own-upload', 'url'], video: ['own-upload', 'url'] },
  outputSeconds: {},
  price: {
    perSecond: { standard: 0.1134, professional: 0.1512 },
    published: { standard: true, professional: true },
    minimumSeconds: 0,
    rounding: 'contradictory',
    billedOn: 'output',
    rule: '$0.1134 a second of the result, professional $0.1512; the page says both “rounded to nearest second” and “rounded up”.',
  },
  pace: { firstPollSeconds: 15, intervalSeconds: 10, deadlineSeconds: 45 * 60, parallel: null },
  resultLinkHours: 24,
  notes: ['Both files are uploaded to EvoLink’s file store and deleted there after 72 hours.'],
  create(request, refs, attemptId) {
    const params: { [key: string]: Json } = { character_orientation: request.orientation, keep_sound: request.keepAudio }
    if (request.elementId) params.element_list = [{ element_id: request.elementId }]
    if (request.watermark !== undefined) params.watermark_info = { enabled: request.watermark }
    const value: { [key: string]: Json } = {
      model: 'kling-v3-motion-control',
      image_urls: [refs.image.kind === 'url' ? refs.image.url : refs.image.hole],
      video_urls: [refs.video.kind === 'url' ? refs.video.url : refs.video.hole],
      // Required on one page, with a default on another: always sent.
      quality: request.tier === 'professional' ? '1080p' : '720p',
      model_params: params,
    }
    if (request.prompt) value.prompt = request.prompt
    if (request.callbackUrl) value.callback_url = request.callbackUrl
    return {
      method: 'POST',
      origin: 'api',
      path: '/v1/videos/generations',
      // Known from EvoLink's own clients, not promised on the model's page: sent, never relied on.
      headers: { 'content-type': 'application/json', 'idempotency-key': attemptId },
      auth: 'bearer',
      body: { kind: 'json', value },
    }
  },
  readCreate,
  poll: (remoteId) => ({ method: 'GET', origin: 'api', path: `/v1/tasks/${encodeURIComponent(remoteId)}`, headers: {}, auth: 'bearer' }),
  readPoll,
  upload: {
    ways: [
      {
        kind: 'form',
        request: (file) => ({
          method: 'POST',
          origin: 'files',
          path: '/api/v1/files/upload/stream',
          headers: {},
          auth: 'bearer',
          body: { kind: 'multipart', fields: { fileName: file.name }, fileField: 'file', fileName: file.name, mime: file.mime },
        }),
        read: readUpload,
      },
    ],
    maxBytes: 100 * MB,
    lifeHours: 72,
    privacy: 'The file goes to EvoLink’s file store and is deleted there after 72 hours.',
  },
  history: {
    request: () => ({
      method: 'GET',
      origin: 'api',
      path: '/v1/tasks?model=kling-v3-motion-control&page=1&page_size=50',
      headers: {},
      auth: 'bearer',
    }),
    read(response, lost, known) {
      const body = z.looseObject({ data: anything, tasks: anything }).safeParse(parseJson(response.text))
      const rows = body.success ? Listed.safeParse(Array.isArray(body.data.data) ? body.data.data : body.data.tasks) : null
      if (response.status !== 200 || !rows?.success) return { kind: 'unreadable', failure: httpFailure(response) }
      return matchLost(
        rows.data.map(({ id, created, ...rest }) => ({ id, createdMs: toMillis(created), inputs: linksIn(rest) })),
        lost,
        known,
      )
    },
  },
  balance: {
    request: () => ({ method: 'GET', origin: 'api', path: '/v1/credits', headers: {}, auth: 'bearer' }),
    read(response) {
      const body = z
        .looseObject({ data: z.looseObject({ user: z.looseObject({ remaining_credits: anything }).nullish() }) })
        .safeParse(parseJson(response.text))
      const credits = response.status === 200 && body.success ? toNumber(body.data.data.user?.remaining_credits) : null
      return credits === null ? null : { usd: null, credits }
    },
    failure: httpFailure,
  },
}
