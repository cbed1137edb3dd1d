import { execFileSync } from 'node:child_process'
import { chmod, copyFile, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ImageFacts, VideoFacts } from '../../src/domain/media'
import { frameRate } from '../../src/main/engine/media/frame-rate'
import { probe } from '../../src/main/engine/media/probe'
import { fixture } from '../support/media-fixtures'
import { clipOf, failureOf, imageOf, realTools, scratchFolder, valueIn } from '../support/media-tools'

it.each([
  ['an even clip in fragments, of which ffprobe guesses the average', '30/1', '691200/23081', { frameRate: 30, constantFrameRate: true }],
  ['uneven frames', '30/1', '41/3', { frameRate: 30, constantFrameRate: false }],
  ['uneven frames on too fine a grid', '120/1', '40/1', { frameRate: 40, constantFrameRate: false }],
  ['an even clip of a fast camera', '240/1', '240/1', { frameRate: 240, constantFrameRate: true }],
  ['a time base in disguise', '90000/1', '25/1', { frameRate: 25, constantFrameRate: false }],
])('the frame rate of %s', (_, r_frame_rate, avg_frame_rate, rate) => {
  expect(frameRate({ index: 0, r_frame_rate, avg_frame_rate })).toEqual(rate)
})

describe('facts of a picture', () => {
  it.each<[string, Partial<ImageFacts>]>([
    [
      'photo.jpg',
      {
        format: 'jpeg',
        width: 640,
        height: 425,
        exifOrientation: 1,
        hasAlpha: false,
        bitDepth: 8,
        colourSpace: 'srgb',
        frames: 1,
        privateMetadata: [],
      },
    ],
    ['photo.png', { format: 'png', width: 640, height: 480, privateMetadata: [] }],
    ['photo.webp', { format: 'webp' }],
    ['photo.avif', { format: 'avif' }],
    [
      'rotated-gps.jpg',
      { exifOrientation: 6, width: 480, height: 640, privateMetadata: ['location', 'device', 'person', 'serial-number'] },
    ],
    ['private.png', { privateMetadata: ['location', 'device', 'person', 'serial-number'] }],
    ['harmless-exif.jpg', { privateMetadata: [] }],
    ['transparent.png', { hasAlpha: true }],
    ['opaque-alpha.png', { hasAlpha: false }],
    ['deep.png', { bitDepth: 16, colourSpace: 'srgb' }],
    ['cmyk.jpg', { colourSpace: 'cmyk' }],
    ['grey.jpg', { colourSpace: 'b-w' }],
    ['tiny.png', { width: 8, height: 8 }],
    ['wide.png', { width: 20_000, height: 300 }],
    ['moving.gif', { format: 'gif', frames: 3 }],
    ['really-a-photo.mp4', { format: 'jpeg', width: 640 }],
  ])('%s', async (name, expected) => {
    const { facts } = await imageOf(name)
    expect(facts).toMatchObject(expected)
    expect(ImageFacts.parse(facts)).toEqual(facts)
  })
})

