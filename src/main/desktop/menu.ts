/** A menu of the system's own roles: on macOS the shortcuts for copy and paste live there, elsewhere zoom and full screen do. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { DesktopWords } from './words'

const line: MenuItemConstructorOptions = { type: 'separator' }

/** Takes the place of the one before it. Electron names the items of its roles in English alone, so that each is named here. */
export function setMenu({ menu }: DesktopWords): void {
  const mac = process.platform === 'darwin'
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom', label: menu.actualSize },
    { role: 'zoomIn', label: menu.larger },
    { role: 'zoomOut', label: menu.smaller },
    line,
    { role: 'togglefullscreen', label: menu.fullScreen },
  ]
  if (!app.isPackaged) view.push(line, { role: 'reload' }, { role: 'toggleDevTools' })
  const edit: MenuItemConstructorOptions[] = [
    { role: 'undo', label: menu.undo },
    { role: 'redo', label: menu.redo },
    line,
    { role: 'cut', label: menu.cut },
    { role: 'copy', label: menu.copy },
    { role: 'paste', label: menu.paste },
    { role: 'delete', label: menu.delete },
    { role: 'selectAll', label: menu.selectAll },
  ]
  const window: MenuItemConstructorOptions[] = [
    { role: 'minimize', label: menu.minimize },
    ...(mac ? macWindow(menu) : [{ role: 'close' as const, label: menu.close }]),
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      mac ? macApp(menu) : { role: 'fileMenu', label: menu.file, submenu: [{ role: 'quit', label: menu.quit }] },
      { role: 'editMenu', label: menu.edit, submenu: edit },
      { label: menu.view, submenu: view },
      { role: 'windowMenu', label: menu.window, submenu: window },
    ]),
  )
}

/** macOS writes the app's name over it. */
function macApp(menu: DesktopWords['menu']): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    label: app.name,
    submenu: [
      { role: 'about', label: menu.about },
      line,
      { role: 'services', label: menu.services },
      line,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.unhide },
      line,
      { role: 'quit', label: menu.quit },
    ],
  }
}

function macWindow(menu: DesktopWords['menu']): MenuItemConstructorOptions[] {
  return [{ role: 'zoom', label: menu.zoom }, line, { role: 'front', label: menu.front }]
}
