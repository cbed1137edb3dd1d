import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { documented, type Limits } from '../../src/domain/limits'
import { type Edits, noEdits } from '../../src/domain/media'
import { type ImagePlan, planImage } from '../../src/domain/plan-image'
import { providers } from '../../src/domain/providers/all'
import { makeImage } from '../../src/main/engine/media/image'
import { verifyImage } from '../../src/main/engine/media/verify'
import { failureOf, imageOf, realTools, scratchFolder, valueIn } from '../support/media-tools'

const limits = providers.wavespeed.limits

async function planned(name: string, edits: Partial<Edits> = {}, within: Limits = limits) {
  const image = await imageOf(name)
  return { ...image, plan: valueIn(planImage(image.facts, within, { ...noEdits, ...edits })) }
}

async function carryOut(name: string, edits: Partial<Edits> = {}, within: Limits = limits) {
  const { path, facts, plan } = await planned(name, edits, within)
  const target = join(await scratchFolder(), `out.${plan.output.format}`)
  const { how } = valueIn(await makeImage({ source: path, facts, plan, target }))
  return { target, plan, how, made: valueIn(await verifyImage(target, plan, await realTools())) }
}

/** Colour at a place given as shares of width and height. */
async function colourAt(path: string, x: number, y: number): Promise<[number, number, number]> {
  const { data, info } = await sharp(path).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels
  return [data[at]!, data[at + 1]!, data[at + 2]!]
}

function expectColour(measured: [number, number, number], expected: [number, number, number], tolerance = 20) {
  for (const [index, value] of measured.entries())
    expect(Math.abs(value - expected[index]!), `${measured} is not near ${expected}`).toBeLessThanOrEqual(tolerance)
}

const RED: [number, number, number] = [0xe0, 0x10, 0x10]
const GREEN: [number, number, number] = [0x20, 0xc0, 0x40]
const WHITE: [number, number, number] = [255, 255, 255]