describe('facts of a clip', () => {
  it.each<[string, Partial<VideoFacts>]>([
    [
      'plain.mp4',
      {
        ...{
          container: 'mp4',
          codec: 'h264',
          pixelFormat: 'yuv420p',
          bitDepth: 8,
          width: 640,
          height: 360,
          rotation: 0,
          squarePixels: true,
        },
        ...{ frameRate: 25, constantFrameRate: true, seconds: 12, dynamicRange: 'sdr', faststart: true, privateMetadata: [] },
        audio: { codec: 'aac', channels: 1, sampleRate: 48_000, seconds: 12, tracks: 1, track: 0 },
      },
    ],
    ['silent.mp4', { audio: null }],
    ['late-index.mp4', { faststart: false }],
    ['hevc10.mkv', { container: 'matroska', codec: 'hevc', pixelFormat: 'yuv420p10le', bitDepth: 10, faststart: true }],
    ['opus.webm', { container: 'webm', codec: 'vp8' }],
    ['mjpeg.avi', { container: 'avi', codec: 'mjpeg', width: 427, height: 341 }],
    ['broadcast.ts', { container: 'mpegts', codec: 'h264' }],
    ['pq.mp4', { dynamicRange: 'pq' }],
    ['pq-half-tagged.mkv', { dynamicRange: 'pq' }],
    ['rotated.mp4', { rotation: 90, width: 360, height: 640 }],
    ['wide-pixels.mp4', { squarePixels: false, width: 640, height: 360 }],
    ['uneven.mp4', { constantFrameRate: false, frameRate: 30 }],
    ['odd.mp4', { width: 427, height: 241, pixelFormat: 'yuv444p' }],
    ['sound-outlasts.mp4', { seconds: 5 }],
    ['cover.mp4', { codec: 'h264', width: 640, height: 360 }],
    ['located.mov', { container: 'mov', privateMetadata: ['location', 'device'] }],
    ['pcm.mov', { container: 'mov', audio: { codec: 'pcm_s16le', channels: 1, sampleRate: 48_000, seconds: 4, tracks: 1, track: 0 } }],
    ['really-a-clip.jpg', { container: 'mp4', seconds: 2 }],
  ])('%s', async (name, expected) => {
    const { facts } = await clipOf(name)
    expect(facts).toMatchObject(expected)
    expect(VideoFacts.parse(facts)).toEqual(facts)
  })

  it('takes a clip whose display matrix is damaged as it lies', async () => {
    const bytes = await readFile(await fixture('rotated.mp4'))
    // In `tkhd`: 44 bytes from its name on, nine numbers of four bytes.
    const matrix = bytes.indexOf('tkhd', bytes.indexOf('moov')) + 44
    const path = join(await scratchFolder(), 'degenerate.mp4')
    await writeFile(path, bytes.fill(0, matrix, matrix + 36))
    const facts = valueIn(await probe(path, await realTools(), undefined, 'video'))
    expect(facts).toMatchObject({ rotation: 0, width: 640, height: 360 })
    expect(VideoFacts.parse(facts)).toEqual(facts)
  })

  it('asks ffprobe once about a clip, and anew as soon as it was written to', async () => {
    const folder = await scratchFolder()
    const [counting, log, path] = ['ffprobe', 'asked', 'clip.mp4'].map((name) => join(folder, name)) as [string, string, string]
    const { ffprobe } = await realTools()
    await writeFile(counting, `#!/bin/sh\necho asked >> '${log}'\nexec '${ffprobe!.path}' "$@"\n`, { mode: 0o755 })
    const tools = { ...(await realTools()), ffprobe: { ...ffprobe!, path: counting } }
    const asked = async () => (await readFile(log, 'utf8')).trim().split('\n').length
    const bytes = await readFile(await fixture('plain.mp4'))
    await writeFile(path, bytes)
    const first = valueIn(await probe(path, tools, undefined, 'video'))
    expect(valueIn(await probe(path, tools, undefined, 'video'))).toEqual(first)
    expect(await asked()).toBe(1)
    // Of the same size, so that nothing but the time of writing tells.
    await writeFile(path, bytes)
    valueIn(await probe(path, tools, undefined, 'video'))
    expect(await asked()).toBe(2)
    expect(failureOf(await probe(path, tools, AbortSignal.abort(), 'video')).code).toBe('cancelled')
  })

  it('finds where the pictures of a transport stream are missing', async () => {
    const bytes = await readFile(await fixture('broadcast.ts'))
    const whole = await clipOf('broadcast.ts')
    const path = join(await scratchFolder(), 'torn.ts')
    const packet = (share: number) => Math.floor((bytes.length * share) / 188) * 188
    await writeFile(path, Buffer.concat([bytes.subarray(0, packet(0.25)), bytes.subarray(packet(0.75))]))
    const torn = valueIn(await probe(path, await realTools(), undefined, 'video'))
    if (torn.kind !== 'video') throw new Error('not a clip')
    expect(whole.facts.gap).toBeNull()
    expect(torn).toMatchObject({ seconds: whole.facts.seconds, constantFrameRate: false })
    expect(torn.gap!.end - torn.gap!.start).toBeGreaterThan(1)
    expect(torn.gap!.start).toBeGreaterThan(0)
    expect(torn.gap!.end).toBeLessThan(torn.seconds)
  })

  it('measures a clip that does not say how long it is', async () => {
    const { ffprobe } = await realTools()
    const path = await fixture('streamed.mkv')
    const said = execFileSync(ffprobe!.path, ['-v', 'error', '-show_entries', 'format=duration:stream=duration', '-of', 'csv=p=0', path], {
      encoding: 'utf8',
    })
    expect(said).not.toMatch(/\d/)
    expect((await clipOf('streamed.mkv')).facts.seconds).toBeCloseTo(4, 1)
  })
})

