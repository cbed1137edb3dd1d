/**
 * Reads a JSON body that may hold a whole clip as base64. Strings longer than `SPILL_ABOVE` go to a file while they
 * arrive and come out of the parser as `LongText`; what stays in memory is the skeleton around them.
 */
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

const SPILL_ABOVE = 64 * 1024
const SKELETON_BYTES = 1024 * 1024
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** A long string of the body, still as it stood between its quotes. */
export class LongText {
  constructor(
    readonly path: string,
    /** First characters, enough for a data URI's prefix. */
    readonly head: string,
  ) {}
}

export type JsonBody = { kind: 'json'; value: unknown; discard(): Promise<void> } | { kind: 'too-large' } | { kind: 'malformed' }

/** @param maxBytes of the whole body, spilled strings included */
export async function readLargeJson(incoming: AsyncIterable<unknown>, directory: string, maxBytes: number): Promise<JsonBody> {
  const nonce = `spilled-${randomUUID()}-`
  const spilled: LongText[] = []
  const skeleton: Buffer[] = []
  let skeletonBytes = 0
  let total = 0
  let inString = false
  let escaped = false
  let pieces: Buffer[] = []
  let length = 0
  let sink: FileHandle | null = null
  const discard = async () => {
    await sink?.close()
    await Promise.all(spilled.map((text) => rm(text.path, { force: true })))
  }
  const keep = (bytes: Buffer) => {
    skeleton.push(bytes)
    skeletonBytes += bytes.length
  }
  const append = async (bytes: Buffer) => {
    length += bytes.length
    if (sink) {
      await sink.appendFile(bytes)
      return
    }
    pieces.push(bytes)
    if (length <= SPILL_ABOVE) return
    const start = Buffer.concat(pieces)
    const path = join(directory, `${randomUUID()}.text`)
    spilled.push(new LongText(path, start.subarray(0, 256).toString('latin1')))
    sink = await open(path, 'wx')
    await sink.appendFile(start)
    pieces = []
  }
  const endString = async () => {
    if (sink) {
      await sink.close()
      sink = null
      keep(Buffer.from(`${nonce}${spilled.length - 1}`))
    } else for (const piece of pieces) keep(piece)
    pieces = []
    length = 0
    inString = false
  }

  for await (const part of incoming) {
    const chunk = part as Buffer
    total += chunk.length
    if (total > maxBytes || skeletonBytes > SKELETON_BYTES) {
      await discard()
      return { kind: 'too-large' }
    }
    let at = 0
    let backslash = chunk.indexOf(BACKSLASH)
    while (at < chunk.length) {
      if (!inString) {
        const quote = chunk.indexOf(QUOTE, at)
        const end = quote === -1 ? chunk.length : quote + 1
        keep(chunk.subarray(at, end))
        inString = quote !== -1
        at = end
        continue
      }
      if (escaped) {
        await append(chunk.subarray(at, at + 1))
        escaped = false
        at += 1
        continue
      }
      if (backslash !== -1 && backslash < at) backslash = chunk.indexOf(BACKSLASH, at)
      const quote = chunk.indexOf(QUOTE, at)
      if (backslash !== -1 && (quote === -1 || backslash < quote)) {
        await append(chunk.subarray(at, backslash + 1))
        escaped = true
        at = backslash + 1
      } else if (quote === -1) {
        await append(chunk.subarray(at))
        at = chunk.length
      } else {
        await append(chunk.subarray(at, quote))
        await endString()
        keep(chunk.subarray(quote, quote + 1))
        at = quote + 1
      }
    }
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(skeleton).toString('utf8'), (_key, item: unknown) =>
      typeof item === 'string' && item.startsWith(nonce) ? spilled[Number(item.slice(nonce.length))] : item,
    )
    return { kind: 'json', value, discard }
  } catch {
    await discard()
    return { kind: 'malformed' }
  }
}
