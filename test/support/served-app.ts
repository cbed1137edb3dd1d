/** The host's HTTP side over a real socket, before a small real router instead of the engine. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { os } from '@orpc/server'
import { z } from 'zod'
import { createApp, type ServedEngine } from '../../src/main/serve/app'
import { listen } from '../../src/main/serve/loopback'
import { openSession } from '../../src/main/serve/session'
import { rawRequest } from './raw-http'

export interface Seen {
  running: number
  aborted: number
  admitted: string[]
  log: string[]
}

export function smallRouter(seen: Seen) {
  return {
    greet: os.input(z.object({ name: z.string() })).handler(({ input }) => `hello ${input.name}`),
    break: os.handler(() => {
      throw new Error('a secret of the inside')
    }),
    count: os.input(z.object({ to: z.number() })).handler(async function* ({ input }) {
      for (let n = 1; n <= input.to; n++) yield n
      return 'counted'
    }),
    /** Says one thing, then waits until the caller leaves. */
    wait: os.handler(async function* ({ signal }) {
      seen.running++
      try {
        yield 'waiting'
        if (!signal?.aborted) await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
        seen.aborted++
      } finally {
        seen.running--
      }
    }),
  }
}

export async function startServedApp(options: { uploadLimitBytes?: number } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'choreo-serve-'))
  const rendererDir = join(home, 'renderer')
  const inbox = join(home, 'inbox')
  await mkdir(join(rendererDir, 'assets'), { recursive: true })
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Choreo</title>')
  await writeFile(join(rendererDir, 'assets', 'index-BxY12_-a.js'), 'export {}')
  await writeFile(join(rendererDir, 'assets', 'plain.css'), 'body{}')
  await writeFile(join(rendererDir, '.hidden'), 'hidden')
  await writeFile(join(home, 'outside.txt'), 'outside')
  await writeFile(join(home, 'clip.mp4'), Buffer.alloc(1000, 7))

  const seen: Seen = { running: 0, aborted: 0, admitted: [], log: [] }
  const engine: ServedEngine = {
    router: smallRouter(seen),
    admit(path) {
      seen.admitted.push(path)
      return 'a'.repeat(32)
    },
    door: { resolve: (id) => (id === 'clip' ? { path: join(home, 'clip.mp4'), mime: 'video/mp4' } : null) },
    inbox,
  }
  const listening = await listen(0)
  if (!listening.ok) throw new Error(listening.failure.message)
  const { port } = listening.value
  const session = openSession(port)
  listening.value.answerWith(createApp(engine, { port, session, rendererDir, log: (line) => seen.log.push(line), ...options }))

  return {
    home,
    rendererDir,
    inbox,
    port,
    origin: `http://127.0.0.1:${port}`,
    token: session.token,
    cookieName: session.cookieName,
    seen,
    request: (path: string, request: Parameters<typeof rawRequest>[2] = {}) => rawRequest(port, path, request),
    /** Exchanges the token; answers the Cookie header to send from then on. */
    async enter(): Promise<string> {
      const answer = await rawRequest(port, '/session', { method: 'POST', body: JSON.stringify({ token: session.token }) })
      const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0]
      if (answer.status !== 200 || !cookie) throw new Error(`no session: ${answer.status} ${answer.body}`)
      return cookie
    },
    /** Every file below the inbox. */
    async inboxFiles(): Promise<string[]> {
      const entries = await readdir(inbox, { recursive: true }).catch(() => [])
      return entries.sort()
    },
    close: () => listening.value.close(),
    async remove() {
      await listening.value.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
export type ServedApp = Awaited<ReturnType<typeof startServedApp>>
