/** The window's own files: read only, public on this host, never from outside their folder. */
import { realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { answerFile } from '../engine/media-door'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
}

/** The bundler puts a hash of the content into these names, so a name never changes its meaning. */
const hashed = /^\/assets\/[^/]+-[\w-]{8}\.\w+$/

/**
 * @param urlPath path of the URL as it was sent, percent-encoding included
 * @returns null where the folder holds no such file
 */
export async function answerAsset(rendererDir: string, urlPath: string, request: Request): Promise<Response | null> {
  const path = await findAsset(rendererDir, urlPath)
  if (path === null) return null
  const response = await answerFile({ path, mime: types[extname(path).toLowerCase()] ?? 'application/octet-stream' }, request)
  if (response.ok || response.status === 304) response.headers.set('Cache-Control', cacheRule(urlPath, path))
  return response
}

function cacheRule(urlPath: string, path: string): string {
  if (path.endsWith('.html')) return 'no-store'
  return hashed.test(urlPath) ? 'public, max-age=31536000, immutable' : 'no-cache'
}

async function findAsset(rendererDir: string, urlPath: string): Promise<string | null> {
  const decoded = decodeOnce(urlPath === '/' ? '/index.html' : urlPath)
  if (decoded === null || decoded.includes('\0') || decoded.includes('\\')) return null
  const segments = decoded.split('/').slice(1)
  // No dot files either: they are never part of the window.
  if (segments.some((segment) => segment === '' || segment.startsWith('.'))) return null
  try {
    const root = await realpath(rendererDir)
    // A link inside the folder may point out of it, so the place it really is decides.
    const path = await realpath(join(root, ...segments))
    return path.startsWith(root + sep) ? path : null
  } catch {
    return null
  }
}

function decodeOnce(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
