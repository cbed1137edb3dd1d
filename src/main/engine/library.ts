/**
 * The files a face may speak of. A host admits a path and gets a ticket; opening a ticket gives an id with facts;
 * a face plays it through the media door by that id. No path ever comes from a window.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { basename, extname } from 'node:path'
import type { MediaItem } from '../../contract/shapes'
import { fail, ok, type Result } from '../../domain/failure'
import type { MediaFacts } from '../../domain/media'

export interface LibraryEntry {
  id: string
  path: string
  name: string
  facts: MediaFacts
  /** The person's own link when the file came from one. */
  link: string | null
}

export interface Library {
  admit(path: string): string
  redeem(ticket: string): Result<string>
  add(path: string, facts: MediaFacts, link: string | null): MediaItem
  get(id: string): Result<LibraryEntry>
  /** Makes any file of the project playable; the same path gives the same link. */
  publish(path: string): string
  resolve(id: string): { path: string; mime: string } | null
}

const mimes: Record<string, string> = {
  '.mp4': 'video/mp4',
  '.m4v': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.mkv': 'video/x-matroska',
  '.avi': 'video/x-msvideo',
  '.ts': 'video/mp2t',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
}
const mimeOfFormat: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  tiff: 'image/tiff',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  matroska: 'video/x-matroska',
}

export function createLibrary(): Library {
  const tickets = new Map<string, string>()
  const entries = new Map<string, LibraryEntry>()
  const published = new Map<string, { path: string; mime: string }>()
  // Ids cannot be guessed from a path by a page that happens to know one.
  const secret = randomBytes(32)
  const idFor = (path: string) => createHmac('sha256', secret).update(path).digest('hex').slice(0, 32)

  const publish = (path: string, mime?: string): string => {
    const id = idFor(path)
    published.set(id, { path, mime: mime ?? mimes[extname(path).toLowerCase()] ?? 'application/octet-stream' })
    return `m/${id}`
  }

  return {
    admit(path) {
      const ticket = randomBytes(16).toString('hex')
      tickets.set(ticket, path)
      return ticket
    },
    redeem(ticket) {
      const path = tickets.get(ticket)
      return path === undefined ? fail('input.unknown-id', 'This file is not known here any more.', 'Drop it again.') : ok(path)
    },
    add(path, facts, link) {
      const id = idFor(`${path}\n${link ?? ''}`)
      const name = link ? linkName(link) : basename(path)
      entries.set(id, { id, path, name, facts, link })
      const format = facts.kind === 'image' ? facts.format : facts.container
      return { id, name, facts, href: publish(path, mimeOfFormat[format]), link }
    },
    get(id) {
      const entry = entries.get(id)
      return entry ? ok(entry) : fail('input.unknown-id', 'This file is not known here any more.', 'Drop it again.')
    },
    publish: (path) => publish(path),
    resolve: (id) => published.get(id) ?? null,
  }
}

function linkName(link: string): string {
  try {
    return decodeURIComponent(basename(new URL(link).pathname)) || new URL(link).host
  } catch {
    return 'link'
  }
}
