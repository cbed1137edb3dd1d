/** Decodes base64 out of a JSON body into a file, in pieces, and notices what is not base64. */
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { LongText } from './large-json'

/** True when the whole text was base64 of at least one byte; false leaves no file behind. */
export async function decodeBase64(text: string | LongText, target: string, skip = 0): Promise<boolean> {
  const out = await open(target, 'wx')
  let good = false
  try {
    good = await decodePieces(
      typeof text === 'string' ? [Buffer.from(text.slice(skip), 'latin1')] : createReadStream(text.path, { start: skip }),
      out,
    )
  } finally {
    await out.close()
    if (!good) await rm(target, { force: true })
  }
  return good
}

async function decodePieces(pieces: Iterable<Buffer> | AsyncIterable<Buffer>, out: FileHandle): Promise<boolean> {
  let rest = ''
  let ended = false
  let written = 0
  for await (const piece of pieces) {
    // JSON may write a slash as `\/`; no other escape belongs into base64, and a lone backslash fails the test below.
    const raw = rest + piece.toString('latin1')
    const split = raw.endsWith('\\') ? raw.length - 1 : raw.length
    const text = raw.slice(0, split).replaceAll('\\/', '/')
    const whole = text.length - (text.length % 4)
    const part = text.slice(0, whole)
    rest = text.slice(whole) + raw.slice(split)
    if (part === '') continue
    if (ended || !/^[A-Za-z0-9+/]*={0,2}$/.test(part)) return false
    ended = part.endsWith('=')
    const bytes = Buffer.from(part, 'base64')
    await out.appendFile(bytes)
    written += bytes.length
  }
  if (rest === '') return written > 0
  // Padding is left out by some encoders.
  if (ended || !/^[A-Za-z0-9+/]{2,3}$/.test(rest)) return false
  const bytes = Buffer.from(rest, 'base64')
  await out.appendFile(bytes)
  return written + bytes.length > 0
}
