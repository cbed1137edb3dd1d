/**
 * Makes the pictures and clips that the media tests work on, once, into `.cache/fixtures/<hash of this script>`.
 * Nothing is stored in the project: lavfi and sharp draw everything, a few headers are written by hand.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { makeOddClips } from './odd-clips'
import { makeOddPictures } from './odd-pictures'

const run = promisify(execFile)
const script = fileURLToPath(import.meta.url)
const parts = ['odd-pictures.ts', 'odd-clips.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url)))
const root = fileURLToPath(new URL('../..', import.meta.url))

const STALE_LOCK_MS = 5 * 60 * 1000
const STALE_FOLDER_MS = 2 * 60 * 60 * 1000

let made: Promise<string> | null = null

/** The folder that holds all fixtures, made on the first call. Test files run side by side, so one makes and the others wait. */
export function fixtureFolder(): Promise<string> {
  made ??= make()
  return made
}

/** Absolute path of one fixture. */
export async function fixture(name: string): Promise<string> {
  const path = join(await fixtureFolder(), name)
  if (!existsSync(path)) throw new Error(`there is no fixture “${name}”`)
  return path
}

async function make(): Promise<string> {
  const scripts = await Promise.all([script, ...parts].map((path) => readFile(path)))
  const hash = createHash('sha256').update(Buffer.concat(scripts)).digest('hex').slice(0, 16)
  const cache = join(root, '.cache', 'fixtures')
  const folder = join(cache, hash)
  const lock = `${folder}.lock`
  await mkdir(cache, { recursive: true })
  while (!existsSync(folder)) {
    try {
      await mkdir(lock)
    } catch {
      const age = await stat(lock).then(
        (status) => Date.now() - status.mtimeMs,
        () => 0,
      )
      if (age > STALE_LOCK_MS) await rm(lock, { recursive: true, force: true })
      await new Promise((resolve) => setTimeout(resolve, 200))
      continue
    }
    const unfinished = `${folder}.making`
    try {
      await rm(unfinished, { recursive: true, force: true })
      await sweep(cache)
      await mkdir(unfinished)
      await makePictures(unfinished)
      const call = ffmpegIn(unfinished)
      // Two at a time: others wait for all of them.
      await Promise.all([makeOddPictures(unfinished), makeClips(unfinished, call), makeOddClips(unfinished, call)])
      await makeImpostors(unfinished)
      await rename(unfinished, folder)
    } finally {
      await rm(lock, { recursive: true, force: true })
    }
  }
  return folder
}

/** Older versions of these scripts leave nothing behind for long; a younger folder may be in use by another run. */
async function sweep(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const { mtimeMs } = await stat(join(cache, name)).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs > STALE_FOLDER_MS) await rm(join(cache, name), { recursive: true, force: true })
  }
}

/** Shapes with edges and gradients on which a wrong turn, crop or colour shows. */
function drawing(width: number, height: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g"><stop offset="0" stop-color="#135"/><stop offset="1" stop-color="#fc8"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><rect width="${width / 4}" height="${height / 4}" fill="#e01010"/><circle cx="${width * 0.7}" cy="${height * 0.6}" r="${Math.min(width, height) / 5}" fill="#20c040"/></svg>`,
  )
}

