/**
 * Answers requests for media by opaque id, the same for a custom scheme and for a loopback host.
 * Ranges are served here because a player seeks with them, and `net.fetch('file:…')` ignores them.
 */

import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fail } from '../../domain/failure'

export interface MediaDoor {
  /** The file behind an id that the engine handed out; null for any other id. */
  resolve(id: string): { path: string; mime: string } | null
}

const CHUNK_BYTES = 256 * 1024

/**
 * GET and HEAD for one media id: 200, 206 (one range), 304, 404, 405, 416.
 * Several ranges at once are answered with the whole file, which RFC 9110 §14.2 allows.
 */
export async function answerMedia(door: MediaDoor, id: string, request: Request): Promise<Response> {
  const file = door.resolve(id)
  return file ? answerFile(file, request) : notFound()
}

/** The same for a file that the caller chose; never call it with a path out of a request. */
export async function answerFile(file: { path: string; mime: string }, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD', 'X-Content-Type-Options': 'nosniff' } })
  }
  const opened = await openRegularFile(file.path)
  if (!opened) return notFound()
  const { handle, size, etag } = opened
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache',
    'Content-Type': file.mime,
    ETag: etag,
    'X-Content-Type-Options': 'nosniff',
  })

  const answer = decide(request, size, etag)
  if (answer.status === 304) headers.delete('Content-Type')
  if (answer.status === 416) headers.set('Content-Range', `bytes */${size}`)
  if (answer.status === 206) headers.set('Content-Range', `bytes ${answer.start}-${answer.end}/${size}`)
  const length = answer.end - answer.start + 1
  if (answer.status !== 304) headers.set('Content-Length', String(length))

  if (answer.status === 304 || answer.status === 416 || request.method === 'HEAD' || length === 0) {
    await handle.close()
    return new Response(null, { status: answer.status, headers })
  }
  return new Response(streamOf(handle, answer.start, length, request.signal), { status: answer.status, headers })
}

interface Answer {
  status: 200 | 206 | 304 | 416
  /** First and last byte, both included; `end` is `start - 1` where there is nothing to send. */
  start: number
  end: number
}

function decide(request: Request, size: number, etag: string): Answer {
  const nothing = { start: 0, end: -1 }
  const known = request.headers.get('if-none-match')
  if (known !== null && namesTag(known, etag)) return { status: 304, ...nothing }
  const whole: Answer = { status: 200, start: 0, end: size - 1 }
  // RFC 9110 §14.2: ranges are defined for GET alone; §13.1.5: If-Range needs a strong match, and a date never matches a tag.
  if (request.method !== 'GET') return whole
  const condition = request.headers.get('if-range')
  if (condition !== null && condition.trim() !== etag) return whole
  const range = parseRange(request.headers.get('range'), size)
  if (range === 'whole') return whole
  return range === 'outside' ? { status: 416, ...nothing } : { status: 206, ...range }
}

function namesTag(list: string, etag: string): boolean {
  return list.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

/** What is not one well-formed byte range counts as absent (RFC 9110 §14.2), so it asks for the whole file. */
function parseRange(header: string | null, size: number): { start: number; end: number } | 'whole' | 'outside' {
  const [, first, last] = header?.match(/^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i) ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole'
  if (first === '') {
    const wanted = Math.min(Number(last), size)
    return wanted === 0 ? 'outside' : { start: size - wanted, end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < start) return 'whole'
  return start >= size ? 'outside' : { start, end }
}

/** Facts are taken from the open handle, so that the length sent and the bytes sent belong to the same file. */
async function openRegularFile(path: string): Promise<{ handle: FileHandle; size: number; etag: string } | null> {
  const handle = await open(path, 'r').catch(() => null)
  if (!handle) return null
  const stat = await handle.stat({ bigint: true })
  if (!stat.isFile()) {
    await handle.close()
    return null
  }
  return { handle, size: Number(stat.size), etag: `"${stat.size.toString(16)}-${stat.mtimeNs.toString(16)}"` }
}

/** How long the reader of an aborted request is given to leave by itself. */
const LEAVING_MS = 1000

/**
 * Reads on demand and closes the handle at the end, when the reader cancels, and when the request is aborted before anyone read.
 * A file that became shorter ends in an error: a stream that merely ended would leave the player waiting for the promised rest.
 */
function streamOf(handle: FileHandle, start: number, length: number, signal: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> {
  let position = start
  let left = length
  let closing: Promise<void> | null = null
  let gone = false
  let leave = () => {}
  const readerLeft = new Promise<void>((resolve) => {
    leave = resolve
  })
  const close = () => {
    signal.removeEventListener('abort', close)
    closing ??= handle.close()
    return closing
  }
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const chunk = new Uint8Array(Math.min(left, CHUNK_BYTES))
          const { bytesRead } = await handle.read(chunk, 0, chunk.length, position)
          if (bytesRead === 0) throw new Error('the file became shorter while it was being sent')
          position += bytesRead
          left -= bytesRead
          controller.enqueue(chunk.subarray(0, bytesRead))
          if (left > 0) return
          controller.close()
          await close()
        } catch (error) {
          // A read that was under way when the reader left fails on the closed handle; nobody is there to be told.
          // The reader of an aborted request leaves in a moment; one that stays has to hear of it.
          if (signal.aborted && !gone) await Promise.race([readerLeft, sleep(LEAVING_MS, undefined, { ref: false })])
          if (!gone) controller.error(error)
          await close()
        }
      },
      cancel() {
        gone = true
        leave()
        return close()
      },
    },
    { highWaterMark: 0 },
  )
}

function notFound(): Response {
  const failure = fail(
    'input.unknown-id',
    'This file is not known here, or it has been moved or deleted.',
    'Add the file again, or put it back where it was.',
  )
  return Response.json(failure, { status: 404, headers: { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } })
}
