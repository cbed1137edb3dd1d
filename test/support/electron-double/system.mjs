/** What Electron asks of the system: dialogs answer what a test says, the shell records, the rest keeps what it is given. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { app } from './app.mjs'

/** Files the open dialog answers, one after the other; tests may also replace `dialog`'s functions from outside. */
const scripted = (process.env.CHOREO_DOUBLE_CHOOSES ?? '').split(delimiter).filter((path) => path !== '')

export const dialog = {
  async showOpenDialog() {
    const path = scripted.shift()
    return path === undefined ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [path] }
  },
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
  /** Nobody is there to choose, so the way out is taken. */
  async showMessageBox(...given) {
    const { message, detail, cancelId, defaultId } = given.at(-1)
    console.error(`[message box] ${[message, detail].filter(Boolean).join(' ')}`)
    return { response: cancelId ?? defaultId ?? 0, checkboxChecked: false }
  },
  showErrorBox: (title, content) => console.error(`[error box] ${title}: ${content}`),
}

/** `recorded` is the double's own: what was asked for, in order. */
export const shell = {
  recorded: [],
  async openExternal(url) {
    shell.recorded.push({ call: 'openExternal', target: url })
  },
  async openPath(path) {
    shell.recorded.push({ call: 'openPath', target: path })
    return ''
  },
  showItemInFolder(path) {
    shell.recorded.push({ call: 'showItemInFolder', target: path })
  },
  beep() {},
}

function storageKey() {
  const path = join(app.getPath('userData'), 'double.key')
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  return readFileSync(path)
}

/** Really encrypts, so that a test may look for plain text on disk; the key lies beside it, so it is no more than a test. */
export const safeStorage = {
  isEncryptionAvailable: () => app.isReady(),
  isAsyncEncryptionAvailable: async () => {
    await app.whenReady()
    return true
  },
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString(text) {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', storageKey(), iv)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from('dbl1'), iv, cipher.getAuthTag(), body])
  },
  decryptString(bytes) {
    const decipher = createDecipheriv('aes-256-gcm', storageKey(), bytes.subarray(4, 16))
    decipher.setAuthTag(bytes.subarray(16, 32))
    return Buffer.concat([decipher.update(bytes.subarray(32)), decipher.final()]).toString('utf8')
  },
  encryptStringAsync: async (text) => safeStorage.encryptString(text),
  decryptStringAsync: async (bytes) => ({ result: safeStorage.decryptString(bytes), shouldReEncrypt: false }),
}

class NativeTheme extends EventEmitter {
  #source = 'system'

  get themeSource() {
    return this.#source
  }

  set themeSource(source) {
    this.#source = source
    this.emit('updated')
  }

  get shouldUseDarkColors() {
    return this.#source === 'dark'
  }
}
export const nativeTheme = new NativeTheme()

class MenuOfTemplate {
  constructor(template) {
    this.items = template.map((item) => ({
      ...item,
      submenu: Array.isArray(item.submenu) ? new MenuOfTemplate(item.submenu) : item.submenu,
    }))
  }

  popup() {}
}

let applicationMenu = null
export const Menu = {
  buildFromTemplate: (template) => new MenuOfTemplate(template),
  setApplicationMenu(menu) {
    applicationMenu = menu
  },
  getApplicationMenu: () => applicationMenu,
}

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1080 },
}
export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [display],
  getPrimaryDisplay: () => display,
  getDisplayMatching: () => display,
})

export const powerMonitor = Object.assign(new EventEmitter(), { isOnBatteryPower: () => false, getSystemIdleTime: () => 0 })

export const powerSaveBlocker = { start: () => 1, stop: () => true, isStarted: () => false }

export class Notification extends EventEmitter {
  static shown = []
  static isSupported = () => true

  constructor(options = {}) {
    super()
    Object.assign(this, options)
  }

  show() {
    Notification.shown.push(this)
    this.emit('show')
  }

  close() {
    this.emit('close')
  }
}

let clipboardText = ''
export const clipboard = {
  writeText(text) {
    clipboardText = text
  },
  readText: () => clipboardText,
  /** Nothing but text is ever on it; a test that wants a picture there says so itself. */
  read: async () => [],
  clear() {
    clipboardText = ''
  },
}
