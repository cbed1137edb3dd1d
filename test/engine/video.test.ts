import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { documented, type Limits } from '../../src/domain/limits'
import { type Edits, noEdits, type VideoFacts } from '../../src/domain/media'
import { planVideo, type VideoPlan } from '../../src/domain/plan-video'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest, type MotionRequest } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { verifyVideo } from '../../src/main/engine/media/verify'
import { makeVideo } from '../../src/main/engine/media/video'
import { fixture } from '../support/media-fixtures'
import { clipOf, failureOf, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

const limits = providers.evolink.limits

interface Wanted {
  edits?: Partial<Edits>
  request?: Partial<MotionRequest>
  limits?: Limits
}

async function planned(name: string, wanted: Wanted = {}) {
  const clip = await clipOf(name)
  const plan = planVideo(clip.facts, wanted.limits ?? limits, { ...defaultRequest, ...wanted.request }, { ...noEdits, ...wanted.edits })
  return { ...clip, plan: valueIn(plan) }
}

async function carryOut(name: string, wanted: Wanted = {}): Promise<{ target: string; plan: VideoPlan; made: VideoFacts }> {
  const { path, facts, plan } = await planned(name, wanted)
  const target = join(await scratchFolder(), 'out.mp4')
  valueIn(await makeVideo({ source: path, facts, plan, target, ...(await realPaths()) }))
  return { target, plan, made: valueIn(await verifyVideo(target, plan, await realTools())) }
}

/** One frame at a time, as 8-bit RGB. */
async function frameAt(path: string, seconds: number, options: string[] = []): Promise<{ data: Buffer; width: number; height: number }> {
  const { ffmpeg } = await realPaths()
  const png = execFileSync(
    ffmpeg,
    ['-v', 'error', '-ss', seconds.toFixed(3), '-i', path, '-frames:v', '1', ...options, '-f', 'image2pipe', '-c:v', 'png', '-'],
    {
      maxBuffer: 64_000_000,
    },
  )
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Mean difference of two frames' samples, 0–255. */
function difference(a: Buffer, b: Buffer): number {
  expect(a.length).toBe(b.length)
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += Math.abs(a[index]! - b[index]!)
  return sum / a.length
}

function mean(frame: { data: Buffer }): number {
  return frame.data.reduce((sum, value) => sum + value, 0) / frame.data.length
}

function loudest(path: string, ffmpeg: string, from: number, seconds: number): number {
  const said = execFileSync(
    '/bin/sh',
    ['-c', `'${ffmpeg}' -hide_banner -ss ${from} -t ${seconds} -i '${path}' -af volumedetect -vn -f null - 2>&1`],
    { encoding: 'utf8' },
  )
  return Number(/max_volume: (-?[\d.]+) dB/.exec(said)?.[1])
}

describe('carrying out a video plan', () => {
  it('trims to the frame', async () => {
    const { target, made } = await carryOut('plain.mp4', { edits: { trim: { start: 2.4, end: 6 } } })
    expect(made.seconds).toBeCloseTo(3.6, 1)
    const { path } = await clipOf('plain.mp4')
    const [first, wanted, wrong] = [await frameAt(target, 0), await frameAt(path, 2.4), await frameAt(path, 2.6)]
    expect(difference(first.data, wanted.data)).toBeLessThan(6)
    expect(difference(first.data, wanted.data)).toBeLessThan(difference(first.data, wrong.data))
  })

  it('turns a lying clip upright and takes the flag away', async () => {
    const { target, made } = await carryOut('rotated.mp4')
    expect(made).toMatchObject({ width: 360, height: 640, rotation: 0 })
    // The same as turning the stored frame by hand.
    const { path } = await clipOf('silent.mp4')
    const wanted = await frameAt(path, 1, ['-vf', 'transpose=clock'])
    expect(difference((await frameAt(target, 1)).data, wanted.data)).toBeLessThan(6)
  })

  it('makes wide pixels square', async () => {
    const { made } = await carryOut('wide-pixels.mp4')
    expect(made).toMatchObject({ width: 640, height: 360, squarePixels: true })
  })

  it('makes uneven frames even without losing time', async () => {
    const { made } = await carryOut('uneven.mp4')
    expect(made).toMatchObject({ constantFrameRate: true, frameRate: 30 })
    // Just under the whole second, which would be billed.
    expect(made.seconds).toBeGreaterThan(5.9)
    expect(made.seconds).toBeLessThan(6)
  })

  it('makes H.264 with even sides of HEVC in 10 bit, 4:4:4 with odd sides, VP8 and Motion JPEG', async () => {
    for (const name of ['hevc10.mkv', 'odd.mp4', 'opus.webm', 'mjpeg.avi']) {
      const { made } = await carryOut(name)
      expect(made).toMatchObject({ container: 'mp4', codec: 'h264', pixelFormat: 'yuv420p', bitDepth: 8, faststart: true })
      expect([made.width % 2, made.height % 2]).toEqual([0, 0])
      expect(made.audio?.codec).toBe('aac')
    }
  })

  it('maps HDR to SDR, also when the clip leaves its colours half unnamed', async () => {
    for (const name of ['pq.mp4', 'pq-half-tagged.mkv']) {
      const { made, target } = await carryOut(name)
      expect(made).toMatchObject({ dynamicRange: 'sdr', bitDepth: 8 })
      const brightness = mean(await frameAt(target, 1))
      expect(brightness).toBeGreaterThan(30)
      expect(brightness).toBeLessThan(225)
    }
  })

  it('keeps the brightness of a full-range clip', async () => {
    const { target, made } = await carryOut('full-range.mp4', { edits: { cropVideo: { x: 0, y: 0, width: 600, height: 360 } } })
    expect(made.pixelFormat).toBe('yuv420p')
    const { path } = await clipOf('full-range.mp4')
    const wanted = await frameAt(path, 1, ['-vf', 'crop=600:360:0:0'])
    expect(difference((await frameAt(target, 1)).data, wanted.data)).toBeLessThan(6)
  })

  it('crops by hand exactly, with odd numbers too', async () => {
    const { target, made } = await carryOut('plain.mp4', {
      edits: { trim: { start: 0, end: 3.5 }, cropVideo: { x: 101, y: 5, width: 401, height: 351 } },
    })
    expect(made).toMatchObject({ width: 402, height: 352 })
    const { path } = await clipOf('plain.mp4')
    const wanted = await frameAt(path, 1, ['-vf', 'format=rgb24,crop=401:351:101:5,scale=402:352'])
    expect(difference((await frameAt(target, 1)).data, wanted.data)).toBeLessThan(8)
  })

  it('brings a ratio inside by cutting or by borders', async () => {
    const cut = await carryOut('tall.mp4')
    expect(cut.made).toMatchObject({ width: 360, height: 900 })
    const padded = await carryOut('tall.mp4', { edits: { fit: 'pad', padWith: 'black' } })
    expect(padded.made).toMatchObject({ width: 512, height: 1280 })
    const frame = await frameAt(padded.target, 1)
    expect(frame.data.subarray(0, 3).every((sample) => sample < 12)).toBe(true)
  })

  it.each(['loop', 'slow', 'hold'] as const)('lengthens by “%s” to just over the least length', async (tooShort) => {
    const { made, target } = await carryOut('short.mp4', { edits: { tooShort } })
    expect(made.seconds).toBeGreaterThanOrEqual(3)
    expect(made.seconds).toBeLessThan(3.2)
    const { path } = await clipOf('short.mp4')
    const source = { loop: 0.6, slow: (2.6 * 2) / 3.1, hold: 1.96 }[tooShort]
    expect(difference((await frameAt(target, 2.6)).data, (await frameAt(path, source)).data)).toBeLessThan(8)
    // Held pictures are silent; repeated and slowed ones sound to the end.
    const volume = loudest(target, (await realPaths()).ffmpeg, 2.4, 0.5)
    if (tooShort === 'hold') expect(volume).toBeLessThan(-60)
    else expect(volume).toBeGreaterThan(-40)
  })

  it('gives a clip whose sound outlasts its pictures both of one length', async () => {
    const { made, target } = await carryOut('sound-outlasts.mp4', { edits: { cropVideo: { x: 0, y: 0, width: 600, height: 360 } } })
    expect(made.seconds).toBeCloseTo(4.95, 1)
    const { ffprobe } = await realPaths()
    const lengths = execFileSync(ffprobe, ['-v', 'error', '-show_entries', 'stream=duration', '-of', 'csv=p=0', target], {
      encoding: 'utf8',
    })
    for (const length of lengths.trim().split('\n').map(Number)) expect(length).toBeCloseTo(4.95, 1)
  })

  it('keeps sound that starts late with its pictures', async () => {
    const { target } = await carryOut('sound-starts-late.mp4', { edits: { cropVideo: { x: 0, y: 0, width: 600, height: 360 } } })
    const { ffmpeg } = await realPaths()
    expect(loudest(target, ffmpeg, 0.1, 0.7)).toBeLessThan(-60)
    expect(loudest(target, ffmpeg, 1.2, 0.7)).toBeGreaterThan(-40)
  })

  it('leaves the sound out when it is not wanted', async () => {
    const { made } = await carryOut('plain.mp4', { edits: { trim: { start: 0, end: 3.5 } }, request: { keepAudio: false } })
    expect(made.audio).toBeNull()
  })

  it('cuts to the longest a provider takes', async () => {
    const { made } = await carryOut('plain.mp4', { request: { orientation: 'image' } })
    expect(made.seconds).toBeGreaterThan(9.7)
    expect(made.seconds).toBeLessThanOrEqual(10)
  })

  it('does not fill the way to a picture whose damaged time lies days ahead', async () => {
    const { ffmpeg, ffprobe } = await realPaths()
    const whole = await readFile(await fixture('windows.wmv'))
    const times = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0']
    const shownAt = (path: string) =>
      execFileSync(ffprobe, [...times, path], { encoding: 'utf8' })
        .split('\n')
        .map(Number.parseFloat)
    const shown = shownAt(await fixture('windows.wmv')).filter(Number.isFinite)
    // ASF keeps it in milliseconds, with the 3.1 s that a player reads ahead.
    const time = Buffer.alloc(4)
    time.writeUInt32LE(Math.round(shown[Math.floor(shown.length * 0.7)]! * 1000) + 3100)
    const path = join(await scratchFolder(), 'far.wmv')
    whole[whole.indexOf(time) + 3] = 8
    await writeFile(path, whole)
    expect(Math.max(...shownAt(path).filter(Number.isFinite))).toBeGreaterThan(100_000)

    const facts = valueIn(await probe(path, await realTools()))
    if (facts.kind !== 'video') throw new Error('not a clip')
    const plan = valueIn(planVideo(facts, limits, defaultRequest, noEdits))
    const target = join(await scratchFolder(), 'out.mp4')
    // The same without the damage takes half a second.
    valueIn(await makeVideo({ source: path, facts, plan, target, ffmpeg, ffprobe, signal: AbortSignal.timeout(20_000) }))
    expect(valueIn(await verifyVideo(target, plan, await realTools())).seconds).toBeCloseTo(plan.output.seconds, 1)
  })

  it('takes cover art for what it is', async () => {
    const { made } = await carryOut('cover.mp4', { edits: { trim: { start: 0, end: 3.5 } } })
    expect(made).toMatchObject({ width: 640, height: 360, codec: 'h264' })
    expect(made.seconds).toBeGreaterThan(3.3)
  })

  it.each(['late-index.mp4', 'copied.mkv', 'broadcast.ts', 'located.mov', 'pcm.mov'])(
    'copies the frames of %s bit for bit',
    async (name) => {
      const { plan, target, made } = await carryOut(name)
      expect(plan.change).toBe('copied')
      expect(made).toMatchObject({ container: 'mp4', faststart: true, privateMetadata: [] })
      expect(made.audio?.codec).toBe('aac')
      const { ffmpeg } = await realPaths()
      const frames = (path: string) =>
        execFileSync(ffmpeg, ['-v', 'error', '-i', path, '-map', '0:V:0', '-fps_mode', 'passthrough', '-f', 'md5', '-'], {
          encoding: 'utf8',
        })
      expect(frames(target)).toBe(frames((await clipOf(name)).path))
    },
  )

  it('removes where it was filmed, and keeps it when asked', async () => {
    const trim = { start: 0, end: 3.5 }
    expect((await carryOut('located.mov', { edits: { trim } })).made.privateMetadata).toEqual([])
    expect((await carryOut('located.mov', { edits: { trim, keepMetadata: true } })).made.privateMetadata).toContain('location')
  })
})

describe('the byte cap', () => {
  const capped = (maxBytes: number): Limits => ({ ...limits, video: { ...limits.video, maxBytes: documented(maxBytes) } })

  it.each([1_500_000, 400_000, 150_000])('of %i bytes holds for the hardest clip', async (maxBytes) => {
    const { target, plan } = await carryOut('noise.mp4', { limits: capped(maxBytes) })
    expect(plan.maxBytes).toBe(maxBytes)
    expect((await stat(target)).size).toBeLessThanOrEqual(maxBytes)
    expect((await stat(target)).size).toBeGreaterThan(maxBytes * 0.4)
  })

  it('is met by a second try when the first rate was too high', async () => {
    const { path, facts, plan } = await planned('noise.mp4', { limits: capped(400_000) })
    const target = join(await scratchFolder(), 'out.mp4')
    const greedy = { ...plan, videoBps: plan.videoBps * 2 }
    const seen: number[] = []
    valueIn(
      await makeVideo({ source: path, facts, plan: greedy, target, ...(await realPaths()), onProgress: (fraction) => seen.push(fraction) }),
    )
    expect((await stat(target)).size).toBeLessThanOrEqual(400_000)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })

  it('that cannot be met is a failure and leaves nothing', async () => {
    const { path, facts, plan } = await planned('noise.mp4', { limits: capped(400_000) })
    const target = join(await scratchFolder(), 'out.mp4')
    const failure = failureOf(await makeVideo({ source: path, facts, plan: { ...plan, maxBytes: 9_000 }, target, ...(await realPaths()) }))
    expect(failure.code).toBe('video.unreachable')
    expect(existsSync(target)).toBe(false)
  })
})

describe('verifying a clip', () => {
  it.each<[string, (plan: VideoPlan) => VideoPlan, string]>([
    ['another size', (plan) => ({ ...plan, output: { ...plan.output, height: 362 } }), 'size 640×360 instead of 640×362'],
    ['another length', (plan) => ({ ...plan, output: { ...plan.output, seconds: 13 } }), 'instead of 13 s'],
    ['missing sound', (plan) => ({ ...plan, output: { ...plan.output, audio: true } }), 'sound is missing'],
    ['too many bytes', (plan) => ({ ...plan, maxBytes: 1000 }), 'instead of at most 1 kB'],
    [
      'another frame rate',
      (plan) => ({ ...plan, change: 'encoded', output: { ...plan.output, frameRate: 30 } }),
      '25.00 fps instead of 30.00',
    ],
  ])('refuses %s', async (_, change, words) => {
    const { path, plan } = await planned('silent.mp4')
    const failure = failureOf(await verifyVideo(path, change(plan), await realTools()))
    expect(failure.code).toBe('artifact.not-as-planned')
    expect(failure.message).toContain(words)
  })

  it('refuses an index at the end and a codec that was not planned', async () => {
    const late = await planned('late-index.mp4')
    expect(failureOf(await verifyVideo(late.path, late.plan, await realTools())).message).toContain('index is at the end')
    const hevc = await planned('pq.mp4')
    expect(failureOf(await verifyVideo(hevc.path, hevc.plan, await realTools())).message).toContain('codec hevc instead of h264')
  })

  it('refuses a clip whose ends cannot be decoded', async () => {
    const { plan } = await planned('plain.mp4')
    const { path } = await clipOf('broken-end.mp4')
    const failure = failureOf(await verifyVideo(path, plan, await realTools()))
    expect(failure.message).toContain('cannot be decoded')
  })
})
