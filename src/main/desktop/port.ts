/** The window's line to the engine: an oRPC server on a message port that the page made and the preload forwarded. */
import { type BrowserWindow, ipcMain } from 'electron'
import type { Engine, EngineRouter } from '../engine/engine'
import { isFromOurWindow } from './guards'

/**
 * A port that arrives before the engine is open waits: messages stay queued until `start`.
 * A reloaded page makes a new port; the old one closes with its page, and with it every call and stream on it.
 * @param connected gets what the page now speaks to: another project has another router
 */
export function answerPorts(window: () => BrowserWindow | null, engine: Promise<Engine>, connected: (router: EngineRouter) => void): void {
  ipcMain.on('choreo:port', async (event) => {
    const [port] = event.ports
    if (port === undefined) return
    if (!isFromOurWindow(event, window())) return port.close()
    const [{ router }, { RPCHandler }] = await Promise.all([engine, import('@orpc/server/message-port')])
    new RPCHandler(router).upgrade(port, { context: {} })
    port.start()
    connected(router)
  })
}
