/**
 * AI/ML API. Both media may be data URIs (`image_url` has `format: uri`, so raw base64 would not validate),
 * 403 means out of credits, the id may hold a colon, and the charge lands in `meta.usage` after completion.
 */
import { z } from 'zod'
import type { HttpResponse, Json } from '../http'
import { parseJson } from '../http'
import { assumed } from '../limits'
import {
  anything,
  failureForStatus,
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
import { documentedMaxSeconds, INLINE_IMAGE_BYTES, klingImage, klingVideo } from './kling'
import type { CreateAnswer, PollAnswer, Provider } from './provider'

const name = 'AI/ML API'

/** Create and poll share this answer. */
const Generation = z.looseObject({
  id: remoteIdOrNull,
  status: textOrNull,
  video: z.looseObject({ url: anything }).nullish().catch(null),
  error: anything,
  meta: z
    .looseObject({ usage: z.looseObject({ credits_used: anything, usd_spent: anything }).nullish().catch(null) })
    .nullish()
    .catch(null),
})
type Generation = z.infer<typeof Generation>

/** The page promises that the label can be searched; how a row names the job differs between clients. */
const LogRow = z.looseObject({
  client_request_id: textOrNull,
  clientRequestId: textOrNull,
  generation_id: textOrNull,
  inference_id: textOrNull,
  inferenceId: textOrNull,
})

function chargeOf(generation: Generation, response: HttpResponse) {
  const usage = generation.meta?.usage
  const usd = toNumber(usage?.usd_spent)
  if (usd !== null) return { usd, credits: toNumber(usage?.credits_used), source: 'meta.usage.usd_spent' }
  const header = toNumber(response.headers['x-aimlapi-usd-spent'])
  return header === null
    ? null
    : { usd: header, credits: toNumber(response.headers['x-aimlapi-credits-used']), source: 'x-aimlapi-usd-spent' }
}

/** There is no 402 here: 403 is out of credits unless the text says it is about rights, or comes from a gateway's page. */
function httpFailure(response: HttpResponse) {
  const reason = spokenReason(parseJson(response.text))
  const aboutRights = reason === null ? /^\s*</.test(response.text) : /permission|not allowed|forbidden|verif/i.test(reason)
  return failureForStatus(name, response, reason, response.status === 403 && !aboutRights ? 402 : response.status)
}

function readCreate(response: HttpResponse): CreateAnswer {
  // Documented as 200; the general pages list 201 after a POST.
  if (response.status !== 200 && response.status !== 201) {
    if (provesRefusal(response.status)) return { kind: 'refused', failure: httpFailure(response) }
    return unclear(name, response, `answered with HTTP ${response.status}`)
  }
  const generation = Generation.safeParse(parseJson(response.text))
  if (!generation.success) return unclear(name, response, 'gave an answer that cannot be read')
  const { id, status } = generation.data
  if (!id) return unclear(name, response, 'accepted the request without naming a job')
  if (status === 'error')
    return { kind: 'refused', failure: generationFailure(name, errorText(generation.data), response.text.slice(0, 2000), null) }
  return { kind: 'accepted', remoteId: id, charge: chargeOf(generation.data, response) }
}

function errorText({ error }: Generation): string | null {
  const named = z.looseObject({ name: z.string().min(1) }).safeParse(error)
  return spokenReason({ error }) ?? (named.success ? named.data.name : null)
}

function readPoll(response: HttpResponse): PollAnswer {
  if (response.status !== 200) return { kind: 'retry', failure: httpFailure(response) }
  const generation = Generation.safeParse(parseJson(response.text))
  if (!generation.success) return retryPoll(name, response)
  switch (generation.data.status) {
    case 'completed': {
      const url = toLink(generation.data.video?.url)
      return url ? { kind: 'succeeded', url, seconds: null, charge: chargeOf(generation.data, response) } : noResult(name, response)
    }
    case 'error':
      return { kind: 'failed', failure: generationFailure(name, errorText(generation.data), response.text.slice(0, 2000), null) }
    case 'queued':
      return { kind: 'queued' }
    default:
      // Unknown is running until our own deadline; the page's sample code ends the job instead.
      return { kind: 'running', progress: null, etaSeconds: null }
  }
}

export const aimlapi: Provider = {
  id: 'aimlapi',
  name,
  keyPage: 'https://aimlapi.com/app/keys',
  origins: { api: 'https://api.aimlapi.com' },
  limits: {
    who: name,
    image: { ...klingImage, maxBytes: assumed(INLINE_IMAGE_BYTES) },
    video: { ...klingVideo, maxSeconds: documentedMaxSeconds },
    maxPromptCharacters: assumed(2500),
  },
  options: { negativePrompt: false, element: false, watermark: false, callback: false },
  accepts: { image: ['inline-data-uri', 'url'], video: ['inline-data-uri', 'url'] },
  outputSeconds: {},
  price: {
    perSecond: { standard: null, professional: null },
    published: { standard: false, professional: false },
    minimumSeconds: 0,
    rounding: 'unknown',
    billedOn: 'unknown',
    rule: 'AI/ML API publishes no price for this model; the answer says afterwards what it cost. Failed runs are not charged.',
  },
  pace: { firstPollSeconds: 15, intervalSeconds: 15, deadlineSeconds: 45 * 60, parallel: null },
  resultLinkHours: 24,
  notes: ['Both files travel inside the request; no third server is involved.'],
  create(request, refs, attemptId) {
    const value: { [key: string]: Json } = {
      model: 'klingai/video-v3-motion-control',
      image_url: refs.image.kind === 'url' ? refs.image.url : refs.image.hole,
      video_url: refs.video.kind === 'url' ? refs.video.url : refs.video.hole,
      character_orientation: request.orientation,
      keep_audio: request.keepAudio,
      mode: request.tier === 'professional' ? 'pro' : 'std',
    }
    if (request.prompt) value.prompt = request.prompt
    return {
      method: 'POST',
      origin: 'api',
      path: '/v2/video/generations',
      // A label that can be searched in the account's logs, not idempotency; anything outside A-Za-z0-9._:- is dropped in silence.
      headers: { 'content-type': 'application/json', 'x-client-request-id': attemptId },
      auth: 'bearer',
      body: { kind: 'json', value },
    }
  },
  readCreate,
  poll: (remoteId) => ({
    method: 'GET',
    origin: 'api',
    path: `/v2/video/generations?generation_id=${encodeURIComponent(remoteId)}`,
    headers: {},
    auth: 'bearer',
  }),
  readPoll,
  history: {
    // The label of the create request is searchable in the account's logs; 200 requests a minute at most.
    request: (lost) => ({
      method: 'GET',
      origin: 'api',
      path: `/v2/logs?client_request_id=${encodeURIComponent(lost.id)}`,
      headers: {},
      auth: 'bearer',
    }),
    read(response, lost) {
      const body = z.looseObject({ data: z.array(LogRow) }).safeParse(parseJson(response.text))
      if (response.status !== 200 || !body.success) return { kind: 'unreadable', failure: httpFailure(response) }
      // The filter may be ignored, so the label is looked for in the rows as well.
      const rows = body.data.data.filter((row) => row.client_request_id === lost.id || row.clientRequestId === lost.id)
      const ids = [...new Set(rows.flatMap((row) => [row.generation_id ?? row.inference_id ?? row.inferenceId ?? []].flat()))]
      if (ids.length > 1) return { kind: 'several', remoteIds: ids }
      return ids[0] ? { kind: 'found', remoteId: ids[0], by: 'its label' } : { kind: 'absent' }
    },
  },
  balance: {
    request: () => ({ method: 'GET', origin: 'api', path: '/v2/billing', headers: {}, auth: 'bearer' }),
    read(response) {
      const body = z.looseObject({ current_balance: anything }).safeParse(parseJson(response.text))
      const usd = response.status === 200 && body.success ? toNumber(body.data.current_balance) : null
      return usd === null ? null : { usd, credits: null }
    },
    failure: httpFailure,
  },
}
