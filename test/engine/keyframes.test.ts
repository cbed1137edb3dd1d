import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planForAll, type Subject } from '../../src/domain/assess'
import { type MediaFacts, noEdits } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { withKeyframes } from '../../src/main/engine/media/keyframes'
import { probe } from '../../src/main/engine/media/probe'
import { prepare } from '../../src/main/engine/prepare'
import { everyProvider, imageOf, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

/** Pictures of two seconds, then their sound, and so on; the clock begins with the sound's priming, 21 ms before the pictures. */
const COARSE = ['-movflags', 'frag_keyframe+empty_moov+delay_moov', '-frag_duration', '2400000', '-min_frag_duration', '2300000']
const FINE = ['-movflags', '+faststart']

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choreo-keyframes-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** 12 s with a keyframe every 1.2 s; B-pictures make packets come in another order than they are shown. */
async function clip(layout: string[]): Promise<string> {
  const { ffmpeg } = await realPaths()
  const path = join(folder, layout === FINE ? 'fine.mp4' : 'coarse.mp4')
  if (existsSync(path)) return path
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x360:rate=25:duration=12',
    '-f',
    'lavfi',
    '-i',
    'sine=duration=12:sample_rate=48000',
  ]
  const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', '30', '-sc_threshold', '0', '-c:a', 'aac']
  execFileSync(ffmpeg, ['-nostdin', '-v', 'error', ...inputs, ...x264, ...layout, path])
  return path
}

async function trimmed(start: number, end: number, layout = FINE) {
  const tools = await realTools()
  const image = await imageOf('photo.jpg')
  const path = await clip(layout)
  const facts = valueIn(await probe(path, tools))
  if (facts.kind !== 'video') throw new Error('not a clip')
  const plain: Subject = { image: image.facts, video: facts, request: defaultRequest, edits: { ...noEdits, trim: { start, end } } }
  const subject = await withKeyframes(plain, path, tools)
  const plan = valueIn(planForAll(everyProvider, subject))
  return { subject, plan, job: { image, video: { path, facts }, plan, instead: valueIn(planForAll(everyProvider, plain)) } }
}

const pictures = async (path: string, more: string[] = []) => {
  const { ffmpeg } = await realPaths()
  const text = execFileSync(
    ffmpeg,
    ['-v', 'error', '-i', path, '-map', '0:V:0', ...more, '-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
    { encoding: 'utf8' },
  )
  return text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(',').at(-1)!.trim())
}

/** To the end of the pictures, less a packet of it, and never beyond: that could be another second on the bill. */
function hasAllSound(facts: MediaFacts) {
  if (facts.kind !== 'video' || !facts.audio) throw new Error('no sound')
  expect(facts.audio.seconds).toBeGreaterThan(facts.seconds - 0.06)
  expect(facts.audio.seconds).toBeLessThanOrEqual(facts.seconds + 1e-3)
}

describe('a trim from keyframe to keyframe', () => {
  it('finds the keyframes near both ends and no others', async () => {
    expect((await trimmed(2.42, 8.37)).subject.keyframes).toEqual([2.4, 8.4])
    expect((await trimmed(2.5, 8.6)).subject.keyframes).toEqual([])
  })

  it.each([
    ['from the start', 0, 4.81, 0, 4.8],
    ['in the middle', 1.18, 8.42, 1.2, 8.4],
    ['to the end of the clip', 3.6, 11.99, 3.6, 12],
  ])('is copied %s, frame for frame', async (_, start, end, from, to) => {
    const { job, plan } = await trimmed(start, end)
    expect(plan.video).toMatchObject({ change: 'copied', use: { start: from, end: to } })
    const { video } = valueIn(await prepare(job, { directory: await scratchFolder(), tools: await realTools() }))
    expect(video.change).toBe('copied')
    expect(video.facts).toMatchObject({ seconds: expect.closeTo(to - from, 1) })
    expect(await pictures(video.path)).toEqual((await pictures(job.video.path)).slice(Math.round(from * 25), Math.round(to * 25)))
    hasAllSound(video.facts)
  })

  it('is copied by the clip’s own clock and with all of its sound, also where that comes long after the pictures', async () => {
    const { job, plan } = await trimmed(1.22, 8.42, COARSE)
    expect(plan.video).toMatchObject({ change: 'copied', use: { start: expect.closeTo(1.221), end: expect.closeTo(8.421) } })
    const { video } = valueIn(await prepare(job, { directory: await scratchFolder(), tools: await realTools() }))
    expect(video.change).toBe('copied')
    expect(await pictures(video.path)).toEqual((await pictures(job.video.path)).slice(30, 210))
    hasAllSound(video.facts)
  })

  it('is encoded when it lies between keyframes, or when a begun second would be billed', async () => {
    expect((await trimmed(1.3, 8.4)).plan.video.change).toBe('encoded')
    expect((await trimmed(0, 6)).plan.video.change).toBe('encoded')
  })

  it('is encoded after all when the copy does not come out as planned', async () => {
    const { job, plan } = await trimmed(1.2, 8.4)
    // Not a keyframe: the copy begins elsewhere.
    const wrong = { ...plan, video: { ...plan.video, use: { start: 1.6, end: 8.8 } } }
    const { video } = valueIn(await prepare({ ...job, plan: wrong }, { directory: await scratchFolder(), tools: await realTools() }))
    expect(video.change).toBe('encoded')
    expect(video.likeness).toBeGreaterThan(0.9)
  })
})