describe('what is not a picture or a clip', () => {
  it.each([
    ['empty.jpg', 'input.empty'],
    ['text.jpg', 'image.not-an-image'],
    ['truncated.jpg', 'image.damaged'],
    ['almost-whole.jpg', 'image.damaged'],
    ['truncated.png', 'image.damaged'],
    ['bomb.png', 'image.too-many-pixels'],
    ['broken.heic', 'image.damaged'],
    ['script.mp4', 'video.not-a-video'],
    ['playlist.mp4', 'video.not-a-video'],
    ['concat.mp4', 'video.not-a-video'],
    ['manifest.mp4', 'video.not-a-video'],
    ['page.mp4', 'video.not-a-video'],
    ['zeros.mp4', 'video.not-a-video'],
    ['sound.mp4', 'video.not-a-video'],
    ['index-lost.mp4', 'video.damaged'],
    ['cut-late-index.mp4', 'video.damaged'],
    ['cut.mp4', 'video.damaged'],
    ['cut.mkv', 'video.damaged'],
  ])('%s is %s', async (name, code) => {
    const failure = failureOf(await probe(await fixture(name), await realTools()))
    expect(failure.code).toBe(code)
    expect(failure.message).toMatch(/\.$/)
    expect(failure.fix).toMatch(/\.$/)
  })

  it('says what a mislabelled file is', async () => {
    const said = async (name: string) => failureOf(await probe(await fixture(name), await realTools())).message
    expect(await said('playlist.mp4')).toContain('a playlist')
    expect(await said('page.mp4')).toContain('a web page')
    expect(await said('script.mp4')).toContain('a script')
    expect(await said('zeros.mp4')).toContain('unfinished download')
  })

  it('never hands a playlist to ffprobe', async () => {
    const folder = await scratchFolder()
    const called = join(folder, 'called')
    const trap = join(folder, 'ffprobe')
    await writeFile(trap, `#!/bin/sh\ntouch '${called}'\nexit 1\n`, { mode: 0o755 })
    const tools = { ...(await realTools()), ffprobe: { path: trap, version: '1', from: 'test' } }
    for (const name of ['playlist.mp4', 'concat.mp4', 'manifest.mp4', 'script.mp4'])
      expect(failureOf(await probe(await fixture(name), tools)).code).toBe('video.not-a-video')
    await expect(copyFile(called, join(folder, 'copy'))).rejects.toThrow('ENOENT')
  })

  it('does not blame the clip when ffprobe crashes or hangs on to the output', async () => {
    const folder = await scratchFolder()
    const withProbe = async (script: string) => {
      const path = join(folder, 'ffprobe')
      await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
      const tools = { ...(await realTools()), ffprobe: { path, version: '1', from: 'test' } }
      return failureOf(await probe(await fixture('short.mp4'), tools)).code
    }
    expect(await withProbe('kill -SEGV $$')).toBe('video.unreadable')
    expect(await withProbe('echo nonsense')).toBe('video.unreadable')
    expect(await withProbe('exec yes')).toBe('video.unreadable')
  })

  it('tells folders, pipes, devices, missing and forbidden files apart', async () => {
    const tools = await realTools()
    const folder = await scratchFolder()
    const codeOf = async (path: string) => failureOf(await probe(path, tools)).code
    expect(await codeOf(folder)).toBe('input.not-a-file')
    execFileSync('mkfifo', [join(folder, 'pipe.mp4')])
    expect(await codeOf(join(folder, 'pipe.mp4'))).toBe('input.not-a-file')
    expect(await codeOf('/dev/null')).toBe('input.not-a-file')
    expect(await codeOf(join(folder, 'nothing.mp4'))).toBe('input.missing')
    expect(await codeOf(join(folder, 'nothing', 'at-all.mp4'))).toBe('input.missing')
    await symlink(join(folder, 'gone.mp4'), join(folder, 'link.mp4'))
    expect(await codeOf(join(folder, 'link.mp4'))).toBe('input.missing')
    await symlink(join(folder, 'loop.mp4'), join(folder, 'loop.mp4'))
    expect(await codeOf(join(folder, 'loop.mp4'))).toBe('input.not-a-file')
    await copyFile(await fixture('photo.jpg'), join(folder, 'secret.jpg'))
    await chmod(join(folder, 'secret.jpg'), 0)
    // Rights do not stop root.
    if (process.getuid?.() === 0) expect(valueIn(await probe(join(folder, 'secret.jpg'), tools)).kind).toBe('image')
    else expect(await codeOf(join(folder, 'secret.jpg'))).toBe('input.no-permission')
  })

  it('reads files whose names look like options, protocols or patterns', async () => {
    const folder = await scratchFolder()
    for (const name of ['-i.mp4', 'http:x.mp4', 'a%03d.mp4', "it's [odd], näme.mp4"]) {
      await copyFile(await fixture('short.mp4'), join(folder, name))
      expect(valueIn(await probe(join(folder, name), await realTools()))).toMatchObject({ kind: 'video', seconds: 2 })
    }
  })

  it('needs ffprobe for clips only', async () => {
    const none = { ffmpeg: null, ffprobe: null }
    expect(valueIn(await probe(await fixture('photo.jpg'), none)).kind).toBe('image')
    expect(failureOf(await probe(await fixture('short.mp4'), none)).code).toBe('setup.no-ffmpeg')
  })

  it('stops when it is told to', async () => {
    expect(failureOf(await probe(await fixture('plain.mp4'), await realTools(), AbortSignal.abort())).code).toBe('cancelled')
    expect(failureOf(await probe(await fixture('photo.jpg'), await realTools(), AbortSignal.abort())).code).toBe('cancelled')
  })
})
