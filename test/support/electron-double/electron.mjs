/**
 * A double of Electron's main-process module over Chromium, for places where Electron's binary cannot be had. The built app runs
 * on it as it is: main in Node, the preload in an isolated world, the page in Chromium.
 *
 * Where it differs, because no stand-in could do otherwise:
 * - `process.versions.electron` is not set, and a page's own `location` is an http address (see schemes.mjs).
 * - `webUtils.getPathForFile` answers a Promise.
 * - Players get nothing from own schemes: Chromium wants a network address for them.
 * - Navigations without a request (`about:blank`, `blob:`) do not ask `will-navigate`; no handler can open a second window.
 * - Ports carry messages, not further ports. The sandbox is Chromium's own.
 */
export { app } from './app.mjs'
export { BrowserWindow } from './browser-window.mjs'
export { ipcMain } from './ipc.mjs'
export { MessageChannelMain } from './ports.mjs'
export { net, protocol } from './schemes.mjs'
export { session } from './session.mjs'
export {
  clipboard,
  dialog,
  Menu,
  Notification,
  nativeTheme,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
} from './system.mjs'
export { webContents } from './web-contents.mjs'
