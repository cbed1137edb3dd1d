/** What speaks HTTP. A file of its own since loading it takes as long as all the rest of a command that needs no network. */
import { Agent, type Dispatcher, request } from 'undici'
import { BODY_TIMEOUT } from './exchange'
import { neverPaused } from './never-paused'

const CONNECT_TIMEOUT = 15_000

export function createAgent(): Dispatcher {
  return new Agent({ connect: { timeout: CONNECT_TIMEOUT }, keepAliveTimeout: 10_000, bodyTimeout: BODY_TIMEOUT })
}

/** A GET whose body is read by the caller. Rejects with undici's errors. */
export function openBody(agent: Dispatcher, url: string, headers: Record<string, string>, signal?: AbortSignal) {
  return request(url, {
    method: 'GET',
    headers,
    headersTimeout: BODY_TIMEOUT,
    bodyTimeout: BODY_TIMEOUT,
    signal,
    dispatcher: agent.compose(neverPaused),
  })
}
