/**
 * Brings a fresh clone to where it can start and be tested, and says in one line each what it found or fetched.
 * Plain Node, since nothing is installed when it runs. Also the module the other scripts take their steps from.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const windows = process.platform === 'win32'
const require = createRequire(join(root, 'package.json'))

/** All lines go to stderr: stdout belongs to whatever is started afterwards. */
const say = (line) => process.stderr.write(`${line}\n`)

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: windows, ...options })
}

function onPath(name) {
  const endings = windows ? ['.exe', '.cmd'] : ['']
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const ending of endings) {
      const file = join(folder, name + ending)
      try {
        accessSync(file, constants.X_OK)
        if (statSync(file).isFile()) return file
      } catch {
        // not here
      }
    }
  return null
}

function works(file, args) {
  if (!file || !existsSync(file)) return null
  const tried = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] })
  return tried.status === 0 ? (tried.stdout.split('\n')[0] ?? '').trim() : null
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return say(`node: ${process.versions.node}`)
  say(`node: ${process.versions.node} is too old; install Node 20.19 or newer from nodejs.org.`)
  process.exit(1)
}

/** Dependencies exactly as the lockfile says; nothing is done when they are already. */
export function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const stamp = join(root, 'node_modules', '.choreo-lockfile')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return say('dependencies: as the lockfile says')
  say('dependencies: installing from the lockfile …')
  const installed = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  if (installed.status !== 0) {
    say(`dependencies: npm ci failed.\n${installed.stdout}${installed.stderr}`)
    process.exit(1)
  }
  writeFileSync(stamp, lock)
  say('dependencies: installed from the lockfile')
}

/** Electron's binary comes from GitHub, by Electron's own installer. Returns its path or null. */
export function findElectron() {
  const folder = join(root, 'node_modules', 'electron')
  const locate = () => {
    try {
      const file = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
      return existsSync(file) ? file : null
    } catch {
      return null
    }
  }
  let file = locate()
  if (file) {
    say('electron: found')
    return file
  }
  const note = join(root, '.cache', 'electron-not-reachable')
  // A blocked network is not asked again at every start.
  if (existsSync(note) && Date.now() - statSync(note).mtimeMs < 6 * 3_600_000) {
    say('electron: its binary could not be fetched earlier today; the app opens in the browser instead (npx install-electron tries again)')
    return null
  }
  say('electron: fetching its binary …')
  const fetched = spawnSync(process.execPath, [join(folder, 'install.js')], {
    cwd: root,
    encoding: 'utf8',
    timeout: 180_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  file = fetched.status === 0 ? locate() : null
  if (file) {
    rmSync(note, { force: true })
    say('electron: fetched')
    return file
  }
  mkdirSync(dirname(note), { recursive: true })
  writeFileSync(note, '')
  say('electron: its binary cannot be fetched here (it comes from GitHub); the app opens in the browser instead')
  return null
}

const isDebianRoot = () => existsSync('/etc/debian_version') && process.getuid?.() === 0 && onPath('apt-get') !== null

let updated = false
function aptInstall(...packages) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  if (!updated) run('apt-get', ['update', '-qq'], { env: environment })
  updated = true
  return run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env: environment }).status === 0
}

/** The same order as the app's own: variable, ffmpeg-static, PATH. The packaged one does not exist in a clone. */
export function findFfmpeg() {
  const own = () => {
    try {
      return require('ffmpeg-static')
    } catch {
      return null
    }
  }
  const shipped = () => {
    try {
      return require('@ffprobe-installer/ffprobe').path
    } catch {
      return null
    }
  }
  const look = () => ({
    ffmpeg: [process.env.CHOREO_FFMPEG, own(), onPath('ffmpeg')].find((file) => works(file, ['-version'])),
    ffprobe: [process.env.CHOREO_FFPROBE, onPath('ffprobe'), shipped()].find((file) => works(file, ['-version'])),
  })
  let found = look()
  let how = 'found'
  if ((!found.ffmpeg || !found.ffprobe) && isDebianRoot()) {
    say('ffmpeg: installing the distribution’s …')
    aptInstall('ffmpeg')
    found = look()
    how = 'installed'
  }
  for (const name of ['ffmpeg', 'ffprobe'])
    say(
      found[name]
        ? `${name}: ${how}, ${works(found[name], ['-version']).split(' ').slice(0, 3).join(' ')} at ${found[name]}`
        : `${name}: missing. ${ffmpegHint()}`,
    )
  return Boolean(found.ffmpeg && found.ffprobe)
}

function ffmpegHint() {
  if (process.platform === 'darwin') return 'Run: brew install ffmpeg'
  if (windows) return 'Run: winget install Gyan.FFmpeg'
  return existsSync('/etc/debian_version')
    ? 'Run: sudo apt-get install ffmpeg'
    : 'Install ffmpeg with your system’s package manager, or set CHOREO_FFMPEG and CHOREO_FFPROBE.'
}

/** Playwright's command. Its package exports only its modules, so it is found through what the package calls its `bin`. */
export function playwrightProgram() {
  const file = require.resolve('playwright/package.json')
  return join(dirname(file), JSON.parse(readFileSync(file, 'utf8')).bin.playwright)
}

/** A Chromium for the tests: the named one, Playwright's own, the system's. Returns its path or null. */
export function findBrowser() {
  const { chromium } = require('playwright')
  const system = () => onPath('chromium-headless-shell') ?? onPath('chromium') ?? onPath('chromium-browser') ?? onPath('google-chrome')
  const look = () => [process.env.CHOREO_CHROMIUM, chromium.executablePath(), system()].find((file) => file && existsSync(file)) ?? null
  let file = look()
  let how = 'found'
  if (!file) {
    say('browser for tests: fetching …')
    run(process.execPath, [playwrightProgram(), 'install', 'chromium'], { timeout: 300_000, shell: false })
    file = look()
    how = 'fetched'
  }
  if (!file && isDebianRoot()) {
    if (!aptInstall('chromium-headless-shell')) aptInstall('chromium')
    file = look()
    how = 'installed'
  }
  say(file ? `browser for tests: ${how} at ${file}` : 'browser for tests: missing. Run: npx playwright install --with-deps chromium')
  return file
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  checkNode()
  installDependencies()
  findElectron()
  const media = findFfmpeg()
  const browser = findBrowser()
  process.exitCode = media && browser ? 0 : 1
}
