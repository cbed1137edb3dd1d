import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { VideoFacts } from '../../src/domain/media'
import { mapClip } from '../../src/main/engine/media/clip-map'
import { laySheet, makeFilmstrip, type Sheet } from '../../src/main/engine/media/filmstrip'
import { drawn, H264, scene } from '../support/clip-scenes'
import { clipOf, failureOf, realPaths, valueIn } from '../support/media-tools'

async function stripOf(clip: { path: string; facts: VideoFacts }, signal?: AbortSignal) {
  return makeFilmstrip({ ...clip, ffmpeg: (await realPaths()).ffmpeg, signal })
}

/** Mean brightness, 0–255, of each picture on the sheet. */
async function brightness({ jpeg, layout }: Sheet): Promise<number[]> {
  return Promise.all(
    layout.times.map(async (_, index) => {
      const left = (index % layout.columns) * layout.cell.width
      const top = Math.floor(index / layout.columns) * layout.cell.height
      const pixels = await sharp(jpeg)
        .extract({ left, top, ...layout.cell })
        .greyscale()
        .raw()
        .toBuffer()
      return pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length
    }),
  )
}

/** Becomes brighter by the second, so that a picture tells its time: 20 + 25 a second. */
const brighter = (seconds: number, encode: string[], name: string) =>
  scene('-f', 'lavfi', '-i', `color=black:s=320x180:r=25:d=${seconds},format=gray,geq=lum='20+25*T'`, ...encode, name)

describe('a filmstrip', () => {
  it('has a picture for each keyframe, with its time, on one sheet', async () => {
    const clip = await brighter(8, [...H264, '-g', '13', '-sc_threshold', '0'], 'keys.mp4')
    const strip = valueIn(await stripOf(clip))
    expect(strip.layout.times).toHaveLength(16)
    expect(strip.layout.times[0]).toBe(0)
    expect([...strip.layout.times].sort((a, b) => a - b)).toEqual(strip.layout.times)
    expect(strip.layout.columns).toBe(10)
    const { width, height, format } = await sharp(strip.jpeg).metadata()
    expect({ width, height, format }).toEqual({ width: 10 * strip.layout.cell.width, height: 2 * strip.layout.cell.height, format: 'jpeg' })
    const found = await brightness(strip)
    for (const [index, time] of strip.layout.times.entries()) {
      expect(Math.abs(time / 0.52 - Math.round(time / 0.52))).toBeLessThan(0.01)
      expect(Math.abs(found[index]! - (20 + 25 * time))).toBeLessThan(4)
    }
  })

  it('gets the pictures between rare keyframes from the look through the whole clip', async () => {
    const clip = await brighter(8, [...H264, '-x264-params', 'keyint=infinite:scenecut=0'], 'one-key.mp4')
    expect(valueIn(await stripOf(clip)).layout.times).toEqual([0])
    const { frames } = valueIn(await mapClip({ ...clip, ffmpeg: (await realPaths()).ffmpeg }))
    const strip = await laySheet(frames, clip.facts)
    expect(strip.layout.times.length).toBeGreaterThanOrEqual(16)
    expect(strip.layout.times.length).toBeLessThanOrEqual(18)
    const found = await brightness(strip)
    for (const [index, time] of strip.layout.times.entries()) expect(Math.abs(found[index]! - (20 + 25 * time))).toBeLessThan(4)
  })

  it('goes from place to place where every frame is a keyframe', async () => {
    const strip = valueIn(await stripOf(await brighter(8, ['-c:v', 'mjpeg', '-q:v', '3'], 'all-keys.avi')))
    expect(strip.layout.times).toHaveLength(12)
    const found = await brightness(strip)
    expect([...found].sort((a, b) => a - b)).toEqual(found)
    expect(found.at(-1)! - found[0]!).toBeGreaterThan(100)
  })

  it('keeps its bounds for long, tall and wide clips', async () => {
    const long = valueIn(await stripOf(await drawn(65, 'scale=64:36', 'long.mp4', [...H264, '-g', '10'])))
    expect(long.layout.times.length).toBeLessThanOrEqual(60)
    expect(long.layout.times.length).toBeGreaterThan(45)
    expect(long.jpeg.length).toBeLessThan(600_000)
    const tall = valueIn(await stripOf(await clipOf('tall.mp4')))
    expect(tall.layout.cell).toEqual({ width: 26, height: 90 })
    const rotated = valueIn(await stripOf(await clipOf('rotated.mp4')))
    expect(rotated.layout.cell.width).toBeLessThan(rotated.layout.cell.height)
  })

  it('has at least one picture of the shortest clip', async () => {
    expect(valueIn(await stripOf(await drawn(0.2))).layout.times.length).toBeGreaterThanOrEqual(1)
  })

  it('stops when it is told to, and refuses what is no clip', async () => {
    const clip = await clipOf('plain.mp4')
    expect(failureOf(await stripOf(clip, AbortSignal.abort())).code).toBe('cancelled')
    const stop = new AbortController()
    const stopped = stripOf(clip, stop.signal)
    stop.abort()
    expect(failureOf(await stopped).code).toBe('cancelled')
    expect(failureOf(await stripOf({ ...clip, path: `${clip.path}.gone` })).code).toBe('video.damaged')
  })
})
