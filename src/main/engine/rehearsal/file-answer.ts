/** Serves one file the way a content network does: ranges, ETag, If-Range, HEAD; whole or with a scripted fault. */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from './fault'

export interface ServedFile {
  path: string
  mime: string
  etag: string
}

interface Span {
  start: number
  /** Inclusive. */
  end: number
}

/** The one range asked for; `whole` for none, for several and for what cannot be read, as HTTP allows. */
export function parseRange(header: string | undefined, size: number): Span | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return 'whole'
  if (match[1] === '') {
    const last = Number(match[2])
    return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1)
  if (start >= size) return 'unsatisfiable'
  return start > end ? 'whole' : { start, end }
}

export async function sendFile(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  file: ServedFile,
  effect: Effect | null,
): Promise<void> {
  const size = (await stat(file.path)).size
  const conditional = incoming.headers['if-range']
  const asked =
    effect?.kind === 'ignore-range' || (conditional !== undefined && conditional !== file.etag) ? undefined : incoming.headers.range
  const range = parseRange(asked, size)
  const headers: Record<string, string> = {
    'content-type': effect?.kind === 'wrong-content-type' ? effect.contentType : file.mime,
    'accept-ranges': effect?.kind === 'ignore-range' ? 'none' : 'bytes',
    'cache-control': 'no-store',
    etag: file.etag,
  }
  if (range === 'unsatisfiable') {
    outgoing.writeHead(416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': '0' }).end()
    return
  }
  const span = range === 'whole' ? { start: 0, end: size - 1 } : range
  const length = span.end - span.start + 1
  if (range !== 'whole') headers['content-range'] = `bytes ${span.start}-${span.end}/${size}`
  outgoing.writeHead(range === 'whole' ? 200 : 206, { ...headers, 'content-length': String(length) })
  if (incoming.method === 'HEAD') {
    outgoing.end()
    return
  }
  if (effect?.kind === 'slow') await sendSlowly(outgoing, file.path, span, effect.bytesPerSecond)
  else if (effect?.kind === 'truncated-download') await sendPart(outgoing, file.path, span, effect.afterBytes ?? Math.floor(length / 2))
  else await pipeline(createReadStream(file.path, span), outgoing).catch(() => outgoing.destroy())
}

async function sendSlowly(outgoing: ServerResponse, path: string, span: Span, bytesPerSecond: number): Promise<void> {
  const piece = Math.max(1, Math.round(bytesPerSecond / 10))
  for await (const bytes of createReadStream(path, { ...span, highWaterMark: piece })) {
    if (outgoing.destroyed) return
    outgoing.write(bytes)
    await sleep(100)
  }
  outgoing.end()
}

async function sendPart(outgoing: ServerResponse, path: string, span: Span, count: number): Promise<void> {
  const file = await open(path)
  try {
    const bytes = Buffer.alloc(Math.min(count, span.end - span.start + 1))
    await file.read(bytes, 0, bytes.length, span.start)
    outgoing.write(bytes, () => outgoing.destroy())
  } finally {
    await file.close()
  }
}
