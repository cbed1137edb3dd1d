/** The engine behind a loopback address, for a browser instead of the desktop window. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../domain/failure'
import type { EngineOptions } from '../engine/engine'
import { openHouse } from '../engine/house'
import { createApp } from './app'
import { namesOf } from './guard'
import { listen } from './loopback'
import { openSession } from './session'

export interface ServeOptions {
  /** 0 takes a free one. */
  port: number
  /** The built window: a folder with `index.html`. */
  rendererDir: string
  /** Gets what only a bug or the person at the terminal should see; never a token. */
  log(line: string): void
}

export interface Served {
  /** To be opened once: carries the token in its fragment. */
  url: string
  close(): Promise<void>
}

/** Fails with a sentence when the port is taken, the window is not built, or the engine cannot open the project. */
export async function serve(engineOptions: Omit<EngineOptions, 'mediaBase'>, options: ServeOptions): Promise<Result<Served>> {
  const page = await stat(join(options.rendererDir, 'index.html')).catch(() => null)
  if (!page?.isFile()) {
    return fail('usage', `There is no window to show in ${options.rendererDir}.`, 'Run `npm run build` first, then start again.')
  }
  const listening = await listen(options.port)
  if (!listening.ok) return listening
  const loopback = listening.value
  const origin = namesOf(loopback.port).canonical

  const opened = await openHouse({ ...engineOptions, mediaBase: `${origin}/` })
  if (!opened.ok) {
    await loopback.close()
    return opened
  }
  const engine = opened.value
  const session = openSession(loopback.port)
  loopback.answerWith(createApp(engine, { port: loopback.port, session, rendererDir: options.rendererDir, log: options.log }))
  return ok({
    url: `${origin}/#token=${session.token}`,
    async close() {
      await loopback.close()
      await engine.close()
    },
  })
}
