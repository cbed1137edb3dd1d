import { describe, expect, it } from 'vitest'
import { noEdits } from '../../src/domain/media'
import { describeImage, type ImagePlan, planImage } from '../../src/domain/plan-image'
import { providers } from '../../src/domain/providers/all'
import { imageFacts } from '../support/samples'

const limits = providers.evolink.limits
const plan = (changes: Parameters<typeof imageFacts>[0], edits: Partial<typeof noEdits> & object = {}): ImagePlan => {
  const planned = planImage(imageFacts(changes), limits, { ...noEdits, ...edits })
  if (!planned.ok) throw new Error(planned.failure.message)
  return planned.value
}
const refusal = (changes: Parameters<typeof imageFacts>[0], edits: object = {}) => {
  const planned = planImage(imageFacts(changes), limits, { ...noEdits, ...edits })
  if (planned.ok) throw new Error('planned')
  return planned.failure
}
const rules = (planned: ImagePlan) => planned.steps.map((step) => step.rule)

describe('a picture that is legal', () => {
  it('is left untouched', () => {
    expect(plan({})).toEqual({
      kind: 'image',
      change: 'untouched',
      steps: [],
      crop: null,
      pad: null,
      padWith: 'white',
      output: { width: 1000, height: 1500, format: 'jpeg' },
      maxBytes: 10_000_000,
      stripMetadata: false,
    })
    expect(describeImage(plan({}))).toBe('as it is')
  })

  it('is left untouched by a crop of the whole', () => {
    expect(plan({}, { cropImage: { x: 0, y: 0, width: 1000, height: 1500 } }).change).toBe('untouched')
  })

  it('is copied without its private data, or left with it on request', () => {
    const stripped = plan({ privateMetadata: ['location', 'device'] })
    expect(stripped).toMatchObject({ change: 'copied', stripMetadata: true, output: { format: 'jpeg' } })
    expect(stripped.steps).toEqual([
      { rule: 'image.metadata', from: 'location, device', to: 'removed', why: 'private data stays on this computer' },
    ])
    expect(plan({ privateMetadata: ['location'] }, { keepMetadata: true })).toMatchObject({ change: 'untouched', stripMetadata: false })
  })
})

describe('a picture of the wrong shape', () => {
  it('loses as little as the ratio asks, placed by attention', () => {
    const cropped = plan({ width: 3000, height: 1000 })
    expect(cropped).toMatchObject({
      change: 'encoded',
      crop: { rect: { x: 250, y: 0, width: 2500, height: 1000 }, by: 'attention' },
      output: { width: 2500, height: 1000 },
    })
    expect(cropped.steps[0]).toMatchObject({
      rule: 'image.aspect.max',
      from: '3000×1000',
      to: '2500×1000',
      why: expect.stringContaining('EvoLink takes ratios from 1:2.5 to 2.5:1'),
    })
    expect(plan({ width: 1000, height: 3000 })).toMatchObject({
      crop: { rect: { x: 0, y: 250, width: 1000, height: 2500 } },
      output: { width: 1000, height: 2500 },
    })
  })

  it('is padded where the person chose it, and loses nothing', () => {
    expect(plan({ width: 3000, height: 1000 }, { fit: 'pad' })).toMatchObject({
      crop: null,
      pad: { width: 3000, height: 1200 },
      output: { width: 3000, height: 1200 },
    })
    expect(plan({ width: 100, height: 4000 }, { fit: 'pad' })).toMatchObject({ pad: { width: 1600, height: 4000 } })
  })

  it('is the person’s decision when three quarters would be cut away', () => {
    expect(refusal({ width: 10_100, height: 1000 })).toMatchObject({
      code: 'image.too-elongated',
      message: expect.stringContaining('75 %'),
    })
    expect(plan({ width: 9_900, height: 1000 }).change).toBe('encoded')
  })

  it('keeps the middle of a crop by hand', () => {
    const both = plan({ width: 4000, height: 1000 }, { cropImage: { x: 900, y: 100, width: 3000, height: 800 } })
    expect(both.crop).toEqual({ rect: { x: 1400, y: 100, width: 2000, height: 800 }, by: 'centre' })
    expect(rules(both)).toEqual(['image.crop', 'image.aspect.max'])
  })
})

describe('a crop by hand', () => {
  it('is taken as it is', () => {
    expect(plan({}, { cropImage: { x: 10, y: 20, width: 500, height: 600 } })).toMatchObject({
      change: 'encoded',
      crop: { rect: { x: 10, y: 20, width: 500, height: 600 }, by: 'hand' },
      output: { width: 500, height: 600 },
    })
  })

  it.each([
    { x: 501, y: 0, width: 500, height: 500 },
    { x: 0, y: 1001, width: 500, height: 500 },
    { x: 0, y: 0, width: 1001, height: 1500 },
  ])('is refused outside the picture: %j', (cropImage) => {
    expect(refusal({}, { cropImage })).toMatchObject({ code: 'image.crop-outside', message: expect.stringContaining('1000×1500') })
  })

  it('mends a ratio that the whole would break', () => {
    expect(rules(plan({ width: 5000, height: 1000 }, { cropImage: { x: 0, y: 0, width: 1000, height: 1000 } }))).toEqual(['image.crop'])
  })
})

describe('a picture of the wrong size', () => {
  it('is enlarged to the minimum side, and says how much', () => {
    const enlarged = plan({ width: 150, height: 200 })
    expect(enlarged.output).toMatchObject({ width: 300, height: 400 })
    expect(enlarged.steps[0]).toMatchObject({
      rule: 'image.side.min',
      from: '150×200',
      to: '300×400',
      why: expect.stringContaining('enlarged 2.00×'),
    })
  })

  it('is refused when it would have to grow more than six times', () => {
    expect(refusal({ width: 49, height: 60 })).toMatchObject({ code: 'image.too-small', fix: expect.stringContaining('at least 50 px') })
    expect(plan({ width: 50, height: 60 }).output).toMatchObject({ width: 300, height: 360 })
  })

  it('is reduced to the maximum side', () => {
    const reduced = plan({ width: 80_000, height: 40_000 })
    expect(reduced.output).toMatchObject({ width: 65_536, height: 32_768 })
    expect(rules(reduced)).toEqual(['image.side.max'])
  })
})

describe('a picture in the wrong form', () => {
  it.each([
    [{ format: 'webp' }, 'image.format'],
    [{ bytes: 12_000_000 }, 'image.bytes'],
    [{ exifOrientation: 8 }, 'image.upright'],
    [{ hasAlpha: true }, 'image.alpha'],
    [{ bitDepth: 16 }, 'image.depth'],
    [{ colourSpace: 'cmyk' }, 'image.colour'],
    [{ frames: 3 }, 'image.frames'],
  ])('%j is made anew because of %s', (changes, rule) => {
    expect(plan(changes)).toMatchObject({ change: 'encoded', crop: null, pad: null, output: { width: 1000, height: 1500 } })
    expect(rules(plan(changes))).toEqual([rule])
  })

  it('stays PNG only where even its raw pixels fit under the cap', () => {
    expect(plan({ format: 'png', hasAlpha: true }).output.format).toBe('png')
    expect(plan({ format: 'png', hasAlpha: true, width: 2000, height: 2000 }).output.format).toBe('jpeg')
    expect(plan({ format: 'png', width: 4000, height: 4000 })).toMatchObject({ change: 'untouched', output: { format: 'png' } })
    expect(plan({ format: 'webp' }).output.format).toBe('jpeg')
    expect(describeImage(plan({ format: 'webp' }))).toBe('1000×1500 JPEG, ≤ 10 MB')
  })
})
