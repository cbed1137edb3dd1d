/** Every kind of picture that people have, and whether it comes out upright, whole and in the right colours. */
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import { planForAll } from '../../src/domain/assess'
import { checkImage, documented, type Limits } from '../../src/domain/limits'
import { type Edits, type ImageFacts, noEdits } from '../../src/domain/media'
import { planImage } from '../../src/domain/plan-image'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import { makeImage } from '../../src/main/engine/media/image'
import { probe } from '../../src/main/engine/media/probe'
import { verifyImage } from '../../src/main/engine/media/verify'
import { prepare } from '../../src/main/engine/prepare'
import { heicWithExif } from '../support/located-heic'
import { fixture } from '../support/media-fixtures'
import { clipOf, everyProvider, failureOf, realTools, scratchFolder, valueIn } from '../support/media-tools'
import { turnedHeic } from '../support/turned-heic'

const limits = providers.evolink.limits

async function pictureAt(path: string): Promise<ImageFacts> {
  const facts = valueIn(await probe(path, await realTools(), undefined, 'image'))
  if (facts.kind !== 'image') throw new Error(`${path} is no picture`)
  return facts
}

async function carryOutAt(path: string, edits: Partial<Edits> = {}, within: Limits = limits) {
  const facts = await pictureAt(path)
  const plan = valueIn(planImage(facts, within, { ...noEdits, ...edits }))
  if (plan.change === 'untouched') return { facts, plan, target: path, made: facts, crop: null, how: '' }
  const target = join(await scratchFolder(), `out.${plan.output.format}`)
  const { crop, how } = valueIn(await makeImage({ source: path, facts, plan, target }))
  return { facts, plan, target, crop, how, made: valueIn(await verifyImage(target, plan, await realTools())) }
}

async function carryOut(name: string, edits: Partial<Edits> = {}, within: Limits = limits) {
  return carryOutAt(await fixture(name), edits, within)
}

type Rgb = [number, number, number]

async function colourAt(path: string, x: number, y: number): Promise<Rgb> {
  const { data, info } = await sharp(path).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels
  return [data[at]!, data[at + 1]!, data[at + 2]!]
}

function expectNear(measured: Rgb, expected: Rgb, tolerance = 24) {
  for (const [index, value] of measured.entries())
    expect(Math.abs(value - expected[index]!), `${measured} is not near ${expected}`).toBeLessThanOrEqual(tolerance)
}

const RED: Rgb = [0xe0, 0x10, 0x10]
const GREEN: Rgb = [0x20, 0xc0, 0x40]

async function expectMarks(path: string) {
  expectNear(await colourAt(path, 0.1, 0.1), RED)
  expectNear(await colourAt(path, 0.9, 0.9), GREEN)
}

