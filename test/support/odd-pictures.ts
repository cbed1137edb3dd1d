/** Pictures as people have them: turned, in other colours, deep, layered, drawn, moving, enormous, and made to do harm. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** What every marked picture shows: red in the upper left corner, green in the lower right one. */
export function marked(width: number, height: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#406080"/><rect width="${width / 2}" height="${height / 4}" fill="#e01010"/><rect x="${width / 2}" y="${height * 0.75}" width="${width / 2}" height="${height / 4}" fill="#20c040"/></svg>`,
  )
}

/** 320×480, marked, with a Display P3 profile: drawn as PNG, encoded once with `heif-enc -q 60` of libheif 1.15.1. */
const HEIC =
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAzBtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAA' +
  'Imlsb2MAAAAAREAAAQABAAAAAANUAAEAAAAAAAAB/wAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAACsGlwcnAAAAKRaXBjbwAAAHlodmND' +
  'AQNwAAAAAAAAAAAAP/AA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAP7oCQCEAAQAsQgEBA3AAAAMAkAAAAwAAAwA/oAoIB4WW6kkprm4EBAwI' +
  'AAADAAgAAAMACEAiAAEAB0QBwXKwYkAAAAAUaXNwZQAAAAAAAAFAAAAB4AAAAexjb2xycHJvZgAAAeBsY21zBCAAAG1udHJSR0IgWFlaIAfiAAMAFAAJAA4A' +
  'HWFjc3BNU0ZUAAAAAHNhd3NjdHJsAAAAAAAAAAAAAAAAAAD21gABAAAAANMtaGFuZILiqHKLij/3JT65ku4k1q4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAACmRlc2MAAAD8AAAAJGNwcnQAAAEgAAAAInd0cHQAAAFEAAAAFGNoYWQAAAFYAAAALHJYWVoAAAGEAAAAFGdYWVoAAAGYAAAAFGJYWVoAAAGsAAAA' +
  'FHJUUkMAAAHAAAAAIGdUUkMAAAHAAAAAIGJUUkMAAAHAAAAAIG1sdWMAAAAAAAAAAQAAAAxlblVTAAAACAAAABwAcwBQADMAQ21sdWMAAAAAAAAAAQAAAAxl' +
  'blVTAAAABgAAABwAQwBDADAAAFhZWiAAAAAAAAD21gABAAAAANMtc2YzMgAAAAAAAQxCAAAF3v//8yUAAAeTAAD9kP//+6H///5OAAADmgAAwBRYWVogAAAA' +
  'AAAAg98AAD2/AAAAAFhZWiAAAAAAAABKvwAAsTcAAAq1WFlaIAAAAAAAACg4AAARCgAAyHhwYXJhAAAAAAADAAAAAmZpAADypwAADVkAABPQAAAKWwAAABBw' +
  'aXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQKDhAAAAgdtZGF0AAAB+ygBrwnECDOEDw8OMW6AIzaiP//7mZf/+mAeh/otKkFP/FVNRM5eXlhI/PPI' +
  'oU7+EC///fqllAY/9snS+hlvgACzgKL2hc0hdlkGoUXHJFdp9H9qr3Ls7d+bANBaT8JYGAV+t/e6GBAAbKr4Kbc3/bdc/f5/pXf4PEVXGifv8/0rMQteebwZ' +
  'sQ2aY9leJj2+TAxDZpj2V2BGIsDzjeNp8Kvh44sXtRj0dJjs6y72+NeLkTOubQpoUXqR5U8FH92TVbLDgAOAAUPPgAAqwADCAAADAAADAAPChwAAAwAAAwAA' +
  'AwAAAwACAgAAAwAAAwAAAwAAAwACWgAAAwAAAwBCxAGx+Ilf+Eo79dlv0DPRLiAzboG9zJD4mlP1fY+teHSqy+f6AHj1wn7sAAADAAQDHkzi7sb6y5o0fLSQ' +
  'A/6hH8WNoCJdbnwMcVm9JAznD1/PGz+VME3yKy86pcONF3iSUeQsnEC/ho05ku1Nt/bmRrh+0G14FDuhuKYS4DOraMOglLZmlRTrqiFCIQqi2Hbx+OeuM0AA' +
  'AMmAAAIBOCLxd2N9Zc0aPlpIAgPRHgW8K6nqLnwMcVm9JAznD1/PGz+VME3yKy86pcONF3iSUeQsnEC/ho05ku1Nt/bmRrh+0G14FDuhuKYS4DOraMOglLZm' +
  'lRTrqiFCIQqi1LAMKA=='

