/** What the desktop tests start: the real Electron where its binary is here, else the double; both take the same built app. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The downloaded binary; null where only Electron's package is here. */
export function realElectron(): string | null {
  const folder = join(root, 'node_modules/electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const binary = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

export interface DesktopLaunch {
  /** Left out for the real one: only then does Playwright hold the app back until it listens. */
  executablePath?: string
  args: string[]
  env: Record<string, string>
}

/**
 * Options for Playwright's `_electron.launch`. Each home gets a user data folder of its own, so that neither another test nor a
 * Choreo that is in use counts as the first instance.
 * @param home CHOREO_HOME of this run: a folder that the caller removes afterwards
 * @param environment added to this process's; undefined takes a variable away
 */
export function desktopLaunch(home: string, environment: NodeJS.ProcessEnv = {}): DesktopLaunch {
  const env: Record<string, string> = {}
  const wanted = { ...process.env, ...environment, CHOREO_HOME: home }
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) env[name] = value
  const launch = { args: [`--user-data-dir=${join(home, 'user-data')}`, root], env }
  if (realElectron() !== null) return launch
  const script = process.platform === 'win32' ? 'electron-double.cmd' : 'electron-double.sh'
  return { ...launch, executablePath: join(root, 'test/support/electron-double', script) }
}
