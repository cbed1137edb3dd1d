/** One page: its IPC, its navigation guards, and its requests, which the app's schemes answer. */
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { ipcMain } from './ipc.mjs'
import { bindingName, isolatedWorldSource, mainWorldSource, worldName } from './page-worlds.mjs'
import { MessagePortMain } from './ports.mjs'
import { answer, fromPage, originOf, toPage } from './schemes.mjs'
import { session } from './session.mjs'
import { state } from './state.mjs'
import { decode, encode } from './wire.mjs'

const defaults = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
}

let ids = 0

export class WebContents extends EventEmitter {
  id = ++ids
  session = session.defaultSession
  targetId = null
  opened
  #preferences
  #ports = new Map()
  #portIds = 1_000_000
  #sessionId
  #mainFrameId
  #url = ''
  #world = null
  #outbox = []
  #destroyed = false
  #decideOpen = () => ({ action: 'allow' })
  /** Frames whose page asked for another address; what the app or a debugger loads is not among them. */
  #asked = new Set()
  #loading = false

  constructor(preferences, size) {
    super()
    this.#preferences = { ...defaults, ...preferences }
    if (!this.#preferences.contextIsolation || !this.#preferences.sandbox || this.#preferences.nodeIntegration)
      throw new Error('the double runs sandboxed and isolated windows only')
    this.opened = this.#open(size)
    this.opened.catch((error) => console.error('electron double: no window:', error.message))
  }

  /** Electron's own name for it; undocumented, and the only way to read what really is in force. */
  getLastWebPreferences() {
    return { ...this.#preferences }
  }

  get mainFrame() {
    const frame = {
      url: this.#url,
      origin: originOf(this.#url),
      parent: null,
      frames: [],
      processId: this.id,
      routingId: this.id,
      name: '',
    }
    return Object.assign(frame, { top: frame, framesInSubtree: [frame], executeJavaScript: (code) => this.executeJavaScript(code) })
  }

  getURL() {
    return this.#url
  }

  isDestroyed() {
    return this.#destroyed
  }

  isLoading() {
    return this.#loading
  }

  getTitle() {
    return this.executeJavaScript('document.title')
  }

  setWindowOpenHandler(handler) {
    this.#decideOpen = handler
  }

  openDevTools() {}
  setZoomFactor() {}

  async executeJavaScript(code) {
    await this.opened
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  async loadURL(url) {
    await this.opened
    this.#loading = true
    const loaded = new Promise((resolve) => this.once('did-finish-load', resolve))
    const { errorText } = await this.#send('Page.navigate', { url: toPage(url) })
    if (errorText === undefined) return loaded
    this.#loading = false
    this.emit('did-fail-load', {}, -2, errorText, url, true)
    throw new Error(`${errorText} loading '${url}'`)
  }

  reload() {
    void this.opened.then(() => this.#send('Page.reload'))
  }

  forcefullyCrashRenderer() {
    // A page that crashes cannot answer.
    void this.opened.then(() => this.#send('Page.crash').catch(() => {}))
  }

  close() {
    this.emit('-close')
  }

  /** Ends the page without asking it. */
  async discard() {
    await this.opened.catch(() => {})
    await state.connection.send('Target.closeTarget', { targetId: this.targetId }).catch(() => {})
  }

  send(channel, ...args) {
    this.#deliver({ op: 'message', channel, args: encode(args), ports: [] })
  }

  postMessage(channel, message, transfer = []) {
    const ids = transfer.map((port) => {
      const id = this.#portIds++
      this.#ports.set(id, { receive: (data) => port.peer.receive(data), closed: () => port.peer.closed() })
      return id
    })
    this.#deliver({ op: 'message', channel, args: encode([message]), ports: ids })
    for (const [index, port] of transfer.entries()) port.move(this.#pageEnd(ids[index]))
  }

  #send(method, params) {
    return state.connection.send(method, params, this.#sessionId)
  }

  async #open({ width, height }) {
    const { targetId } = await state.connection.send('Target.createTarget', { url: 'about:blank', width, height, newWindow: true })
    this.targetId = targetId
    const { sessionId } = await state.connection.send('Target.attachToTarget', { targetId, flatten: true })
    this.#sessionId = sessionId
    const on = (method, listener) => state.connection.on(method, listener, sessionId)
    on('Runtime.bindingCalled', ({ name, payload }) => name === bindingName && this.#hear(JSON.parse(payload)))
    on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name !== worldName || context.auxData?.frameId !== this.#mainFrameId) return
      this.#world = context.uniqueId
      for (const message of this.#outbox.splice(0)) this.#deliver(message)
    })
    on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) => {
      if (executionContextUniqueId === this.#world) this.#leaveWorld()
    })
    on('Runtime.executionContextsCleared', () => this.#leaveWorld())
    on('Page.frameRequestedNavigation', ({ frameId }) => this.#asked.add(frameId))
    on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return
      this.#url = fromPage(`${frame.url}${frame.urlFragment ?? ''}`)
      this.emit('did-navigate', {}, this.#url)
    })
    on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === this.#mainFrameId) this.#url = fromPage(url)
    })
    on('Page.domContentEventFired', () => this.emit('dom-ready', {}))
    on('Page.loadEventFired', () => {
      this.#loading = false
      this.emit('did-finish-load', {})
    })
    on('Inspector.targetCrashed', () => {
      this.#leaveWorld()
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
    })
    on('Runtime.exceptionThrown', ({ exceptionDetails: { text, exception } }) => console.error('[page]', exception?.description ?? text))
    on('Fetch.requestPaused', (paused) => this.#request(paused).catch(() => {}))

    const { frameTree } = await this.#send('Page.getFrameTree')
    this.#mainFrameId = frameTree.frame.id
    const secret = randomBytes(16).toString('hex')
    const preload = this.#preferences.preload ? readFileSync(this.#preferences.preload, 'utf8') : ''
    await this.#send('Runtime.addBinding', { name: bindingName, executionContextName: worldName })
    // Scripts run in the order they were added: the page's end of the bridge has to be there first.
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldSource(secret) })
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: isolatedWorldSource(secret, preload), worldName })
    await this.#send('Page.enable')
    await this.#send('Runtime.enable')
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  }

  /** The browser says that the page is gone. */
  gone() {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#leaveWorld()
    this.emit('destroyed')
  }

  /** A page that is left takes its ports with it. */
  #leaveWorld() {
    this.#world = null
    for (const end of this.#ports.values()) end.closed()
    this.#ports.clear()
  }

  #deliver(message) {
    if (this.#destroyed) return
    if (this.#world === null) return void this.#outbox.push(message)
    const expression = `globalThis.${bindingName}Receive(${JSON.stringify(message)})`
    this.#send('Runtime.evaluate', { expression, uniqueContextId: this.#world }).catch(() => {})
  }

  #pageEnd(id) {
    return {
      receive: (data) => this.#deliver({ op: 'port', id, data: encode(data) }),
      closed: () => {
        this.#ports.delete(id)
        this.#deliver({ op: 'portClose', id })
      },
    }
  }

  #event() {
    return {
      sender: this,
      senderFrame: this.mainFrame,
      processId: this.id,
      frameId: this.id,
      type: 'frame',
      defaultPrevented: false,
      preventDefault() {},
    }
  }

