/** Errors of the file system as failures, and writes that survive a power cut. */
import { open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { type Failure, fail } from '../../domain/failure'

/** The failure for an error of the file system; null when it is of another kind. */
export function diskFailure(error: unknown): Failure | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  // A copy names both; the place it was going to is where the trouble is.
  const place = typeof error === 'object' && error !== null ? ('dest' in error ? error.dest : 'path' in error ? error.path : null) : null
  const path = place ? ` (${String(place)})` : ''
  // A firewall refuses with the codes of a disk.
  if (typeof error === 'object' && error !== null && 'syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo'))
    return null
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk.full', `The disk is full${path}.`, 'Free some space, then go on; nothing that was paid for is lost.').failure
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return fail(
        'disk.read-only',
        `This place cannot be written to${path}.`,
        'Choose another folder, or give Choreo the right to write there.',
      ).failure
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'EBUSY':
    case 'ENAMETOOLONG':
      return fail('disk.failed', `The disk refused an operation: ${code}${path}.`, 'Check the folder and try again.').failure
    default:
      // Network drives have codes of their own (ESTALE, EREMOTEIO); what names a place is of the file system.
      return place && /^E[A-Z0-9]+$/.test(code)
        ? fail('disk.failed', `The disk refused an operation: ${code}${path}.`, 'Check the folder and try again.').failure
        : null
  }
}

/** Replaces a file whole or not at all: temporary file beside it, fsync, rename, fsync of the folder. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeFileAtomic(path, text, { fsync: true })
  await syncFolder(dirname(path))
}

/** Appends whole lines and returns only when the bytes are on the disk. A line that was cut by a power failure stays a line of its own. */
export async function appendDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a+')
  try {
    const { size } = await handle.stat()
    const last = size > 0 ? await handle.read(Buffer.alloc(1), 0, 1, size - 1) : null
    await handle.appendFile(last && last.bytesRead > 0 && last.buffer[0] !== LINE_END ? `\n${text}` : text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const LINE_END = 0x0a

/** What was written to it is on the disk when this returns. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A new or renamed entry is durable only when its folder is. Windows cannot sync a folder and does not need to. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The file's text, or null when there is none. Other errors are thrown for `diskFailure`. */
export async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
