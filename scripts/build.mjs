/** Builds the app when its sources are newer than what was built, and not otherwise. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './setup.mjs'

const stamp = join(root, 'out', '.built')

function newest(path) {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0)
}

export function isBuilt() {
  if (!existsSync(stamp)) return false
  const built = statSync(stamp).mtimeMs
  return ['src', 'package.json', 'electron.vite.config.ts'].every((name) => newest(join(root, name)) <= built)
}

/** @returns whether the app is built; what went wrong is on stderr */
export function build() {
  if (isBuilt()) return true
  process.stderr.write('build: main, preload and window …\n')
  // Before the build, so that a source saved while it runs counts as newer.
  const began = new Date()
  const made = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  if (made.status !== 0) {
    process.stderr.write(`build: failed\n${made.stdout}${made.stderr}`)
    return false
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, began.toISOString())
  utimesSync(stamp, began, began)
  process.stderr.write('build: done\n')
  return true
}
