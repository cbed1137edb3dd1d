/**
 * WaveSpeedAI. The tier is in the path, success is `code == 200` in the body whatever HTTP says,
 * and files are links out of its own store.
 */
import { z } from 'zod'
import type { HttpResponse, Json } from '../http'
import { parseJson } from '../http'
import { assumed, documented } from '../limits'
import type { MotionRequest } from '../request'
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
  toNumber,
  unclear,
} from './answers'
import { linksIn, matchLost, toMillis } from './history'
import { klingVideo, MB } from './kling'
import type { CreateAnswer, PollAnswer, Provider } from './provider'
import { bodyFailure, Envelope, mediaUnreachable, name } from './wavespeed-answers'
import { wavespeedUpload } from './wavespeed-upload'

/** `outputs` is a list of links; its table of fields also calls it a string, and some answers hold objects. */
const Prediction = z.looseObject({ id: remoteIdOrNull, status: textOrNull, outputs: anything, error: anything, code: anything })

function readCreate(response: HttpResponse): CreateAnswer {
  const envelope = Envelope.safeParse(parseJson(response.text))
  const code = envelope.success ? toNumber(envelope.data.code) : null
  if (response.status < 200 || response.status > 299) {
    if (provesRefusal(response.status)) return { kind: 'refused', failure: bodyFailure(response, code) }
    return unclear(name, response, `answered with HTTP ${response.status}`)
  }
  if (!envelope.success) return unclear(name, response, 'gave an answer that cannot be read')
  const prediction = Prediction.safeParse(envelope.data.data)
  if (code !== null && code !== 200) {
    if (prediction.success && prediction.data.id)
      return unclear(name, response, `names the job ${prediction.data.id} but answers with code ${code}`)
    // 12xx and 14xx name the caller's fault; 5xxx is a fault of the service and says nothing of whether the job exists.
    return code >= 500 && !(code >= 1200 && code < 1500)
      ? unclear(name, response, `answered with code ${code}`)
      : { kind: 'refused', failure: bodyFailure(response, code) }
  }
  if (!prediction.success || !prediction.data.id) return unclear(name, response, 'accepted the request without naming a job')
  return { kind: 'accepted', remoteId: prediction.data.id, charge: null }
}

function readPoll(response: HttpResponse): PollAnswer {
  const envelope = Envelope.safeParse(parseJson(response.text))
  if (!envelope.success) return retryPoll(name, response)
  const code = toNumber(envelope.data.code)
  if (response.status !== 200) return { kind: 'retry', failure: bodyFailure(response, code) }
  const parsed = Prediction.safeParse(envelope.data.data)
  const ended = parsed.success && /^(failed|cancelled|timeout|deleted)$/.test(parsed.data.status ?? '')
  // The code of an ended job may stand in the envelope, too; the end is what counts.
  if (code !== null && code !== 200 && !ended) return { kind: 'retry', failure: bodyFailure(response, code) }
  if (!parsed.success) return retryPoll(name, response)
  const prediction = parsed.data
  switch (prediction.status) {
    case 'completed': {
      const url = firstLink(prediction.outputs, ['url'])
      return url ? { kind: 'succeeded', url, seconds: null, charge: null } : noResult(name, response)
    }
    case 'failed':
    case 'cancelled':
    case 'timeout':
    case 'deleted': {
      const taskCode = toNumber(prediction.code) ?? code
      const reason = spokenReason({ error: prediction.error }) ?? (prediction.status === 'failed' ? null : prediction.status)
      if (taskCode === 1402 || (reason !== null && /^1402\b/.test(reason)))
        return { kind: 'failed', failure: mediaUnreachable(response, reason) }
      const worded = taskCode === 1200 ? `content moderation: ${reason ?? 'code 1200'}` : reason
      return { kind: 'failed', failure: generationFailure(name, worded, response.text.slice(0, 2000), null) }
    }
    case 'created':
      return { kind: 'queued' }
    default:
      return { kind: 'running', progress: null, etaSeconds: null }
  }
}

const Listed = z.array(z.looseObject({ id: z.string(), created_at: anything, outputs: anything, urls: anything }))

/** The tier is part of the model's name. */
function modelOf(request: MotionRequest): string {
  return `kwaivgi/kling-v3.0-${request.tier === 'professional' ? 'pro' : 'std'}/motion-control`
}

