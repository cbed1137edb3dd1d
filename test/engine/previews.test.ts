import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPreviews } from '../../src/main/engine/media/previews'
import { probe } from '../../src/main/engine/media/probe'
import { drawn, wall } from '../support/clip-scenes'
import { clipOf, failureOf, realTools, scratchFolder, valueIn } from '../support/media-tools'

async function house(mostBytes?: number) {
  const directory = join(await scratchFolder(), 'previews')
  return { directory, previews: createPreviews(directory, await realTools(), mostBytes) }
}

describe('previews', () => {
  it('are made once and found again, also by another engine', async () => {
    const { directory, previews } = await house()
    const clip = await drawn(2)
    expect(await previews.knownMap(clip.path)).toBeNull()
    const quick = valueIn(await previews.strip(clip))
    const map = valueIn(await previews.map(clip))
    const strip = valueIn(await previews.strip(clip))
    expect(strip.times.length).toBeGreaterThan(quick.times.length)
    expect(strip.path).not.toBe(quick.path)
    const made = await readdir(directory)
    expect(made).toHaveLength(5)

    const later = createPreviews(directory, { ffmpeg: null, ffprobe: null })
    expect(await later.knownMap(clip.path)).toEqual(map)
    // Without the tools nothing can be made, and what is there is still known.
    expect(failureOf(await later.strip(clip)).code).toBe('setup.no-ffmpeg')
    const again = createPreviews(directory, await realTools())
    expect(valueIn(await again.strip(clip))).toEqual(strip)
    expect(await readdir(directory)).toEqual(made)
  })

  it('are made of an animated WebP, too', async () => {
    const { previews } = await house()
    const clip = await clipOf('moving-clip.webp')
    const [strip, map, proxy] = await Promise.all([previews.strip(clip), previews.map(clip), previews.proxy(clip)])
    expect(valueIn(strip).times.length).toBeGreaterThan(1)
    expect(valueIn(map).seconds).toBeGreaterThan(clip.facts.seconds * 0.8)
    const shown = valueIn(await probe(valueIn(proxy), await realTools()))
    expect(shown).toMatchObject({ kind: 'video', codec: 'h264' })
  })

  it('say why where there is no place to keep them', async () => {
    const { directory, previews } = await house()
    await writeFile(directory, '')
    expect(failureOf(await previews.proxy(await drawn(2))).code).toBe('disk.failed')
  })

  it('do not outlive a change of the clip', async () => {
    const { previews } = await house()
    const clip = await drawn(2)
    valueIn(await previews.map(clip))
    await utimes(clip.path, new Date(), new Date(Date.now() - 5000))
    expect(await previews.knownMap(clip.path)).toBeNull()
  })

  it('are made anew where the cache is spoilt', async () => {
    const { directory, previews } = await house()
    const clip = await drawn(2)
    const map = valueIn(await previews.map(clip))
    const name = (await readdir(directory)).find((one) => one.endsWith('.map.json'))
    await writeFile(join(directory, name!), '{"seconds": 2, "cu')
    expect(await previews.knownMap(clip.path)).toBeNull()
    expect(valueIn(await previews.map(clip))).toEqual(map)
  })

  it('are made once for all who ask, and go on for one who stays', async () => {
    const { directory, previews } = await house()
    const clip = await wall(3, 'crop=640:360:100:100')
    const leaves = new AbortController()
    const told: number[] = []
    const first = previews.map(clip, { signal: leaves.signal })
    const second = previews.map(clip, {
      onProgress(fraction) {
        told.push(fraction)
        leaves.abort()
      },
    })
    expect(failureOf(await first).code).toBe('cancelled')
    expect(valueIn(await second).motion).toHaveLength(3)
    expect(told.at(-1)).toBe(1)
    expect((await readdir(directory)).filter((name) => name.endsWith('.map.json'))).toHaveLength(1)
  })

  it('leave nothing behind when nobody waits any more', async () => {
    const { directory, previews } = await house()
    const clip = await clipOf('hevc10.mkv')
    const stop = new AbortController()
    const proxy = previews.proxy(clip, { signal: stop.signal, onProgress: () => stop.abort() })
    expect(failureOf(await proxy).code).toBe('cancelled')
    await expect.poll(() => readdir(directory)).toEqual([])
    expect(valueIn(await previews.proxy(clip))).toMatch(/\.proxy\.mp4$/)
  })

  it('are swept: the long unused first, then what is above the cap', async () => {
    const { directory, previews } = await house(3000)
    const clip = await drawn(2)
    valueIn(await previews.strip(clip))
    const day = 24 * 3_600_000
    const put = async (name: string, bytes: number, days: number) => {
      await writeFile(join(directory, name), Buffer.alloc(bytes))
      await utimes(join(directory, name), new Date(), new Date(Date.now() - days * day))
    }
    for (const name of await readdir(directory)) await put(name, 100, 5)
    await put('new.proxy.mp4', 1000, 1)
    await put('older.proxy.mp4', 1500, 6)
    await put('oldest.proxy.mp4', 1500, 7)
    await put('forgotten.map.json', 10, 31)
    await put('.half-made.mp4', 10, 1)
    await put('.being-made.mp4', 10, 0)
    await previews.sweep()
    const left = await readdir(directory)
    expect(left).toContain('new.proxy.mp4')
    expect(left).toContain('older.proxy.mp4')
    expect(left).toContain('.being-made.mp4')
    expect(left.filter((name) => /oldest|forgotten|half/.test(name))).toEqual([])
    let bytes = 0
    for (const name of left) bytes += (await stat(join(directory, name))).size
    expect(bytes).toBeLessThan(3000)
  })
})
