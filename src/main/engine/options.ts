/** What a host tells the engine when it opens it. */

import type { Result } from '../../domain/failure'
import type { OpenedKeyStore } from './keys/key-store'

export type Face = 'cli' | 'desktop' | 'serve'

export interface EngineOptions {
  /** The default project where none is named. */
  projectDir?: string
  environment: NodeJS.ProcessEnv
  version: string
  face: Face
  /** What an item's `href` is appended to; ends with a slash. */
  mediaBase: string
  reveal?(path: string): Promise<void>
  /** Makes the face show the project in this folder from now on. Absent where a face shows one project for all its life. */
  switchProject?(dir: string): Promise<Result<null>>
  /** Told after each change that was asked for here: a face has parts beside its window that follow settings. */
  settingsChanged?(): void
  /** Where a packaged app keeps ffmpeg. */
  resourcesPath?: string
  /** Electron's version, or null where its binary is not here. */
  electron?: string | null
  /** Another place for keys than the system's own store. Gets the folder of settings; called once, and may take its time. */
  keyStore?(home: string): Promise<OpenedKeyStore>
}
