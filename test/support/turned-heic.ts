/** A HEIC that is turned as a phone held upright turns it: by the property `irot`, which every reader applies, and no EXIF. */

/** In `iloc`: box, flags, sizes of its numbers, number of items, item, data reference; then where the item's data begin. */
const BASE_OFFSET_AT = 8 + 4 + 2 + 2 + 2 + 2

/** @param quarters anticlockwise, as the property counts them */
export function turnedHeic(heic: Buffer, quarters: 1 | 2 | 3): Buffer {
  const [meta, iprp, ipco, ipma, iloc] = ['meta', 'iprp', 'ipco', 'ipma', 'iloc'].map((name) => heic.indexOf(name, 0, 'latin1') - 4) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const property = Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.from('irot', 'latin1'), Buffer.from([quarters])])
  const ipcoEnd = ipco + heic.readUInt32BE(ipco)
  const ipmaEnd = ipma + heic.readUInt32BE(ipma)
  let properties = 0
  for (let at = ipco + 8; at < ipcoEnd; at += heic.readUInt32BE(at)) properties += 1
  const turned = Buffer.concat([
    heic.subarray(0, ipcoEnd),
    property,
    heic.subarray(ipcoEnd, ipmaEnd),
    // One association more: the new property, which a reader must understand.
    Buffer.from([0x80 | (properties + 1)]),
    heic.subarray(ipmaEnd),
  ])
  const grow = (at: number, by: number) => turned.writeUInt32BE(turned.readUInt32BE(at) + by, at)
  grow(meta, property.length + 1)
  grow(iprp, property.length + 1)
  grow(ipco, property.length)
  const movedIpma = ipma + property.length
  grow(movedIpma, 1)
  // Version 0 with one item: box, flags, number of items, item id, number of associations.
  const count = movedIpma + 8 + 4 + 4 + 2
  turned.writeUInt8(turned.readUInt8(count) + 1, count)
  // Counts from the file's start.
  grow(iloc + BASE_OFFSET_AT, property.length + 1)
  return turned
}
