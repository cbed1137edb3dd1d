/** Files that clients uploaded to an impersonated file store, each behind an unguessable public link until it expires. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { parseJson } from '../../../domain/http'

const Upload = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  store: z.enum(['evolink', 'wavespeed']),
  name: z.string(),
  originalName: z.string(),
  folder: z.string(),
  mime: z.string(),
  bytes: z.number(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  expiresAt: z.number(),
  /** A ticket was given and the bytes have not come yet. */
  awaited: z.boolean(),
})
export type Upload = z.infer<typeof Upload>
export type Store = Upload['store']

const HOUR = 3_600_000
/** EvoLink keeps files 72 hours, WaveSpeedAI 7 days. */
const life: Record<Store, number> = { evolink: 72 * HOUR, wavespeed: 7 * 24 * HOUR }

/** A file name that is safe in a link and on every disk. */
function safeName(name: string): string {
  const plain = basename(name)
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .slice(-80)
  return /^\.*$/.test(plain) ? 'file' : plain
}

export class Uploads {
  private readonly uploads = new Map<string, Upload>()

  private constructor(readonly folder: string) {}

  static async open(directory: string): Promise<Uploads> {
    const folder = join(directory, 'uploads')
    await mkdir(folder, { recursive: true })
    const store = new Uploads(folder)
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.json')) continue
      const upload = Upload.safeParse(parseJson(await readFile(join(folder, name), 'utf8')))
      if (upload.success) store.uploads.set(upload.data.id, upload.data)
    }
    return store
  }

  /** A place for a file that is still to come. */
  async reserve(
    store: Store,
    file: { name: string; mime: string; bytes: number; folder?: string; originalName?: string },
  ): Promise<Upload> {
    const upload: Upload = {
      id: randomBytes(16).toString('hex'),
      store,
      name: safeName(file.name),
      originalName: file.originalName ?? file.name,
      folder: file.folder ?? '',
      mime: file.mime,
      bytes: file.bytes,
      createdAt: Date.now(),
      expiresAt: Date.now() + life[store],
      awaited: true,
    }
    await this.save(upload)
    return upload
  }

  /** Moves the received bytes to the reserved place. */
  async keep(upload: Upload, path: string): Promise<Upload> {
    await rename(path, this.pathOf(upload))
    const kept = { ...upload, awaited: false }
    await this.save(kept)
    return kept
  }

  find(store: Store, id: string): Upload | null {
    const upload = this.uploads.get(id)
    return upload?.store === store ? upload : null
  }

  list(store: Store): Upload[] {
    return [...this.uploads.values()]
      .filter((upload) => upload.store === store && this.isAlive(upload))
      .sort((a, b) => b.createdAt - a.createdAt)
  }

  isAlive(upload: Upload): boolean {
    return !upload.awaited && upload.expiresAt > Date.now()
  }

  async remove(upload: Upload): Promise<void> {
    this.uploads.delete(upload.id)
    await rm(this.pathOf(upload), { force: true })
    await rm(join(this.folder, `${upload.id}.json`), { force: true })
  }

  pathOf(upload: Upload): string {
    return join(this.folder, `${upload.id}${extname(upload.name)}`)
  }

  /** The public link's path; links are found again by it, whatever port the server has now. */
  linkPath(upload: Upload): string {
    return `/files/${upload.store}/${upload.id}/${upload.name}`
  }

  /** The upload behind a link on this machine, or null when the link is somebody else's. */
  behind(link: URL): Upload | 'gone' | null {
    const match = /^\/files\/(evolink|wavespeed)\/([0-9a-f]{32})\/[^/]+$/.exec(link.pathname)
    if (link.hostname !== '127.0.0.1' || !match) return null
    const upload = this.uploads.get(match[2]!)
    return upload && upload.store === match[1] && this.isAlive(upload) ? upload : 'gone'
  }

  private async save(upload: Upload): Promise<void> {
    this.uploads.set(upload.id, upload)
    await writeFileAtomic(join(this.folder, `${upload.id}.json`), `${JSON.stringify(upload, null, 2)}\n`)
  }
}
