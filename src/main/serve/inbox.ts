/** Takes a dropped file in over HTTP, piece by piece: a clip of gigabytes never sits in memory. */
import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../domain/failure'
import { safeFileName } from './file-name'

/** Far above what any provider takes, since a long recording is trimmed here; a bound all the same, so that a mistake cannot fill the disk. */
export const UPLOAD_LIMIT_BYTES = 4 * 1024 ** 3

export interface Upload {
  name: string
  body: ReadableStream<Uint8Array> | null
  /** What `Content-Length` promises; null where the sender does not know. */
  declaredBytes: number | null
}

/**
 * Writes `<inbox>/<random>/<safe name>`, under a `.part` name until it is complete.
 * @returns the file's path; on any failure nothing is left
 */
export async function receive(upload: Upload, inbox: string, limitBytes: number): Promise<Result<string>> {
  if (upload.declaredBytes !== null && upload.declaredBytes > limitBytes) return tooLarge(limitBytes)
  const folder = join(inbox, randomBytes(16).toString('hex'))
  const received = await receiveInto(folder, upload, limitBytes)
  // What cannot be removed must not hide what went wrong.
  if (!received.ok) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  return received
}

async function receiveInto(folder: string, upload: Upload, limitBytes: number): Promise<Result<string>> {
  const path = join(folder, safeFileName(upload.name))
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { bavail, bsize } = await statfs(folder)
    // Said before the disk is filled to the brim, where the sender told the size.
    if (upload.declaredBytes !== null && upload.declaredBytes > bavail * bsize) return diskFailure({ code: 'ENOSPC' })
    const written = await writeAll(upload.body, `${path}.part`, limitBytes)
    if (!written.ok) return written
    if (written.value === 0) return fail('input.empty', `“${upload.name}” is empty.`, 'Choose a file with something in it.')
    await rename(`${path}.part`, path)
    return ok(path)
  } catch (error) {
    return diskFailure(error)
  }
}

/**
 * Writes the body to a file, waiting for the disk before it takes more from the sender.
 * @returns the number of bytes; leaves what it wrote to its caller to remove
 */
export async function writeAll(body: ReadableStream<Uint8Array> | null, path: string, limitBytes: number): Promise<Result<number>> {
  let handle: FileHandle
  try {
    handle = await open(path, 'w', 0o600)
  } catch (error) {
    return diskFailure(error)
  }
  const reader = body?.getReader()
  try {
    let total = 0
    while (reader) {
      const step = await reader.read().catch(() => null)
      if (step === null) return interrupted()
      if (step.done) break
      total += step.value.byteLength
      if (total > limitBytes) return tooLarge(limitBytes)
      await handle.writeFile(step.value)
    }
    return ok(total)
  } catch (error) {
    return diskFailure(error)
  } finally {
    // Not awaited: a body that is still arriving answers only when its connection has ended.
    reader?.cancel().catch(() => undefined)
    await handle.close()
  }
}

function interrupted() {
  return fail('network.interrupted', 'The file did not arrive completely.', 'Drop it on the window again.')
}

function tooLarge(limitBytes: number) {
  const limit = limitBytes >= 1024 ** 3 ? `${+(limitBytes / 1024 ** 3).toFixed(1)} GiB` : `${limitBytes} bytes`
  return fail('input.too-large', `The file is larger than ${limit}.`, 'Cut the clip to the part you need first, then drop it again.')
}

function diskFailure(error: unknown) {
  const code = error instanceof Object && 'code' in error ? String(error.code) : ''
  const detail = error instanceof Error ? error.message : code
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return fail('disk.full', 'There is not enough room on the disk for this file.', 'Free some space and drop the file again.', { detail })
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return fail(
      'disk.read-only',
      'Choreo may not write into its own folder.',
      'Give your user the right to write there, or choose another folder.',
      {
        detail,
      },
    )
  }
  return fail('disk.failed', 'The file could not be written to the disk.', 'Check the disk and drop the file again.', { detail })
}
