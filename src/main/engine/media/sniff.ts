/** What a file is, by its first bytes. Names lie; a script or a playlist named `.mp4` must never reach a decoder. */

export type Content =
  | { kind: 'image'; format: ImageFormat }
  | { kind: 'video'; container: Container }
  /** Anything else, in words that finish “This is …”. */
  | { kind: 'other'; what: string }

export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'svg' | 'heic' | 'bmp' | 'jxl' | 'psd' | 'ico'
export type Container = 'mp4' | 'mov' | 'matroska' | 'avi' | 'mpegts' | 'mpeg' | 'flv' | 'ogg' | 'asf' | 'mxf' | AnimatedPicture
/** Pictures that can move, and are clips when someone gives them as one. */
export type AnimatedPicture = 'gif' | 'apng' | 'webp'

/** Bytes `sniff` wants to see; fewer are fine when the file has no more. */
export const SNIFFED_BYTES = 4096

/** Which kind of moving picture this may be; null for formats that stand still. @param head as for `sniff` */
export function animatedPicture(format: ImageFormat, head: Buffer): AnimatedPicture | null {
  if (format === 'gif') return 'gif'
  // The animation control stands before the pixels.
  if (format === 'png') return head.indexOf('acTL', 8, 'latin1') > 0 ? 'apng' : null
  const flags = head.toString('latin1', 12, 16) === 'VP8X' ? head[20]! : 0
  return format === 'webp' && (flags & 0x02) !== 0 ? 'webp' : null
}

/** @param head the first `SNIFFED_BYTES` of the file */
export function sniff(head: Buffer): Content {
  const ascii = (from: number, to: number) => head.toString('latin1', from, to)
  const starts = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte)

  if (starts(0xff, 0xd8, 0xff)) return image('jpeg')
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return image('png')
  if (/^GIF8[79]a/.test(ascii(0, 6))) return image('gif')
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return image('webp')
  if (starts(0x49, 0x49, 0x2a, 0) || starts(0x4d, 0x4d, 0, 0x2a)) return image('tiff')
  if (starts(0, 0, 0, 0x0c) && ascii(4, 8) === 'JXL ') return image('jxl')
  if (starts(0xff, 0x0a)) return image('jxl')
  if (ascii(0, 4) === '8BPS') return image('psd')
  if (ascii(0, 2) === 'BM' && head.length > 26 && head.readUInt32LE(14) <= 124 && head.readUInt32LE(14) >= 12) return image('bmp')
  if (starts(0, 0, 1, 0) && head.length > 22 && head[4] !== 0 && head[9] === 0) return image('ico')

  if (ascii(4, 8) === 'ftyp') return byBrand(ascii(8, 12), ascii(16, Math.min(head.length, Math.max(16, head.readUInt32BE(0)))))
  // QuickTime files from before there was a brand.
  if (/^(moov|mdat|wide|free|skip|pnot)$/.test(ascii(4, 8)) && plausibleBox(head)) return video('mov')
  if (starts(0x1a, 0x45, 0xdf, 0xa3)) return video('matroska')
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'AVI ') return video('avi')
  if (ascii(0, 3) === 'FLV') return video('flv')
  if (ascii(0, 4) === 'OggS') return video('ogg')
  if (starts(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return video('asf')
  if (starts(0x06, 0x0e, 0x2b, 0x34, 0x02, 0x05, 0x01, 0x01)) return video('mxf')
  if (starts(0, 0, 1, 0xba)) return video('mpeg')
  // Packets of 188 bytes, or of 192 with a time code in front, each beginning with 0x47.
  for (const [first, size] of [
    [0, 188],
    [4, 192],
  ] as const)
    if (head.length > first + 2 * size && [0, 1, 2].every((packet) => head[first + packet * size] === 0x47)) return video('mpegts')

  if (/^(\u00ef\u00bb\u00bf)?\s*<(\?xml|!--|!doctype svg|svg[\s>])/i.test(ascii(0, 512)) && /<svg[\s>]/i.test(ascii(0, head.length)))
    return image('svg')
  return { kind: 'other', what: describe(head, ascii) }
}

function image(format: ImageFormat): Content {
  return { kind: 'image', format }
}

function video(container: Container): Content {
  return { kind: 'video', container }
}

function byBrand(major: string, compatible: string): Content {
  if (/^(avif|avis)$/.test(major)) return image('avif')
  if (/^(heic|heix|heim|heis|hevc|hevx|hevm|hevs)$/.test(major)) return image('heic')
  if (/^(mif1|msf1)$/.test(major)) return image(compatible.includes('avif') ? 'avif' : 'heic')
  return video(major === 'qt  ' ? 'mov' : 'mp4')
}

/** The box ends inside what a file can hold, so that text which happens to say “free” is not taken for a clip. */
function plausibleBox(head: Buffer): boolean {
  const size = head.readUInt32BE(0)
  return size === 0 || size === 1 || (size >= 8 && head[0]! < 0x20)
}

function describe(head: Buffer, ascii: (from: number, to: number) => string): string {
  const text = ascii(0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
  if (head.every((byte) => byte === 0)) return 'a file of zeros, as an unfinished download leaves behind'
  if (text.startsWith('#EXTM3U')) return 'a playlist'
  if (/^ffconcat|^\[playlist\]/i.test(text)) return 'a playlist'
  if (/^<\?xml|^<(smil|mpd|playlist)/i.test(text)) return 'an XML file'
  if (/^<(!doctype html|html|head|body)/i.test(text)) return 'a web page'
  if (text.startsWith('#!')) return 'a script'
  if (text.startsWith('%PDF')) return 'a PDF document'
  if (/^[[{]/.test(text) && isText(head)) return 'a text file'
  if (ascii(0, 4) === 'PK\u0003\u0004') return 'a ZIP archive'
  if (ascii(0, 2) === 'MZ' || ascii(0, 4) === '\u007fELF') return 'a program'
  if (head.length >= 4 && head.readUInt32BE(0) === 0x00051607) return 'a companion file that macOS keeps beside the real one'
  if (ascii(0, 3) === 'ID3' || ascii(0, 4) === 'fLaC' || (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WAVE')) return 'a sound file'
  if (head[0] === 0xff && (head[1]! & 0xe0) === 0xe0) return 'a sound file'
  return isText(head) ? 'a text file' : 'data of an unknown kind'
}

function isText(head: Buffer): boolean {
  const control = head.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 32) || byte === 127 ? 1 : 0), 0)
  return control === 0
}
