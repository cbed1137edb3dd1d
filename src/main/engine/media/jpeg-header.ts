/** What stands before a JPEG's pixels, read from the file itself: libvips says nothing of XMP once it sees a gain map. */
import { open } from 'node:fs/promises'

export interface JpegHeader {
  xmp: Buffer | null
  /** A layer for HDR screens stands behind the picture or in its metadata. */
  gainMap: boolean
  /** All of a progressive picture must be held in memory at once. */
  progressive: boolean
}

/** Segments are at most 64 kB each; colour profiles take the most, some megabytes at the very worst. */
const MOST_HEADER_BYTES = 4_000_000
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
/** Google's and Adobe's namespace, Apple's, and the standard's. */
const GAIN_MAP = /hdrgm:Version|HDRGainMap|aux:hdrgainmap/
const ISO_GAIN_MAP = 'urn:iso:std:iso:ts:21496:-1'

export async function readJpegHeader(path: string): Promise<JpegHeader> {
  const file = await open(path)
  try {
    const buffer = Buffer.alloc(MOST_HEADER_BYTES)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    return jpegHeader(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

export function jpegHeader(bytes: Buffer): JpegHeader {
  const header: JpegHeader = { xmp: null, gainMap: false, progressive: false }
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xda || marker === 0xd9) break
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (end > bytes.length || end < at + 4) break
    const body = bytes.subarray(at + 4, end)
    if (marker === 0xc2 || marker === 0xca) header.progressive = true
    if (marker === 0xe1 && body.toString('latin1', 0, XMP.length) === XMP) {
      header.xmp = Buffer.from(body.subarray(XMP.length))
      if (GAIN_MAP.test(header.xmp.toString('latin1'))) header.gainMap = true
    }
    if (marker === 0xe2 && body.toString('latin1', 0, ISO_GAIN_MAP.length) === ISO_GAIN_MAP) header.gainMap = true
    at = end
  }
  return header
}
