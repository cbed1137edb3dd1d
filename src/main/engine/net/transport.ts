/**
 * Sends one request, once. Nothing here repeats anything: what may be repeated, and when, differs between
 * create, upload, poll and download, and is decided by whoever calls.
 */
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import type { HttpRequest, HttpResponse } from '../../../domain/http'
import { diskFailure } from '../disk'
import type { Origins } from '../settings'
import { isLoopback } from '../settings'
import { BODY_TIMEOUT, exchange } from './exchange'
import { type MediaFile, sendableBody } from './inline-body'
import type { openBody } from './wire'

/** `not-sent`: provably no byte of it left this computer. `unknown`: it may have arrived; the answer did not. */
export type Sent =
  | { kind: 'answer'; response: HttpResponse }
  | { kind: 'not-sent'; failure: Failure }
  | { kind: 'unknown'; failure: Failure }

export interface SendOptions {
  origins: Origins
  key: string | null
  files?: { image?: MediaFile; video?: MediaFile; file?: MediaFile }
  /** Milliseconds until the answer's headers must be there, counted from the last byte sent. */
  headersTimeout: number
  signal?: AbortSignal
  /** Called with the share of the body that has been handed to the network, 0–1. */
  onUpload?(fraction: number): void
}

export interface Transport {
  send(request: HttpRequest, options: SendOptions): Promise<Sent>
  /** A GET whose body is read by the caller; the caller must consume or destroy it. */
  open(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Result<Dispatcher.ResponseData>>
  close(): Promise<void>
}

/** Milliseconds a whole answer may take once its headers are there: one that trickles for ever must not hold a job for ever. */
const ANSWER_TIMEOUT = 60_000

/** @param answerTimeout milliseconds from the headers to the last byte of an answer that is read as text */
export function createTransport(version: string, answerTimeout = ANSWER_TIMEOUT): Transport {
  // Cloudflare refuses default library agents with error 1010.
  const userAgent = `Choreo/${version} (desktop; ${process.platform})`
  const wire = lazyWire()

  async function send(request: HttpRequest, options: SendOptions): Promise<Sent> {
    const url = fullUrl(request, options.origins)
    if (!url.ok) return { kind: 'not-sent', failure: url.failure }
    if (options.signal?.aborted) return { kind: 'not-sent', failure: cancelled() }
    const headers: Record<string, string> = { 'user-agent': userAgent, accept: 'application/json', ...request.headers }
    if (request.auth === 'bearer') {
      if (!options.key)
        return { kind: 'not-sent', failure: fail('setup.no-key', 'There is no key for this provider.', 'Set its key first.').failure }
      headers.authorization = `Bearer ${options.key}`
    }

    let started = false
    try {
      const body = request.body ? await sendableBody(request.body, options.files ?? {}) : null
      if (body) {
        headers['content-length'] = String(body.length)
        if (body.contentType) headers['content-type'] = body.contentType
      }
      const { agent } = await wire.get()
      const response = await exchange(agent, {
        url: new URL(url.value),
        method: request.method,
        headers,
        body: body ? Readable.from(counted(body.stream(), body.length, options.onUpload), { objectMode: false }) : null,
        headersTimeout: options.headersTimeout,
        bodyTimeout: BODY_TIMEOUT,
        answerTimeout,
        signal: options.signal,
        onStart() {
          started = true
        },
      })
      return { kind: 'answer', response }
    } catch (error) {
      // A file that is gone or changed is no fault of the network.
      const failure = diskFailure(error) ?? networkFailure(error, new URL(url.value).host, options.signal)
      return started ? { kind: 'unknown', failure } : { kind: 'not-sent', failure }
    }
  }

  async function open(url: string, headers: Record<string, string>, signal?: AbortSignal): Promise<Result<Dispatcher.ResponseData>> {
    try {
      const { agent, openBody } = await wire.get()
      return ok(await openBody(agent, url, { 'user-agent': userAgent, ...headers }, signal))
    } catch (error) {
      return { ok: false, failure: networkFailure(error, hostOf(url), signal) }
    }
  }

  return { send, open, close: wire.close }
}

/** Loaded with the first request: most commands send none. Once closed it sends nothing any more. */
function lazyWire() {
  let isClosed = false
  let loading: Promise<{ agent: Dispatcher; openBody: typeof openBody }> | null = null
  async function load() {
    const { createAgent, openBody } = await import('./wire')
    const agent = createAgent()
    if (isClosed) await agent.destroy()
    return { agent, openBody }
  }
  return {
    get() {
      loading ??= load()
      return loading
    },
    async close() {
      isClosed = true
      await loading?.then(({ agent }) => agent.destroy())
    },
  }
}

/** The link of a request. A key goes to the provider's own origin only. */
export function fullUrl(request: HttpRequest, origins: Origins): Result<string> {
  if (request.origin !== 'absolute') return ok(origins[request.origin] + request.path)
  if (request.auth !== 'none')
    return fail(
      'network.refused-origin',
      'A key must not be sent to a link out of an answer.',
      'This is a fault in Choreo; please report it.',
    )
  return isAllowedLink(request.path)
    ? ok(request.path)
    : fail('network.refused-origin', `The link ${hostOf(request.path)} is not https.`, 'Nothing was sent there. Report it to the provider.')
}

/** https anywhere, http on this computer only. */
export function isAllowedLink(link: string): boolean {
  try {
    const url = new URL(link)
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  } catch {
    return false
  }
}

async function* counted(
  stream: AsyncGenerator<Uint8Array>,
  length: number,
  onUpload?: (fraction: number) => void,
): AsyncGenerator<Uint8Array> {
  let sent = 0
  for await (const chunk of stream) {
    yield chunk
    sent += chunk.length
    onUpload?.(length === 0 ? 1 : sent / length)
  }
}

export function networkFailure(error: unknown, host: string, signal?: AbortSignal): Failure {
  if (signal?.aborted) return cancelled()
  const code = codeOf(error)
  const detail = `${code} ${error instanceof Error ? error.message : String(error)}`.trim()
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_CONNECT_TIMEOUT')
    return fail('network.timeout', `${host} did not answer in time.`, 'Check the network connection; Choreo goes on when it is back.', {
      detail,
    }).failure
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return fail('network.unreachable', `The address ${host} cannot be found.`, 'Check that this computer is online.', { detail }).failure
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return fail(
      'network.unreachable',
      `${host} cannot be reached.`,
      'Check that this computer is online, and the provider’s status page.',
      { detail },
    ).failure
  if (/CERT|TLS|SSL/.test(code))
    return fail(
      'network.unreachable',
      `No safe connection to ${host} can be made.`,
      'Check the computer’s clock and any proxy between it and the internet.',
      { detail },
    ).failure
  return fail('network.interrupted', `The connection to ${host} broke off.`, 'Check the network connection and try again.', { detail })
    .failure
}

function codeOf(error: unknown): string {
  let current: unknown = error
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth++) {
    if ('code' in current && typeof current.code === 'string') return current.code
    if (current instanceof AggregateError && current.errors.length > 0) current = current.errors[0]
    else current = 'cause' in current ? current.cause : null
  }
  return ''
}

function cancelled(): Failure {
  return fail('cancelled', 'Stopped.', 'Start it again when you like.').failure
}

function hostOf(link: string): string {
  try {
    return new URL(link).host
  } catch {
    return 'the address'
  }
}