async function makePictures(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name)
  const draw = (width: number, height: number) => sharp(drawing(width, height)).flatten()
  const exif = {
    IFD0: { Make: 'Acme', Model: 'Phone 9', Artist: 'Jane Roe' },
    IFD2: { BodySerialNumber: '1234567' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '0/1 7/1 0/1' },
  }
  await draw(640, 425).jpeg({ quality: 90 }).toFile(at('photo.jpg'))
  await draw(640, 480).png().toFile(at('photo.png'))
  await draw(640, 480).webp({ quality: 80 }).toFile(at('photo.webp'))
  await draw(640, 480).avif({ quality: 50, effort: 0 }).toFile(at('photo.avif'))
  // Stored lying on its side: a viewer turns it to 480×640.
  await draw(480, 640).rotate(270).jpeg({ quality: 92 }).withExif(exif).withMetadata({ orientation: 6 }).toFile(at('rotated-gps.jpg'))
  const withTail = await draw(640, 480).jpeg({ quality: 90, progressive: true }).withExif(exif).toBuffer()
  await writeFile(at('private.jpg'), Buffer.concat([withTail, Buffer.from('ftypmp42 a film with sound behind the picture')]))
  await draw(400, 400)
    .jpeg()
    .withExif({ IFD0: { Software: 'Paint' } })
    .toFile(at('harmless-exif.jpg'))
  const png = await draw(640, 480).png().withExif(exif).toBuffer()
  await writeFile(at('private.png'), withTextChunk(png, 'Author', 'Jane Roe'))
  const clear = { create: { width: 500, height: 500, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } } }
  const figure = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"><circle cx="250" cy="250" r="120" fill="#20c040"/></svg>',
  )
  await sharp(clear)
    .composite([{ input: figure }])
    .png()
    .toFile(at('transparent.png'))
  await draw(500, 500).ensureAlpha(1).png().toFile(at('opaque-alpha.png'))
  await draw(500, 400).toColourspace('rgb16').png().toFile(at('deep.png'))
  await draw(500, 400).toColourspace('cmyk').jpeg().toFile(at('cmyk.jpg'))
  await draw(500, 400).greyscale().toColourspace('b-w').jpeg().toFile(at('grey.jpg'))
  await draw(8, 8).png().toFile(at('tiny.png'))
  await draw(20_000, 300).png().toFile(at('wide.png'))
  await draw(1600, 500).jpeg({ quality: 90 }).toFile(at('panorama.jpg'))
  await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#777', noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
    .jpeg({ quality: 98, chromaSubsampling: '4:4:4' })
    .toFile(at('noise.jpg'))
  const frames = await Promise.all(
    ['#f00', '#0f0', '#00f'].map((background) =>
      sharp({ create: { width: 320, height: 320, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )
  await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 100, 100] })
    .toFile(at('moving.gif'))

  const noise = await readFile(at('noise.jpg'))
  await writeFile(at('truncated.jpg'), noise.subarray(0, Math.floor(noise.length * 0.6)))
  await writeFile(at('almost-whole.jpg'), noise.subarray(0, noise.length - 200))
  await writeFile(at('truncated.png'), (await readFile(at('photo.png'))).subarray(0, 3000))
  const header = Buffer.from(await readFile(at('photo.png')))
  header.writeUInt32BE(60_000, 16)
  header.writeUInt32BE(60_000, 20)
  header.writeUInt32BE(crc32(header.subarray(12, 29)), 29)
  await writeFile(at('bomb.png'), header)
}

function withTextChunk(png: Buffer, keyword: string, text: string): Buffer {
  const body = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1')
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  const afterHeader = 8 + 25
  return Buffer.concat([png.subarray(0, afterHeader), chunk, png.subarray(afterHeader)])
}

interface Clip {
  size?: string
  seconds?: number
  rate?: number
  /** lavfi filters after the test picture. */
  filters?: string
  sound?: number | false
  video?: string[]
  more?: string[]
}

const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '25']

function ffmpegIn(folder: string) {
  const ffmpeg = process.env.CHOREO_FFMPEG ?? 'ffmpeg'
  return (args: string[]) =>
    run(ffmpeg, ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...args], { cwd: folder, maxBuffer: 64_000_000, encoding: 'buffer' })
}

