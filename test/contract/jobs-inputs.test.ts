/** A job's inputs opened again, to make it once more with changes: the originals, the links, or what was made of them. */
import { execFile } from 'node:child_process'
import { copyFile, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobView } from '../../src/contract/shapes'
import type { JobInputs } from '../../src/contract/window-shapes'
import { type Edits, noEdits } from '../../src/domain/media'
import { defaultRequest, type MotionRequest } from '../../src/domain/request'
import { House, type HouseOptions, type Media, makeMedia } from './fault-house'

let media: Media
let house: House
/** The person's own files; each test may do to them what it likes. */
let image: string
let clip: string
/** Longer than the part that is used, so that its prepared file is another one. */
let longClip: string

const request: MotionRequest = { ...defaultRequest, tier: 'professional', prompt: 'slowly' }
const edits: Edits = { ...noEdits, fit: 'pad', trim: { start: 0.5, end: 3.9 }, cropImage: { x: 0, y: 0, width: 400, height: 380 } }

beforeAll(async () => {
  media = await makeMedia()
  longClip = join(media.directory, 'long.mp4')
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-stream_loop', '1', '-i', media.clip, '-c', 'copy', '-t', '5', longClip])
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))
beforeEach(async () => {
  house = await House.open(media, { fetchLink })
  image = join(house.directory, 'face.png')
  clip = join(house.directory, 'dance.mp4')
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=480x400:r=1', '-frames:v', '1', image])
  await copyFile(longClip, clip)
})
afterEach(() => house.close())

const fetchLink: HouseOptions['fetchLink'] = async (url, target) => {
  const answer = await fetch(url)
  if (!answer.ok) return { ok: false, failure: { code: 'link.unreachable', message: `HTTP ${answer.status}`, fix: 'Check the link.' } }
  await writeFile(target, Buffer.from(await answer.arrayBuffer()))
  return { ok: true, value: undefined }
}

async function runOwn(wishes: { request: MotionRequest; edits: Edits }, link?: string): Promise<JobView> {
  const picture = await house.client.media.open({ ticket: house.engine.admit(image) })
  const motion = await house.client.media.open(link ? { link } : { ticket: house.engine.admit(clip) })
  if (!picture.ok || !motion.ok) throw new Error(JSON.stringify([picture, motion]))
  const view = await house.run('highwayapi', { image: picture.value.id, video: motion.value.id, ...wishes })
  expect(view.failure).toBeNull()
  return view
}

async function inputsOf(view: JobView): Promise<JobInputs> {
  const found = await house.client.jobs.inputs({ id: view.id })
  if (!found.ok) throw new Error(`${found.failure.code}: ${found.failure.message}`)
  return found.value
}

