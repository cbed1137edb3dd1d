/** How files get in: dropped on the window, pasted or chosen in the system's dialog. The page gets a ticket and never sees a path. */
import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type BrowserWindow, clipboard, dialog, ipcMain, type OpenDialogOptions } from 'electron'
import type { Engine } from '../engine/engine'
import { isFromOurWindow } from './guards'

/** What the dialogs show first; any other file can still be chosen, and the engine says what is wrong with it. */
const kinds = {
  image: {
    title: 'Choose a picture',
    name: 'Pictures',
    extensions: ['jpg', 'jpeg', 'png', 'webp', 'heic', 'heif', 'avif', 'gif', 'tif', 'tiff'],
  },
  video: { title: 'Choose a clip', name: 'Clips', extensions: ['mp4', 'mov', 'm4v', 'webm', 'mkv', 'avi', 'gif'] },
} as const

const folder: OpenDialogOptions = { title: 'Choose a project folder', properties: ['openDirectory', 'createDirectory'] }

function fileOptions(kind: keyof typeof kinds): OpenDialogOptions {
  const { title, name, extensions } = kinds[kind]
  const filters = [
    { name, extensions: [...extensions] },
    { name: 'All files', extensions: ['*'] },
  ]
  return { title, filters, properties: ['openFile'] }
}

/** All channels answer a ticket for `media.open`, or for `projects.open` where it is a folder, or null where there is no file; a foreign sender gets an error. */
export function answerFiles(window: () => BrowserWindow | null, engine: Promise<Engine>): void {
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
    const options = kind === 'folder' ? folder : kind === 'image' || kind === 'video' ? fileOptions(kind) : null
    if (options === null) return null
    const chosen = await dialog.showOpenDialog(owner, options)
    const [path] = chosen.filePaths
    return chosen.canceled || path === undefined ? null : (await engine).admit(path)
  })
}
