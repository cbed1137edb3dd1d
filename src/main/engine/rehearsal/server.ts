/**
 * A loopback server that plays all five providers, so that the whole way of a job can be rehearsed without a key, a network
 * or money. Each provider has its own path prefix: callers join `origin(provider)` and the documented path.
 */
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ProviderId } from '../../../domain/request'
import { requireTools, type Tools } from '../media/tools'
import { playAimlapi } from './aimlapi'
import { playEvolink } from './evolink'
import { playEvolinkFiles } from './evolink-files'
import { type Fault, FaultScript } from './fault'
import { playHighwayapi } from './highwayapi'
import { Intake } from './intake'
import { playPublicFiles } from './public-files'
import { ResultLinks } from './result-links'
import { retire } from './retire'
import { playShortapi } from './shortapi'
import type { Environment, RequestNote, Stage } from './stage'
import { TaskBook } from './task-book'
import { Uploads } from './uploads'
import { playWavespeed } from './wavespeed'
import { playWavespeedFiles, playWavespeedStore } from './wavespeed-files'

export interface Rehearsal {
  /** Base of a provider's API without a slash at its end; a documented path is appended to it. */
  origin(provider: ProviderId): string
  /** Base of EvoLink's Files API. */
  filesOrigin: string
  /** Create requests accepted by this server, by provider. */
  creates: ReadonlyMap<ProviderId, number>
  /** Every request so far: method, path and names of headers, never a key or a body. */
  requests: readonly RequestNote[]
  /** What no client may do, in sentences; empty when all was well. */
  violations: readonly string[]
  /** Stops listening and rendering; unfinished tasks go on when the folder is opened again. */
  close(): Promise<void>
}

export interface RehearsalOptions {
  /** Holds tasks, uploads and results across restarts; one server at a time. */
  directory: string
  tools: Tools
  faults?: Fault[]
  /** Opens links that are not the rehearsal's own; without it those count as unreachable. */
  fetchLink?(url: string, target: string): Promise<Result<void>>
  /** Scales the short time a task waits in the queue; 1 is 0.3 s. */
  paceScale?: number
}

/** Requests remembered at most; a long rehearsal must not grow without end. */
const REMEMBERED = 10_000

/** Listens on 127.0.0.1 on a free port. Fails without ffmpeg or when the folder cannot be written. */
export async function startRehearsal(options: RehearsalOptions): Promise<Result<Rehearsal>> {
  const tools = requireTools(options.tools)
  if (!tools.ok) return tools
  try {
    return ok(await open(options, tools.value.ffmpeg))
  } catch (cause) {
    return fail('rehearsal.failed', 'The rehearsal could not be started.', 'Check that the project’s folder can be written to.', {
      detail: cause instanceof Error ? cause.message : String(cause),
    })
  }
}

async function open(options: RehearsalOptions, ffmpeg: string): Promise<Rehearsal> {
  await mkdir(options.directory, { recursive: true })
  await retire(options.directory, Date.now())
  const uploads = await Uploads.open(options.directory)
  const requests: RequestNote[] = []
  const violations: string[] = []
  const creates = new Map<ProviderId, number>()
  let port = 0
  const stage: Stage = {
    origin: () => `http://127.0.0.1:${port}`,
    faults: new FaultScript(options.faults ?? []),
    uploads,
    intake: await Intake.open(options.directory, uploads, options.tools, options.fetchLink),
    links: await ResultLinks.open(options.directory),
    book: await TaskBook.open(options.directory, ffmpeg, options.paceScale ?? 1),
    creates,
    violations,
    notes: new WeakMap(),
  }
  const listener = getRequestListener(playAll(stage).fetch, { overrideGlobalObjects: false })
  const server = createServer((incoming, outgoing) => {
    const note: RequestNote = {
      at: new Date().toISOString(),
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headerNames: Object.keys(incoming.headers),
      provider: null,
      point: null,
    }
    stage.notes.set(incoming, note)
    requests.push(note)
    if (requests.length > REMEMBERED) requests.shift()
    // A client may go away at any moment; writing to it then is an error event that nobody else listens to.
    outgoing.on('error', () => {})
    void listener(incoming, outgoing)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  port = (server.address() as AddressInfo).port
  return {
    origin: (provider) => `${stage.origin()}/${provider}`,
    filesOrigin: `${stage.origin()}/evolink-files`,
    creates,
    requests,
    violations,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await Promise.all([closed, stage.book.close()])
    },
  }
}

function playAll(stage: Stage): Hono<Environment> {
  const app = new Hono<Environment>()
  app.route('/shortapi', playShortapi(stage))
  app.route('/aimlapi', playAimlapi(stage))
  app.route('/evolink', playEvolink(stage))
  app.route('/evolink-files', playEvolinkFiles(stage))
  app.route('/highwayapi', playHighwayapi(stage))
  app.route('/wavespeed', playWavespeed(stage))
  app.route('/wavespeed', playWavespeedFiles(stage))
  app.route('/store/wavespeed', playWavespeedStore(stage))
  app.route('/', playPublicFiles(stage))
  // Nearly always a client that went away in the middle of its body; there is nobody to answer then.
  app.onError((cause, call) => call.json({ code: 500, message: cause.message }, 500))
  return app
}
