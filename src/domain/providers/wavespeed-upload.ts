/** WaveSpeedAI's file store: in two steps (ticket, then PUT without the key), else in one. */
import { z } from 'zod'
import type { Failure } from '../failure'
import type { HttpResponse } from '../http'
import { parseJson } from '../http'
import { anything, spokenReason, toLink, toNumber } from './answers'
import type { TicketAnswer, Upload, UploadAnswer } from './provider'
import { bodyFailure, Envelope, name } from './wavespeed-answers'

const Ticket = z.looseObject({
  download_url: anything,
  upload: z
    .looseObject({ url: anything, headers: z.record(z.string(), z.unknown()).nullish().catch(null) })
    .nullish()
    .catch(null),
})

/** The newest way is not on every deployment: these statuses send us to the one-step way. */
function isMissingEndpoint(status: number): boolean {
  return status === 404 || status === 405 || status === 501
}

/** “Upload quota exceeded” comes as HTTP 429, too, and waiting a minute does not help against it. */
function uploadFailure(response: HttpResponse, code: number | null): Failure {
  const failure = bodyFailure(response, code)
  if (failure.code !== 'provider.rate-limited') return failure
  const reason = spokenReason(parseJson(response.text))
  return {
    ...failure,
    message: `${name} takes no more uploads for now: it asks to slow down, or the account’s upload quota is used up.${reason ? ` It says: “${reason}”` : ''}`,
    fix: `Try again in a while. If it stays so, look at the upload quota on ${name}’s own page, or give the files as https links.`,
  }
}

function readTicket(response: HttpResponse): TicketAnswer {
  const envelope = Envelope.safeParse(parseJson(response.text))
  const ticket = envelope.success ? Ticket.safeParse(envelope.data.data) : null
  const put = ticket?.success ? toLink(ticket.data.upload?.url) : null
  const url = ticket?.success ? toLink(ticket.data.download_url) : null
  if (response.status < 200 || response.status > 299 || !ticket?.success || !put || !url)
    return {
      kind: 'failed',
      failure: uploadFailure(response, envelope.success ? toNumber(envelope.data.code) : null),
      tryNextWay: isMissingEndpoint(response.status),
    }
  const headers: Record<string, string> = {}
  for (const [key, value] of Object.entries(ticket.data.upload?.headers ?? {}))
    if (typeof value === 'string') headers[key.toLowerCase()] = value
  return {
    kind: 'ticket',
    url,
    // Exactly the ticket's headers and no key: the place it names is not WaveSpeed's API.
    put: {
      method: 'PUT',
      origin: 'absolute',
      path: put,
      headers,
      auth: 'none',
      body: { kind: 'file', mime: headers['content-type'] ?? 'application/octet-stream' },
    },
  }
}

function readPut(response: HttpResponse, url: string): UploadAnswer {
  // `if-none-match: *` answers 412 when an earlier try had already stored the very same object.
  if ((response.status >= 200 && response.status <= 299) || response.status === 412) return { kind: 'stored', url, expiresAt: null }
  return { kind: 'failed', failure: uploadFailure(response, null), tryNextWay: true }
}

function readOneStep(response: HttpResponse): UploadAnswer {
  const envelope = Envelope.safeParse(parseJson(response.text))
  const data = envelope.success ? z.looseObject({ download_url: anything }).safeParse(envelope.data.data) : null
  const url = data?.success ? toLink(data.data.download_url) : null
  if (response.status >= 200 && response.status <= 299 && url) return { kind: 'stored', url, expiresAt: null }
  return { kind: 'failed', failure: uploadFailure(response, envelope.success ? toNumber(envelope.data.code) : null), tryNextWay: false }
}

export const wavespeedUpload: Upload = {
  ways: [
    {
      kind: 'ticket',
      request: (file) => ({
        method: 'POST',
        origin: 'api',
        path: '/api/v3/media/uploads',
        headers: { 'content-type': 'application/json' },
        auth: 'bearer',
        body: { kind: 'json', value: { filename: file.name, size: file.bytes, content_type: file.mime } },
      }),
      readTicket,
      readPut,
    },
    {
      kind: 'form',
      request: (file) => ({
        method: 'POST',
        origin: 'api',
        path: '/api/v3/media/upload/binary',
        headers: {},
        auth: 'bearer',
        body: { kind: 'multipart', fields: {}, fileField: 'file', fileName: file.name, mime: file.mime },
      }),
      read: readOneStep,
    },
  ],
  maxBytes: 200 * 1024 * 1024,
  lifeHours: 7 * 24,
  privacy: 'The file goes to WaveSpeedAI and is kept there for 7 days.',
}