describe('a picture of any kind', () => {
  it.each<[string, Partial<ImageFacts>, string[]]>([
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((exifOrientation): [string, Partial<ImageFacts>, string[]] => [
      `exif-${exifOrientation}.jpg`,
      { exifOrientation, width: 400, height: 600 },
      exifOrientation === 1 ? [] : ['image.upright'],
    ]),
    ['progressive.jpg', { format: 'jpeg' }, []],
    ['palette.png', { format: 'png', bitDepth: 8, hasAlpha: false }, []],
    ['palette-transparent.png', { format: 'png', hasAlpha: true }, ['image.alpha']],
    ['transparent.webp', { format: 'webp', hasAlpha: true }, ['image.format', 'image.alpha']],
    ['plain.tiff', { format: 'tiff' }, ['image.format']],
    ['deep.tiff', { format: 'tiff', bitDepth: 16 }, ['image.format', 'image.depth']],
    ['still.gif', { format: 'gif', frames: 1 }, ['image.format']],
    ['two-frames.webp', { format: 'webp', frames: 2, width: 320, height: 480 }, ['image.format', 'image.frames']],
    ['two-pages.tiff', { format: 'tiff', frames: 2, width: 320, height: 480 }, ['image.format', 'image.frames']],
    ['marked.svg', { format: 'svg', width: 2048, height: 1536 }, ['image.format']],
    ['viewbox.svg', { format: 'svg', width: 2048, height: 1536 }, ['image.format']],
    ['phone.heic', { format: 'heic', width: 320, height: 480 }, ['image.format', 'image.colour']],
    ['ultra-hdr.jpg', { format: 'jpeg', gainMap: true }, ['image.gain-map']],
  ])('%s', async (name, expected, rules) => {
    const { facts, plan, made, target } = await carryOut(name)
    expect(facts).toMatchObject(expected)
    expect(plan.steps.map((step) => step.rule)).toEqual(rules)
    for (const provider of Object.values(providers)) expect(checkImage(made, provider.limits.image)).toEqual([])
    expect([made.width, made.height]).toEqual([facts.width, facts.height])
    if (name !== 'phone.heic') await expectMarks(target)
  })

  it.each([1, 2, 3] as const)('a HEIC that a phone turned by %s quarters stands upright', async (quarters) => {
    const lying = await fixture('phone.heic')
    const path = join(await scratchFolder(), 'turned.heic')
    await writeFile(path, turnedHeic(await readFile(lying), quarters))
    const [before, after] = [await carryOutAt(lying), await carryOutAt(path)]
    const sides = [before.facts.width, before.facts.height]
    expect([after.facts.width, after.facts.height]).toEqual(quarters === 2 ? sides : sides.reverse())
    expect([after.made.width, after.made.height]).toEqual([after.facts.width, after.facts.height])
    const expected = await sharp(before.target)
      .rotate(-90 * quarters)
      .png()
      .toBuffer()
    const corners = join(await scratchFolder(), 'expected.png')
    await writeFile(corners, expected)
    for (const [x, y] of [[0.25, 0.1], [0.75, 0.9], [0.1, 0.75], [0.9, 0.25]] as const) // biome-ignore format: four places
      expectNear(await colourAt(after.target, x, y), await colourAt(corners, x, y))
  })

  it('leaves the HDR layer of a picture out and its pixels alone', async () => {
    const { plan, target, made, how } = await carryOut('ultra-hdr.jpg')
    expect([plan.change, made.gainMap]).toEqual(['copied', false])
    expect(how).toContain('gain map')
    const pixels = (path: string) => sharp(path).raw().toBuffer()
    expect((await pixels(target)).equals(await pixels(await fixture('ultra-hdr.jpg')))).toBe(true)
    expect((await readFile(target)).includes('hdrgm')).toBe(false)
  })

  it('finds private words although libvips hides them behind a gain map', async () => {
    const bytes = await readFile(await fixture('ultra-hdr.jpg'))
    const words = Buffer.from(bytes)
    const at = words.indexOf('xmlns:hdrgm=', 0, 'latin1')
    // Of the same length, so that no offset moves.
    words.write('aux:SerialNumber="7" '.padEnd(24), words.indexOf(' xmlns:Container', at, 'latin1') - 20 > at ? at - 24 : at, 'latin1')
    const path = join(await scratchFolder(), 'serial.jpg')
    await writeFile(path, words)
    expect((await pictureAt(path)).privateMetadata).toEqual(['serial-number'])
  })

  it('is decoded anew when another picture takes its name', async () => {
    const path = join(await scratchFolder(), 'same-name.png')
    await copyFile(await fixture('palette.png'), path)
    await carryOutAt(path, { cropImage: { x: 0, y: 0, width: 320, height: 320 } })
    const green = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#00ff00' } })
      .png()
      .toBuffer()
    await writeFile(path, green)
    const { target } = await carryOutAt(path, { cropImage: { x: 0, y: 0, width: 320, height: 320 } })
    expectNear(await colourAt(target, 0.5, 0.5), [0, 255, 0], 2)
  })

  it('of a hundred million pixels is read and reduced in bounded memory', async () => {
    const path = join(await scratchFolder(), 'hundred.jpg')
    await sharp({ create: { width: 12_500, height: 8_000, channels: 3, background: '#4080c0' } })
      .jpeg({ quality: 60, optimiseCoding: false })
      .toFile(path)
    const before = process.resourceUsage().maxRSS
    const { facts, made } = await carryOutAt(path, { cropImage: { x: 0, y: 0, width: 12_400, height: 7_900 } })
    expect([facts.width, made.width]).toEqual([12_500, 12_400])
    // The pixels alone would be 300 MB, and twice that with a copy.
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(450)
  })

  it('of 65,537 pixels in width says what stands in the way', async () => {
    const facts = await pictureAt(await fixture('too-wide.png'))
    expect(facts.width).toBe(65_537)
    expect(failureOf(planImage(facts, limits, noEdits)).code).toBe('image.too-elongated')
    const { made } = await carryOut('too-wide.png', { cropImage: { x: 65_000, y: 0, width: 400, height: 300 } })
    expect([made.width, made.height]).toEqual([400, 300])
  })
})

