/** Electron's entry: puts the window, the two schemes and the engine together. What only Electron can do is in `desktop/`. */
import { join } from 'node:path'
import { app, type BrowserWindow, dialog, powerMonitor, safeStorage, session, shell } from 'electron'
import { askBeforeClosing } from './desktop/closing'
import { answerFiles } from './desktop/files'
import { denyPermissions, keepPagesInPlace } from './desktop/guards'
import { setMenu } from './desktop/menu'
import { answerPorts } from './desktop/port'
import { answerSchemes, mediaBaseInElectron, registerSchemes } from './desktop/schemes'
import { createStanding } from './desktop/standing'
import { bringToFront, createWindow, loadPage } from './desktop/window'
import { type DesktopWords, desktopWords } from './desktop/words'
import type { Engine, EngineOptions } from './engine/engine'

/** Saving what runs takes a moment; a disk that never answers must not keep the app alive for ever. */
const closingSeconds = 10

// A container that runs as root can start Chromium only without its sandbox; a released app never does without.
if (app.isPackaged || !app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerSchemes()
keepPagesInPlace()
if (app.requestSingleInstanceLock()) start().catch(giveUp)
else app.quit()

async function start(): Promise<void> {
  await app.whenReady()
  let window: BrowserWindow | null = null
  let engineIsOpen: (engine: Engine) => void = () => {}
  const engine = new Promise<Engine>((resolve) => {
    engineIsOpen = resolve
  })
  const door = engine.then((open) => open.door)
  const { mediaBase, closeMedia } = await mediaPlace(door)

  denyPermissions(session.defaultSession)
  answerSchemes({ rendererDir: join(import.meta.dirname, '../renderer'), mediaBase, door })
  const standing = createStanding(() => window)
  const nameMenu = async () => setMenu(await standing.words())
  answerPorts(
    () => window,
    engine,
    (router) => {
      standing.follow(router)
      // Only now can the settings be asked for the language.
      void nameMenu()
    },
  )
  answerFiles(() => window, engine, standing.words)
  await nameMenu()

  window = createWindow(join(import.meta.dirname, '../preload/index.cjs'), standing.words)
  askBeforeClosing(window, standing)
  window.on('closed', () => {
    window = null
  })
  app.on('second-instance', () => window && bringToFront(window))
  app.on('window-all-closed', () => app.quit())
  loadPage(window).catch((error) => console.error('The page did not load:', error))

  // The window is on its way; only now is the engine read from disk.
  const options: EngineOptions = {
    environment: process.env,
    version: app.getVersion(),
    face: 'desktop',
    mediaBase,
    settingsChanged: () => void nameMenu(),
    reveal: async (path) => shell.showItemInFolder(path),
    electron: process.versions.electron ?? null,
    keyStore: async (home) => (await import('./desktop/key-store')).openDesktopStore(safeStorage, process.platform, home),
    ...(app.isPackaged ? { resourcesPath: process.resourcesPath } : {}),
  }
  const open = await openOrAsk(options, await standing.words())
  if (open === null) return app.quit()
  closeBeforeQuit(async () => {
    closeMedia()
    await open.close()
  })
  powerMonitor.on('resume', () => open.wake())
  engineIsOpen(open)
}

function giveUp(error: unknown): void {
  console.error(error)
  dialog.showErrorBox(desktopWords('system', app.getLocale()).cannotStart.title, error instanceof Error ? error.message : String(error))
  app.exit(1)
}

/** Where the page finds media: an own scheme in Electron, a loopback address where main runs without Electron's Chromium. */
async function mediaPlace(door: Promise<Engine['door']>): Promise<{ mediaBase: string; closeMedia(): void }> {
  if (process.versions.electron !== undefined) return { mediaBase: mediaBaseInElectron, closeMedia() {} }
  const { hostMedia } = await import('./desktop/loopback-media')
  const { base, close } = await hostMedia(door)
  return { mediaBase: base, closeMedia: close }
}

/** Null when the person gave up. A project that another Choreo holds can be had as soon as that one is closed. */
async function openOrAsk(options: EngineOptions, { cannotStart }: DesktopWords): Promise<Engine | null> {
  const { openHouse } = await import('./engine/house')
  for (;;) {
    const engine = await openHouse(options)
    if (engine.ok) return engine.value
    const { message, fix } = engine.failure
    const buttons = [cannotStart.again, cannotStart.quit]
    const { response } = await dialog.showMessageBox({ type: 'error', message, detail: fix, buttons, defaultId: 0, cancelId: 1 })
    if (response === 1) return null
  }
}

function closeBeforeQuit(close: () => Promise<void>): void {
  let closed = false
  app.on('will-quit', async (event) => {
    if (closed) return
    event.preventDefault()
    const late = setTimeout(() => app.exit(1), closingSeconds * 1000)
    await close().catch((error) => console.error('The engine did not close cleanly:', error))
    clearTimeout(late)
    closed = true
    app.quit()
  })
}
