/**
 * Takes the metadata out of a JPEG or a PNG without touching a pixel. What is kept is named; all else goes,
 * also what stands behind the picture's end: phones append films, second pictures and makers' notes there.
 */

/**
 * The file without its metadata, or null when it is not built as its format demands.
 * @param keeps keeps what speaks of the picture, and takes out only what belongs to a second one, such as a gain map
 */
export function stripMetadata(file: Buffer, format: 'jpeg' | 'png', keeps = false): Buffer | null {
  return format === 'jpeg' ? stripJpeg(file, keeps) : stripPng(file)
}

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14, APP15, COM, TEM] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe, 0x01]
const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7

function stripJpeg(file: Buffer, keeps: boolean): Buffer | null {
  if (file[0] !== 0xff || file[1] !== SOI) return null
  const kept: Buffer[] = [file.subarray(0, 2)]
  let at = 2
  while (at + 1 < file.length) {
    if (file[at] !== 0xff) return null
    const marker = file[at + 1]!
    if (marker === 0xff) {
      at += 1 // fill byte
      continue
    }
    if (marker === EOI) {
      kept.push(file.subarray(at, at + 2))
      return Buffer.concat(kept)
    }
    if (isRestart(marker) || marker === TEM) {
      kept.push(file.subarray(at, at + 2))
      at += 2
      continue
    }
    if (at + 4 > file.length) return null
    const length = file.readUInt16BE(at + 2)
    let next = at + 2 + length
    if (length < 2 || next > file.length) return null
    if (marker === SOS) next = endOfScan(file, next)
    const body = file.subarray(at + 4, at + 2 + length)
    if (isPicture(marker, body) || (keeps && !isOfSecondPicture(marker, body))) kept.push(file.subarray(at, next))
    at = next
  }
  return null
}

/** Where the entropy-coded bytes end: at the first marker that is neither a stuffed 0xff nor a restart. */
function endOfScan(file: Buffer, from: number): number {
  let at = from
  while (true) {
    at = file.indexOf(0xff, at)
    if (at < 0 || at + 1 >= file.length) return file.length
    const marker = file[at + 1]!
    if (marker !== 0 && marker !== 0xff && !isRestart(marker)) return at
    at += marker === 0xff ? 1 : 2
  }
}

/** JFIF, the colour profile and Adobe's colour transform change how the pixels look; no other application segment does. */
function isPicture(marker: number, body: Buffer): boolean {
  const name = body.toString('latin1', 0, 12)
  if (marker === APP0) return name.startsWith('JFIF\0')
  if (marker === APP2) return name.startsWith('ICC_PROFILE\0')
  if (marker === APP14) return name.startsWith('Adobe')
  return marker !== COM && !(marker > APP0 && marker <= APP15)
}

/** The index of further pictures in the file, and the words that describe a gain map. */
function isOfSecondPicture(marker: number, body: Buffer): boolean {
  const text = body.toString('latin1')
  return (marker === APP2 && /^(MPF\0|urn:iso:std:iso:ts:21496)/.test(text)) || (marker === APP1 && /hdrgm:|HDRGainMap/.test(text))
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** The chunks that make the picture and its colours. */
const PNG_PICTURE = new Set(
  'IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD hIST sPLT cICP mDCV cLLI acTL fcTL fdAT'.split(' '),
)

function stripPng(file: Buffer): Buffer | null {
  if (!file.subarray(0, 8).equals(PNG_SIGNATURE)) return null
  const kept: Buffer[] = [PNG_SIGNATURE]
  let at = 8
  while (at + 12 <= file.length) {
    const type = file.toString('latin1', at + 4, at + 8)
    const next = at + 12 + file.readUInt32BE(at)
    if (next > file.length) return null
    if (PNG_PICTURE.has(type)) kept.push(file.subarray(at, next))
    if (type === 'IEND') return Buffer.concat(kept)
    at = next
  }
  return null
}
