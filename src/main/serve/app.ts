/** What the host answers at which address, as one function from request to response. It knows an engine, and no socket. */
import { type AnyRouter, ORPCError, onError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { z } from 'zod'
import { ok } from '../../domain/failure'
import { answerMedia, type MediaDoor } from '../engine/media-door'
import { answerAsset } from './assets'
import { namesOf, notFromAnotherPage, onlyOurNames, secure } from './guard'
import { receive, UPLOAD_LIMIT_BYTES } from './inbox'
import { refusal, refusals, statusOf } from './refusal'
import type { Session } from './session'

/** The part of the engine that HTTP reaches. Asked for each time: another project has another router. */
export interface ServedEngine {
  router: AnyRouter
  admit(path: string): string
  door: MediaDoor
  inbox: string
}

export interface AppOptions {
  port: number
  session: Session
  rendererDir: string
  log(line: string): void
  uploadLimitBytes?: number
}

export interface App {
  fetch(request: Request): Response | Promise<Response>
  /** Resolves when no upload is under way any more; after the connections are gone, when nothing of them is left on disk. */
  settled(): Promise<void>
}

const SESSION_BODY_BYTES = 4096
const SessionRequest = z.object({ token: z.string() })

export function createApp(engine: ServedEngine, options: AppOptions): App {
  const { session, log } = options
  const names = namesOf(options.port)
  const uploads = new Set<Promise<unknown>>()
  let rpc = handlerOf(engine.router, log)
  const app = new Hono()

  app.use(async (context, next) => {
    await next()
    secure(context.res)
  })
  app.use(onlyOurNames(names))

  app.post('/session', async (context) => {
    // A window that reloads before it dropped the fragment is already in.
    if (session.admits(getCookie(context, session.cookieName))) return json(ok(null))
    const token = await readToken(context.req.raw)
    if (token === null) return refusal(400, refusals.malformed)
    const exchange = session.exchange(token)
    if (exchange.outcome === 'used') return refusal(403, refusals.usedToken)
    if (exchange.outcome === 'wrong') return refusal(403, refusals.wrongToken)
    setCookie(context, session.cookieName, exchange.cookie, { httpOnly: true, sameSite: 'Strict', path: '/' })
    return context.json(ok(null), 200, { 'Cache-Control': 'no-store' })
  })

  app.get('*', async (context, next) => {
    const path = new URL(context.req.url).pathname
    const asset = await answerAsset(options.rendererDir, path, context.req.raw)
    if (asset === null) return next()
    // Media links are absolute and the policy says 'self', so the window has to live on the origin they name. Browsers carry the fragment along.
    const isPage = asset.headers.get('content-type')?.startsWith('text/html')
    if (isPage && `http://${context.req.header('host')}` !== names.canonical) {
      await asset.body?.cancel()
      return context.redirect(names.canonical + path, 307)
    }
    return asset
  })

  app.use(notFromAnotherPage())
  app.use(async (context, next) => {
    if (!session.admits(getCookie(context, session.cookieName))) return refusal(401, refusals.noSession)
    return next()
  })

  app.post('/rpc/*', async (context) => {
    if (rpc.router !== engine.router) rpc = handlerOf(engine.router, log)
    const { matched, response } = await rpc.handler.handle(context.req.raw, { prefix: '/rpc', context: {} })
    if (!matched) return refusal(404, refusals.notHere)
    response.headers.set('Cache-Control', 'no-store')
    return response
  })

  app.put('/inbox', async (context) => {
    const upload = { name: context.req.query('name') ?? '', body: context.req.raw.body, declaredBytes: declaredBytes(context) }
    const receiving = receive(upload, engine.inbox, options.uploadLimitBytes ?? UPLOAD_LIMIT_BYTES)
    uploads.add(receiving)
    const received = await receiving.finally(() => uploads.delete(receiving))
    if (!received.ok) return refusal(statusOf(received.failure.code), received)
    return json(ok({ ticket: engine.admit(received.value) }))
  })

  app.all('/m/:id', (context) => answerMedia(engine.door, context.req.param('id'), context.req.raw))

  app.notFound(() => refusal(404, refusals.notHere))
  app.onError((error) => {
    logBug(error, log)
    return refusal(500, refusals.bug)
  })

  return {
    fetch: (request) => app.fetch(request),
    settled: async () => void (await Promise.allSettled(uploads)),
  }
}

function handlerOf(router: AnyRouter, log: (line: string) => void) {
  return { router, handler: new RPCHandler(router, { interceptors: [onError((error) => logBug(error, log))] }) }
}

function json(answer: unknown): Response {
  return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } })
}

function declaredBytes(context: Context): number | null {
  const length = context.req.header('content-length')
  return length === undefined ? null : Number(length)
}

/** Reads no more than a token needs: everyone on this machine may send to this address. */
async function readToken(request: Request): Promise<string | null> {
  const reader = request.body?.getReader()
  if (!reader) return null
  const pieces: Uint8Array[] = []
  try {
    for (let total = 0; ; ) {
      const { done, value } = await reader.read()
      if (done) break
      total += value.byteLength
      if (total > SESSION_BODY_BYTES) return null
      pieces.push(value)
    }
    return SessionRequest.parse(JSON.parse(Buffer.concat(pieces).toString('utf8'))).token
  } catch {
    return null
  }
}

/** Failures are values, so what is thrown is a bug, except for an answer the procedure chose and a caller who left. */
function logBug(error: unknown, log: (line: string) => void): void {
  if (error instanceof ORPCError && error.status < 500) return
  if (error instanceof Error && error.name === 'AbortError') return
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
}
