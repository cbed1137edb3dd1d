/** A batch from a window: of files that are opened already, or of a folder that was dropped; planned, run, planned again. */
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BatchPlan, BatchRowResult, PairsInput } from '../../src/contract/batch-shapes'
import { noEdits } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { type Engine, openEngine } from '../../src/main/engine/engine'
import { temporaryFolder } from '../support/cli'
import { fixture } from '../support/media-fixtures'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { type Media, makeMedia } from './fault-house'

let media: Media
let folder: string
let project: string
let home: string
let engine: Engine

beforeAll(async () => {
  media = await makeMedia()
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))
beforeEach(async () => {
  ;[folder, project, home] = await Promise.all([temporaryFolder('pairs'), temporaryFolder('project'), temporaryFolder('home')])
  await copyFile(media.image, join(folder, 'a.jpg'))
  await copyFile(await fixture('photo.png'), join(folder, 'b.png'))
  await copyFile(media.clip, join(folder, 'dance.mp4'))
  await copyFile(await fixture('light-tall.mp4'), join(folder, 'wave.mp4'))
  engine = await openHere()
})
afterEach(() => engine.close())

async function openHere(environment: Record<string, string> = {}): Promise<Engine> {
  const opened = await openEngine({
    projectDir: project,
    environment: { ...process.env, ...packagedFfprobe, CHOREO_HOME: home, CHOREO_PACE_SCALE: '0.02', ...environment },
    version: '0.0.0',
    face: 'desktop',
    mediaBase: '',
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  return opened.value
}
const client = () => createRouterClient(engine.router)

async function open(...names: string[]): Promise<[string, ...string[]]> {
  const ids: string[] = []
  for (const name of names) {
    const item = await client().media.open({ ticket: engine.admit(join(folder, name)) })
    if (!item.ok) throw new Error(item.failure.message)
    ids.push(item.value.id)
  }
  return ids as [string, ...string[]]
}

const wishes = { provider: 'evolink', request: defaultRequest, edits: noEdits, rehearse: true } as const

async function plan(input: Partial<PairsInput> & Pick<PairsInput, 'images' | 'videos'>): Promise<BatchPlan> {
  const planned = await client().batch.pairs({ ...wishes, ...input })
  if (!planned.ok) throw new Error(`${planned.failure.code}: ${planned.failure.message}`)
  return planned.value
}

async function run(id: string): Promise<BatchRowResult[]> {
  for await (const event of await client().batch.run({ id, parallel: 3 })) {
    if (event.event !== 'done') continue
    if (!event.result.ok) throw new Error(event.result.failure.message)
    return event.result.value
  }
  throw new Error('the batch ended without saying so')
}

describe('pairs of opened files', () => {
  it('are planned, run, and known again by what they are', async () => {
    const images = await open('a.jpg')
    const videos = await open('dance.mp4', 'wave.mp4')
    const first = await plan({ images, videos })
    expect(first).toMatchObject({ notes: [], refusal: null, quote: { unknown: 0 } })
    expect(first.rows).toMatchObject([
      { line: null, image: 'a.jpg', video: 'dance.mp4', step: 'begin', job: null, failure: null },
      { line: null, image: 'a.jpg', video: 'wave.mp4', step: 'begin', job: null, failure: null },
    ])
    expect(first.quote.usd).toBeCloseTo(
      first.rows.reduce((sum, row) => sum + row.quoteUsd!, 0),
      6,
    )
    const results = await run(first.id)
    expect(results).toMatchObject([
      { video: 'dance.mp4', failure: null, job: { state: 'saved', rehearsal: true } },
      { video: 'wave.mp4', failure: null, job: { state: 'saved' } },
    ])

    // Another start, other names, another order, and a folder with the same two pairs in it.
    await engine.close()
    await copyFile(join(folder, 'dance.mp4'), join(folder, 'renamed.mp4'))
    engine = await openHere()
    const again = await plan({ images: await open('a.jpg'), videos: await open('wave.mp4', 'renamed.mp4') })
    expect(again.id).toBe(first.id)
    expect(again.rows.map(({ step, job }) => [step, job])).toEqual([
      ['leave', results[1]!.job!.id],
      ['leave', results[0]!.job!.id],
    ])
    expect(again.quote).toMatchObject({ usd: 0, unknown: 0 })
    expect(
      (await plan({ images: await open('a.jpg'), videos: await open('wave.mp4'), request: { ...defaultRequest, tier: 'professional' } }))
        .id,
    ).not.toBe(first.id)
    await Promise.all(['b.png', 'renamed.mp4'].map((name) => rm(join(folder, name))))
    const dropped = await client().batch.open({ ...wishes, ticket: engine.admit(folder) })
    expect(dropped).toMatchObject({ ok: true, value: { id: first.id, rows: [{ step: 'leave' }, { step: 'leave' }] } })
    const book = JSON.parse(await readFile(join(project, 'batches', `${first.id}.json`), 'utf8')) as { rows: { jobs: string[] }[] }
    expect(book.rows.map(({ jobs }) => jobs.length)).toEqual([1, 1])
  })

  it('that are there twice run once, and say so', async () => {
    await copyFile(join(folder, 'a.jpg'), join(folder, 'twin.jpg'))
    const planned = await plan({ images: await open('a.jpg', 'a.jpg', 'twin.jpg'), videos: await open('dance.mp4') })
    expect(planned.rows).toHaveLength(1)
    expect(planned.notes).toEqual([
      {
        code: 'same-row',
        row: 'twin.jpg with dance.mp4',
        as: 'a.jpg with dance.mp4',
        sentence: 'twin.jpg with dance.mp4 is the same as a.jpg with dance.mp4, so it runs once.',
      },
    ])
  })

  it('that cannot run are named, and nothing is begun', async () => {
    const images = await open('a.jpg', 'b.png')
    const videos = await open('dance.mp4', 'wave.mp4')
    await rm(join(folder, 'b.png'))
    const planned = await plan({ images, videos })
    expect(planned.refusal).toMatchObject({
      code: 'input.missing',
      message: expect.stringMatching(/^2 rows of 4 .*b\.png with dance\.mp4/),
    })
    expect(planned.rows.filter(({ failure }) => failure).map(({ image, video }) => [image, video])).toEqual([
      ['b.png', 'dance.mp4'],
      ['b.png', 'wave.mp4'],
    ])
    for await (const event of await client().batch.run({ id: planned.id, parallel: 1 }))
      expect(event).toMatchObject({ event: 'done', result: { ok: false, failure: { code: 'input.unknown-id' } } })
    // A file that was replaced is not the one that was looked at.
    await writeFile(join(folder, 'b.png'), 'something else')
    expect((await plan({ images, videos })).refusal).toMatchObject({ code: 'input.missing' })
    await copyFile(await fixture('photo.png'), join(folder, 'b.png'))
    expect((await plan({ images, videos })).refusal).toBeNull()
  })

  it('of the wrong kind, of nobody’s files, or without number are refused as a whole', async () => {
    const [image] = await open('a.jpg')
    const [video] = await open('dance.mp4')
    const refused = async (input: Pick<PairsInput, 'images' | 'videos'>) => {
      const planned = await client().batch.pairs({ ...wishes, ...input })
      return planned.ok ? null : planned.failure.code
    }
    expect(await refused({ images: [video], videos: [video] })).toBe('image.not-an-image')
    expect(await refused({ images: [image], videos: [video, image] })).toBe('video.not-a-video')
    expect(await refused({ images: [image], videos: ['nobody'] })).toBe('input.unknown-id')
  })

  it('keep the limit on money, and want a key before they cost any', async () => {
    const [images, videos] = [await open('a.jpg'), await open('dance.mp4', 'wave.mp4')]
    expect((await plan({ images, videos, maxCostUsd: 0.5 })).refusal).toMatchObject({ code: 'money.too-expensive' })
    expect(await client().batch.pairs({ ...wishes, images, videos, rehearse: false })).toMatchObject({
      ok: false,
      failure: { code: 'setup.no-key', fix: expect.stringMatching(/settings.*choreo keys set evolink.*CHOREO_EVOLINK_API_KEY/) },
    })
  })
})

describe('a window', () => {
  it('opens no table, since that names files of this computer', async () => {
    const table = join(folder, 'shots.csv')
    await writeFile(table, 'image,video\na.jpg,dance.mp4\n')
    for (const ticket of [engine.admit(table), engine.admit(join(folder, 'nowhere'))])
      expect(await client().batch.open({ ...wishes, ticket })).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })
})
