/** Sessions: permissions are asked from the app's handlers when a page loads, and told to Chromium, which then decides by them. */
import { EventEmitter } from 'node:events'
import { state } from './state.mjs'

/** Electron's name -> the descriptors Chromium knows it by */
const permissions = {
  geolocation: [{ name: 'geolocation' }],
  notifications: [{ name: 'notifications' }],
  media: [{ name: 'camera' }, { name: 'microphone' }],
  midi: [{ name: 'midi' }],
  'clipboard-read': [{ name: 'clipboard-read' }],
  'clipboard-sanitized-write': [{ name: 'clipboard-write', allowWithoutSanitization: false }],
  'idle-detection': [{ name: 'idle-detection' }],
  'screen-wake-lock': [{ name: 'screen-wake-lock' }],
  'window-management': [{ name: 'window-management' }],
  'local-fonts': [{ name: 'local-fonts' }],
}

class Session extends EventEmitter {
  #request = null
  #check = null
  #device = null
  webRequest = { onBeforeRequest() {}, onHeadersReceived() {}, onBeforeSendHeaders() {} }

  setPermissionRequestHandler(handler) {
    this.#request = handler
  }

  setPermissionCheckHandler(handler) {
    this.#check = handler
  }

  setDevicePermissionHandler(handler) {
    this.#device = handler
  }

  /** The double's own: both handlers have to agree; without a handler Electron grants. */
  async allows(contents, permission, origin) {
    const details = { isMainFrame: true, requestingUrl: `${origin}/`, securityOrigin: origin }
    if (this.#check && !this.#check(contents, permission, origin, details)) return false
    if (this.#device && ['hid', 'serial', 'usb'].includes(permission)) return this.#device({ deviceType: permission, origin })
    return this.#request ? new Promise((resolve) => this.#request(contents, permission, resolve, details)) : true
  }

  /** @param pageOrigin the origin as Chromium knows it */
  async tellChromium(contents, origin, pageOrigin) {
    for (const [name, descriptors] of Object.entries(permissions)) {
      const setting = (await this.allows(contents, name, origin)) ? 'granted' : 'denied'
      for (const permission of descriptors)
        await state.connection.send('Browser.setPermission', { origin: pageOrigin, permission, setting })
    }
  }
}

const sessions = new Map()
export const session = {
  defaultSession: new Session(),
  fromPartition(name) {
    if (!sessions.has(name)) sessions.set(name, new Session())
    return sessions.get(name)
  },
}
