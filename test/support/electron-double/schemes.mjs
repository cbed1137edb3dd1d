/**
 * Own schemes. Chromium gives a scheme it does not know no origin, no scripts and no players, so the page lives at
 * `http://<host>.<scheme>.localhost/`, which is never looked up: every request to it is answered by the scheme's handler. Main
 * sees the real address everywhere (`getURL`, `senderFrame`, requests, events); the page's own `location` is the one difference.
 */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { state } from './state.mjs'

const handlers = new Map()
const standard = new Set()

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    if (state.ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of schemes) if (privileges?.standard) standard.add(scheme)
  },
  handle(scheme, handler) {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    handlers.set(scheme, handler)
  },
  unhandle: (scheme) => void handlers.delete(scheme),
  isProtocolHandled: (scheme) => handlers.has(scheme),
}

/** app://choreo/index.html -> http://choreo.app.localhost/index.html */
export function toPage(url) {
  const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/i.exec(url) ?? []
  return scheme !== undefined && standard.has(scheme) ? `http://${host}.${scheme}.localhost${rest || '/'}` : url
}

/** http://choreo.app.localhost/index.html -> app://choreo/index.html */
export function fromPage(url) {
  const [, host, scheme, rest] = /^http:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.localhost(.*)$/i.exec(url) ?? []
  return scheme !== undefined && standard.has(scheme) ? `${scheme}://${host}${rest}` : url
}

export function originOf(url) {
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (parsed === null) return 'null'
  return standard.has(parsed.protocol.slice(0, -1)) ? `${parsed.protocol}//${parsed.host}` : parsed.origin
}

/** Null where the scheme has no handler. A handler that throws is a failed request, as in Electron. */
export async function answer(url, { method, headers, body }) {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1))
  return handler ? handler(new Request(url, { method, headers, body })) : null
}

export const net = {
  isOnline: () => true,
  /** Goes through own schemes, as Electron's does and Node's does not. */
  async fetch(input, init = {}) {
    const url = String(input)
    const own = await answer(url, { method: init.method ?? 'GET', headers: init.headers, body: init.body })
    if (own) return own
    if (url.startsWith('file:')) return new Response(Readable.toWeb(createReadStream(new URL(url))))
    return fetch(url, init)
  },
}
