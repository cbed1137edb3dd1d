/** What was dropped, told apart: one picture and one clip for the wells, or many files and folders for the tray. */

export interface Found {
  files: File[]
  /** Entries of folders that are neither picture nor clip, or too many. */
  passedOver: number
}

/** Looking through a whole disk helps nobody. */
export const MOST_LOOKED_AT = 2000

const imageEndings = /\.(jpe?g|png|webp|avif|heic|heif|gif|tiff?|bmp|svg)$/i
const videoEndings = /\.(mp4|mov|m4v|webm|mkv|avi|mpe?g|ts|mts|m2ts|wmv|flv|3gp|ogv)$/i

/** By what the browser says and by the name; the engine reads the content and has the last word. */
export function kindOfFile(file: Pick<File, 'name' | 'type'>): 'image' | 'video' | null {
  if (file.type.startsWith('image/') || imageEndings.test(file.name)) return 'image'
  if (file.type.startsWith('video/') || videoEndings.test(file.name)) return 'video'
  return null
}

/** More than one of a kind: a batch. */
export function areMany(files: readonly Pick<File, 'name' | 'type'>[]): boolean {
  const kinds = files.map(kindOfFile)
  return (['image', 'video'] as const).some((kind) => kinds.filter((found) => found === kind).length > 1)
}

/** All pictures and clips among these, folders looked through to their ends. Reads no file. */
export async function lookThrough(entries: readonly FileSystemEntry[], loose: readonly File[]): Promise<Found> {
  const found: Found = { files: [], passedOver: 0 }
  const sort = (file: File) => {
    if (kindOfFile(file) === null) found.passedOver += 1
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
    } else if (kindOfFile({ name: entry.name, type: '' }) === null || entry.name.startsWith('.')) found.passedOver += 1
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
