/**
 * The files a face may speak of. A host admits a path and gets a ticket; opening a ticket gives an id with facts;
 * a face plays it through the media door by that id. No path ever comes from a window.
 */
import { randomBytes } from 'node:crypto'
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
  /** @param name what the person calls it, where that is not how the file is called */
  add(path: string, facts: MediaFacts, link: string | null, name?: string): MediaItem
  get(id: string): Result<LibraryEntry>
  /** Makes any file of the project playable; the same path gives the same link. */
  publish(path: string): string
  /**
   * Makes files that belong together playable: at most sixteen, whose paths are asked for when one is played. A list of
   * thousands of jobs costs one entry a job this way, and no path is put together for nothing.
   * @param key the same key gives the same links
   * @returns the link of the file with this number
   */
  publishAll(key: string, pathOf: (number: number) => string | null): (number: number) => string
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
  '.svg': 'image/svg+xml',
  '.heic': 'image/heic',
  '.heif': 'image/heif',
  '.bmp': 'image/bmp',
  '.ico': 'image/x-icon',
}
const mimeOfFormat: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  tiff: 'image/tiff',
  svg: 'image/svg+xml',
  heic: 'image/heic',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  matroska: 'video/x-matroska',
}

/** Enough that nobody guesses one. */
const ID_BYTES = 16

/** What was handed over and opened: it outlives the project that is shown, since a window may still have it on its table. */
export function openShelf() {
  return {
    tickets: new Map<string, string>(),
    entries: new Map<string, LibraryEntry>(),
    published: new Map<string, { path: string; mime: string | null }>(),
    idOf: createIds(),
  }
}
export type Shelf = ReturnType<typeof openShelf>

/** @param shelf shared by the libraries of all projects that one process has open; the links of a project's jobs go with the project */
export function createLibrary({ tickets, entries, published, idOf }: Shelf): Library {
  const sets = new Map<string, { id: string; pathOf(number: number): string | null }>()
  const setOfId = new Map<string, { pathOf(number: number): string | null }>()

  const publish = (path: string, mime: string | null = null): string => {
    const id = idOf(path)
    // What its content is known to be says more than its name does.
    published.set(id, { path, mime: mime ?? published.get(id)?.mime ?? null })
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
    add(path, facts, link, name = link ? linkName(link) : basename(path)) {
      const id = idOf(`${path}\n${link ?? ''}\n${facts.kind}\n${name}`)
      entries.set(id, { id, path, name, facts, link })
      const format = facts.kind === 'image' ? facts.format : facts.container
      return { id, name, facts, href: publish(path, mimeOfFormat[format] ?? null), link }
    },
    get(id) {
      const entry = entries.get(id)
      return entry ? ok(entry) : fail('input.unknown-id', 'This file is not known here any more.', 'Drop it again.')
    },
    publish: (path) => publish(path),
    publishAll(key, pathOf) {
      const known = sets.get(key)
      const set = known ?? { id: idOf.fresh().slice(1), pathOf }
      if (known) known.pathOf = pathOf
      else {
        sets.set(key, set)
        setOfId.set(set.id, set)
      }
      return (number) => `m/${set.id}${number.toString(16)}`
    },
    resolve(id) {
      const found = published.get(id)
      const path = found?.path ?? setOfId.get(id.slice(0, -1))?.pathOf(Number.parseInt(id.slice(-1), 16))
      return path ? { path, mime: found?.mime ?? mimes[extname(path).toLowerCase()] ?? 'application/octet-stream' } : null
    },
  }
}

/** Ids by chance and not from the path: who knows one file's cannot tell another's. */
function createIds() {
  const known = new Map<string, string>()
  let chance = Buffer.alloc(0)
  const fresh = (): string => {
    // Taken in large draughts, since each one costs a call into the system.
    if (chance.length < ID_BYTES) chance = randomBytes(256 * ID_BYTES)
    const id = chance.toString('hex', 0, ID_BYTES)
    chance = chance.subarray(ID_BYTES)
    return id
  }
  const idOf = (what: string): string => {
    const id = known.get(what) ?? fresh()
    known.set(what, id)
    return id
  }
  return Object.assign(idOf, { fresh })
}

function linkName(link: string): string {
  try {
    return decodeURIComponent(basename(new URL(link).pathname)) || new URL(link).host
  } catch {
    return 'link'
  }
}
