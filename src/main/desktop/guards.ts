/** What the window may not do. The numbers are those of Electron's security checklist (docs/tutorial/security.md). */
import { app, type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, type Session, shell } from 'electron'
import { windowOrigin } from './schemes'

/** 5: no camera, microphone, location, notification or clipboard reading; Choreo needs none of them. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** 12, 13, 14: every page of this app stays where it is and opens nothing. It may load itself again, as after a change of project. */
export function keepPagesInPlace(): void {
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { url: string; isMainFrame: boolean; preventDefault(): void }) => {
      const again = event.isMainFrame && event.url === contents.getURL() && event.url.startsWith(`${windowOrigin}/`)
      if (!again) event.preventDefault()
    }
    contents.on('will-navigate', stay)
    contents.on('will-frame-navigate', stay)
    contents.on('will-redirect', (event) => event.preventDefault())
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      void openOutside(url)
      return { action: 'deny' }
    })
  })
}

/** 15: the system's browser gets https links to the providers' key pages, and nothing else. Loaded on the first click. */
async function openOutside(link: string): Promise<void> {
  const { providerList } = await import('../../domain/providers/all')
  const hosts = new Set(providerList.map((provider) => new URL(provider.keyPage).host))
  const url = URL.canParse(link) ? new URL(link) : null
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || !hosts.has(url.host)) return
  await shell.openExternal(url.href).catch((error) => console.error('The system did not open the link:', error))
}

/** 17: only the main frame of our own window, and only while it shows our own page. */
export function isFromOurWindow(event: IpcMainEvent | IpcMainInvokeEvent, window: BrowserWindow | null): boolean {
  if (window === null || window.isDestroyed() || event.sender.id !== window.webContents.id) return false
  const frame = event.senderFrame
  // `origin` of an own scheme is its scheme and host; a frame that is gone or inside another one does not count.
  return frame !== null && frame.parent === null && frame.origin === windowOrigin
}
