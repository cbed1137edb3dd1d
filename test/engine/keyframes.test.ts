import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planForAll, type Subject } from '../../src/domain/assess'
import { noEdits } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { withKeyframes } from '../../src/main/engine/media/keyframes'
import { probe } from '../../src/main/engine/media/probe'
import { prepare } from '../../src/main/engine/prepare'
import { everyProvider, imageOf, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

/** 12 s with a keyframe every 1.2 s; B-pictures make packets come in another order than they are shown. */
async function clip(): Promise<string> {
  const { ffmpeg } = await realPaths()
  const path = join(await scratchFolder(), 'clip.mp4')
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
  execFileSync(ffmpeg, ['-nostdin', '-v', 'error', ...inputs, ...x264, '-movflags', '+faststart', path])
  return path
}

async function trimmed(start: number, end: number) {
  const tools = await realTools()
  const image = await imageOf('photo.jpg')
  const path = await clip()
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