async function makeClips(folder: string, call: ReturnType<typeof ffmpegIn>): Promise<void> {
  const clip = async (name: string, wanted: Clip = {}) => {
    const { size = '320x240', seconds = 4, rate = 25, filters, sound = seconds, video = H264, more = ['-movflags', '+faststart'] } = wanted
    const picture = `testsrc2=size=${size}:rate=${rate}:duration=${seconds}${filters ? `,${filters}` : ''}`
    const tone =
      sound === false ? [] : ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${sound}`, '-c:a', 'aac', '-b:a', '96k']
    await call(['-f', 'lavfi', '-i', picture, ...tone.slice(0, 4), ...video, ...tone.slice(4), ...more, name])
  }

  await clip('plain.mp4', { size: '640x360', seconds: 12 })
  // Legal everywhere and quick to make a result of, for jobs whose pictures do not matter.
  await clip('light.mp4', { size: '344x344', seconds: 3.2, rate: 10 })
  // The same, but too small as it is.
  await clip('light-small.mp4', { size: '330x330', seconds: 3.2, rate: 10 })
  await clip('light-tall.mp4', { size: '344x440', seconds: 3.4, rate: 10 })
  // Too long for one orientation.
  await clip('light-long.mp4', { size: '640x360', seconds: 12, rate: 10 })
  await clip('short.mp4', { size: '640x360', seconds: 2 })
  await clip('long.mp4', { size: '340x340', seconds: 33, rate: 10 })
  await clip('silent.mp4', { size: '640x360', sound: false })
  await clip('late-index.mp4', { size: '640x360', more: [] })
  await clip('hevc10.mkv', { size: '640x360', seconds: 3.5, video: [...x265, '-pix_fmt', 'yuv420p10le'], more: [] })
  const hdr = ['-pix_fmt', 'yuv420p10le', '-color_trc', 'smpte2084']
  await clip('pq.mp4', {
    size: '640x360',
    seconds: 3.5,
    video: [...x265, ...hdr, '-color_primaries', 'bt2020', '-colorspace', 'bt2020nc', '-tag:v', 'hvc1'],
  })
  // Only the transfer is named, as some screen recorders write it.
  await clip('pq-half-tagged.mkv', { size: '640x360', seconds: 3.5, video: [...x265, ...hdr], more: [] })
  await clip('wide-pixels.mp4', { size: '320x360', filters: 'setsar=2/1' })
  await clip('uneven.mp4', {
    size: '640x360',
    seconds: 6,
    rate: 30,
    filters: "select='lt(n,60)+not(mod(n,3))'",
    more: ['-fps_mode', 'vfr', '-movflags', '+faststart'],
  })
  await clip('odd.mp4', {
    size: '440x260',
    filters: 'format=yuv444p,crop=427:241',
    video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'],
  })
  await clip('mjpeg.avi', {
    size: '440x360',
    seconds: 3.5,
    filters: 'format=yuvj444p,crop=427:341',
    video: ['-c:v', 'mjpeg', '-q:v', '5'],
    more: [],
  })
  await clip('full-range.mp4', {
    size: '640x360',
    seconds: 3.5,
    video: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuvj420p'],
  })
  await clip('interlaced.mp4', { size: '640x360', seconds: 3.5, filters: 'interlace', video: [...H264, '-flags', '+ilme+ildct'] })
  await clip('noise.mp4', { size: '512x344', seconds: 3.2, filters: 'noise=alls=40:allf=t', video: [...H264, '-crf', '20'] })
  await clip('sound-outlasts.mp4', { size: '640x360', seconds: 4, sound: 5 })
  await clip('sound-starts-late.mp4', {
    size: '640x360',
    seconds: 4,
    more: ['-af', 'adelay=0,asetpts=PTS+1/TB', '-movflags', '+faststart'],
  })
  await clip('tall.mp4', { size: '360x1280', seconds: 3.5 })
  await clip('located.mov', {
    size: '640x360',
    more: [
      ...['-movflags', '+faststart+use_metadata_tags'],
      ...['-metadata', 'com.apple.quicktime.location.ISO6709=+48.8577+002.2950+035/'],
      ...['-metadata', 'com.apple.quicktime.make=Acme', '-metadata', 'com.apple.quicktime.model=Phone 9'],
    ],
  })
  await clip('opus.webm', {
    size: '640x360',
    seconds: 3.5,
    video: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '500k'],
    more: ['-c:a', 'libopus'],
  })
  await call(['-i', 'plain.mp4', '-t', '4', '-c', 'copy', 'copied.mkv'])
  await call(['-i', 'plain.mp4', '-t', '4', '-c:v', 'copy', '-c:a', 'pcm_s16le', '-movflags', '+faststart', 'pcm.mov'])
  await call(['-i', 'plain.mp4', '-t', '4', '-c', 'copy', 'broadcast.ts'])
  const { stdout } = await call(['-i', 'plain.mp4', '-t', '4', '-c', 'copy', '-live', '1', '-f', 'matroska', '-'])
  await writeFile(join(folder, 'streamed.mkv'), stdout)
  await call(['-f', 'lavfi', '-i', 'sine=duration=3', '-c:a', 'aac', 'sound.mp4'])
  await call([
    '-i',
    'photo.jpg',
    '-i',
    'silent.mp4',
    '-map',
    '0',
    '-map',
    '1',
    '-c',
    'copy',
    '-disposition:v:0',
    'attached_pic',
    '-movflags',
    '+faststart',
    'cover.mp4',
  ])

  const upright = await readFile(join(folder, 'silent.mp4'))
  await writeFile(join(folder, 'rotated.mp4'), turned(upright))
  const late = await readFile(join(folder, 'late-index.mp4'))
  await writeFile(join(folder, 'cut-late-index.mp4'), late.subarray(0, Math.floor(late.length * 0.6)))
  await writeFile(join(folder, 'index-lost.mp4'), late.subarray(0, late.lastIndexOf('moov', undefined, 'latin1') - 4))
  const front = await readFile(join(folder, 'plain.mp4'))
  await writeFile(join(folder, 'cut.mp4'), front.subarray(0, Math.floor(front.length * 0.6)))
  const matroska = await readFile(join(folder, 'copied.mkv'))
  await writeFile(join(folder, 'cut.mkv'), matroska.subarray(0, Math.floor(matroska.length * 0.6)))
  // Whole by its outline, broken inside: a stretch of the pictures is overwritten.
  const broken = Buffer.from(front)
  broken.fill(0x5a, Math.floor(front.length * 0.3), Math.floor(front.length * 0.9))
  await writeFile(join(folder, 'broken-inside.mp4'), broken)
  const brokenEnd = Buffer.from(front)
  brokenEnd.fill(0x5a, Math.floor(front.length * 0.96))
  await writeFile(join(folder, 'broken-end.mp4'), brokenEnd)
}

const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error']

/** Sets the first track's matrix to a quarter turn clockwise, as a phone held upright does. */
function turned(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4)
  const matrix = copy.indexOf('tkhd', 0, 'latin1') + 4 + 40
  const values = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000]
  for (const [index, value] of values.entries()) copy.writeInt32BE(value, matrix + index * 4)
  return copy
}

/** Files that are not what their names say. */
async function makeImpostors(folder: string): Promise<void> {
  const write = (name: string, content: string | Buffer) => writeFile(join(folder, name), content)
  await write('empty.jpg', '')
  await write('text.jpg', 'This is not a picture.\n')
  await write('script.mp4', '#!/bin/sh\necho hello\n')
  await write('playlist.mp4', '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nplain.mp4\n#EXT-X-ENDLIST\n')
  await write('concat.mp4', "ffconcat version 1.0\nfile 'plain.mp4'\n")
  await write('manifest.mp4', '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>plain.mp4</BaseURL></MPD>\n')
  await write('page.mp4', '<!DOCTYPE html><html><body>Sign in to download</body></html>')
  await write('zeros.mp4', Buffer.alloc(50_000))
  await write(
    'broken.heic',
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(200)]),
  )
  await write('really-a-photo.mp4', await readFile(join(folder, 'photo.jpg')))
  await write('really-a-clip.jpg', await readFile(join(folder, 'short.mp4')))
}
