/** Every kind of clip that people have: planned for all five providers at once, prepared, verified, legal everywhere, and showing the right frames. */
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { planForAll } from '../../src/domain/assess'
import { checkVideo } from '../../src/domain/limits'
import { type Edits, noEdits, type VideoFacts } from '../../src/domain/media'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { prepare } from '../../src/main/engine/prepare'
import { dolbyVision } from '../support/dolby-vision'
import { fixture } from '../support/media-fixtures'
import { everyProvider, failureOf, imageOf, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

const run = promisify(execFile)

async function clip(name: string): Promise<{ path: string; facts: VideoFacts }> {
  const path = await fixture(name)
  const facts = valueIn(await probe(path, await realTools(), undefined, 'video'))
  if (facts.kind !== 'video') throw new Error(`${name} is no clip`)
  return { path, facts }
}

async function carryOut(name: string, edits: Partial<Edits> = {}) {
  const video = await clip(name)
  const image = await imageOf('photo.jpg')
  const plan = valueIn(
    planForAll(everyProvider, { image: image.facts, video: video.facts, request: { ...defaultRequest }, edits: { ...noEdits, ...edits } }),
  )
  const directory = await scratchFolder()
  const made = valueIn(await prepare({ image, video, plan }, { directory, tools: await realTools() })).video
  if (made.facts.kind !== 'video') throw new Error('kinds are mixed up')
  const left = (await readdir(directory)).filter((file) => file.includes('.part.'))
  return { source: video.facts, plan: plan.video, path: made.path, facts: made.facts, left, change: made.change }
}

/** One frame from the middle of a clip, as the mean colours of a grid of 8 × 8 fields. */
async function fields(path: string, at = 1.5): Promise<(x: number, y: number) => [number, number, number]> {
  const { ffmpeg } = await realPaths()
  const { stdout } = await run(
    ffmpeg,
    [
      '-v',
      'error',
      '-ss',
      String(at),
      '-i',
      path,
      '-frames:v',
      '1',
      '-vf',
      'format=gbrp,scale=8:8:flags=area,format=rgb24',
      '-f',
      'rawvideo',
      '-',
    ],
    { encoding: 'buffer' },
  )
  return (x, y) => [0, 1, 2].map((channel) => stdout[(y * 8 + x) * 3 + channel]!) as [number, number, number]
}

type Corner = 'upper left' | 'upper right' | 'lower right' | 'lower left'
const corners: Record<Corner, [number, number]> = {
  'upper left': [0, 0],
  'upper right': [7, 0],
  'lower right': [7, 7],
  'lower left': [0, 7],
}
const opposite: Record<Corner, Corner> = {
  'upper left': 'lower right',
  'upper right': 'lower left',
  'lower right': 'upper left',
  'lower left': 'upper right',
}

async function expectMarks(path: string, red: Corner) {
  const at = await fields(path)
  const [r, g, b] = at(...corners[red])
  expect(r > 120 && g < 100 && b < 100, `${red} is ${[r, g, b]}, not red`).toBe(true)
  const [r2, g2, b2] = at(...corners[opposite[red]])
  expect(g2 > 110 && r2 < 110 && b2 < 140, `${opposite[red]} is ${[r2, g2, b2]}, not green`).toBe(true)
}

interface Expected {
  facts: Partial<VideoFacts>
  red?: Corner
  made?: Partial<VideoFacts>
}

const table: [string, Expected][] = [
  ['marked.mp4', { facts: { container: 'mp4', codec: 'h264' } }],
  ['hevc8.mp4', { facts: { codec: 'hevc', bitDepth: 8 } }],
  ['hevc10.mov', { facts: { container: 'mov', codec: 'hevc', bitDepth: 10, dynamicRange: 'sdr' } }],
  ['pq.mp4', { facts: { dynamicRange: 'pq' } }],
  ['pq-half-tagged.mkv', { facts: { dynamicRange: 'pq' } }],
  ['hlg.mp4', { facts: { dynamicRange: 'hlg' }, red: 'upper left' }],
  ['hlg-half-tagged.mkv', { facts: { dynamicRange: 'hlg' }, red: 'upper left' }],
  ['wide-colours-only.mkv', { facts: { dynamicRange: 'sdr', bitDepth: 10 } }],
  ['h264-10bit.mp4', { facts: { codec: 'h264', bitDepth: 10 } }],
  ['h264-422.mp4', { facts: { codec: 'h264', pixelFormat: 'yuv422p' } }],
  ['prores.mov', { facts: { codec: 'prores', bitDepth: 10 } }],
  ['av1.mp4', { facts: { codec: 'av1' } }],
  ['vp9.webm', { facts: { container: 'webm', codec: 'vp9' } }],
  ['mpeg2.ts', { facts: { container: 'mpegts', codec: 'mpeg2video' } }],
  ['mpeg2.mpg', { facts: { container: 'mpeg', codec: 'mpeg2video' } }],
  ['mjpeg-odd.avi', { facts: { container: 'avi', codec: 'mjpeg', width: 641, height: 361 } }],
  ['windows.wmv', { facts: { container: 'asf', codec: 'wmv2' } }],
  ['fast-120.mp4', { facts: { frameRate: 120 } }],
  ['fast-240.mp4', { facts: { frameRate: 240 } }],
  ['uneven.mkv', { facts: { constantFrameRate: false }, made: { constantFrameRate: true } }],
  ['narrow-pixels.mp4', { facts: { squarePixels: false, width: 640, height: 360 } }],
  ['late-picture.mp4', { facts: { codec: 'h264' } }],
  ['edited.mp4', { facts: { codec: 'h264' }, made: { hiddenSeconds: 0 } }],
  ['two-tracks.mkv', { facts: { audio: { codec: 'aac', channels: 1, sampleRate: 48_000, seconds: 3.2, tracks: 2, track: 1 } } }],
  ['surround.mkv', { facts: { codec: 'h264' }, made: {} }],
  ['no-times.avi', { facts: { container: 'avi', codec: 'h264' } }],
  ['late-clock.ts', { facts: { container: 'mpegts' } }],
  ['cover.mkv', { facts: { codec: 'h264', container: 'matroska' } }],
  ['moving-clip.gif', { facts: { container: 'gif', codec: 'gif' } }],
  ['moving-clip.png', { facts: { container: 'apng', codec: 'apng' } }],
  ['moving-clip.webp', { facts: { container: 'webp', frameRate: 10, seconds: 3.2 } }],
  ['turned-0.mp4', { facts: { rotation: 0, width: 640, height: 360 } }],
  ['turned-90.mp4', { facts: { rotation: 90, width: 360, height: 640 }, red: 'upper right' }],
  ['turned-180.mp4', { facts: { rotation: 180, width: 640, height: 360 }, red: 'lower right' }],
  ['turned-270.mp4', { facts: { rotation: 270, width: 360, height: 640 }, red: 'lower left' }],
]

describe('a clip of any kind', () => {
  it.each(table)('%s', async (name, { facts, red, made }) => {
    const done = await carryOut(name)
    const { audio, ...others } = facts
    expect(done.source).toMatchObject(others)
    if (audio) expect(done.source.audio).toMatchObject({ ...audio, seconds: expect.closeTo(audio.seconds, 0) })
    for (const provider of Object.values(providers)) expect(checkVideo(done.facts, provider.limits.video, 'video')).toEqual([])
    expect(done.facts).toMatchObject({ codec: 'h264', pixelFormat: expect.stringMatching(/^yuvj?420p$/), rotation: 0, ...made })
    expect(Math.abs(done.facts.seconds - done.source.seconds)).toBeLessThan(1.01)
    expect(done.left).toEqual([])
    if (!name.startsWith('pq')) await expectMarks(done.path, red ?? 'upper left')
  })

  it('leaves a clip alone that is legal everywhere', async () => {
    expect((await carryOut('marked.mp4')).change).toBe('untouched')
  })
})

describe('a clip that was cut without encoding', () => {
  it('is sent as it is shown, without the frames that its edit list hides', async () => {
    const { source, plan, facts, path } = await carryOut('edited.mp4')
    expect(source.hiddenSeconds).toBeGreaterThan(1)
    expect(source.hiddenSeconds).toBeLessThan(1.4)
    expect(plan.change).toBe('encoded')
    expect(plan.steps.map(({ rule }) => rule)).toContain('video.hidden')
    // Who ignores the list sees the same.
    const { ffprobe } = await realPaths()
    const count = ['-v', 'error', '-ignore_editlist', '1', '-show_entries', 'stream=duration,nb_frames', '-of', 'csv=p=0', path]
    const [seconds, frames] = (await run(ffprobe, count)).stdout.split(',').map(Number)
    expect(seconds).toBeCloseTo(facts.seconds, 1)
    expect(frames).toBeCloseTo(facts.seconds * facts.frameRate, 0)
  })
})

describe('sound', () => {
  /** Zero crossings tell the pitch of a plain tone. */
  async function hertz(path: string): Promise<number> {
    const { ffmpeg } = await realPaths()
    const { stdout } = await run(
      ffmpeg,
      ['-v', 'error', '-ss', '1', '-t', '1', '-i', path, '-ac', '1', '-ar', '48000', '-f', 's16le', '-'],
      {
        encoding: 'buffer',
        maxBuffer: 1_000_000,
      },
    )
    let crossings = 0
    for (let at = 2; at + 1 < stdout.length; at += 2) if (stdout.readInt16LE(at) >= 0 !== stdout.readInt16LE(at - 2) >= 0) crossings += 1
    return crossings / 2 / (stdout.length / 2 / 48_000)
  }

  it('takes the track that is marked as default, and says so', async () => {
    const { plan, path, facts } = await carryOut('two-tracks.mkv')
    expect(plan.steps.find((step) => step.rule === 'video.audio-tracks')).toMatchObject({ from: '2 sound tracks', to: 'track 2' })
    expect(facts.audio?.tracks).toBe(1)
    expect(await hertz(path)).toBeCloseTo(880, -1)
  })

  it('takes the first of several in an MP4 without touching the frames', async () => {
    const { plan, path, change } = await carryOut('two-tracks.mp4')
    expect([change, plan.audio]).toEqual(['copied', 'copy'])
    expect(await hertz(path)).toBeCloseTo(440, -1)
  })

  it('makes stereo of 5.1, and says so', async () => {
    const { source, plan, facts } = await carryOut('surround.mkv', { trim: { start: 0, end: 3.1 } })
    expect(source.audio?.channels).toBe(6)
    expect(facts.audio?.channels).toBe(2)
    expect(plan.steps.map((step) => step.rule)).toContain('video.audio-channels')
  })
})

describe('what is behind and beside the picture', () => {
  it.each([
    ['white', [255, 255, 255]],
    ['black', [0, 0, 0]],
    ['#8040c0', [128, 64, 192]],
  ] as const)('puts transparent frames on %s', async (padWith, colour) => {
    const at = await fields((await carryOut('prores-transparent.mov', { padWith })).path)
    for (const [index, value] of at(0, 0).entries()) expect(Math.abs(value - colour[index]!)).toBeLessThanOrEqual(6)
    const [r, g, b] = at(3, 3)
    expect(g > 150 && r < 80 && b < 110, `${[r, g, b]}`).toBe(true)
  })

  it.each([
    ['white', [255, 255, 255]],
    ['black', [0, 0, 0]],
    ['#8040c0', [128, 64, 192]],
  ] as const)('makes borders of %s', async (padWith, colour) => {
    const done = await carryOut('tall.mp4', { fit: 'pad', padWith })
    const at = await fields(done.path)
    for (const [index, value] of at(0, 4).entries()) expect(Math.abs(value - colour[index]!)).toBeLessThanOrEqual(12)
  })

  it('makes borders of the blurred picture', async () => {
    const done = await carryOut('tall.mp4', { fit: 'pad', padWith: 'blur' })
    expect(done.facts.width / done.facts.height).toBeGreaterThanOrEqual(0.4)
    const [plain, blurred] = [await fields((await carryOut('tall.mp4', { fit: 'pad' })).path), await fields(done.path)]
    // The middle is the same, the border is neither white nor black.
    for (const [index, value] of blurred(4, 4).entries()) expect(Math.abs(value - plain(4, 4)[index]!)).toBeLessThanOrEqual(6)
    expect(Math.max(...blurred(0, 4)) > 30 && Math.min(...blurred(0, 4)) < 225, `${blurred(0, 4)}`).toBe(true)
  })
})

describe('a picture that was given as a clip', () => {
  it.each(['photo.jpg', 'still.gif', 'photo.png', 'photo.webp'])('%s stays a picture', async (name) => {
    expect(valueIn(await probe(await fixture(name), await realTools(), undefined, 'video')).kind).toBe('image')
  })

  it.each(['moving-clip.gif', 'moving-clip.webp'])('%s is a picture where a picture was asked for', async (name) => {
    expect(valueIn(await probe(await fixture(name), await realTools(), undefined, 'image'))).toMatchObject({ kind: 'image', frames: 32 })
  })
})

describe('a clip whose frames are elsewhere', () => {
  it('is refused before anything is opened', async () => {
    expect(failureOf(await probe(await fixture('outside.mov'), await realTools())).code).toBe('video.refers-elsewhere')
  })
})

describe('a clip in Dolby Vision', () => {
  it.each(['dolby-vision-5.mp4', 'dolby-vision-5.mkv'])('whose colours nothing else can read is refused: %s', async (name) => {
    expect(failureOf(await probe(await fixture(name), await realTools())).code).toBe('video.closed-colours')
  })

  it.each([
    [8, 4, 'as phones record it'],
    [10, 4, 'in AV1, over HLG'],
    [7, 0, 'of a disc, by a muxer that left the compatibility out'],
  ])('over pictures that others can read is what those are: profile %i.%i, %s', async (profile, compatibility) => {
    const path = join(await scratchFolder(), 'clip.mp4')
    await writeFile(path, dolbyVision(await readFile(await fixture('hlg-index-last.mp4')), profile, compatibility))
    expect(valueIn(await probe(path, await realTools()))).toMatchObject({ dynamicRange: 'hlg' })
  })
})
