/** What a face learns of a clip, and what becomes of one that is too long, through the contract. */
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { MapEvent, PrepareEvent } from '../../src/contract/shapes'
import type { Edits } from '../../src/domain/media'
import { noEdits } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { openEngine } from '../../src/main/engine/engine'
import { H264, scene } from '../support/clip-scenes'
import { fixture } from '../support/media-fixtures'
import { failureOf, scratchFolder, valueIn } from '../support/media-tools'
import { packagedFfprobe } from '../support/packaged-ffprobe'

async function engineIn(home: string) {
  const options = {
    projectDir: join(home, 'project'),
    environment: { ...process.env, ...packagedFfprobe, CHOREO_HOME: home },
    version: '0',
    face: 'cli' as const,
    mediaBase: 'http://x/',
  }
  const engine = valueIn(await openEngine(options))
  onTestFinished(() => engine.close())
  const client = createRouterClient(engine.router)
  const open = async (path: string) => valueIn(await client.media.open({ ticket: engine.admit(path) }))
  return { engine, client, open }
}

/** Four seconds of one scene, then ten of another: too long for orientation “image”. */
const twoScenes = async () =>
  (
    await scene(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=4', '-f', 'lavfi', '-i', 'mandelbrot=s=640x360:r=25'],
      ...[
        '-filter_complex',
        '[0]format=yuv420p[a];[1]trim=duration=10,setpts=PTS-STARTPTS,format=yuv420p[b];[a][b]concat',
        ...H264,
        'two.mp4',
      ],
    )
  ).path

async function last<T>(events: AsyncIterable<T>): Promise<{ all: T[]; last: T }> {
  const all: T[] = []
  for await (const event of events) all.push(event)
  return { all, last: all.at(-1)! }
}

describe('a clip before anything is made of it', () => {
  it('has a strip, a map and a copy to play, and the door hands out what they point at', async () => {
    const { engine, client, open } = await engineIn(await scratchFolder())
    const item = await open(await twoScenes())
    const strip = valueIn(await client.media.strip({ id: item.id }))
    expect(engine.door.resolve(strip.href.slice(2))?.mime).toBe('image/jpeg')

    const events = await last<MapEvent>(await client.media.map({ id: item.id }))
    expect(events.all.filter(({ event }) => event === 'progress').length).toBeGreaterThan(2)
    if (events.last.event !== 'done') throw new Error('it did not end')
    const map = valueIn(events.last.result)
    expect(map.cuts).toHaveLength(1)
    expect(map.cuts[0]!.time).toBeCloseTo(4, 1)

    const proxy = valueIn(await client.media.proxy({ id: item.id }))
    expect(engine.door.resolve(proxy.href.slice(2))?.mime).toBe('video/mp4')
  })

  it('must be a clip that is known here', async () => {
    const { client, open } = await engineIn(await scratchFolder())
    expect(failureOf(await client.media.strip({ id: 'nobody' })).code).toBe('input.unknown-id')
    const picture = await open(await fixture('photo.jpg'))
    expect(failureOf(await client.media.proxy({ id: picture.id })).code).toBe('video.not-a-video')
    const events = await last<MapEvent>(await client.media.map({ id: picture.id }))
    expect(events.all).toHaveLength(1)
    expect(events.last).toMatchObject({ event: 'done', result: { ok: false, failure: { code: 'video.not-a-video' } } })
  })
})

describe('a clip that is too long, without a trim', () => {
  it('is cut to its longest part without a cut; a trim by hand goes before that', async () => {
    const { client, open } = await engineIn(await scratchFolder())
    const [image, video] = [await open(await fixture('photo.jpg')), await open(await twoScenes())]
    const request = { ...defaultRequest, orientation: 'image' as const }
    const composition = (edits: Edits) => ({ image: image.id, video: video.id, request, edits })

    const before = valueIn(await client.compose.check({ ...composition(noEdits), providers: ['evolink'] }))
    expect(before.verdicts[0]!.plan!.video.use).toEqual({ start: 0, end: 9.9 })

    const made = await last<PrepareEvent>(await client.compose.prepare({ ...composition(noEdits), providers: ['evolink'] }))
    if (made.last.event !== 'done') throw new Error('it did not end')
    const prepared = valueIn(made.last.result)
    expect(prepared.video.steps[0]).toMatchObject({
      rule: 'video.best-stretch',
      to: expect.stringMatching(/^9\.9 s from 0:04/),
      why: expect.stringContaining('without a cut'),
    })
    expect(prepared.video.durationSeconds).toBeCloseTo(9.9, 1)
    // What was made begins in the second scene and stays in it.
    const result = await last<MapEvent>(await client.media.map({ id: (await open(prepared.video.path)).id }))
    if (result.last.event !== 'done') throw new Error('it did not end')
    expect(valueIn(result.last.result).cuts).toEqual([])

    // Now that it was looked through, a check shows the very same part.
    const after = valueIn(await client.compose.check({ ...composition(noEdits), providers: ['evolink'] }))
    expect(after.verdicts[0]!.plan!.video.steps[0]).toEqual(prepared.video.steps[0])
    const byHand = valueIn(
      await client.compose.check({ ...composition({ ...noEdits, trim: { start: 0, end: 8 } }), providers: ['evolink'] }),
    )
    expect(byHand.verdicts[0]!.plan!.video.use.start).toBe(0)
  })
})