describe('a drawing', () => {
  it('sees nothing outside of itself', async () => {
    const folder = await scratchFolder()
    await sharp({ create: { width: 50, height: 50, channels: 3, background: '#ff0000' } })
      .png()
      .toFile(join(folder, 'red.png'))
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    const { port } = server.address() as AddressInfo
    const outside = [
      `http://127.0.0.1:${port}/a.png`,
      `file://${join(folder, 'red.png')}`,
      'red.png',
      join(folder, 'red.png'),
      'file:///etc/passwd',
    ]
    const images = outside.map((href) => `<image href="${href}" width="400" height="400"/>`).join('')
    const style = `<style>@import url(http://127.0.0.1:${port}/a.css);</style><?xml-stylesheet href="http://127.0.0.1:${port}/b.css"?>`
    await writeFile(
      join(folder, 'spy.svg'),
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xi="http://www.w3.org/2001/XInclude" width="400" height="400"><rect width="400" height="400" fill="#0000ff"/>${style}${images}<text y="50"><xi:include href="file:///etc/passwd" parse="text"/></text></svg>`,
    )
    try {
      const { target } = await carryOutAt(join(folder, 'spy.svg'))
      const { channels } = await sharp(target).stats()
      // Nothing but the blue ground.
      expect(channels.map(({ mean }) => Math.round(mean))).toEqual([0, 0, 254])
      expect(asked).toEqual([])
    } finally {
      server.close()
    }
  })

  it('knows no entity of another file', async () => {
    const path = join(await scratchFolder(), 'entity.svg')
    await writeFile(
      path,
      '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><text y="50">&x;</text></svg>',
    )
    expect(failureOf(await probe(path, await realTools())).code).toBe('image.damaged')
  })
})

describe('finding the quality', () => {
  it.each([3_000_000, 1_500_000, 700_000, 400_000, 300_000])('under %i bytes takes six encodes at most', async (maxBytes) => {
    const path = await fixture('noise.jpg')
    const encodes = vi.spyOn(Object.getPrototypeOf(sharp(path)) as ReturnType<typeof sharp>, 'jpeg')
    try {
      const { made } = await carryOutAt(path, {}, { ...limits, image: { ...limits.image, maxBytes: documented(maxBytes) } })
      expect(made.bytes).toBeLessThanOrEqual(maxBytes)
      expect(encodes.mock.calls.length).toBeGreaterThan(1)
      expect(encodes.mock.calls.length).toBeLessThanOrEqual(6)
    } finally {
      encodes.mockRestore()
    }
  })
})

describe('the crop that the pixels decide', () => {
  it.each([200, 800, 1500])('is reported where it was placed: a figure at %i', async (x) => {
    const path = join(await scratchFolder(), 'figure.png')
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1700" height="400"><rect width="1700" height="400" fill="#888"/><circle cx="${x}" cy="200" r="120" fill="#e04020"/><circle cx="${x}" cy="170" r="30" fill="#fff"/></svg>`
    await sharp(Buffer.from(svg)).flatten().png().toFile(path)
    const { crop, plan, target } = await carryOutAt(path)
    expect(plan.crop?.by).toBe('attention')
    expect(crop).toMatchObject({ y: 0, width: 1000, height: 400 })
    expect(crop!.x <= x && x <= crop!.x + 1000, `${crop!.x}`).toBe(true)
    // The same box by hand gives the same picture, so a window can show it and let it be moved.
    const byHand = await carryOutAt(path, { cropImage: crop! })
    const pixels = (from: string) => sharp(from).resize(100, 40, { fit: 'fill' }).raw().toBuffer()
    const [a, b] = [await pixels(target), await pixels(byHand.target)]
    expect(a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0)).toBeLessThanOrEqual(6)
  })

  it('stands beside the artifact', async () => {
    const path = await fixture('panorama.jpg')
    const facts = await pictureAt(path)
    const video = await clipOf('short.mp4')
    const edits: Edits = { ...noEdits, tooShort: 'loop' }
    const plan = valueIn(planForAll(everyProvider, { image: facts, video: video.facts, request: { ...defaultRequest }, edits }))
    const directory = await scratchFolder()
    const run = async () => valueIn(await prepare({ image: { path, facts }, video, plan }, { directory, tools: await realTools() }))
    const { image } = await run()
    expect(image.crop).toMatchObject({ y: 0, width: 1250, height: 500 })
    const sidecar = JSON.parse(await readFile(image.path.replace('.jpg', '.json'), 'utf8')) as { made: { crop: unknown } }
    expect(sidecar.made.crop).toEqual(image.crop)
    expect((await run()).image.crop).toEqual(image.crop)
  })
})