export function phoneHeic(): Buffer {
  return Buffer.from(HEIC, 'base64')
}

/** How an upright picture is stored so that each EXIF orientation turns it upright again. */
const stored: Record<number, { turn: number; mirror?: 'flip' | 'flop' }> = {
  1: { turn: 0 },
  2: { turn: 0, mirror: 'flop' },
  3: { turn: 180 },
  4: { turn: 0, mirror: 'flip' },
  5: { turn: 90, mirror: 'flop' },
  6: { turn: 270 },
  7: { turn: 90, mirror: 'flip' },
  8: { turn: 90 },
}

export async function makeOddPictures(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name)
  const draw = (width: number, height: number) => sharp(marked(width, height)).flatten()
  for (const [orientation, { turn, mirror }] of Object.entries(stored)) {
    const turned = await draw(400, 600).rotate(turn).png().toBuffer()
    const lying = mirror ? await sharp(turned)[mirror]().png().toBuffer() : turned
    await sharp(lying)
      .jpeg({ quality: 92 })
      .withMetadata({ orientation: Number(orientation) })
      .toFile(at(`exif-${orientation}.jpg`))
  }
  await draw(640, 480).jpeg({ progressive: true }).toFile(at('progressive.jpg'))
  await draw(640, 480).png({ palette: true }).toFile(at('palette.png'))
  const hole = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"><rect width="250" height="250" fill="#e01010"/><rect x="250" y="250" width="250" height="250" fill="#20c040"/></svg>',
  )
  await sharp(hole).png({ palette: true }).toFile(at('palette-transparent.png'))
  await sharp(hole).webp({ lossless: true }).toFile(at('transparent.webp'))
  await draw(640, 480).tiff().toFile(at('plain.tiff'))
  await draw(640, 480).toColourspace('rgb16').tiff({ compression: 'lzw' }).toFile(at('deep.tiff'))
  await draw(640, 480).gif().toFile(at('still.gif'))
  const frames = await Promise.all(
    [draw(320, 480), sharp({ create: { width: 320, height: 480, channels: 3, background: '#fff' } })].map((f) => f.png().toBuffer()),
  )
  await sharp(frames, { join: { animated: true } })
    .webp({ delay: [100, 100] })
    .toFile(at('two-frames.webp'))
  await sharp(frames, { join: { animated: true } })
    .tiff()
    .toFile(at('two-pages.tiff'))
  await writeFile(at('phone.heic'), phoneHeic())
  await writeFile(at('ultra-hdr.jpg'), await withGainMap(await draw(640, 480).jpeg({ quality: 90 }).toBuffer()))
  await writeFile(at('marked.svg'), marked(64, 48))
  await writeFile(at('viewbox.svg'), marked(64, 48).toString().replace('width="64" height="48"', 'viewBox="0 0 64 48"'))
  await writeFile(at('many-laughs.svg'), manyLaughs())
  await writeFile(at('many-uses.svg'), manyUses())
  await writeFile(at('slow-effect.svg'), slowEffect())
  await sharp({ create: { width: 65_537, height: 300, channels: 3, background: '#888' } })
    .png()
    .toFile(at('too-wide.png'))
  await writeFile(at('huge-logical-screen.gif'), hugeGif(await readFile(at('still.gif'))))
  const webp = await readFile(at('photo.webp'))
  await writeFile(at('bomb.webp'), hugeWebp(webp))
  await writeFile(at('text-bomb.png'), withBigText(await readFile(at('palette.png'))))
}

/** One JPEG segment. */
export function jpegSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

const XMP = 'http://ns.adobe.com/xap/1.0/\0'

