import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { stripMetadata } from '../../src/main/engine/media/strip-metadata'
import { fixture } from '../support/media-fixtures'

const pixels = (file: Buffer) => sharp(file).raw().toBuffer()

describe('taking metadata out without touching pixels', () => {
  it('leaves a JPEG’s pixels bit for bit and nothing of its metadata, not even behind its end', async () => {
    const original = await readFile(await fixture('private.jpg'))
    const stripped = stripMetadata(original, 'jpeg')!
    expect(await pixels(stripped)).toEqual(await pixels(original))
    for (const secret of ['Exif', 'Acme', 'Jane Roe', '1234567', 'a film with sound']) {
      expect(original.includes(secret)).toBe(true)
      expect(stripped.includes(secret)).toBe(false)
    }
    expect(stripped.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]))
  })

  it('leaves a PNG’s pixels bit for bit and drops its texts and EXIF', async () => {
    const original = await readFile(await fixture('private.png'))
    const stripped = stripMetadata(original, 'png')!
    expect(await pixels(stripped)).toEqual(await pixels(original))
    for (const secret of ['eXIf', 'tEXt', 'Jane Roe', '1234567']) {
      expect(original.includes(secret)).toBe(true)
      expect(stripped.includes(secret)).toBe(false)
    }
  })

  it('keeps the colour profile and Adobe’s colour transform, without which colours would change', async () => {
    const profiled = await sharp(await fixture('photo.jpg'))
      .withIccProfile('p3')
      .withExif({ IFD0: { Artist: 'Jane Roe' } })
      .jpeg()
      .toBuffer()
    const stripped = stripMetadata(profiled, 'jpeg')!
    expect((await sharp(stripped).metadata()).icc).toEqual((await sharp(profiled).metadata()).icc)
    expect((await sharp(stripped).metadata()).exif).toBeUndefined()
    const cmyk = await readFile(await fixture('cmyk.jpg'))
    expect(cmyk.includes('Adobe')).toBe(true)
    expect(stripMetadata(cmyk, 'jpeg')!.includes('Adobe')).toBe(true)
  })

  it('walks through every scan of a progressive JPEG', async () => {
    const progressive = await sharp(await fixture('noise.jpg'))
      .jpeg({ progressive: true })
      .toBuffer()
    expect(stripMetadata(progressive, 'jpeg')).toEqual(progressive)
  })

  it('refuses what is not built as it should be', async () => {
    expect(stripMetadata(await readFile(await fixture('truncated.jpg')), 'jpeg')).toBeNull()
    expect(stripMetadata(await readFile(await fixture('truncated.png')), 'png')).toBeNull()
    expect(stripMetadata(await readFile(await fixture('photo.png')), 'jpeg')).toBeNull()
  })
})
