/**
 * What runs in the page before any of its scripts: a preload in a JavaScript world of its own, as with `contextIsolation` and
 * `sandbox`, and in the page's world only the far end of `contextBridge`. Both functions are sent as text.
 *
 * The two worlds share the DOM and nothing else. They talk in DOM events whose `detail` Chromium clones from world to world
 * (files keep their place on disk); the event names hold a secret, so the page can neither hear nor speak them.
 */
import { decode, encode } from './wire.mjs'

export const worldName = 'Electron Isolated Context'
export const bindingName = '__electronDouble'

/** @param secret another one for each window */
export function mainWorldSource(secret) {
  return `(${mainWorld})(${JSON.stringify(secret)})`
}

export function isolatedWorldSource(secret, preload) {
  const settings = JSON.stringify({ secret, bindingName, platform: process.platform, arch: process.arch })
  return `if (window === window.top) (${isolatedWorld})(${settings}, ${encode}, ${decode}, function (require, process, module, exports) {
${preload}
})`
}

function mainWorld(secret) {
  // Kept before the page could replace them.
  const { CustomEvent, structuredClone } = window
  const dispatch = window.dispatchEvent.bind(window)
  const say = (type, detail) => dispatch(new CustomEvent(secret + type, { detail }))
  const listen = (type, listener) => window.addEventListener(secret + type, (event) => listener(event.detail))
  const replies = new Map()
  const pending = new Map()
  let calls = 0

  function call(id, args) {
    structuredClone(args)
    const number = ++calls
    say('call', { number, id, args })
    const reply = replies.get(number)
    replies.delete(number)
    if (reply.kind === 'error') throw reply.error
    if (reply.kind === 'value') return reply.value
    return new Promise((resolve, reject) => pending.set(number, { resolve, reject }))
  }

  function build(shape) {
    if (shape.kind === 'function') return (...args) => call(shape.id, args)
    if (shape.kind === 'array') return Object.freeze(shape.items.map(build))
    if (shape.kind === 'value') return shape.value
    return Object.freeze(Object.fromEntries(shape.entries.map(([key, value]) => [key, build(value)])))
  }

  listen('reply', (reply) => {
    const promise = pending.get(reply.number)
    if (!promise) return replies.set(reply.number, reply)
    pending.delete(reply.number)
    if (reply.kind === 'error') promise.reject(reply.error)
    else promise.resolve(reply.value)
  })
  listen('expose', ({ key, shape }) => {
    if (key in window) return say('exposed', { error: `Cannot bind an API on top of an existing property on the window object` })
    Object.defineProperty(window, key, { value: build(shape), enumerable: true, configurable: false, writable: false })
    say('exposed', {})
  })
  // Main decides about new windows in another process, and `window.open` has to answer at once: the double knows no answer but no.
  window.open = (url = '', target = '', features = '') => {
    say('open', {
      url: url === '' ? 'about:blank' : new URL(url, document.baseURI).href,
      target: String(target),
      features: String(features),
    })
    return null
  }
}