describe('carrying out an image plan', () => {
  it('turns the pixels upright and takes the metadata out', async () => {
    const { made, target } = await carryOut('rotated-gps.jpg')
    expect(made).toMatchObject({ format: 'jpeg', width: 480, height: 640, exifOrientation: 1, privateMetadata: [] })
    // The red field is in the upper left corner of the upright picture.
    expectColour(await colourAt(target, 0.1, 0.1), RED)
    expectColour(await colourAt(target, 0.7, 0.6), GREEN)
  })

  it('keeps the metadata when the person asked, without turning twice', async () => {
    const { made, target } = await carryOut('rotated-gps.jpg', { keepMetadata: true })
    expect(made).toMatchObject({
      width: 480,
      height: 640,
      exifOrientation: 1,
      privateMetadata: ['location', 'device', 'person', 'serial-number'],
    })
    expectColour(await colourAt(target, 0.1, 0.1), RED)
  })

  it('puts transparency on white', async () => {
    const { made, target } = await carryOut('transparent.png')
    expect(made.hasAlpha).toBe(false)
    expectColour(await colourAt(target, 0.02, 0.02), WHITE, 2)
    expectColour(await colourAt(target, 0.5, 0.5), GREEN, 2)
  })

  it.each([
    ['deep.png', { bitDepth: 8, colourSpace: 'srgb', format: 'png' }],
    ['cmyk.jpg', { colourSpace: 'srgb', format: 'jpeg' }],
    ['photo.webp', { format: 'jpeg' }],
    ['photo.avif', { format: 'jpeg' }],
    ['moving.gif', { format: 'jpeg', frames: 1 }],
  ])('makes of %s what every provider reads', async (name, expected) => {
    expect((await carryOut(name)).made).toMatchObject(expected)
  })

  it('crops exactly where the hand put it', async () => {
    const crop = { x: 0, y: 0, width: 300, height: 300 }
    const { made, target } = await carryOut('photo.jpg', { cropImage: crop })
    expect(made).toMatchObject({ width: 300, height: 300 })
    expectColour(await colourAt(target, 0.05, 0.05), RED)
    const other = await carryOut('photo.jpg', { cropImage: { x: 300, y: 100, width: 320, height: 320 } })
    expectColour(await colourAt(other.target, (640 * 0.7 - 300) / 320, (425 * 0.6 - 100) / 320), GREEN)
  })

  it('crops what the person saw, not what the file stores', async () => {
    const { target, made } = await carryOut('rotated-gps.jpg', { cropImage: { x: 0, y: 0, width: 400, height: 500 } })
    expect(made).toMatchObject({ width: 400, height: 500 })
    expectColour(await colourAt(target, 0.1, 0.1), RED)
    expectColour(await colourAt(target, (480 * 0.7) / 400, (640 * 0.6) / 500), GREEN)
  })

  it('cuts a panorama to the planned size where there is something to see', async () => {
    const { plan, made, target } = await carryOut('panorama.jpg')
    expect(plan.crop?.by).toBe('attention')
    expect({ width: made.width, height: made.height }).toEqual({ width: 1250, height: 500 })
    const middles = await Promise.all([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((x) => colourAt(target, x, 0.6)))
    expect(middles.some(([red, green]) => green > 150 && red < 80)).toBe(true)
  })

  it('pads with white to the planned canvas', async () => {
    const { made, target } = await carryOut('panorama.jpg', { fit: 'pad' })
    expect(made.width / made.height).toBeCloseTo(2.5, 2)
    expectColour(await colourAt(target, 0.5, 0.02), WHITE, 2)
    expectColour(await colourAt(target, 0.5, 0.98), WHITE, 2)
    expectColour(await colourAt(target, 0.02, 0.3), RED)
  })

  it('enlarges to the least side', async () => {
    const { made } = await carryOut('photo.jpg', { cropImage: { x: 0, y: 0, width: 200, height: 150 } })
    expect({ width: made.width, height: made.height }).toEqual({ width: 400, height: 300 })
  })

  it.each([3_000_000, 1_000_000, 300_000])('stays below %i bytes with the best quality that does', async (maxBytes) => {
    const tight: Limits = { ...limits, image: { ...limits.image, maxBytes: documented(maxBytes) } }
    const { made, target, how } = await carryOut('noise.jpg', {}, tight)
    expect((await stat(target)).size).toBeLessThanOrEqual(maxBytes)
    expect(made).toMatchObject({ width: 1600, height: 1200 })
    expect(how).toMatch(/quality \d+/)
    // It does not throw the allowance away, either.
    expect(made.bytes).toBeGreaterThan(maxBytes * 0.5)
  })

  it('says so when the cap cannot be reached, and writes nothing', async () => {
    const { path, facts, plan } = await planned('noise.jpg', {}, { ...limits, image: { ...limits.image, maxBytes: documented(20_000) } })
    const target = join(await scratchFolder(), 'out.jpg')
    expect(failureOf(await makeImage({ source: path, facts, plan, target })).code).toBe('image.unreachable')
    await expect(stat(target)).rejects.toThrow('ENOENT')
  })

  it('finds a picture that is broken although its facts were fine', async () => {
    const { facts, plan } = await planned('noise.jpg', { cropImage: { x: 0, y: 0, width: 1600, height: 1100 } })
    const target = join(await scratchFolder(), 'out.jpg')
    const { fixture } = await import('../support/media-fixtures')
    expect(failureOf(await makeImage({ source: await fixture('truncated.jpg'), facts, plan, target })).code).toBe('image.damaged')
  })

  it('says which place cannot be written to', async () => {
    const { path, facts, plan } = await planned('photo.webp')
    expect(failureOf(await makeImage({ source: path, facts, plan, target: '/nowhere/at/all.jpg' })).code).toBe('disk.failed')
  })
})

describe('verifying a picture', () => {
  it.each<[string, (plan: ImagePlan) => ImagePlan, string]>([
    ['another size', (plan) => ({ ...plan, output: { ...plan.output, width: 641 } }), 'size 640×425 instead of 641×425'],
    ['another format', (plan) => ({ ...plan, output: { ...plan.output, format: 'png' } }), 'format jpeg instead of png'],
    ['too many bytes', (plan) => ({ ...plan, maxBytes: 100 }), 'instead of at most 100 bytes'],
  ])('refuses %s', async (_, change, words) => {
    const { path, plan } = await planned('photo.jpg')
    const failure = failureOf(await verifyImage(path, change(plan), await realTools()))
    expect(failure.code).toBe('artifact.not-as-planned')
    expect(failure.message).toContain(words)
  })

  it('refuses metadata that should be gone', async () => {
    const { path, plan } = await planned('private.jpg')
    expect(failureOf(await verifyImage(path, plan, await realTools())).message).toContain('location')
  })
})
