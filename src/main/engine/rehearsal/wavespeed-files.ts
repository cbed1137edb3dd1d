/**
 * WaveSpeedAI's two ways to upload. By ticket: JSON first, then the bytes to the object store the ticket names,
 * with exactly the ticket's headers and without the key. In one step: a multipart form.
 */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { z } from 'zod'
import { sendAnswer, spoilBefore } from './answer'
import { readForm } from './multipart'
import { type Environment, endpoint, readBody, type Stage } from './stage'
import type { Upload } from './uploads'
import { wavespeedManner as manner, refusal, success } from './wavespeed'

const MAX_BYTES = 200 * 1024 * 1024

const Ticket = z.strictObject({
  filename: z.string().min(1),
  size: z.number().int().min(1).max(MAX_BYTES),
  content_type: z.string().regex(/^(image|video|audio)\//),
})

const described = (stage: Stage, upload: Upload) => ({
  type: upload.mime.split('/')[0],
  download_url: `${stage.origin()}${stage.uploads.linkPath(upload)}`,
  filename: upload.name,
  size: upload.bytes,
})

const ticketHeaders = (upload: Upload): Record<string, string> => ({ 'content-type': upload.mime, 'if-none-match': '*' })

export function playWavespeedFiles(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()

  app.post(
    '/api/v3/media/uploads',
    endpoint(stage, manner, 'upload', async (scene) => {
      const body = await readBody(stage, manner, scene, Ticket)
      if (!body.ok) return body.answer
      await body.discard()
      const upload = await stage.uploads.reserve('wavespeed', {
        name: body.value.filename,
        mime: body.value.content_type,
        bytes: body.value.size,
      })
      const put = {
        method: 'PUT',
        url: `${stage.origin()}/store/wavespeed/${upload.id}`,
        headers: ticketHeaders(upload),
        expires_at: new Date(upload.createdAt + 3_600_000).toISOString(),
      }
      return success({ ...described(stage, upload), upload: put })
    }),
  )

  app.post(
    '/api/v3/media/upload/binary',
    endpoint(stage, manner, 'upload', async ({ incoming }) => {
      const form = await readForm(incoming, incoming.headers['content-type'], stage.intake.folder, MAX_BYTES)
      if (form.kind === 'too-large') return refusal(413, 'file too large')
      if (form.kind === 'malformed') return refusal(400, 'malformed multipart body')
      const [file, ...others] = form.files
      if (file?.field !== 'file' || others.length > 0 || file.bytes === 0) {
        await Promise.all(form.files.map(({ path }) => rm(path, { force: true })))
        return refusal(400, 'exactly one file in field "file" is required')
      }
      const place = await stage.uploads.reserve('wavespeed', { name: file.name, mime: file.mime, bytes: file.bytes })
      return success(described(stage, await stage.uploads.keep(place, file.path)))
    }),
  )
  return app
}

/** The object store that tickets name: not WaveSpeedAI's API, so it speaks XML and must never see the key. */
export function playWavespeedStore(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()
  app.put('/:id', async (call) => {
    const { incoming, outgoing } = call.env
    const note = stage.notes.get(incoming)
    if (note) Object.assign(note, { provider: 'wavespeed', point: 'put' })
    const effect = stage.faults.next('wavespeed', 'put')
    if (spoilBefore(incoming, outgoing, effect)) return RESPONSE_ALREADY_SENT
    const refused = await receivePut(stage, incoming, call.req.param('id'))
    if (effect) await sendAnswer(outgoing, { status: refused?.status ?? 200, body: '' }, effect)
    else if (refused) sendXml(outgoing, refused)
    else outgoing.writeHead(200, { etag: `"${call.req.param('id')}"`, 'content-length': '0' }).end()
    return RESPONSE_ALREADY_SENT
  })
  return app
}

interface StoreError {
  status: number
  code: string
  message: string
}

function sendXml(outgoing: ServerResponse, { status, code, message }: StoreError) {
  outgoing
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`)
}

async function receivePut(stage: Stage, incoming: IncomingMessage, id: string): Promise<StoreError | null> {
  if (incoming.headers.authorization !== undefined) {
    stage.violations.push('The key was sent to the object store of an upload ticket.')
    return { status: 400, code: 'InvalidArgument', message: 'Only one auth mechanism allowed' }
  }
  const upload = stage.uploads.find('wavespeed', id)
  if (!upload || Date.now() > upload.createdAt + 3_600_000) return { status: 403, code: 'AccessDenied', message: 'Request has expired' }
  if (!upload.awaited)
    return { status: 412, code: 'PreconditionFailed', message: 'At least one of the pre-conditions you specified did not hold' }
  for (const [name, value] of Object.entries(ticketHeaders(upload)))
    if (incoming.headers[name] !== value)
      return { status: 403, code: 'SignatureDoesNotMatch', message: `header ${name} is not the ticket’s` }
  const length = incoming.headers['content-length']
  if (length === undefined) return { status: 411, code: 'MissingContentLength', message: 'You must provide the Content-Length HTTP header' }
  if (Number(length) !== upload.bytes) return { status: 400, code: 'EntityTooLarge', message: 'The size is not the ticket’s' }
  const path = join(stage.intake.folder, randomUUID())
  await pipeline(incoming, createWriteStream(path, { flags: 'wx' }))
  if ((await stat(path)).size !== upload.bytes) {
    await rm(path, { force: true })
    return { status: 400, code: 'IncompleteBody', message: 'The request body terminated unexpectedly' }
  }
  await stage.uploads.keep(upload, path)
  return null
}
