/** Electron's package comes without its binary; whether that was fetched is seen on the disk, without loading it. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The version of the binary that is here, or null. */
export function electronVersion(): string | null {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const executable = readFileSync(join(folder, 'path.txt'), 'utf8').trim()
    if (!existsSync(join(folder, 'dist', executable))) return null
    return readFileSync(join(folder, 'dist', 'version'), 'utf8').trim()
  } catch {
    return null
  }
}
