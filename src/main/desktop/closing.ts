/** Says, before the window closes on open jobs, that nothing is lost by it. */
import { app, type BrowserWindow, dialog, powerMonitor } from 'electron'
import type { Standing } from './standing'

/** Whoever quits Choreo or ends the session of the computer is not held up: the jobs go on at the next start either way. */
export function askBeforeClosing(window: BrowserWindow, standing: Standing): void {
  let leaving = false
  let asking = false
  const leave = () => {
    leaving = true
  }
  app.on('before-quit', leave)
  powerMonitor.on('shutdown', leave)
  window.on('query-session-end', leave)
  window.once('closed', () => {
    app.off('before-quit', leave)
    powerMonitor.off('shutdown', leave)
  })
  window.on('close', async (event) => {
    if (leaving || standing.openJobs() === 0) return
    event.preventDefault()
    if (asking) return
    asking = true
    const close = await wantsToClose(window, standing).catch(() => true)
    asking = false
    if (!close || window.isDestroyed()) return
    leaving = true
    window.close()
  })
}

async function wantsToClose(window: BrowserWindow, standing: Standing): Promise<boolean> {
  const { closing } = await standing.words()
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: closing.message(standing.openJobs()),
    detail: closing.detail,
    buttons: [closing.close, closing.keep],
    defaultId: 0,
    cancelId: 1,
  })
  return response === 0
}
