/**
 * Colours against references that are computed here, from the profiles' own numbers, without libvips.
 * Differences are CIEDE2000 in Lab under D50.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { noEdits } from '../../src/domain/media'
import { planImage } from '../../src/domain/plan-image'
import { providers } from '../../src/domain/providers/all'
import { asTiff } from '../../src/main/engine/media/heic'
import { foreignProfile } from '../../src/main/engine/media/icc'
import { makeImage } from '../../src/main/engine/media/image'
import { probe } from '../../src/main/engine/media/probe'
import { fixture } from '../support/media-fixtures'
import { realTools, scratchFolder, valueIn } from '../support/media-tools'
import { jpegSegment } from '../support/odd-pictures'

type Triple = [number, number, number]
const MOST_DIFFERENCE = 2
const FIELD = 64

const toLinear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
const toSrgb = (light: number) => (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055)
const times = (matrix: readonly Triple[], [x, y, z]: Triple) => matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple
/** Columns of the primaries under D50, from the definitions of the three spaces, adapted with Bradford. */
const SRGB: Triple[] = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
]
const SRGB_BACK: Triple[] = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
]
const P3: Triple[] = [
  [0.5151187, 0.2919778, 0.1571035],
  [0.2411892, 0.6922441, 0.0665668],
  [-0.0010505, 0.0418791, 0.7840713],
]
const ADOBE: Triple[] = [
  [0.6097559, 0.2052401, 0.149224],
  [0.3111242, 0.625656, 0.0632197],
  [0.0194811, 0.0608902, 0.7448387],
]
const WHITE: Triple = [0.9642, 1, 0.8249]

function lab(xyz: Triple): Triple {
  const [x, y, z] = xyz.map((value, index) => {
    const share = value / WHITE[index]!
    return share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116
  }) as Triple
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function xyzOfLab([l, a, b]: Triple): Triple {
  const y = (l + 16) / 116
  return [y + a / 500, y, y - b / 200].map(
    (f, index) => (f ** 3 > 216 / 24389 ? f ** 3 : (116 * f - 16) / (24389 / 27)) * WHITE[index]!,
  ) as Triple
}

/** What a screen can show of it, as Lab: beyond sRGB each light is cut off. */
function shown(xyz: Triple): Triple {
  const rgb = times(SRGB_BACK, xyz).map((light) => Math.round(toSrgb(Math.min(1, Math.max(0, light))) * 255) / 255) as Triple
  return lab(times(SRGB, rgb.map(toLinear) as Triple))
}

const labOfRgb = (rgb: Triple) => lab(times(SRGB, rgb.map((value) => toLinear(value / 255)) as Triple))

/** CIEDE2000, as Sharma, Wu and Dalal write it down. */
function difference([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const [rad, deg] = [Math.PI / 180, 180 / Math.PI]
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2
  const g = 0.5 * (1 - Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)))
  const [x1, x2] = [a1 * (1 + g), a2 * (1 + g)]
  const [c1, c2] = [Math.hypot(x1, b1), Math.hypot(x2, b2)]
  const hue = (x: number, y: number) => (x === 0 && y === 0 ? 0 : (Math.atan2(y, x) * deg + 360) % 360)
  const [h1, h2] = [hue(x1, b1), hue(x2, b2)]
  const turn = c1 * c2 === 0 ? 0 : ((h2 - h1 + 540) % 360) - 180
  const middle = c1 * c2 === 0 ? h1 + h2 : (h1 + turn / 2 + 360) % 360
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2]
  const t =
    1 -
    0.17 * Math.cos((middle - 30) * rad) +
    0.24 * Math.cos(2 * middle * rad) +
    0.32 * Math.cos((3 * middle + 6) * rad) -
    0.2 * Math.cos((4 * middle - 63) * rad)
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2)
  const [sc, sh] = [1 + 0.045 * c, 1 + 0.015 * c * t]
  const twist = -Math.sin(60 * Math.exp(-(((middle - 275) / 25) ** 2)) * rad) * 2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7))
  const [dl, dc, dh] = [(l2 - l1) / sl, (c2 - c1) / sc, (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * rad)) / sh]
  return Math.sqrt(dl ** 2 + dc ** 2 + dh ** 2 + twist * dc * dh)
}

/** Fields side by side, each of one colour. */
function row(colours: readonly (readonly number[])[]): { data: Buffer; width: number; height: number; channels: number } {
  const channels = colours[0]!.length
  const width = colours.length * FIELD
  // As tall as a provider asks for.
  const height = 384
  const data = Buffer.alloc(width * height * channels)
  for (let at = 0; at < width * height; at += 1) {
    const colour = colours[Math.floor((at % width) / FIELD)]!
    for (let channel = 0; channel < channels; channel += 1) data[at * channels + channel] = colour[channel]!
  }
  return { data, width, height, channels }
}

