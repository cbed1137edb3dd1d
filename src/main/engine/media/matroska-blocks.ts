/**
 * Takes ffmpeg's Matroska output apart while it arrives. One pipe then carries frames and sound together, each block with
 * its time, which bare `rawvideo` does not have, and no second pipe is needed, which not every system hands to a child.
 */

const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675
const CLUSTER_TIME = 0xe7
const BLOCK_GROUP = 0xa0
const BLOCK = 0xa1
const SIMPLE_BLOCK = 0xa3

/** What is inside them is read, wherever they end. */
const opened = new Set([SEGMENT, CLUSTER, BLOCK_GROUP])
/** Nothing asked for here is anywhere near it. */
const LARGEST_ELEMENT_BYTES = 16_000_000

export interface Block {
  /** From 1, in the order of ffmpeg's `-map`s. */
  track: number
  /** From the start of the clip. */
  seconds: number
  data: Buffer
}

/**
 * @param take gets each block; its data are only good until the call returns
 * @returns takes the next bytes; false once they cannot be Matroska
 */
export function blockReader(take: (block: Block) => void): (chunk: Buffer) => boolean {
  let waiting: Buffer = Buffer.alloc(0)
  let passOver = 0
  let clusterMs = 0
  return (chunk) => {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    let at = 0
    for (;;) {
      if (passOver > 0) {
        const passed = Math.min(passOver, waiting.length - at)
        passOver -= passed
        at += passed
        if (passOver > 0) break
      }
      const id = numberAt(waiting, at, false)
      if (id === null) break
      const size = numberAt(waiting, at + id.length, true)
      if (size === null) break
      const start = at + id.length + size.length
      if (opened.has(id.value)) {
        at = start
        continue
      }
      if (id.value !== CLUSTER_TIME && id.value !== BLOCK && id.value !== SIMPLE_BLOCK) {
        at = start
        passOver = size.value
        continue
      }
      if (size.value > LARGEST_ELEMENT_BYTES) return false
      if (waiting.length < start + size.value) break
      const element = waiting.subarray(start, start + size.value)
      at = start + size.value
      if (id.value === CLUSTER_TIME) clusterMs = element.readUIntBE(0, Math.min(6, element.length))
      else {
        const track = numberAt(element, 0, true)
        if (!track || element.length < track.length + 3) return false
        const milliseconds = clusterMs + element.readInt16BE(track.length)
        take({ track: track.value, seconds: milliseconds / 1000, data: element.subarray(track.length + 3) })
      }
    }
    waiting = Buffer.from(waiting.subarray(at))
    return waiting.length <= LARGEST_ELEMENT_BYTES
  }
}

/** An EBML number: the leading zeros of its first byte say how long it is. Ids keep the marker, sizes do not. */
function numberAt(bytes: Buffer, at: number, isSize: boolean): { value: number; length: number } | null {
  const first = bytes[at]
  if (first === undefined) return null
  const length = Math.clz32(first) - 23
  if (length > 8 || at + length > bytes.length) return null
  let value = isSize ? first & (0xff >> length) : first
  for (let index = 1; index < length; index += 1) value = value * 256 + bytes[at + index]!
  return { value, length }
}
