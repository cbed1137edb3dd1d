/** What was dropped, told apart: one picture and one clip for the wells, or many files and folders for the tray. */
import { kindOf } from '../../../state/file-kind'

export interface Found {
  files: File[]
  /** Entries of folders that are neither picture nor clip, or too many. */
  passedOver: number
}

/** Names that are read: looking through a whole disk helps nobody. */
export const MOST_LOOKED_AT = 5000

/** All pictures and clips among these, folders looked through to their ends, the nearest first. Reads names and no file. */
export async function lookThrough(entries: readonly FileSystemEntry[], loose: readonly File[]): Promise<Found> {
  const found: Found = { files: loose.filter((file) => kindOf(file) !== null), passedOver: 0 }
  found.passedOver = loose.length - found.files.length
  const folders = entries.filter(isFolder)
  let left = MOST_LOOKED_AT
  for (let folder = folders.shift(); folder && left > 0; folder = folders.shift()) {
    const content = await inside(folder, left)
    left -= content.length
    // Hidden ones hold what programs keep for themselves.
    const shown = content.filter(({ name }) => !name.startsWith('.'))
    folders.push(...shown.filter(isFolder))
    const media = shown.filter((entry) => entry.isFile && kindOf({ name: entry.name, type: '' }) !== null)
    const files = await Promise.all(media.map((entry) => fileOf(entry as FileSystemFileEntry)))
    const taken = files.filter((file) => file !== null)
    found.files.push(...taken)
    found.passedOver += content.filter((entry) => entry.isFile).length - taken.length
  }
  return found
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

/** A folder is told in pieces of a hundred; one that cannot be read is empty. */
async function inside(folder: FileSystemDirectoryEntry, most: number): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  while (all.length < most) {
    const piece = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])))
    if (piece.length === 0) break
    all.push(...piece)
  }
  return all.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)))
}