/** Through the whole of Choreo: probed, planned, made; the middle of each field. */
async function prepared(path: string, count: number): Promise<{ colours: Triple[]; named: string }> {
  const facts = valueIn(await probe(path, await realTools()))
  if (facts.kind !== 'image') throw new Error('no picture')
  const plan = valueIn(planImage(facts, providers.evolink.limits, noEdits))
  expect(plan.steps.map((step) => step.rule)).toContain('image.colour')
  const target = join(await scratchFolder(), `out.${plan.output.format}`)
  valueIn(await makeImage({ source: path, facts, plan, target }))
  const metadata = await sharp(target).metadata()
  expect(metadata.icc === undefined || foreignProfile(metadata.icc) === null).toBe(true)
  const { data, info } = await sharp(target).raw().toBuffer({ resolveWithObject: true })
  const colours = Array.from({ length: count }, (_, field) => {
    const at = ((info.height >> 1) * info.width + field * FIELD + FIELD / 2) * info.channels
    return [data[at]!, data[at + 1]!, data[at + 2]!] as Triple
  })
  return { colours, named: facts.colourSpace }
}

const rgbPatches: Triple[] = [
  [115, 82, 68],
  [194, 150, 130],
  [98, 122, 157],
  [87, 108, 67],
  [133, 128, 177],
  [103, 189, 170],
  [214, 126, 44],
  [255, 255, 255],
  [128, 128, 128],
  [20, 20, 20],
  [235, 60, 40],
  [40, 200, 60],
]

async function profileOf(name: 'p3' | 'srgb' | 'cmyk'): Promise<Buffer> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
  return (await sharp(await picture.withIccProfile(name).jpeg().toBuffer()).metadata()).icc!
}

/** A profile of three primaries and a gamma, as Adobe RGB (1998) is. */
function matrixProfile(name: string, matrix: Triple[], gamma: number): Buffer {
  const xyz = (values: Triple) => {
    const tag = Buffer.alloc(20)
    tag.write('XYZ ', 0, 'latin1')
    for (const [index, value] of values.entries()) tag.writeInt32BE(Math.round(value * 65536), 8 + 4 * index)
    return tag
  }
  const column = (index: number) => xyz(matrix.map((line) => line[index]!) as Triple)
  const curve = Buffer.alloc(16)
  curve.write('curv', 0, 'latin1')
  curve.writeUInt32BE(1, 8)
  curve.writeUInt16BE(Math.round(gamma * 256), 12)
  const words = (kind: string, text: string) => {
    const tag = Buffer.alloc(kind === 'desc' ? 104 : 8 + text.length + 1 + ((4 - ((text.length + 1) % 4)) % 4))
    tag.write(kind, 0, 'latin1')
    if (kind === 'desc') tag.writeUInt32BE(text.length + 1, 8)
    tag.write(text, kind === 'desc' ? 12 : 8, 'latin1')
    return tag
  }
  const tags: [string, Buffer][] = [
    ['desc', words('desc', name)],
    ['cprt', words('text', 'none')],
    ['wtpt', xyz(WHITE)],
    ['rXYZ', column(0)],
    ['gXYZ', column(1)],
    ['bXYZ', column(2)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ]
  const head = Buffer.alloc(132 + 12 * tags.length)
  head.writeUInt32BE(0x02100000, 8)
  head.write('mntrRGB XYZ ', 12, 'latin1')
  head.writeUInt16BE(2020, 24)
  head.writeUInt16BE(1, 26)
  head.writeUInt16BE(1, 28)
  head.write('acsp', 36, 'latin1')
  for (const [index, value] of WHITE.entries()) head.writeInt32BE(Math.round(value * 65536), 68 + 4 * index)
  head.writeUInt32BE(tags.length, 128)
  let offset = head.length
  for (const [index, [tag, body]] of tags.entries()) {
    head.write(tag, 132 + 12 * index, 'latin1')
    head.writeUInt32BE(offset, 136 + 12 * index)
    head.writeUInt32BE(body.length, 140 + 12 * index)
    offset += body.length
  }
  head.writeUInt32BE(offset, 0)
  return Buffer.concat([head, ...tags.map(([, body]) => body)])
}

describe('the yardstick', () => {
  // Pairs 1, 7, 17 and 25 of the published test data.
  it.each<[Triple, Triple, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  ])('%j and %j are %d apart', (a, b, expected) => {
    expect(difference(a, b)).toBeCloseTo(expected, 3)
  })
})

