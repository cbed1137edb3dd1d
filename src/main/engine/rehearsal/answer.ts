/** Sends one answer of an impersonated API, whole or with the fault that the script asks for. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Effect } from './fault'

export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

const page = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** What happens before the request is looked at. True when the request is over with that. */
export function spoilBefore(incoming: IncomingMessage, outgoing: ServerResponse, effect: Effect | null): boolean {
  if (effect?.kind === 'drop-before-accept') {
    incoming.socket.destroy()
    return true
  }
  if (effect?.kind === 'redirect-to') {
    outgoing.writeHead(302, { location: effect.location }).end()
    return true
  }
  if (effect?.kind === 'status' && !effect.accepted) {
    sendStatus(outgoing, effect)
    return true
  }
  return false
}

function sendStatus(outgoing: ServerResponse, effect: Extract<Effect, { kind: 'status' }>) {
  const headers: Record<string, string> = { 'content-type': effect.body?.trimStart().startsWith('{') ? 'application/json' : 'text/plain' }
  if (effect.retryAfter !== undefined) headers['retry-after'] = effect.retryAfter
  outgoing.writeHead(effect.status, headers).end(effect.body ?? '')
}

export async function sendAnswer(outgoing: ServerResponse, answer: Answer, effect: Effect | null): Promise<void> {
  const json = Buffer.from(JSON.stringify(answer.body))
  const headers = { 'content-type': 'application/json; charset=utf-8', ...answer.headers }
  switch (effect?.kind) {
    case 'accept-then-drop':
      outgoing.socket?.destroy()
      return
    case 'status':
      sendStatus(outgoing, effect)
      return
    case 'html-instead-of-json':
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page)
      return
    case 'truncated-json':
      outgoing.writeHead(answer.status, headers).end(json.subarray(0, Math.floor(json.length / 2)))
      return
    case 'empty':
      outgoing.writeHead(answer.status, headers).end()
      return
    case 'wrong-content-type':
      outgoing.writeHead(answer.status, { ...headers, 'content-type': effect.contentType }).end(json)
      return
    case 'slow':
      outgoing.writeHead(answer.status, { ...headers, 'content-length': String(json.length) })
      await trickle(outgoing, json, effect.bytesPerSecond)
      outgoing.end()
      return
    default:
      outgoing.writeHead(answer.status, { ...headers, 'content-length': String(json.length) }).end(json)
  }
}

/** Writes at most so many bytes a second, in ten pieces a second; stops when nobody listens any more. */
export async function trickle(outgoing: ServerResponse, bytes: Buffer, bytesPerSecond: number): Promise<void> {
  const piece = Math.max(1, Math.round(bytesPerSecond / 10))
  for (let start = 0; start < bytes.length && !outgoing.destroyed; start += piece) {
    outgoing.write(bytes.subarray(start, start + piece))
    await sleep(100)
  }
}