export const wavespeed: Provider = {
  id: 'wavespeed',
  name,
  keyPage: 'https://wavespeed.ai/accesskey',
  origins: { api: 'https://api.wavespeed.ai' },
  limits: {
    who: name,
    image: {
      formats: documented(['jpeg', 'png']),
      maxBytes: documented(10 * MB),
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
      minAspect: documented(0.4),
      maxAspect: documented(2.5),
      minSeconds: assumed(3),
      maxSeconds: { image: documented(10), video: documented(30) },
    },
    maxPromptCharacters: assumed(2500),
  },
  options: { negativePrompt: true, element: false, watermark: false, callback: true },
  accepts: { image: ['own-upload', 'url'], video: ['own-upload', 'url'] },
  outputSeconds: {},
  price: {
    perSecond: { standard: 0.126, professional: 0.168 },
    published: { standard: true, professional: false },
    minimumSeconds: 3,
    rounding: 'unknown',
    billedOn: 'unknown',
    rule: '$0.63 per 5 seconds, at least 3 seconds; how fractions are rounded and the professional price ($0.84 per 5 seconds elsewhere) are not on its page.',
  },
  // Bronze accounts: 3 at once, 5 a minute.
  pace: { firstPollSeconds: 10, intervalSeconds: 4, deadlineSeconds: 60 * 60, parallel: 3 },
  resultLinkHours: 7 * 24,
  notes: [
    'Both files are uploaded to WaveSpeedAI and kept there for 7 days.',
    'A key made before the first top-up never works; make a new one after paying in.',
  ],
  create(request, refs) {
    const value: { [key: string]: Json } = {
      image: refs.image.kind === 'url' ? refs.image.url : refs.image.hole,
      video: refs.video.kind === 'url' ? refs.video.url : refs.video.hole,
      character_orientation: request.orientation,
      keep_original_sound: request.keepAudio,
    }
    if (request.prompt) value.prompt = request.prompt
    if (request.negativePrompt) value.negative_prompt = request.negativePrompt
    const webhook = request.callbackUrl ? `?webhook=${encodeURIComponent(request.callbackUrl)}` : ''
    return {
      method: 'POST',
      origin: 'api',
      path: `/api/v3/${modelOf(request)}${webhook}`,
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: { kind: 'json', value },
    }
  },
  readCreate,
  poll: (remoteId) => ({
    method: 'GET',
    origin: 'api',
    path: `/api/v3/predictions/${encodeURIComponent(remoteId)}/result`,
    headers: {},
    auth: 'bearer',
  }),
  readPoll,
  upload: wavespeedUpload,
  history: {
    request: (lost) => ({
      method: 'POST',
      origin: 'api',
      path: '/api/v3/predictions',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      // The window is wide, since clocks differ; the match is narrower. The past 7 days can be asked for.
      body: {
        kind: 'json',
        value: {
          page: 1,
          page_size: 100,
          created_after: new Date(lost.sentAtMs - 15 * 60_000).toISOString(),
          created_before: new Date(lost.sentAtMs + 30 * 60_000).toISOString(),
          model: modelOf(lost.request),
        },
      },
    }),
    read(response, lost, known) {
      const body = z.looseObject({ code: anything, data: z.looseObject({ items: Listed }) }).safeParse(parseJson(response.text))
      if (response.status !== 200 || !body.success || toNumber(body.data.code) !== 200)
        return { kind: 'unreadable', failure: bodyFailure(response, null) }
      return matchLost(
        body.data.data.items.map(({ id, created_at, outputs: _results, urls: _own, ...rest }) => ({
          id,
          createdMs: toMillis(created_at),
          inputs: linksIn(rest),
        })),
        lost,
        known,
      )
    },
  },
  balance: {
    request: () => ({ method: 'GET', origin: 'api', path: '/api/v3/balance', headers: {}, auth: 'bearer' }),
    read(response) {
      const body = z.looseObject({ code: anything, data: z.looseObject({ balance: anything }) }).safeParse(parseJson(response.text))
      const usd = response.status === 200 && body.success && toNumber(body.data.code) === 200 ? toNumber(body.data.data.balance) : null
      return usd === null ? null : { usd, credits: null }
    },
    failure(response) {
      const envelope = Envelope.safeParse(parseJson(response.text))
      const code = envelope.success ? toNumber(envelope.data.code) : null
      return response.status === 200 && code === 200 ? failureForStatus(name, response) : bodyFailure(response, code)
    },
  },
}
