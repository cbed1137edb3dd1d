/** Reads the outline of a container without decoding it: where an MP4's index stands, and whether the file was cut short. */
import type { FileHandle } from 'node:fs/promises'
import { hiddenSeconds } from './edit-list'
import { boxesIn, type Span } from './index-boxes'

export interface Outline {
  /** The index (`moov`) stands before the pictures (`mdat`). True for containers that have no index box. */
  faststart: boolean
  /** Bytes that the container announces beyond the end of the file; 0 when it is whole. */
  missingBytes: number
  /** The index says that the frames are in another file or behind a link. */
  refersElsewhere: boolean
  /** Seconds of pictures or sound that an edit list keeps from being shown. */
  hiddenSeconds: number
}

/** Of containers without an index box. */
export const plain: Outline = { faststart: true, missingBytes: 0, refersElsewhere: false, hiddenSeconds: 0 }

/** Indexes of hours of film are some megabytes. */
const MOST_INDEX_BYTES = 64_000_000
/** More top-level boxes than this are fragments; by then the order of the first ones is known. */
const MOST_BOXES = 10_000

/** @param bytes length of the file */
export async function outlineMp4(file: FileHandle, bytes: number): Promise<Outline> {
  const header = Buffer.alloc(16)
  let offset = 0
  let moov = -1
  let mdat = -1
  let missingBytes = 0
  let refersElsewhere = false
  let hidden = 0
  for (let count = 0; count < MOST_BOXES && offset + 8 <= bytes; count += 1) {
    const { bytesRead } = await file.read(header, 0, 16, offset)
    if (bytesRead < 8) break
    const short = header.readUInt32BE(0)
    const type = header.toString('latin1', 4, 8)
    const size = short === 1 && bytesRead === 16 ? Number(header.readBigUInt64BE(8)) : short === 0 ? bytes - offset : short
    if (size < 8 || !/^[\x20-\x7e\xa9]{4}$/.test(type)) break
    if (type === 'moov' && moov < 0) moov = offset
    if (type === 'mdat' && mdat < 0) mdat = offset
    if (type === 'moov' && size <= MOST_INDEX_BYTES && offset + size <= bytes) {
      const index = Buffer.alloc(size)
      await file.read(index, 0, size, offset)
      if (hasOutsideReference(index, { from: 0, to: size })) refersElsewhere = true
      hidden = Math.max(hidden, hiddenSeconds(index))
    }
    if ((type === 'moov' || type === 'mdat') && offset + size > bytes) missingBytes = offset + size - bytes
    offset += size
  }
  return { faststart: moov >= 0 && (mdat < 0 || moov < mdat), missingBytes, refersElsewhere, hiddenSeconds: hidden }
}

/** Boxes on the way from the index to its data references. */
const ON_THE_WAY = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf'])

/** A data reference whose flag does not say “in this file” names another one. */
function hasOutsideReference(index: Buffer, within: Span): boolean {
  for (const { type, from, to } of boxesIn(index, within)) {
    if (ON_THE_WAY.has(type) && hasOutsideReference(index, { from, to })) return true
    if (type === 'dref')
      for (let entry = from + 8; entry + 12 <= to; ) {
        const length = index.readUInt32BE(entry)
        if ((index[entry + 11]! & 1) === 0) return true
        if (length < 12) break
        entry += length
      }
  }
  return false
}

/** Matroska and WebM: an EBML header, then one segment that knows its size unless it was streamed. */
export async function outlineMatroska(file: FileHandle, bytes: number): Promise<Outline> {
  const head = Buffer.alloc(256)
  const { bytesRead } = await file.read(head, 0, head.length, 0)
  const header = readSize(head.subarray(0, bytesRead), 4)
  if (!header || header.size === null) return plain
  const segment = header.next + header.size
  if (segment + 12 > bytesRead || head.readUInt32BE(segment) !== 0x18538067) return plain
  const body = readSize(head, segment + 4)
  if (!body || body.size === null) return plain
  return { ...plain, missingBytes: Math.max(0, body.next + body.size - bytes) }
}

/** An EBML size: the leading zero bits of the first byte say how many bytes it has; all ones means unknown. */
function readSize(buffer: Buffer, at: number): { size: number | null; next: number } | null {
  const first = buffer[at]
  if (first === undefined || first === 0) return null
  const length = Math.clz32(first) - 23
  if (at + length > buffer.length) return null
  let value = BigInt(first & (0xff >> length))
  for (let index = 1; index < length; index += 1) value = (value << 8n) | BigInt(buffer[at + index]!)
  const unknown = value === (1n << BigInt(7 * length)) - 1n
  return { size: unknown ? null : Number(value), next: at + length }
}
