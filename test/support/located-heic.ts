/** A HEIC with the EXIF block of a phone: an item of its own in the file, which a reference ties to the picture. */
import { box } from './box'

/** In `iloc`: box, flags, sizes of its numbers; then the number of items. */
const ITEMS_AT = 8 + 4 + 2
/** Then the first item: its id and data reference, before the place where its data begin, which counts from the file's start. */
const BASE_OFFSET_AT = ITEMS_AT + 2 + 2 + 2

const numbers = (...pairs: [value: number, bytes: 2 | 4][]) =>
  Buffer.concat(
    pairs.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes)
      buffer.writeUIntBE(value, 0, bytes)
      return buffer
    }),
  )

/**
 * @param heic one item, number 1, located by 4-byte numbers
 * @param exif begins with `Exif\0\0`, as a JPEG keeps it
 */
export function heicWithExif(heic: Buffer, exif: Buffer): Buffer {
  const [meta, iloc, iinf] = ['meta', 'iloc', 'iinf'].map((name) => heic.indexOf(name, 0, 'latin1') - 4) as [number, number, number]
  const ends = (at: number) => at + heic.readUInt32BE(at)
  // Version 2: flags, then item 2, unprotected, its type and an empty name.
  const entry = box('infe', numbers([0x02000000, 4], [2, 2], [0, 2]), Buffer.from('Exif\0', 'latin1'))
  const reference = box('iref', numbers([0, 4]), box('cdsc', numbers([2, 2], [1, 2], [1, 2])))
  const location = 2 + 2 + 4 + 2 + 4 + 4
  const grown = location + entry.length + reference.length
  // How many bytes stand before the TIFF header, then those.
  const data = box('mdat', numbers([6, 4]), exif)
  const item = numbers([2, 2], [0, 2], [heic.length + grown + 8, 4], [1, 2], [0, 4], [data.length - 8, 4])
  const whole = Buffer.concat([
    heic.subarray(0, ends(iloc)),
    item,
    heic.subarray(ends(iloc), ends(iinf)),
    entry,
    reference,
    heic.subarray(ends(iinf)),
    data,
  ])
  const grow = (at: number, by: number) => whole.writeUInt32BE(whole.readUInt32BE(at) + by, at)
  grow(meta, grown)
  grow(iloc, location)
  whole.writeUInt16BE(2, iloc + ITEMS_AT)
  grow(iloc + BASE_OFFSET_AT, grown)
  const movedIinf = iinf + location
  grow(movedIinf, entry.length)
  // Version 0: box, flags, number of entries.
  whole.writeUInt16BE(2, movedIinf + 8 + 4)
  return whole
}
