/** The one window. */
import { app, BrowserWindow, dialog, nativeTheme } from 'electron'
import { windowOrigin } from './schemes'
import type { DesktopWords } from './words'

/** The page's own background, so that nothing flashes between the frame and the first paint. */
function background(): string {
  return nativeTheme.shouldUseDarkColors ? '#242424' : '#ffffff'
}

/** Made at once and shown when there is something to see; place and size are those of the last time, if they still are on a screen. */
export function createWindow(preload: string, words: () => Promise<DesktopWords>): BrowserWindow {
  const window = new BrowserWindow({
    name: 'main',
    windowStatePersistence: true,
    title: 'Choreo',
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 520,
    show: false,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      // Most of these are Electron's defaults; they are written out because the window's safety rests on them.
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
      // A middle click would open a link in a new window.
      disableBlinkFeatures: 'Auxclick',
    },
  })
  window.once('ready-to-show', () => window.show())
  const followTheme = () => window.setBackgroundColor(background())
  nativeTheme.on('updated', followTheme)
  window.once('closed', () => nativeTheme.off('updated', followTheme))
  reloadAfterCrash(window, words)
  return window
}

export function loadPage(window: BrowserWindow): Promise<void> {
  return window.loadURL(`${windowOrigin}/index.html`)
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Jobs live in the engine, so a page that died loses nothing. One that dies again at once asks, lest it does so for ever. */
function reloadAfterCrash(window: BrowserWindow, words: () => Promise<DesktopWords>): void {
  let last = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', async (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const again = performance.now() - last < 10_000
    last = performance.now()
    if (again && !(await wantsReload(window, reason, await words()))) return app.quit()
    if (!window.isDestroyed()) window.webContents.reload()
  })
}

async function wantsReload(window: BrowserWindow, reason: string, { broken }: DesktopWords): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: broken.message(reason),
    detail: broken.detail,
    buttons: [broken.again, broken.quit],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}
