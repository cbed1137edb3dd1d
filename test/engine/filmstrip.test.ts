import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { VideoFacts } from '../../src/domain/media'
import { mapClip } from '../../src/main/engine/media/clip-map'
import { laySheet, makeFilmstrip, type Sheet } from '../../src/main/engine/media/filmstrip'
import { prepare } from '../../src/main/engine/prepare'
import { drawn, H264, scene } from '../support/clip-scenes'
import { clipOf, failureOf, jobFor, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

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

/** Mean red, green and blue, 0–255. */
async function colours(picture: Buffer): Promise<number[]> {
  return (await sharp(picture).removeAlpha().stats()).channels.map(({ mean }) => mean)
}

const farthest = (a: number[], b: number[]) => Math.max(...a.map((value, channel) => Math.abs(value - b[channel]!)))

/** As a player shows it, which reads the clip's own tags. */
async function firstFrame(path: string): Promise<Buffer> {
  const { ffmpeg } = await realPaths()
  const exact = ['-sws_flags', 'bicubic+accurate_rnd+full_chroma_int']
  const args = ['-v', 'error', '-i', path, '-frames:v', '1', ...exact, '-c:v', 'png', '-f', 'image2pipe', '-']
  return (await promisify(execFile)(ffmpeg, args, { encoding: 'buffer', maxBuffer: 64_000_000 })).stdout
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
      expect(Math.abs(found[index]! - (20 + 25 * time))).toBeLessThan(3)
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
    for (const [index, time] of strip.layout.times.entries()) expect(Math.abs(found[index]! - (20 + 25 * time))).toBeLessThan(3)
  })

  it('goes from place to place where every frame is a keyframe', async () => {
    const strip = valueIn(await stripOf(await brighter(8, ['-c:v', 'mjpeg', '-q:v', '3'], 'all-keys.avi')))
    expect(strip.layout.times).toHaveLength(12)
    const found = await brightness(strip)
    expect([...found].sort((a, b) => a - b)).toEqual(found)
    expect(found.at(-1)! - found[0]!).toBeGreaterThan(100)
  })

  it.each(['pq.mp4', 'hlg.mp4'])('shows %s in the colours in which it will be sent', async (name) => {
    const job = await jobFor({ video: name })
    const { video } = valueIn(await prepare(job, { directory: await scratchFolder(), tools: await realTools() }))
    const before = await colours(valueIn(await stripOf(job.video)).jpeg)
    const sent = await colours(await firstFrame(video.path))
    // In a small picture 4:2:0 keeps less of what is very colourful.
    expect(farthest(before, sent), `${before} and ${sent}`).toBeLessThan(5)
    // Not as if it were an ordinary clip, which is greyer.
    const plain = await colours(valueIn(await stripOf({ ...job.video, facts: { ...job.video.facts, dynamicRange: 'sdr' } })).jpeg)
    expect(farthest(plain, sent), `${plain} and ${sent}`).toBeGreaterThan(8)
  })

  it.each(['bt709', 'smpte170m'])('shows the colours of a clip whose matrix is %s', async (matrix) => {
    const tags = ['-colorspace', matrix, '-color_primaries', 'bt709', '-color_trc', 'bt709']
    const converts = `scale=out_color_matrix=${matrix === 'bt709' ? 'bt709' : 'bt601'}`
    const source = ['-f', 'lavfi', '-i', `color=0xc03020:s=320x180:r=25:d=1,format=gbrp,${converts},format=yuv420p`]
    const strip = valueIn(await stripOf(await scene(...source, ...H264, ...tags, `${matrix}.mp4`)))
    expect(farthest(await colours(strip.jpeg), [0xc0, 0x30, 0x20])).toBeLessThan(5)
  })

  it.each([
    [1280, 720, 'bt709'],
    [320, 180, 'bt601'],
  ])('shows a clip of %d×%d that does not name its colours as players do', async (width, height, matrix) => {
    const source = `color=0xc03020:s=${width}x${height}:r=25:d=1,format=gbrp,scale=out_color_matrix=${matrix},format=yuv420p`
    const clip = await scene('-f', 'lavfi', '-i', source, ...H264, '-bsf:v', 'h264_metadata=matrix_coefficients=2', `unsaid-${height}.mp4`)
    expect(clip.facts.colourMatrix).toBeNull()
    expect(farthest(await colours(valueIn(await stripOf(clip)).jpeg), [0xc0, 0x30, 0x20])).toBeLessThan(5)
  })

  it.each(['bt709', 'bt601'])('shows the greys of a clip in %s as bright as they are', async (matrix) => {
    const source = `color=0x808080:s=640x360:r=25:d=1,format=gbrp,scale=out_color_matrix=${matrix},format=yuv420p`
    const clip = await scene(
      '-f',
      'lavfi',
      '-i',
      source,
      ...H264,
      '-colorspace',
      matrix === 'bt709' ? matrix : 'smpte170m',
      `grey-${matrix}.mp4`,
    )
    expect(farthest(await colours(valueIn(await stripOf(clip)).jpeg), [0x80, 0x80, 0x80])).toBeLessThan(2)
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