describe('colours of a profile', () => {
  it.each<[string, () => Promise<Buffer>, (value: number) => number, Triple[]]>([
    ['P3', () => profileOf('p3'), toLinear, P3],
    ['Adobe RGB (1998)', async () => matrixProfile('Adobe RGB (1998)', ADOBE, 563 / 256), (value) => value ** (563 / 256), ADOBE],
  ])('%s become sRGB', async (name, profile, light, matrix) => {
    const { data, width, height } = row(rgbPatches.map((colour) => [...colour, 255]))
    const path = join(await scratchFolder(), 'fields.tiff')
    await writeFile(path, asTiff({ width, height, data }, await profile()))
    const { colours, named } = await prepared(path, rgbPatches.length)
    expect(named).toContain(name)
    for (const [index, patch] of rgbPatches.entries()) {
      const reference = shown(times(matrix, patch.map((value) => light(value / 255)) as Triple))
      expect(difference(labOfRgb(colours[index]!), reference), `${patch} became ${colours[index]}`).toBeLessThanOrEqual(MOST_DIFFERENCE)
    }
  })

  it('of sRGB are left alone', async () => {
    const icc = await profileOf('srgb')
    expect(foreignProfile(icc)).toBeNull()
    const path = join(await scratchFolder(), 'srgb.jpg')
    await sharp(await fixture('photo.jpg'))
      .withIccProfile('srgb')
      .jpeg()
      .toFile(path)
    const facts = valueIn(await probe(path, await realTools()))
    if (facts.kind !== 'image') throw new Error('no picture')
    expect(planImage(facts, providers.evolink.limits, noEdits)).toMatchObject({ ok: true, value: { change: 'untouched' } })
  })

  it('of a phone’s HEIC become sRGB', async () => {
    const path = await fixture('phone.heic')
    const facts = valueIn(await probe(path, await realTools()))
    if (facts.kind !== 'image') throw new Error('no picture')
    const plan = valueIn(planImage(facts, providers.evolink.limits, noEdits))
    const target = join(await scratchFolder(), 'out.jpg')
    valueIn(await makeImage({ source: path, facts, plan, target }))
    const { data, info } = await sharp(target).raw().toBuffer({ resolveWithObject: true })
    for (const [x, y, stored] of [
      [0.25, 0.1, [0xe0, 0x10, 0x10]],
      [0.75, 0.9, [0x20, 0xc0, 0x40]],
      [0.5, 0.5, [0x40, 0x60, 0x80]],
    ] as [number, number, Triple][]) {
      const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
      const reference = shown(times(P3, stored.map((value) => toLinear(value / 255)) as Triple))
      // HEIC at quality 60 is itself away from what was drawn.
      expect(difference(labOfRgb([data[at]!, data[at + 1]!, data[at + 2]!]), reference)).toBeLessThanOrEqual(MOST_DIFFERENCE + 3)
    }
  })

  it('nonsense is named or passed over, never thrown', () => {
    for (const bytes of [Buffer.alloc(0), Buffer.alloc(131), Buffer.alloc(4000), Buffer.alloc(400, 0xff)])
      expect(() => foreignProfile(bytes)).not.toThrow()
  })
})

/** A press's table from ink to Lab (`mft2`), read between its points in all four directions. */
function inkTable(icc: Buffer): (ink: readonly number[]) => Triple {
  const count = icc.readUInt32BE(128)
  const entry = Array.from({ length: count }, (_, index) => 132 + 12 * index).find((at) => icc.toString('latin1', at, at + 4) === 'A2B0')!
  const tag = icc.subarray(icc.readUInt32BE(entry + 4), icc.readUInt32BE(entry + 4) + icc.readUInt32BE(entry + 8))
  if (tag.toString('latin1', 0, 4) !== 'mft2') throw new Error('another kind of table')
  const [inputs, outputs, points] = [tag[8]!, tag[9]!, tag[10]!]
  const [before, after] = [tag.readUInt16BE(48), tag.readUInt16BE(50)]
  const u16 = (index: number) => tag.readUInt16BE(52 + 2 * index)
  const table = before * inputs
  const last = table + points ** inputs * outputs
  const between = (from: number, length: number, value: number) => {
    const at = Math.min(1, Math.max(0, value)) * (length - 1)
    const low = Math.floor(at)
    const high = Math.min(length - 1, low + 1)
    return (u16(from + low) + (u16(from + high) - u16(from + low)) * (at - low)) / 65535
  }
  return (ink) => {
    const places = ink.map((value, index) => between(index * before, before, value / 255) * (points - 1))
    const sum = Array.from({ length: outputs }, () => 0)
    for (let corner = 0; corner < 2 ** inputs; corner += 1) {
      let weight = 1
      let at = 0
      for (const [index, place] of places.entries()) {
        const low = Math.min(points - 2, Math.floor(place))
        const upper = (corner >> index) & 1
        weight *= upper ? place - low : 1 - (place - low)
        at = at * points + low + upper
      }
      if (weight > 0)
        for (let output = 0; output < outputs; output += 1) sum[output]! += weight * (u16(table + at * outputs + output) / 65535)
    }
    const [l, a, b] = sum.map((value, output) => between(last + output * after, after, value) * 65535) as Triple
    return [(l * 100) / 65280, a / 256 - 128, b / 256 - 128]
  }
}

