/** A tiny picture that carries the metadata of another: sharp takes them from a file, and a decoder of our own hands out pixels only. */
import type { Metadata } from 'sharp'

const APP1 = 0xe1
/** A segment's length is written in two bytes, its own included. */
const MOST_BYTES = 0xffff - 2
const EXIF = Buffer.from('Exif\0\0', 'latin1')
const XMP = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1')
const SIDE = 8

/** A grey JPEG, 8×8, with EXIF and XMP of `header`. A block that no JPEG can hold, of 64 kB and more, is left out. */
export async function metadataCarrier({ exif, xmp }: Pick<Metadata, 'exif' | 'xmp'>): Promise<Buffer> {
  const { default: sharp } = await import('sharp')
  const bare = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#808080' } })
    .jpeg()
    .toBuffer()
  const blocks = [exif && named(EXIF, exif), xmp && named(XMP, xmp)].filter((block) => block !== undefined)
  const segments = blocks.filter((block) => block.length <= MOST_BYTES).map(segment)
  return Buffer.concat([bare.subarray(0, 2), ...segments, bare.subarray(2)])
}

function named(name: Buffer, block: Buffer): Buffer {
  return block.subarray(0, name.length).equals(name) ? block : Buffer.concat([name, block])
}

function segment(block: Buffer): Buffer {
  const head = Buffer.from([0xff, APP1, 0, 0])
  head.writeUInt16BE(block.length + 2, 2)
  return Buffer.concat([head, block])
}
