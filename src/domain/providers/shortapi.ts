/**
 * ShortAPI. Image by raw base64 ("Do not add any prefix"), clip by link only, sound as "yes"/"no",
 * success is `code == 0`, status a number of which the page documents only 2.
 */
import { z } from 'zod'
import type { HttpResponse, Json } from '../http'
import { parseJson } from '../http'
import { assumed } from '../limits'
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
import { documentedMaxSeconds, INLINE_IMAGE_BYTES, klingImage, klingVideo } from './kling'
import type { CreateAnswer, MediaRef, PollAnswer, Provider } from './provider'

const name = 'ShortAPI'

/** `code` is 0 on success; the text of a refusal stands in `info`, at times elsewhere. */
const Envelope = z.looseObject({ code: anything, info: textOrNull, data: anything })
/** The page's scripts read `job_id` at the top level, its schema nests it in `data`; clients have also seen `data.id`. */
const Created = z.looseObject({ job_id: remoteIdOrNull, id: remoteIdOrNull, amount: anything })
const Queried = z.looseObject({
  status: anything,
  refunded: anything,
  result: z.looseObject({ videos: anything }).nullish().catch(null),
})

function mediaField(ref: MediaRef): Json {
  return ref.kind === 'url' ? ref.url : ref.hole
}

function readCreate(response: HttpResponse): CreateAnswer {
  const body = parseJson(response.text)
  if (response.status < 200 || response.status > 299) {
    if (provesRefusal(response.status)) return { kind: 'refused', failure: failureForStatus(name, response) }
    return unclear(name, response, `answered with HTTP ${response.status}`)
  }
  const envelope = Envelope.safeParse(body)
  if (!envelope.success) return unclear(name, response, 'gave an answer that cannot be read')
  const code = toNumber(envelope.data.code)
  const created = Created.safeParse(envelope.data.data ?? {})
  const top = Created.safeParse(body)
  const remoteId = (created.success && (created.data.job_id ?? created.data.id)) || (top.success && top.data.job_id) || null
  if (code !== null && code !== 0) {
    if (remoteId) return unclear(name, response, `names the job ${remoteId} but answers with code ${code}`)
    // A fault of the service says nothing of whether the job exists, inside an HTTP 200 as little as outside.
    if (code >= 500 && code < 600) return unclear(name, response, `answered with code ${code}`)
    return { kind: 'refused', failure: refusal(response, body, code) }
  }
  if (!remoteId) return unclear(name, response, 'accepted the request without naming a job')
  const usd = created.success ? toNumber(created.data.amount) : null
  return { kind: 'accepted', remoteId, charge: usd === null ? null : { usd, credits: null, source: 'data.amount' } }
}

/** HTTP 200 with `code != 0` is ShortAPI's way to refuse. */
function refusal(response: HttpResponse, body: unknown, code: number) {
  const reason = spokenReason(body) ?? `code ${code}`
  return failureForStatus(name, response, reason, code >= 400 && code < 600 ? code : 400)
}

/** A refund ends a job whatever its status says. */
function isRefunded(value: unknown): boolean {
  return value === true || value === 'true' || value === 1
}

function readPoll(response: HttpResponse): PollAnswer {
  if (response.status !== 200) return retryPoll(name, response)
  const body = parseJson(response.text)
  const envelope = Envelope.safeParse(body)
  if (!envelope.success) return retryPoll(name, response)
  const code = toNumber(envelope.data.code)
  const queried = Queried.safeParse(envelope.data.data)
  if (queried.success && isRefunded(queried.data.refunded)) {
    const reason = spokenReason(queried.data) ?? spokenReason({ info: envelope.data.info })
    return { kind: 'failed', failure: generationFailure(name, reason, response.text.slice(0, 2000), true) }
  }
  if (code !== null && code !== 0) return { kind: 'retry', failure: refusal(response, body, code) }
  if (!queried.success) return retryPoll(name, response)
  const { status, result } = queried.data
  // The official skill's prose says "succeeded" where the page documents the number 2.
  const number = status === 'succeeded' ? 2 : toNumber(status)
  if (number === 2) {
    const url = firstLink(result?.videos, ['url'])
    return url ? { kind: 'succeeded', url, seconds: null, charge: null } : noResult(name, response)
  }
  if ((number !== null && number >= 3) || status === 'failed') {
    const reason = spokenReason(queried.data) ?? spokenReason({ info: envelope.data.info })
    return { kind: 'failed', failure: generationFailure(name, reason, response.text.slice(0, 2000), null) }
  }
  // 0 is a waiting job, and a falsy number: it must not be read as "missing".
  return number === 0 ? { kind: 'queued' } : { kind: 'running', progress: null, etaSeconds: null }
}

export const shortapi: Provider = {
  id: 'shortapi',
  name,
  keyPage: 'https://shortapi.ai',
  origins: { api: 'https://api.shortapi.ai' },
  limits: {
    who: name,
    image: { ...klingImage, maxBytes: assumed(INLINE_IMAGE_BYTES) },
    video: { ...klingVideo, maxSeconds: documentedMaxSeconds },
    maxPromptCharacters: assumed(2500),
  },
  options: { negativePrompt: false, element: false, watermark: false, callback: true },
  accepts: { image: ['inline-base64', 'url'], video: ['url'] },
  outputSeconds: {},
  price: {
    perSecond: { standard: 0.107, professional: 0.143 },
    published: { standard: true, professional: true },
    minimumSeconds: 0,
    rounding: 'unknown',
    billedOn: 'unknown',
    rule: '$0.107 a second, professional $0.143; how fractions are rounded is not published.',
  },
  pace: { firstPollSeconds: 10, intervalSeconds: 5, deadlineSeconds: 45 * 60, parallel: null },
  resultLinkHours: null,
  notes: ['The clip must lie behind a public link: ShortAPI has no upload, so a local clip needs a host.'],
  create(request, refs) {
    const args: { [key: string]: Json } = {
      mode: request.tier === 'professional' ? 'pro' : 'std',
      image: mediaField(refs.image),
      video: mediaField(refs.video),
      keep_original_sound: request.keepAudio ? 'yes' : 'no',
      character_orientation: request.orientation,
    }
    if (request.prompt) args.prompt = request.prompt
    const value: { [key: string]: Json } = { model: 'kwaivgi/kling-3.0/motion-control', args }
    if (request.callbackUrl) value.callback_url = request.callbackUrl
    return {
      method: 'POST',
      origin: 'api',
      path: '/api/v1/job/create',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: { kind: 'json', value },
    }
  },
  readCreate,
  poll: (remoteId) => ({
    method: 'GET',
    origin: 'api',
    path: `/api/v1/job/query?id=${encodeURIComponent(remoteId)}`,
    headers: {},
    auth: 'bearer',
  }),
  readPoll,
}
