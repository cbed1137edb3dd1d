/** An engine on this computer with a home of its own, reached as a face reaches it. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { Result } from '../../src/domain/failure'
import { type Engine, type EngineOptions, openEngine } from '../../src/main/engine/engine'
import { temporaryFolder } from './cli'
import { packagedFfprobe } from './packaged-ffprobe'

export interface OpenedEngine {
  home: string
  projectDir: string
  engine: Engine
  client: ReturnType<typeof clientOf>
}

export function clientOf(engine: Engine) {
  return createRouterClient(engine.router)
}

/** What an answer holds; a failure ends the test with its sentence. */
export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`)
  return result.value
}

/** @param changes to what a window in a browser would give */
export async function openedEngine(changes: Partial<EngineOptions> = {}, home?: string): Promise<OpenedEngine> {
  const folder = home ?? (await temporaryFolder('house'))
  await mkdir(folder, { recursive: true })
  const projectDir = changes.projectDir ?? join(folder, 'My first project')
  const opened = await openEngine({
    version: '1.2.3',
    face: 'serve',
    mediaBase: 'http://127.0.0.1:1/',
    keyStore: async () => ({ store: null, lack: 'no-service', why: 'There is none in this test.' }),
    ...changes,
    projectDir,
    environment: {
      ...packagedFfprobe,
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CHOREO_HOME: folder,
      CHOREO_PACE_SCALE: '0',
      ...changes.environment,
    },
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  return { home: folder, projectDir, engine: opened.value, client: clientOf(opened.value) }
}
