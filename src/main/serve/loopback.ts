/** One listening socket on 127.0.0.1, and nowhere else. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { fail, ok, type Result } from '../../domain/failure'
import type { App } from './app'
import { secure } from './guard'
import { refusal, refusals } from './refusal'

export interface Loopback {
  port: number
  /** Until this is called every request is told to wait: the port has to be known before the engine is. */
  answerWith(app: App): void
  /** Ends open connections, event streams and uploads among them, and waits until nothing of them is left. */
  close(): Promise<void>
}

/** @param port 0 takes a free one */
export async function listen(port: number): Promise<Result<Loopback>> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    return fail(
      'usage',
      `${port} is not a port number.`,
      'Give a whole number between 1 and 65535, or leave --port out to take a free one.',
    )
  }
  let app: App | null = null
  const listener = getRequestListener(async (request) => (app ? app.fetch(request) : secure(refusal(503, refusals.starting))), {
    hostname: '127.0.0.1',
    // The engine in this process uses Request and Response too; they stay what Node made them.
    overrideGlobalObjects: false,
    errorHandler: () => secure(refusal(400, refusals.malformed)),
  })
  // No limit on the whole request: gigabytes onto a slow disk take longer than Node's five minutes.
  const server = createServer({ requestTimeout: 0 }, listener)
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(null))
  })
  if (problem) return refused(port, problem)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port')

  let closing: Promise<void> | null = null
  return ok({
    port: address.port,
    answerWith(given) {
      app = given
    },
    close() {
      closing ??= new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }).then(() => app?.settled())
      return closing
    },
  })
}

function refused(port: number, problem: NodeJS.ErrnoException) {
  const elsewhere = 'Choose another port with --port, or leave --port out to take a free one.'
  if (problem.code === 'EADDRINUSE') return fail('usage', `Port ${port} is in use by another program.`, elsewhere)
  if (problem.code === 'EACCES') return fail('usage', `Your user may not listen on port ${port}.`, elsewhere)
  return fail('usage', `Choreo could not listen on port ${port}.`, elsewhere, { detail: problem.message })
}