/** Where the engine itself finds what it handed out. */
const pathOf = (item: { href: string }) => house.engine.door.resolve(item.href.replace(/^m\//, ''))?.path

describe('the inputs of a job', () => {
  it('are the originals with all that was wished, after a restart, too', async () => {
    const view = await runOwn({ request, edits })
    await house.reopenEngine()
    const found = await inputsOf(view)
    expect(found).toMatchObject({ request, edits, provider: 'highwayapi', notes: [] })
    expect([found.image.name, found.video.name]).toEqual(['face.png', 'dance.mp4'])
    expect([pathOf(found.image), pathOf(found.video)]).toEqual([image, clip])
    // Touched is not changed.
    await utimes(clip, new Date(0), new Date(0))
    expect((await inputsOf(view)).notes).toEqual([])
    // They can be checked and started like any others.
    const check = await house.client.compose.check({ ...found, image: found.image.id, video: found.video.id, providers: ['highwayapi'] })
    expect(check).toMatchObject({ ok: true, value: { facts: { video: { width: 340 } } } })
  })

  it('give way to the prepared file where one is gone or another, and what was done to it is not done twice', async () => {
    const view = await runOwn({ request, edits })
    const record = await house.record(view.id)
    const { size } = await stat(clip)
    const prepared = join(house.directory, 'project', record.artifacts!.video.path)
    for (const spoil of [() => rm(clip), () => writeFile(clip, Buffer.alloc(size, 7)), () => copyFile(media.clip, clip)]) {
      await spoil()
      const found = await inputsOf(view)
      expect([pathOf(found.image), pathOf(found.video)]).toEqual([image, prepared])
      expect(found.video.name).toBe('dance.mp4')
      expect(found.edits).toEqual({ fit: 'pad', padWith: 'white', keepMetadata: false, cropImage: edits.cropImage })
      expect(found.notes).toEqual([
        expect.objectContaining({
          code: 'prepared-file',
          sentence: expect.stringMatching(/^The clip “dance\.mp4” is not where it was, or has changed: its prepared file/),
        }),
      ])
      const check = await house.client.compose.check({ ...found, image: found.image.id, video: found.video.id, providers: ['highwayapi'] })
      if (!check.ok) throw new Error(check.failure.message)
      expect(check.value.verdicts[0]).toMatchObject({ accepts: 'after-changes', failures: [] })
    }
    await rm(clip)
    await rm(join(house.directory, 'project', 'prepared'), { recursive: true })
    expect(await house.client.jobs.inputs({ id: view.id })).toMatchObject({
      ok: false,
      failure: { code: 'input.missing', message: expect.stringContaining('The clip “dance.mp4”') },
    })
    expect(await house.client.jobs.inputs({ id: 'no-such-job' })).toMatchObject({ ok: false, failure: { code: 'job.unknown' } })
  })

  it('that were sent untouched come from the project’s own copy, with their edits', async () => {
    const view = await runOwn({ request: defaultRequest, edits: noEdits })
    const record = await house.record(view.id)
    expect(record.artifacts!.image.change).toBe('untouched')
    await rm(image)
    const found = await inputsOf(view)
    expect(found.notes).toEqual([
      expect.objectContaining({ code: 'own-copy', sentence: expect.stringContaining('the project’s own copy') }),
    ])
    expect(found.edits).toEqual(noEdits)
    expect(await readFile(pathOf(found.image)!)).toHaveLength(record.inputs.image.bytes)
  })
})

describe('an input that was a link', () => {
  let files: Server
  let origin: string
  let served: string | null

  beforeEach(async () => {
    served = media.clip
    files = createServer((_request, response) => {
      if (!served) return void response.writeHead(404).end()
      void readFile(served).then((bytes) =>
        response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': bytes.length }).end(bytes),
      )
    })
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
  })
  afterEach(() => {
    files.closeAllConnections()
    files.close()
  })

  it('is a link again while it leads to the same file', async () => {
    const link = `${origin}/dance.mp4`
    const view = await runOwn({ request: defaultRequest, edits: noEdits }, link)
    await house.reopenEngine()
    expect(await inputsOf(view)).toMatchObject({ video: { link, name: 'dance.mp4' }, notes: [] })
  })

  it.each<[string, () => void, RegExp]>([
    ['has died', () => (served = null), /cannot be fetched.*HTTP 404/],
    ['leads to another file', () => (served = longClip), /gives another file now/],
  ])('that %s gives way to the file, and says so', async (_name, spoil, says) => {
    const view = await runOwn({ request: defaultRequest, edits: noEdits }, `${origin}/dance.mp4`)
    await house.reopenEngine()
    spoil()
    const found = await inputsOf(view)
    expect(found.video).toMatchObject({ link: null, name: 'dance.mp4' })
    expect(found.notes[0]?.sentence).toMatch(says)
    expect(await readFile(pathOf(found.video)!)).toEqual(await readFile(media.clip))
  })

  it('with a signature is a file, since that was not kept, and no note repeats it', async () => {
    const view = await runOwn({ request: defaultRequest, edits: noEdits }, `${origin}/dance.mp4?X-Amz-Signature=abcdef0123456789`)
    await house.reopenEngine()
    const found = await inputsOf(view)
    expect(found.video.link).toBeNull()
    expect(found.notes[0]?.sentence).toMatch(/had a signature in it.*add the link again/)
    expect(JSON.stringify(found)).not.toContain('abcdef0123456789')
    expect(await readFile(pathOf(found.video)!)).toEqual(await readFile(media.clip))
  })
})
