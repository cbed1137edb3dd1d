/** How files get in: dropped on the window, pasted or chosen in the system's dialog. The page gets a ticket and never sees a path. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type BrowserWindow, clipboard, dialog, ipcMain, type OpenDialogOptions } from 'electron'
import type { Engine } from '../engine/engine'
import { isFromOurWindow } from './guards'
import type { DesktopWords } from './words'

/** What the dialogs show first; any other file can still be chosen, and the engine says what is wrong with it. */
const extensions = {
  image: ['jpg', 'jpeg', 'png', 'webp', 'heic', 'heif', 'avif', 'gif', 'tif', 'tiff'],
  video: ['mp4', 'mov', 'm4v', 'webm', 'mkv', 'avi', 'gif'],
}

function dialogOptions(kind: 'image' | 'video' | 'folder', { choose }: DesktopWords): OpenDialogOptions {
  const named = { title: choose[kind], buttonLabel: choose.button }
  if (kind === 'folder') return { ...named, properties: ['openDirectory', 'createDirectory'] }
  const filters = [
    { name: kind === 'image' ? choose.pictures : choose.clips, extensions: extensions[kind] },
    { name: choose.allFiles, extensions: ['*'] },
  ]
  return { ...named, filters, properties: ['openFile'] }
}

/** All channels answer a ticket for `media.open`, or for `projects.open` where it is a folder, or null where there is no file; a foreign sender gets an error. */
export function answerFiles(window: () => BrowserWindow | null, engine: Promise<Engine>, words: () => Promise<DesktopWords>): void {
  ipcMain.handle('choreo:admit', async (event, path: unknown) => {
    if (!isFromOurWindow(event, window())) throw new Error('refused: not the window of Choreo')
    // A file that exists in the page only has an empty path.
    if (typeof path !== 'string' || !isAbsolute(path)) return null
    return (await engine).admit(path)
  })

  ipcMain.handle('choreo:pasted', async (event) => {
    if (!isFromOurWindow(event, window())) throw new Error('refused: not the window of Choreo')
    const items = await clipboard.read()
    const picture = await items.find(({ types }) => types.includes('image/png'))?.getType('image/png')
    if (picture === undefined || picture.size === 0) return null
    const { inbox, admit } = await engine
    const folder = join(inbox, randomBytes(16).toString('hex'))
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, 'pasted.png')
    await writeFile(path, Buffer.from(await picture.arrayBuffer()), { mode: 0o600 })
    return admit(path)
  })

  ipcMain.handle('choreo:choose', async (event, kind: unknown) => {
    const owner = window()
    if (owner === null || !isFromOurWindow(event, owner)) throw new Error('refused: not the window of Choreo')
    if (kind !== 'folder' && kind !== 'image' && kind !== 'video') return null
    const chosen = await dialog.showOpenDialog(owner, dialogOptions(kind, await words()))
    const [path] = chosen.filePaths
    return chosen.canceled || path === undefined ? null : (await engine).admit(path)
  })
}
