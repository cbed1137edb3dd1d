/** The window's one line to the engine: over a message port in Electron, over HTTP in a browser. */
import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../contract/contract'
import type { Failure, Result } from '../domain/failure'
import { desktopHost, type Host, serveHost } from './host'
import { ownFail } from './own-failure'
import { words } from './words'

export type Client = ContractRouterClient<Contract>

export interface Line {
  client: Client
  host: Host
  /** Aborts when the line is gone for good: a call on a closed port would wait for ever. */
  closed: AbortSignal
}

export function openLine(window: Window): Line {
  const closing = new AbortController()
  if (!window.choreoHost) {
    const link = new FetchLink({
      url: new URL('/rpc', window.location.href).href,
      fetch: (request, init) => fetch(request, { ...init, credentials: 'include' }),
    })
    return { client: createORPCClient(link), host: serveHost, closed: closing.signal }
  }
  const { port1, port2 } = new MessageChannel()
  // The preload waits for this message and forwards the port to the engine's process.
  window.postMessage('choreo:port', '*', [port2])
  port1.addEventListener('close', () => closing.abort())
  const link = new PortLink({ port: port1 })
  port1.start()
  return { client: createORPCClient(link), host: desktopHost(window.choreoHost), closed: closing.signal }
}

/** A line that broke is a failure like any other, so that every place shows failures in one way. */
export function lineFailure(error: unknown): Failure {
  if (error instanceof ORPCError && (error.status === 401 || error.status === 403))
    return ownFail('network.refused-origin', words.failures.notAdmitted, words.failures.notAdmittedFix).failure
  if (error instanceof ORPCError && error.status === 400)
    return ownFail('bug', error.message, words.broken.sentence, { detail: JSON.stringify(error.data)?.slice(0, 2000) }).failure
  return ownFail('network.unreachable', words.failures.unreachable, words.failures.unreachableFix, { detail: String(error) }).failure
}

/** An answer of the engine, with a broken line turned into a failure. */
export async function ask<T>(line: Line, question: (signal: AbortSignal) => Promise<Result<T>>, signal?: AbortSignal): Promise<Result<T>> {
  const stop = signal ? AbortSignal.any([signal, line.closed]) : line.closed
  try {
    stop.throwIfAborted()
    return await untilAborted(question(stop), stop)
  } catch (error) {
    return { ok: false, failure: lineFailure(error) }
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
