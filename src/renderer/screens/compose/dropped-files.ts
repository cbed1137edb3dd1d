/** What was dropped, told apart: one picture and one clip for the wells, or many files and folders for the tray. */
import { kindOf } from '../../state/file-kind'

export interface Found {
  files: File[]
  /** Entries of folders that are neither picture nor clip, or too many. */
  passedOver: number
}

/** Looking through a whole disk helps nobody. */
export const MOST_LOOKED_AT = 2000

/** All pictures and clips among these, folders looked through to their ends. Reads no file. */
export async function lookThrough(entries: readonly FileSystemEntry[], loose: readonly File[]): Promise<Found> {
  const found: Found = { files: [], passedOver: 0 }
  const sort = (file: File) => {
    if (kindOf(file) === null) found.passedOver += 1
    else found.files.push(file)
  }
  loose.forEach(sort)
  const waiting = [...entries]
  let looked = 0
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    looked += 1
    if (looked > MOST_LOOKED_AT) {
      found.passedOver += 1
    } else if (isFolder(entry)) {
      // Hidden folders hold what programs keep for themselves.
      if (!entry.name.startsWith('.')) waiting.push(...(await inside(entry, MOST_LOOKED_AT + 1)))
    } else if (kindOf({ name: entry.name, type: '' }) === null || entry.name.startsWith('.')) found.passedOver += 1
    else {
      const file = await fileOf(entry as FileSystemFileEntry)
      if (file) found.files.push(file)
      else found.passedOver += 1
    }
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
