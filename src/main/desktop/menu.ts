/** A menu made of the system's own roles: on macOS the shortcuts for copy and paste live there, elsewhere zoom and full screen do. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron'

export function setMenu(): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  if (!app.isPackaged) view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' })
  const first: MenuItemConstructorOptions = process.platform === 'darwin' ? { role: 'appMenu' } : { role: 'fileMenu' }
  Menu.setApplicationMenu(Menu.buildFromTemplate([first, { role: 'editMenu' }, { label: 'View', submenu: view }, { role: 'windowMenu' }]))
}
