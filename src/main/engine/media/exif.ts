/** Which kinds of private data a picture's metadata holds; never their values. Malformed metadata counts as what could be read of it. */
import type { PrivateMetadata } from '../../../domain/media'

/** Metadata blocks as the decoder hands them out. */
export interface MetadataBlocks {
  exif?: Buffer
  xmp?: Buffer
  iptc?: Buffer
  /** Text chunks of a PNG. */
  comments?: readonly { keyword: string; text: string }[]
}

const IFD0: Record<number, PrivateMetadata> = {
  271: 'device', // Make
  272: 'device', // Model
  316: 'device', // HostComputer
  315: 'person', // Artist
  40093: 'person', // XPAuthor
  50735: 'serial-number', // CameraSerialNumber
}
const EXIF_IFD: Record<number, PrivateMetadata> = {
  37500: 'device', // MakerNote: a maker's own block, serial numbers included
  42032: 'person', // CameraOwnerName
  42033: 'serial-number', // BodySerialNumber
  42036: 'device', // LensModel
  42037: 'serial-number', // LensSerialNumber
}
const EXIF_POINTER = 0x8769
const GPS_POINTER = 0x8825
/** Longer directories are garbage, not metadata. */
const MOST_ENTRIES = 512

export function privateKinds(blocks: MetadataBlocks): PrivateMetadata[] {
  const found = new Set<PrivateMetadata>()
  if (blocks.exif) readExif(blocks.exif, found)
  if (blocks.xmp) readXmp(blocks.xmp.toString('utf8'), found)
  if (blocks.iptc) readIptc(blocks.iptc, found)
  for (const { keyword } of blocks.comments ?? []) {
    if (/^(author|artist|creator)$/i.test(keyword)) found.add('person')
    if (/gps|location/i.test(keyword)) found.add('location')
  }
  return (['location', 'device', 'person', 'serial-number'] as const).filter((kind) => found.has(kind))
}

function readExif(block: Buffer, found: Set<PrivateMetadata>): void {
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block
  const little = tiff.toString('latin1', 0, 2) === 'II'
  if (!little && tiff.toString('latin1', 0, 2) !== 'MM') return
  const u16 = (at: number) => (at + 2 > tiff.length ? null : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const u32 = (at: number) => (at + 4 > tiff.length ? null : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))

  const entries = (directory: number | null): { tag: number; value: number; count: number }[] => {
    const count = directory === null ? null : u16(directory)
    if (directory === null || count === null || count > MOST_ENTRIES) return []
    return Array.from({ length: count }, (_, index) => directory + 2 + index * 12).flatMap((at) => {
      const [tag, length, value] = [u16(at), u32(at + 4), u32(at + 8)]
      return tag === null || length === null || value === null ? [] : [{ tag, count: length, value }]
    })
  }

  for (const entry of entries(u32(4))) {
    const kind = IFD0[entry.tag]
    if (kind && entry.count > 1) found.add(kind)
    if (entry.tag === EXIF_POINTER)
      for (const inner of entries(entry.value)) {
        const innerKind = EXIF_IFD[inner.tag]
        if (innerKind && inner.count > 1) found.add(innerKind)
      }
    // GPSVersionID alone (tag 0) names no place; many cameras write it without a fix.
    if (entry.tag === GPS_POINTER && entries(entry.value).some((inner) => inner.tag >= 1 && inner.tag <= 4)) found.add('location')
  }
}

function readXmp(text: string, found: Set<PrivateMetadata>): void {
  if (/exif:GPS(Latitude|Longitude)|photoshop:(City|State|Country)|Iptc4xmpCore:Location|LocationCreated/.test(text)) found.add('location')
  if (/tiff:(Make|Model)\b|aux:Lens\b/.test(text)) found.add('device')
  if (/dc:creator|aux:OwnerName|photoshop:AuthorsPosition|PersonInImage|mwg-rs:Name/.test(text)) found.add('person')
  if (/SerialNumber/.test(text)) found.add('serial-number')
}

/** Datasets of record 2: 80 by-line, 85 its title, 122 writer; 90 city, 92 place, 95 state, 101 country. */
function readIptc(block: Buffer, found: Set<PrivateMetadata>): void {
  for (let at = block.indexOf(0x1c); at >= 0 && at + 5 <= block.length; at = block.indexOf(0x1c, at + 1)) {
    if (block[at + 1] !== 2) continue
    const dataset = block[at + 2]!
    if ([80, 85, 122].includes(dataset)) found.add('person')
    if ([90, 92, 95, 101].includes(dataset)) found.add('location')
  }
}
