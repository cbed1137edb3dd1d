/** The app's life: one instance, ready, quit in Electron's order, exit. */
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { startChromium } from './chromium.mjs'
import { state } from './state.mjs'

const args = process.argv.slice(1)
const switches = new Map(args.filter((arg) => arg.startsWith('--')).map((arg) => splitSwitch(arg)))
const appPath = appDirectory(resolve(args.find((arg) => !arg.startsWith('-')) ?? '.'))
const manifest = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8'))

function splitSwitch(arg) {
  const [, name, value] = /^--([^=]+)=?(.*)$/s.exec(arg)
  return [name, value]
}

function appDirectory(path) {
  return statSync(path).isDirectory() ? path : dirname(path)
}

class App extends EventEmitter {
  isPackaged = false
  name = manifest.productName ?? manifest.name
  commandLine = {
    appendSwitch: (name, value = '') => void switches.set(name, value),
    hasSwitch: (name) => switches.has(name),
    getSwitchValue: (name) => switches.get(name) ?? '',
  }
  #browser = null
  #ready
  #quitting = false
  #exiting = false
  #temporary = null
  #userData = null
  #lock = null

  constructor() {
    super()
    // Later than the app's own first lines, which may still register schemes.
    this.#ready = new Promise((resolve) => setImmediate(resolve)).then(() => this.#start())
    this.#ready.catch((error) => {
      console.error('electron double:', error.message)
      process.exit(1)
    })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => this.quit())
  }

  async #start() {
    const root = process.getuid?.() === 0
    this.#browser = startChromium({
      debugPort: switches.get('remote-debugging-port') ?? null,
      sandbox: !switches.has('no-sandbox') && !root,
    })
    const { connection, gone } = this.#browser
    state.connection = connection
    void gone.then(() => this.#exiting || this.exit(1))
    connection.on('Target.targetDestroyed', ({ targetId }) => windowOf(targetId)?.webContents.gone())
    // Whatever still gets past `window.open` and links: a middle click, a form with a target.
    connection.on('Target.targetCreated', ({ targetInfo }) => void this.#refuseStranger(targetInfo))
    await connection.send('Target.setDiscoverTargets', { discover: true })
    state.ready = true
    this.emit('ready', {})
  }

  async #refuseStranger({ targetId, type, openerId, url }) {
    if (type !== 'page' || openerId === undefined) return
    windowOf(openerId)?.webContents.decideOpen(url)
    await state.connection.send('Target.closeTarget', { targetId }).catch(() => {})
  }

  whenReady() {
    return this.#ready
  }

  isReady() {
    return state.ready
  }

  enableSandbox() {
    if (state.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
  }

  getVersion() {
    return manifest.version
  }

  getName() {
    return this.name
  }

  getAppPath() {
    return appPath
  }

  getLocale() {
    return 'en-US'
  }

  /** `--user-data-dir` as in Electron; without it a folder that is gone afterwards, so that no run sees another. */
  getPath(name) {
    if (name === 'home') return homedir()
    if (name === 'temp') return tmpdir()
    if (name === 'userData' || name === 'sessionData') return this.#userDataDir()
    const path = join(this.#userDataDir(), name)
    mkdirSync(path, { recursive: true })
    return path
  }

  setPath(name, path) {
    if (name === 'userData') this.#userData = path
  }

  #userDataDir() {
    if (this.#userData === null) {
      const given = switches.get('user-data-dir')
      this.#temporary = given ? null : mkdtempSync(join(tmpdir(), 'electron-double-data-'))
      this.#userData = given ? resolve(given) : this.#temporary
    }
    mkdirSync(this.#userData, { recursive: true })
    return this.#userData
  }

  /** One instance for each user data folder; the first one hears of the second through a file. */
  requestSingleInstanceLock() {
    const folder = this.#userDataDir()
    const lock = join(folder, 'double.lock')
    const knock = join(folder, 'double.knock')
    if (isRunning(lock)) {
      writeFileSync(knock, JSON.stringify({ argv: process.argv, cwd: process.cwd() }))
      return false
    }
    writeFileSync(lock, String(process.pid))
    writeFileSync(knock, '')
    watch(knock, { persistent: false }, () => {
      const text = readFileSync(knock, 'utf8')
      if (text === '') return
      writeFileSync(knock, '')
      const { argv, cwd } = JSON.parse(text)
      this.emit('second-instance', {}, argv, cwd, null)
    })
    this.#lock = lock
    return true
  }

  hasSingleInstanceLock() {
    return this.#lock !== null
  }

  releaseSingleInstanceLock() {
    if (this.#lock !== null) rmSync(this.#lock, { force: true })
    this.#lock = null
  }

  setAppUserModelId() {}
  focus() {}

  /** before-quit, close every window, will-quit, quit; each of the first three may be refused. */
  quit() {
    if (this.#quitting) return
    this.#quitting = true
    if (!this.#permits('before-quit')) {
      this.#quitting = false
      return
    }
    if (state.windows.size === 0) return this.#finish()
    // A window that refuses to close ends the quitting.
    for (const window of [...state.windows]) if (!window.close()) this.#quitting = false
  }

  lastWindowClosed() {
    if (this.#quitting) this.#finish()
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  #finish() {
    if (this.#permits('will-quit')) void this.exit(0)
    else this.#quitting = false
  }

  #permits(name) {
    let prevented = false
    this.emit(name, {
      preventDefault() {
        prevented = true
      },
    })
    return !prevented
  }

  async exit(code = 0) {
    if (this.#exiting) return
    this.#exiting = true
    this.emit('quit', {}, code)
    this.releaseSingleInstanceLock()
    await this.#browser?.close()
    if (this.#temporary !== null) rmSync(this.#temporary, { recursive: true, force: true })
    process.exit(code)
  }
}

function windowOf(targetId) {
  return [...state.windows].find((window) => window.webContents.targetId === targetId)
}

function isRunning(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

export const app = new App()
