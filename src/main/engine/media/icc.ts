/** Reads an embedded colour profile: whether its numbers mean sRGB, and what it calls itself if not. */

/** The columns of sRGB as profiles hold them, adapted to D50. */
const SRGB = { rXYZ: [0.4361, 0.2225, 0.0139], gXYZ: [0.3851, 0.7169, 0.0971], bXYZ: [0.1431, 0.0606, 0.7139] } as const
/** Makers round differently; Display P3 is away by 0.08. */
const SAME_COLUMN = 0.004
/** A difference in the curves below this cannot be seen in 8 bit. */
const SAME_TONE = 0.012
const LONGEST_NAME = 60

/** The profile's own name, or null when its numbers mean what sRGB's mean, or when it cannot be read. */
export function foreignProfile(icc: Buffer): string | null {
  if (icc.length < 132) return null
  const space = icc.toString('latin1', 16, 20)
  const tags = readTags(icc)
  if (space === 'RGB ') {
    const columns = Object.entries(SRGB).map(([name, expected]) => {
      const column = readXyz(tags.get(name))
      return column?.every((value, index) => Math.abs(value - expected[index]!) <= SAME_COLUMN) ?? false
    })
    if (columns.every(Boolean) && isSrgbTone(tags.get('rTRC'))) return null
  }
  if (space === 'GRAY' && isSrgbTone(tags.get('kTRC'))) return null
  return readName(tags.get('desc')) ?? `a profile of ${space.trim()} colours`
}

function readTags(icc: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>()
  const count = Math.min(100, icc.readUInt32BE(128))
  for (let at = 132; at + 12 <= icc.length && tags.size < count; at += 12) {
    const [offset, length] = [icc.readUInt32BE(at + 4), icc.readUInt32BE(at + 8)]
    tags.set(icc.toString('latin1', at, at + 4), icc.subarray(offset, offset + length))
  }
  return tags
}

function readXyz(tag: Buffer | undefined): number[] | null {
  if (!tag || tag.length < 20 || tag.toString('latin1', 0, 4) !== 'XYZ ') return null
  return [8, 12, 16].map((at) => tag.readInt32BE(at) / 65536)
}

function isSrgbTone(tag: Buffer | undefined): boolean {
  return [0.1, 0.25, 0.5, 0.75].every((value) => {
    const measured = toneAt(tag, value)
    const expected = ((value + 0.055) / 1.055) ** 2.4
    // A plain gamma of 2.2 is what older programs wrote for sRGB.
    return measured !== null && Math.abs(measured - expected) <= SAME_TONE
  })
}

/** The curve's light for a stored value, both 0–1. */
function toneAt(tag: Buffer | undefined, value: number): number | null {
  if (!tag || tag.length < 12) return null
  const kind = tag.toString('latin1', 0, 4)
  if (kind === 'curv') {
    const count = tag.readUInt32BE(8)
    if (count === 0) return value
    if (tag.length < 12 + 2 * count) return null
    if (count === 1) return value ** (tag.readUInt16BE(12) / 256)
    const at = value * (count - 1)
    const [low, high] = [Math.floor(at), Math.ceil(at)].map((index) => tag.readUInt16BE(12 + 2 * index) / 65535)
    return low! + (high! - low!) * (at - Math.floor(at))
  }
  if (kind === 'para') {
    const form = tag.readUInt16BE(8)
    const needed = [1, 3, 4, 5, 7][form]
    if (needed === undefined || tag.length < 12 + 4 * needed) return null
    const [g, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
      { length: needed },
      (_, index) => tag.readInt32BE(12 + 4 * index) / 65536,
    )
    if (form >= 3 && value < d) return c * value + f
    return (a * value + b) ** g! + (form === 2 ? c : form === 4 ? e : 0)
  }
  return null
}

/** `desc` of version 2 is ASCII, `mluc` of version 4 UTF-16. */
function readName(tag: Buffer | undefined): string | null {
  if (!tag || tag.length < 16) return null
  const kind = tag.toString('latin1', 0, 4)
  let name = ''
  if (kind === 'desc') name = tag.toString('latin1', 12, Math.min(tag.length, 12 + tag.readUInt32BE(8)))
  if (kind === 'mluc' && tag.length >= 28) {
    const [length, offset] = [tag.readUInt32BE(20), tag.readUInt32BE(24)]
    const text = Buffer.from(tag.subarray(offset, offset + (length & ~1)))
    name = text.swap16().toString('utf16le')
  }
  const clean = name
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, LONGEST_NAME)
  return clean === '' ? null : clean
}
