/** One command's engine: opened for it, called through the contract, closed after it. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import type { MediaItem } from '../../contract/shapes'
import { type Failure, ok, type Result } from '../../domain/failure'
import { type Engine, type EngineRouter, openEngine } from '../engine/engine'
import { version } from '../version'
import { electronVersion } from './electron-binary'

export interface Session {
  client: RouterClient<EngineRouter>
  /** A path or an https link, probed. */
  open(input: string, as?: 'image' | 'video'): Promise<Result<MediaItem>>
  /** A ticket for a path, for what is more than one file. */
  admit(path: string): string
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
}

export type Outcome = { ok: true; answer: Record<string, unknown> } | { ok: false; failure: Failure; more?: Record<string, unknown> }

/** Opens the engine, runs `work`, and closes it whatever happens. */
export async function withSession(projectDir: string | undefined, work: (session: Session) => Promise<Outcome>): Promise<Outcome> {
  const opened = await openEngine({
    projectDir,
    environment: process.env,
    version,
    face: 'cli',
    mediaBase: '',
    electron: electronVersion(),
  })
  if (!opened.ok) return opened
  const engine: Engine = opened.value
  const abort = new AbortController()
  const interrupt = () => abort.abort()
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  try {
    const client = createRouterClient(engine.router)
    return await work({
      client,
      signal: abort.signal,
      admit: (path) => engine.admit(resolve(path)),
      open: (input, as) =>
        isLink(input)
          ? client.media.open({ link: input, as }, { signal: abort.signal })
          : client.media.open({ ticket: engine.admit(resolve(input)), as }, { signal: abort.signal }),
    })
  } finally {
    process.removeListener('SIGINT', interrupt)
    process.removeListener('SIGTERM', interrupt)
    await engine.close()
  }
}

/** `https://…` is a link unless a file is really called that. */
function isLink(input: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(input) && !existsSync(input)
}

export async function openPair(session: Session, image: string, video: string): Promise<Result<{ image: MediaItem; video: MediaItem }>> {
  const picture = await session.open(image, 'image')
  if (!picture.ok) return picture
  const clip = await session.open(video, 'video')
  if (!clip.ok) return clip
  return ok({ image: picture.value, video: clip.value })
}
