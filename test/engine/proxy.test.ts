import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needsProxy } from '../../src/domain/needs-proxy'
import { probe } from '../../src/main/engine/media/probe'
import { makeProxy } from '../../src/main/engine/media/proxy'
import { drawn } from '../support/clip-scenes'
import { clipOf, failureOf, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

async function proxyOf(clip: Awaited<ReturnType<typeof clipOf>>, signal?: AbortSignal) {
  const target = join(await scratchFolder(), 'proxy.mp4')
  const made = await makeProxy({ ...clip, ffmpeg: (await realPaths()).ffmpeg, target, signal })
  if (!made.ok) return { made, target, facts: null }
  const facts = valueIn(await probe(target, await realTools()))
  if (facts.kind !== 'video') throw new Error('the proxy is not a clip')
  return { made, target, facts }
}

describe('a copy to play', () => {
  it.each([
    'hevc10.mkv',
    'pq.mp4',
    'hlg.mp4',
    'mjpeg.avi',
    'odd.mp4',
    'broadcast.ts',
    'rotated.mp4',
    'wide-pixels.mp4',
    'sound-outlasts.mp4',
  ])('of %s is one that Chromium shows, upright and as long', async (name) => {
    const clip = await clipOf(name)
    const { facts } = await proxyOf(clip)
    expect(facts).toMatchObject({
      container: 'mp4',
      codec: 'h264',
      pixelFormat: 'yuv420p',
      dynamicRange: 'sdr',
      rotation: 0,
      squarePixels: true,
      faststart: true,
      privateMetadata: [],
    })
    expect(needsProxy(facts!)).toBe(false)
    expect(Math.abs(facts!.seconds - clip.facts.seconds)).toBeLessThan(0.2)
    expect(Math.abs(facts!.width / facts!.height - clip.facts.width / clip.facts.height)).toBeLessThan(0.02)
    expect(facts!.audio?.codec ?? null).toBe(clip.facts.audio ? 'aac' : null)
  })

  it('has at most 720 lines', async () => {
    const { facts } = await proxyOf(await drawn(0.5, 'scale=1920:1080'))
    expect(facts).toMatchObject({ width: 1280, height: 720 })
    const upright = await proxyOf(await drawn(0.5, 'scale=1080:1920,setsar=1'))
    expect(upright.facts).toMatchObject({ width: 720, height: 1280 })
  })

  it('leaves nothing behind when it is stopped', async () => {
    const { made, target } = await proxyOf(await clipOf('plain.mp4'), AbortSignal.abort())
    expect(failureOf(made).code).toBe('cancelled')
    expect(await readdir(dirname(target))).toEqual([])
  })
})

describe('whether one is needed', () => {
  it.each([
    ['plain.mp4', false],
    ['opus.webm', false],
    ['pcm.mov', false],
    ['full-range.mp4', false],
    ['hevc10.mkv', true],
    ['pq.mp4', true],
    ['copied.mkv', true],
    ['broadcast.ts', true],
    ['mjpeg.avi', true],
    ['odd.mp4', true],
  ])('of %s: %s', async (name, wanted) => {
    expect(needsProxy((await clipOf(name)).facts)).toBe(wanted)
  })
})