describe('borders and grounds', () => {
  it.each<[Edits['padWith'], Rgb]>([
    ['white', [255, 255, 255]],
    ['black', [0, 0, 0]],
    ['#8040c0', [128, 64, 192]],
  ])('are %s', async (padWith, colour) => {
    const { target, made } = await carryOut('panorama.jpg', { fit: 'pad', padWith })
    expect(made.width / made.height).toBeCloseTo(2.5, 2)
    expectNear(await colourAt(target, 0.5, 0.02), colour, 2)
    expectNear(await colourAt(target, 0.5, 0.98), colour, 2)
    expectNear(await colourAt((await carryOut('palette-transparent.png', { padWith })).target, 0.9, 0.1), colour, 2)
  })

  it('are the picture itself, blurred', async () => {
    const plain = await carryOut('panorama.jpg', { fit: 'pad' })
    const { target, made } = await carryOut('panorama.jpg', { fit: 'pad', padWith: 'blur' })
    expect([made.width, made.height]).toEqual([plain.made.width, plain.made.height])
    expectNear(await colourAt(target, 0.5, 0.5), await colourAt(plain.target, 0.5, 0.5), 4)
    const [left, right] = [await colourAt(target, 0.02, 0.01), await colourAt(target, 0.98, 0.99)]
    // Red field to the upper left, orange end of the gradient to the right: the ground has the picture's colours.
    expect(left[0]).toBeGreaterThan(left[2])
    expect(right[0]).toBeGreaterThan(200)
    // Blurred means that neighbours differ little.
    expectNear(await colourAt(target, 0.3, 0.01), await colourAt(target, 0.305, 0.01), 3)
    expectNear(await colourAt((await carryOut('palette-transparent.png', { padWith: 'blur' })).target, 0.9, 0.1), [255, 255, 255], 2)
  })

  it('keep the metadata that the person wants kept', async () => {
    const path = join(await scratchFolder(), 'wide.jpg')
    await sharp(await fixture('panorama.jpg'))
      .withExif({ IFD0: { Artist: 'Jane Roe' } })
      .toFile(path)
    const { made } = await carryOutAt(path, { fit: 'pad', padWith: 'blur', keepMetadata: true })
    expect(made.privateMetadata).toEqual(['person'])
  })

  it.each(['as it is', 'on a blurred ground'])('keep that of a HEIC too, whose pixels come without it, %s', async (how) => {
    const path = join(await scratchFolder(), 'located.heic')
    const { exif } = await sharp(await fixture('rotated-gps.jpg')).metadata()
    await writeFile(path, heicWithExif(await readFile(await fixture('phone.heic')), exif!))
    const edits = { fit: 'pad', padWith: 'blur' } as const
    const within = how === 'as it is' ? limits : { ...limits, image: { ...limits.image, minAspect: documented(1) } }
    const kinds = ['location', 'device', 'person', 'serial-number']
    const kept = await carryOutAt(path, { ...edits, keepMetadata: true }, within)
    expect(kept.facts.privateMetadata).toEqual(kinds)
    // What EXIF says of the direction is no matter in a HEIC.
    expect(kept.made).toMatchObject({ privateMetadata: kinds, exifOrientation: 1, width: how === 'as it is' ? 320 : 480 })
    const taken = await carryOutAt(path, edits, within)
    expect(taken.made.privateMetadata).toEqual([])
    expectNear(await colourAt(kept.target, 0.5, 0.4), await colourAt(taken.target, 0.5, 0.4), 2)
  })
})