  async #hear(message) {
    switch (message.op) {
      case 'invoke':
        return this.#reply(message.id, () => ipcMain.answer(this.#event(), message.channel, decode(message.args)))
      case 'path':
        return this.#reply(message.id, () => this.#pathOf(message.key))
      case 'send': {
        const ports = message.ports.map((id) => {
          const port = new MessagePortMain()
          port.peer = this.#pageEnd(id)
          this.#ports.set(id, port)
          return port
        })
        const reply = (channel, ...args) => this.send(channel, ...args)
        return ipcMain.emit(message.channel, { ...this.#event(), ports, reply, returnValue: undefined }, ...decode(message.args))
      }
      case 'port':
        return this.#ports.get(message.id)?.receive(decode(message.data))
      case 'portClose': {
        const end = this.#ports.get(message.id)
        this.#ports.delete(message.id)
        return end?.closed()
      }
      case 'open':
        return this.decideOpen(message.url, message.target)
    }
  }

  async #reply(id, work) {
    try {
      this.#deliver({ op: 'answer', id, value: encode(await work()) })
    } catch (error) {
      this.#deliver({ op: 'answer', id, error: String(error) })
    }
  }

  /** '' for a file that is on no disk, as in Electron. */
  async #pathOf(key) {
    const { result } = await this.#send('Runtime.evaluate', { expression: `${bindingName}File(${key})`, uniqueContextId: this.#world })
    const info = await this.#send('DOM.getFileInfo', { objectId: result.objectId }).catch(() => ({ path: '' }))
    return info.path
  }

  /** Whatever the handler says, no window opens; a handler that allows one is told so. */
  decideOpen(url, frameName = '') {
    const { action } = this.#decideOpen({
      url: fromPage(url),
      frameName,
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: this.#url, policy: 'default' },
    })
    if (action !== 'deny') console.error(`electron double: the app allowed a window for ${url}; the double opens none`)
  }

  async #request({ requestId, request, frameId, resourceType, redirectedRequestId }) {
    const url = fromPage(request.url)
    // A request has no fragment; the address that the app is asked about has.
    const asked = `${url}${request.urlFragment ?? ''}`
    if (resourceType === 'Document' && !(await this.#mayNavigate(frameId, asked, redirectedRequestId !== undefined)))
      return this.#send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    if (url === request.url && !url.startsWith('file:')) return this.#send('Fetch.continueRequest', { requestId })
    const isMain = resourceType === 'Document' && frameId === this.#mainFrameId
    if (isMain) await this.session.tellChromium(this, originOf(url), new URL(request.url).origin)
    const response = await answer(url, { method: request.method, headers: request.headers, body: request.postData }).catch((error) => {
      console.error(`electron double: the handler of ${url} threw:`, error)
      return null
    })
    if (response === null) return this.#send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    await this.#send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    })
  }

  /** Asks the app, unless the app itself or a debugger loads the page. */
  async #mayNavigate(frameId, url, isRedirect) {
    const isMainFrame = frameId === this.#mainFrameId
    // The page's wish and the request it leads to come from two processes; the wish is given a moment to arrive.
    if (!(isMainFrame && this.#loading) && !this.#asked.has(frameId)) await new Promise((resolve) => setTimeout(resolve, 100))
    const asked = this.#asked.delete(frameId)
    if (isRedirect) return this.#permits('will-redirect', url, isMainFrame)
    if (!asked) return true
    return this.#permits('will-frame-navigate', url, isMainFrame) && (!isMainFrame || this.#permits('will-navigate', url, isMainFrame))
  }

  #permits(name, url, isMainFrame) {
    const details = { url, isMainFrame, isSameDocument: false, frame: this.mainFrame, defaultPrevented: false }
    details.preventDefault = () => {
      details.defaultPrevented = true
    }
    this.emit(name, details, url)
    return !details.defaultPrevented
  }
}

export const webContents = {
  getAllWebContents: () => [...state.windows].map((window) => window.webContents),
  fromId: (id) => webContents.getAllWebContents().find((contents) => contents.id === id),
  fromDevToolsTargetId: (targetId) => webContents.getAllWebContents().find((contents) => contents.targetId === targetId),
  getFocusedWebContents: () => webContents.getAllWebContents()[0] ?? null,
}
