/** What anybody with the link may read: results behind signed links, and uploads behind their public ones. */
import { stat } from 'node:fs/promises'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { Hono } from 'hono'
import { ProviderId } from '../../../domain/request'
import { spoilBefore } from './answer'
import type { Effect } from './fault'
import { sendFile } from './file-answer'
import type { Call, Environment, Stage } from './stage'
import type { Task } from './task'

const page = '<!doctype html><html><body><h1>This is a page, not a clip.</h1></body></html>'

export function playPublicFiles(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()

  app.on(['GET', 'HEAD'], '/results/:provider/:file', async (call) => {
    const { incoming, outgoing } = call.env
    const provider = ProviderId.safeParse(call.req.param('provider'))
    const key = /^([0-9a-f]{32})\.mp4$/.exec(call.req.param('file'))?.[1]
    const task = key === undefined ? null : stage.book.byKey(key)
    if (!provider.success || !task || task.provider !== provider.data) return call.text('Not Found', 404)
    const note = stage.notes.get(incoming)
    if (note) Object.assign(note, { provider: task.provider, point: 'result' })
    const effect = stage.faults.next(task.provider, 'result')
    if (spoilBefore(incoming, outgoing, effect)) return RESPONSE_ALREADY_SENT
    if (incoming.headers.authorization !== undefined) stage.violations.push(`The key was sent to a result link of ${task.provider}.`)
    await sendResult(stage, call, task, effect)
    return RESPONSE_ALREADY_SENT
  })

  app.on(['GET', 'HEAD'], '/files/:store/:id/:name', async (call) => {
    const { incoming, outgoing } = call.env
    if (incoming.headers.authorization !== undefined) stage.violations.push('The key was sent to the public link of an upload.')
    const upload = stage.uploads.behind(new URL(call.req.path, stage.origin()))
    if (!upload || upload === 'gone') return call.text('Not Found', 404)
    await sendFile(incoming, outgoing, { path: stage.uploads.pathOf(upload), mime: upload.mime, etag: `"${upload.id}"` }, null)
    return RESPONSE_ALREADY_SENT
  })
  return app
}

async function sendResult(stage: Stage, call: Call, task: Task, effect: Effect | null): Promise<void> {
  const { incoming, outgoing } = call.env
  if (effect?.kind === 'expired-link') await stage.book.reissueLinks(task)
  const now = stage.book.byKey(task.key) ?? task
  if (!stage.links.isAlive(now, call.req.query('expires'), call.req.query('sig'))) {
    outgoing
      .writeHead(403, { 'content-type': 'application/xml' })
      .end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
    return
  }
  const path = stage.book.resultPath(task)
  const found = await stat(path).catch(() => null)
  if (!found) {
    outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found')
    return
  }
  switch (effect?.kind) {
    case 'status':
      outgoing.writeHead(effect.status, { 'content-type': 'text/plain' }).end(effect.body ?? '')
      return
    case 'html-instead-of-json':
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
      return
    case 'not-a-video':
      outgoing.writeHead(200, { 'content-type': 'video/mp4', 'content-length': String(Buffer.byteLength(page)) }).end(page)
      return
    case 'empty':
      outgoing.writeHead(200, { 'content-type': 'video/mp4', 'content-length': '0' }).end()
      return
    default:
      await sendFile(incoming, outgoing, { path, mime: 'video/mp4', etag: `"${task.key.slice(0, 12)}-${found.size}"` }, effect)
  }
}
