/** The two schemes the window lives on: `app:` for its own files, `media:` for pictures and clips. Neither touches the network. */
import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'
import { protocol } from 'electron'
import type { MediaDoor } from '../engine/media-door'

export const windowOrigin = 'app://choreo'
export const mediaBaseInElectron = 'media://choreo/'

/**
 * Has to run before the app is ready. Without `stream` an MP4 does not play from an own scheme; without `codeCache` Chromium
 * compiles the window's scripts anew at every start.
 */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true }
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { ...privileges, codeCache: true } },
    { scheme: 'media', privileges },
  ])
}

export interface SchemeOptions {
  rendererDir: string
  mediaBase: string
  /** Settles when the engine is open; the window's files are answered before that. */
  door: Promise<MediaDoor>
}

export function answerSchemes({ rendererDir, mediaBase, door }: SchemeOptions): void {
  const policy = windowPolicy(mediaBase)
  protocol.handle('app', (request) => answerWindowFile(rendererDir, policy, request))
  protocol.handle('media', async (request) => {
    const id = mediaId(request.url, mediaBaseInElectron)
    if (id === null) return refused(404)
    // Not needed before the first picture, so not part of what has to be read before the window is there.
    const { answerMedia } = await import('../engine/media-door')
    return answerMedia(await door, id, request)
  })
  // The window never needs `file:`, so nothing that gets into it can read one.
  protocol.handle('file', () => refused(403))
}

/** The opaque id in `<base>m/<id>`; null for every other address. */
export function mediaId(url: string, base: string): string | null {
  if (!url.startsWith(`${base}m/`)) return null
  return /^[\w.-]+$/.exec(url.slice(base.length + 2))?.[0] ?? null
}

/**
 * The window shows its own files and media, and talks to the engine over a message port, so it needs no connection at all.
 * Inline styles are allowed because the component library positions things with style attributes.
 */
function windowPolicy(mediaBase: string): string {
  const base = new URL(mediaBase)
  const media = base.protocol === 'media:' ? 'media:' : base.origin
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    `img-src 'self' ${media} blob: data:`,
    `media-src 'self' ${media} blob:`,
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** 200 with the file; 403 outside the window's folder; 404 for what is not there; 405 for anything but reading. */
async function answerWindowFile(rendererDir: string, policy: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405)
  const url = new URL(request.url)
  const path = url.host === 'choreo' ? decodePath(url.pathname) : null
  if (path === null) return refused(404)
  const file = resolve(rendererDir, `.${path === '/' ? '/index.html' : path}`)
  if (!file.startsWith(rendererDir + sep)) return refused(403)
  const type = types[extname(file)]
  // Read whole, since `readFile` reaches into the packaged archive and these files are small.
  const bytes = type === undefined ? null : await readFile(file).catch(() => null)
  if (type === undefined || bytes === null) return refused(404)
  return new Response(request.method === 'HEAD' ? null : bytes, {
    headers: {
      'Content-Type': type,
      'Content-Length': String(bytes.length),
      'Content-Security-Policy': policy,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path)
    return decoded.includes('\0') ? null : decoded
  } catch {
    return null
  }
}

function refused(status: 403 | 404 | 405): Response {
  return new Response(null, { status, headers: { 'Content-Security-Policy': "default-src 'none'" } })
}
