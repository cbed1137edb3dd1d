/**
 * One request and its whole answer as text, without the streams and wrappers that a general client puts around them:
 * a poll is asked thousands of times and its answer is a few hundred bytes.
 */
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { HttpResponse } from '../../../domain/http'

/** Bytes; more than any provider's answer, and little enough to hold. */
const LONGEST_ANSWER = 4 * 1024 * 1024
/** Milliseconds without a byte of an answer. */
export const BODY_TIMEOUT = 30_000

export interface Exchange {
  url: URL
  method: 'GET' | 'POST' | 'PUT'
  headers: Record<string, string>
  body: Readable | null
  /** Milliseconds from the last byte sent to the answer's headers. */
  headersTimeout: number
  /** Milliseconds between two pieces of the answer. */
  bodyTimeout: number
  /** Milliseconds from the headers to the last byte. */
  answerTimeout: number
  signal?: AbortSignal
  /** Called when the request is put on a connected socket. Before it nothing can have arrived. */
  onStart(): void
}

/** Raised when bytes come, but so few that it would never end. Named like the timeout of a silent connection, which it is in effect. */
export class TooSlow extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT'
}

/** Rejects with the network's own error. @returns an empty text for an answer longer than 4 MiB */
export function exchange(
  dispatcher: Dispatcher,
  { url, body, signal, onStart, answerTimeout, ...options }: Exchange,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let status = 0
    let headers: Record<string, string> = {}
    let began = 0
    let size = 0
    const chunks: Buffer[] = []

    const stop = () => {
      const reason = new Error('stopped')
      controller?.abort(reason)
      fail(reason)
    }
    const leave = () => signal?.removeEventListener('abort', stop)
    const finish = (text: string) => {
      leave()
      resolve({ status, headers, text })
    }
    const fail = (error: Error) => {
      leave()
      // Its file is closed, and an error on its way out is nobody's any more.
      body?.on('error', () => {}).destroy()
      reject(error)
    }

    signal?.addEventListener('abort', stop)
    dispatcher.dispatch(
      { ...options, origin: url.origin, path: url.pathname + url.search, body },
      {
        onRequestStart(started) {
          controller = started
          // It waited for a connection meanwhile.
          if (signal?.aborted) return stop()
          onStart()
        },
        onResponseStart(_controller, statusCode, rawHeaders) {
          // "Early hints" and the like come before the answer.
          if (statusCode < 200) return
          status = statusCode
          began = performance.now()
          headers = plainHeaders(rawHeaders)
        },
        onResponseData(current, chunk) {
          chunks.push(chunk)
          size += chunk.length
          if (size > LONGEST_ANSWER) {
            finish('')
            current.abort(new Error('the answer is too long'))
          } else if (performance.now() - began > answerTimeout) current.abort(new TooSlow('the answer trickled'))
        },
        onResponseEnd: () => finish((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)).toString('utf8')),
        onResponseError: (_controller, error) => fail(error),
      },
    )
  })
}

function plainHeaders(raw: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name in raw) {
    const value = raw[name]
    headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  }
  return headers
}
