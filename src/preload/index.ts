/**
 * Runs beside the page, in a world of its own. Hands over the message port, tickets for files, which jobs a notice of the system
 * was about, and nothing else: what is not here the page cannot do.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'

contextBridge.exposeInMainWorld(
  'choreoHost',
  Object.freeze({
    kind: 'desktop',
    /** The path goes from here to the main process; the page gets a ticket, or null for a file that is on no disk. */
    async admitFile(file: File): Promise<string | null> {
      // Electron answers at once; where another program plays its part, the answer has to be fetched.
      const path = await webUtils.getPathForFile(file)
      return path === '' ? null : ipcRenderer.invoke('choreo:admit', path)
    },
    /** The picture on the clipboard, read by the main process: the page hands over no bytes. Null where there is none. */
    pastedPicture(): Promise<string | null> {
      return ipcRenderer.invoke('choreo:pasted')
    },
    chooseFile(kind: 'image' | 'video' | 'folder'): Promise<string | null> {
      return ipcRenderer.invoke('choreo:choose', kind)
    },
  }),
)

// A port cannot pass the bridge, but it can be transferred from one world to the other with a message.
window.addEventListener('message', (event) => {
  const [port] = event.ports
  if (event.source === window && event.data === 'choreo:port' && port) ipcRenderer.postMessage('choreo:port', null, [port])
})

// The other way round: a notice was clicked, and the page is told which jobs it was about.
ipcRenderer.on('choreo:show', (_event, jobs: unknown) => window.postMessage({ choreo: 'show', jobs }, '*'))