describe('printers’ colours', () => {
  /** All of them can be shown in sRGB; what cannot is cut off by each reader in its own way. */
  const inks = [
    [0, 0, 0, 0],
    [70, 0, 0, 0],
    [0, 140, 0, 0],
    [10, 10, 80, 5],
    [0, 0, 0, 128],
    [40, 90, 110, 10],
    [120, 60, 30, 20],
    [90, 20, 120, 0],
    [200, 170, 60, 40],
    [30, 30, 30, 30],
  ]
  let icc: Buffer
  /** As Photoshop writes it: all inks inverted, and a marker that says so. */
  let photoshop: Buffer

  beforeAll(async () => {
    icc = await profileOf('cmyk')
    const { data, width, height } = row(inks)
    const tiff = cmykTiff({ data, width, height })
    const jpeg = await sharp(tiff, { ignoreIcc: true })
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer()
    photoshop = withoutSegments(jpeg, 0xe2)
    // The fixture is worth something only if these very inks are in it.
    const kept = await sharp(photoshop, { ignoreIcc: true }).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer()
    for (const [index, ink] of inks.entries())
      for (const [channel, value] of ink.entries())
        expect(Math.abs(kept[(index * FIELD + FIELD / 2) * 4 + channel]! - value), `${ink} at ${channel}`).toBeLessThanOrEqual(1)
  })

  /** Without the marker nothing says how the inks are meant; every reader at hand takes them as inverted. */
  const unmarked = () => withoutSegments(photoshop, 0xee)
  const withProfile = (jpeg: Buffer) => {
    const pieces = Array.from({ length: Math.ceil(icc.length / 65_000) }, (_, index) => icc.subarray(index * 65_000, (index + 1) * 65_000))
    const segments = pieces.map((piece, index) =>
      jpegSegment(0xe2, Buffer.concat([Buffer.from(`ICC_PROFILE\0`, 'latin1'), Buffer.from([index + 1, pieces.length]), piece])),
    )
    return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])
  }

  const asTiffOfInks = (profile: Buffer) => cmykTiff(row(inks), profile)

  it.each<[string, () => Promise<Buffer>]>([
    ['in a TIFF', async () => asTiffOfInks(icc)],
    ['inverted, with their profile', async () => withProfile(photoshop)],
    ['inverted, without a profile: read as the usual press', async () => photoshop],
    ['without the marker, with their profile', async () => withProfile(unmarked())],
    ['without the marker, without a profile', async () => unmarked()],
  ])('%s', async (_, jpeg) => {
    const path = join(await scratchFolder(), 'ink.jpg')
    await writeFile(path, await jpeg())
    const { colours, named } = await prepared(path, inks.length)
    expect(named).toBe('cmyk')
    const toLab = inkTable(icc)
    // The darkest ink becomes a screen's black, as the perceptual way of version 4 wants it.
    const [darkest] = toLab([255, 255, 255, 255])
    const black = xyzOfLab([darkest, 0, 0])
    const blackened = (xyz: Triple) =>
      xyz.map((value, index) => ((value - black[index]!) * WHITE[index]!) / (WHITE[index]! - black[index]!)) as Triple
    for (const [index, ink] of inks.entries()) {
      const reference = shown(blackened(xyzOfLab(toLab(ink))))
      expect(difference(labOfRgb(colours[index]!), reference), `${ink} became ${colours[index]}`).toBeLessThanOrEqual(MOST_DIFFERENCE)
    }
  })
})

function withoutSegments(jpeg: Buffer, marker: number): Buffer {
  const kept = [jpeg.subarray(0, 2)]
  let at = 2
  while (jpeg[at] === 0xff && jpeg[at + 1] !== 0xda) {
    const next = at + 2 + jpeg.readUInt16BE(at + 2)
    if (jpeg[at + 1] !== marker) kept.push(jpeg.subarray(at, next))
    at = next
  }
  return Buffer.concat([...kept, jpeg.subarray(at)])
}

/** Inks as they are; no writer here makes such a file from raw bytes. */
function cmykTiff(picture: { data: Buffer; width: number; height: number }, icc: Buffer | null = null): Buffer {
  const tiff = asTiff(picture, icc)
  const directory = tiff.readUInt32LE(4)
  for (let at = directory + 2; at + 12 < tiff.length; at += 12) {
    if (tiff.readUInt16LE(at) === 262) tiff.writeUInt16LE(5, at + 8)
    // Four inks and nothing else: the tag for transparency becomes the one for the kind of inks.
    if (tiff.readUInt16LE(at) === 338) {
      tiff.writeUInt16LE(332, at)
      tiff.writeUInt16LE(1, at + 8)
    }
  }
  return tiff
}