/** An “Ultra HDR” picture: an SDR JPEG, the words and the index of a gain map, and the gain map behind its end. */
async function withGainMap(base: Buffer): Promise<Buffer> {
  const words = (attributes: string, inside = '') =>
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" ${attributes}>${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`
  const bare = await sharp({ create: { width: 160, height: 120, channels: 3, background: '#808080' } })
    .greyscale()
    .jpeg()
    .toBuffer()
  const range =
    'hdrgm:GainMapMin="0" hdrgm:GainMapMax="2" hdrgm:Gamma="1" hdrgm:OffsetSDR="0.015625" hdrgm:OffsetHDR="0.015625" hdrgm:HDRCapacityMin="0" hdrgm:HDRCapacityMax="2" hdrgm:BaseRenditionIsHDR="False"'
  const gain = Buffer.concat([bare.subarray(0, 2), jpegSegment(0xe1, Buffer.from(XMP + words(range))), bare.subarray(2)])
  const item = (meaning: string, length: string) =>
    `<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="${meaning}" Item:Mime="image/jpeg" ${length}/></rdf:li>`
  const directory = `<Container:Directory><rdf:Seq>${item('Primary', '')}${item('GainMap', `Item:Length="${gain.length}"`)}</rdf:Seq></Container:Directory>`
  const spaces = 'xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/"'
  const primary = jpegSegment(0xe1, Buffer.from(XMP + words(spaces, directory)))
  const index = Buffer.alloc(86)
  index.write('MPF\0MM\0*', 0, 'latin1')
  index.writeUInt32BE(8, 8)
  index.writeUInt16BE(3, 12)
  const entry = (number: number, tag: number, type: number, count: number, value: number) => {
    const from = 14 + number * 12
    index.writeUInt16BE(tag, from)
    index.writeUInt16BE(type, from + 2)
    index.writeUInt32BE(count, from + 4)
    index.writeUInt32BE(value, from + 8)
  }
  entry(0, 0xb000, 7, 4, 0x30313030)
  entry(1, 0xb001, 4, 1, 2)
  entry(2, 0xb002, 7, 32, 50)
  const whole = base.length + primary.length + index.length + 4
  index.writeUInt32BE(0x030000, 54)
  index.writeUInt32BE(whole, 58)
  index.writeUInt32BE(gain.length, 74)
  index.writeUInt32BE(whole - (2 + primary.length + 8), 78)
  return Buffer.concat([base.subarray(0, 2), primary, jpegSegment(0xe2, index), base.subarray(2), gain])
}

function manyLaughs(): string {
  const entities = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`)
  return `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "lol">${entities.join('')}]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><text>&l9;</text></svg>`
}

function manyUses(): string {
  const groups = Array.from({ length: 30 }, (_, level) => `<g id="a${level + 1}">${`<use href="#a${level}"/>`.repeat(10)}</g>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><defs><g id="a0"><rect width="9" height="9"/></g>${groups.join('')}</defs><use href="#a30"/></svg>`
}

function slowEffect(): string {
  const effects = '<feMorphology radius="60" operator="dilate"/><feConvolveMatrix order="15 15" kernelMatrix="'
    .concat('1 '.repeat(225), '"/>')
    .repeat(20)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><filter id="f" x="-100%" y="-100%" width="400%" height="400%">${effects}</filter><rect filter="url(#f)" width="300" height="300"/></svg>`
}

function hugeGif(gif: Buffer): Buffer {
  const huge = Buffer.from(gif)
  huge.writeUInt16LE(65_535, 6)
  huge.writeUInt16LE(65_535, 8)
  const colours = (huge[10]! & 0x80) === 0 ? 0 : 3 * 2 ** ((huge[10]! & 7) + 1)
  const frame = huge.indexOf(0x2c, 13 + colours)
  huge.writeUInt16LE(65_535, frame + 5)
  huge.writeUInt16LE(65_535, frame + 7)
  return huge
}

/** A lossy WebP whose header says 16,383 pixels each way. */
function hugeWebp(webp: Buffer): Buffer {
  const huge = Buffer.from(webp)
  const frame = huge.indexOf(Buffer.from([0x9d, 0x01, 0x2a]))
  huge.writeUInt16LE(16_383, frame + 3)
  huge.writeUInt16LE(16_383, frame + 5)
  return huge
}

/** A compressed comment that unpacks to 256 MB. */
function withBigText(png: Buffer): Buffer {
  const packed = deflateSync(Buffer.alloc(256_000_000), { level: 9 })
  const body = Buffer.concat([Buffer.from('zTXtComment\0\0', 'latin1'), packed])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(body.length - 4, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([png.subarray(0, 33), ends.subarray(0, 4), body, ends.subarray(4), png.subarray(33)])
}
