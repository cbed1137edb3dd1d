import { EventEmitter } from 'node:events'
import { app } from './app.mjs'
import { state } from './state.mjs'
import { WebContents } from './web-contents.mjs'

let ids = 0

export class BrowserWindow extends EventEmitter {
  id = ++ids
  webContents
  progress = -1
  #options
  #bounds
  #title
  #flags
  #destroyed = false
  #background

  constructor(options = {}) {
    if (!state.ready) throw new Error('Cannot create BrowserWindow before app is ready')
    super()
    this.#options = options
    const { width = 800, height = 600, x = 0, y = 0 } = options
    this.#bounds = { x, y, width, height }
    this.#title = options.title ?? app.getName()
    this.#background = options.backgroundColor ?? '#FFFFFF'
    this.#flags = { visible: options.show !== false, minimized: false, maximized: false, fullScreen: false, focused: false }
    this.webContents = new WebContents(options.webPreferences, { width, height })
    state.windows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.on('-close', () => this.close())
    this.webContents.once('destroyed', () => this.#closed())
  }

  static getAllWindows() {
    return [...state.windows]
  }

  static fromId(id) {
    return [...state.windows].find((window) => window.id === id) ?? null
  }

  static fromWebContents(contents) {
    return [...state.windows].find((window) => window.webContents === contents) ?? null
  }

  static getFocusedWindow() {
    return [...state.windows].find((window) => window.isFocused()) ?? null
  }

  loadURL(url) {
    return this.webContents.loadURL(url)
  }

  /** Asks the app first: a listener may keep the window open. Says whether it closes, which Electron does not. */
  close() {
    if (this.#destroyed) return true
    let prevented = false
    this.emit('close', {
      preventDefault: () => {
        prevented = true
      },
    })
    if (!prevented) this.destroy()
    return !prevented
  }

  destroy() {
    void this.webContents.discard()
  }

  #closed() {
    this.#destroyed = true
    state.windows.delete(this)
    this.emit('closed')
    if (state.windows.size === 0) app.lastWindowClosed()
  }

  isDestroyed() {
    return this.#destroyed
  }

  show() {
    this.#set('visible', true, 'show')
    this.focus()
  }

  showInactive() {
    this.#set('visible', true, 'show')
  }

  hide() {
    this.#set('visible', false, 'hide')
  }

  focus() {
    this.#set('focused', true, 'focus')
  }

  blur() {
    this.#set('focused', false, 'blur')
  }

  minimize() {
    this.#set('minimized', true, 'minimize')
  }

  restore() {
    this.#set('minimized', false, 'restore')
  }

  maximize() {
    this.#set('maximized', true, 'maximize')
  }

  unmaximize() {
    this.#set('maximized', false, 'unmaximize')
  }

  setFullScreen(on) {
    this.#set('fullScreen', on, on ? 'enter-full-screen' : 'leave-full-screen')
  }

  isVisible() {
    return this.#flags.visible
  }

  isFocused() {
    return this.#flags.focused
  }

  isMinimized() {
    return this.#flags.minimized
  }

  isMaximized() {
    return this.#flags.maximized
  }

  isFullScreen() {
    return this.#flags.fullScreen
  }

  #set(flag, value, event) {
    if (this.#flags[flag] === value) return
    this.#flags[flag] = value
    this.emit(event)
  }

  getBounds() {
    return { ...this.#bounds }
  }

  getNormalBounds() {
    return { ...this.#bounds }
  }

  setBounds(bounds) {
    Object.assign(this.#bounds, bounds)
    this.emit('resize')
  }

  getMinimumSize() {
    return [this.#options.minWidth ?? 0, this.#options.minHeight ?? 0]
  }

  getTitle() {
    return this.#title
  }

  setTitle(title) {
    this.#title = title
  }

  getBackgroundColor() {
    return this.#background
  }

  setBackgroundColor(color) {
    this.#background = color
  }

  /** `progress` is the double's own: what the taskbar would show; below 0 nothing. */
  setProgressBar(progress) {
    this.progress = progress
  }

  setMenuBarVisibility() {}
  flashFrame() {}
}