function isolatedWorld({ secret, bindingName, platform, arch }, encode, decode, preload) {
  const tell = (message) => globalThis[bindingName](JSON.stringify(message))
  const say = (type, detail) => window.dispatchEvent(new CustomEvent(secret + type, { detail }))
  const listen = (type, listener) => window.addEventListener(secret + type, (event) => listener(event.detail))
  const ports = new Map()
  const files = new Map()
  const answers = new Map()
  const channels = new Map()
  const functions = []
  let next = 0

  function ask(message) {
    const id = ++next
    return new Promise((resolve, reject) => {
      answers.set(id, { resolve, reject })
      tell({ ...message, id })
    })
  }

  function adopt(port, id) {
    ports.set(id, port)
    port.onmessage = (event) => tell({ op: 'port', id, data: encode(event.data) })
    port.addEventListener('close', () => {
      ports.delete(id)
      tell({ op: 'portClose', id })
    })
  }

  const ipcRenderer = {
    async invoke(channel, ...args) {
      try {
        return await ask({ op: 'invoke', channel, args: encode(args) })
      } catch (error) {
        throw new Error(`Error invoking remote method '${channel}': ${error}`)
      }
    },
    send: (channel, ...args) => tell({ op: 'send', channel, args: encode(args), ports: [] }),
    postMessage(channel, message, transfer = []) {
      const ids = transfer.map(() => ++next)
      tell({ op: 'send', channel, args: encode([message]), ports: ids })
      for (const [index, port] of transfer.entries()) adopt(port, ids[index])
    },
    on(channel, listener) {
      channels.set(channel, [...(channels.get(channel) ?? []), listener])
      return ipcRenderer
    },
    once(channel, listener) {
      const first = (...args) => {
        ipcRenderer.off(channel, first)
        listener(...args)
      }
      return ipcRenderer.on(channel, first)
    },
    off(channel, listener) {
      channels.set(
        channel,
        (channels.get(channel) ?? []).filter((other) => other !== listener),
      )
      return ipcRenderer
    },
    removeAllListeners(channel) {
      channels.delete(channel)
      return ipcRenderer
    },
  }
  ipcRenderer.addListener = ipcRenderer.on
  ipcRenderer.removeListener = ipcRenderer.off

  function shapeOf(value) {
    if (typeof value === 'function') return { kind: 'function', id: functions.push(value) - 1 }
    if (Array.isArray(value)) return { kind: 'array', items: value.map(shapeOf) }
    if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
      return { kind: 'object', entries: Object.entries(value).map(([key, x]) => [key, shapeOf(x)]) }
    return { kind: 'value', value: structuredClone(value) }
  }

  const contextBridge = {
    exposeInMainWorld(key, api) {
      let outcome = null
      const hear = ({ detail }) => {
        outcome = detail
      }
      window.addEventListener(`${secret}exposed`, hear, { once: true })
      say('expose', { key, shape: shapeOf(api) })
      if (outcome?.error) throw new Error(outcome.error)
    },
  }

  listen('call', ({ number, id, args }) => {
    const fail = (error) =>
      say('reply', { number, kind: 'error', error: new Error(error instanceof Error ? error.message : String(error)) })
    const settle = (value) => {
      try {
        structuredClone(value)
        say('reply', { number, kind: 'value', value })
      } catch (error) {
        fail(error)
      }
    }
    try {
      const value = functions[id](...args)
      if (!(value instanceof Promise)) return settle(value)
      say('reply', { number, kind: 'promise' })
      value.then(settle, fail)
    } catch (error) {
      fail(error)
    }
  })

  /** A Promise here and a string in Electron: only the browser's process knows, and a preload cannot wait for it without one. */
  const getPathForFile = (file) => {
    if (!(file instanceof File)) throw new TypeError('getPathForFile expected a File')
    const key = ++next
    files.set(key, file)
    return ask({ op: 'path', key }).finally(() => files.delete(key))
  }

  const receive = {
    answer({ id, error, value }) {
      const { resolve, reject } = answers.get(id)
      answers.delete(id)
      if (error === undefined) resolve(decode(value))
      else reject(error)
    },
    message({ channel, args, ports: ids }) {
      const given = ids.map((id) => {
        const { port1, port2 } = new MessageChannel()
        adopt(port1, id)
        return port2
      })
      for (const listener of channels.get(channel) ?? []) listener({ sender: ipcRenderer, ports: given }, ...decode(args))
    },
    port: ({ id, data }) => ports.get(id)?.postMessage(decode(data)),
    portClose({ id }) {
      ports.get(id)?.close()
      ports.delete(id)
    },
  }
  globalThis[`${bindingName}Receive`] = (message) => receive[message.op](message)
  globalThis[`${bindingName}File`] = (key) => files.get(key)

  listen('open', (detail) => tell({ op: 'open', ...detail }))
  // Last of all listeners, so that a page that handles its own links is left alone.
  window.addEventListener('click', (event) => {
    const link = event.defaultPrevented ? null : event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '')
    const target = link?.target || document.querySelector('base[target]')?.target || '_self'
    if (!link || ['_self', '_top', '_parent'].includes(target)) return
    event.preventDefault()
    tell({ op: 'open', url: link.href, target, features: '' })
  })

  const electron = { contextBridge, ipcRenderer, webUtils: { getPathForFile } }
  const require = (name) => {
    if (name === 'electron' || name === 'electron/renderer') return electron
    // A sandboxed preload gets nothing else.
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  preload(
    require,
    { platform, arch, type: 'renderer', sandboxed: true, contextIsolated: true, versions: {}, env: {} },
    module,
    module.exports,
  )
}
