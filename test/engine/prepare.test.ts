import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, copyFile, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planForAll } from '../../src/domain/assess'
import { checkImage, checkVideo } from '../../src/domain/limits'
import { MediaFacts, noEdits } from '../../src/domain/media'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import { type Artifact, prepare } from '../../src/main/engine/prepare'
import { fixture } from '../support/media-fixtures'
import { diaryFfmpeg, everyProvider, failureOf, isAlive, jobFor, realTools, scratchFolder, until, valueIn } from '../support/media-tools'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function expectTrue(artifact: Artifact) {
  const bytes = await readFile(artifact.path)
  expect(artifact.sha256).toBe(sha256(bytes))
  expect(artifact.bytes).toBe(bytes.length)
  expect(MediaFacts.parse(artifact.facts)).toEqual(artifact.facts)
}

describe('preparing a picture and a clip', () => {
  it('passes on what is legal as the very same file', async () => {
    const job = await jobFor({})
    const directory = join(await scratchFolder(), 'prepared')
    const { image, video } = valueIn(await prepare(job, { directory, tools: await realTools() }))
    expect(image).toMatchObject({ path: job.image.path, change: 'untouched', mime: 'image/jpeg', steps: [] })
    expect(video).toMatchObject({ path: job.video.path, change: 'untouched', mime: 'video/mp4', steps: [] })
    await expectTrue(image)
    await expectTrue(video)
    expect(await readdir(directory)).toEqual([])
  })

  it.each(['image', 'video'] as const)('makes one pair that no provider would refuse, for orientation “%s”', async (orientation) => {
    const job = await jobFor({ image: 'rotated-gps.jpg', video: 'odd.mp4', request: { orientation } })
    const directory = await scratchFolder()
    const { image, video } = valueIn(await prepare(job, { directory, tools: await realTools() }))
    await expectTrue(image)
    await expectTrue(video)
    for (const provider of Object.values(providers)) {
      if (image.facts.kind !== 'image' || video.facts.kind !== 'video') throw new Error('kinds are mixed up')
      expect(checkImage(image.facts, provider.limits.image)).toEqual([])
      expect(checkVideo(video.facts, provider.limits.video, orientation)).toEqual([])
    }
    // What was prepared needs nothing more: planning it again changes nothing.
    const again = valueIn(
      planForAll(everyProvider, {
        image: image.facts as typeof job.image.facts,
        video: video.facts as typeof job.video.facts,
        request: { ...defaultRequest, orientation },
        edits: noEdits,
      }),
    )
    expect([again.image.change, again.video.change]).toEqual(['untouched', 'untouched'])
  })

  it.each(['aimlapi', 'highwayapi', 'shortapi', 'wavespeed', 'evolink'] as const)(
    'satisfies %s alone, from a long clip and a WebP',
    async (id) => {
      const job = await jobFor({ image: 'photo.webp', video: 'plain.mp4', providers: [id], request: { orientation: 'image' } })
      const { image, video } = valueIn(await prepare(job, { directory: await scratchFolder(), tools: await realTools() }))
      expect(checkImage(image.facts as typeof job.image.facts, providers[id].limits.image)).toEqual([])
      expect(checkVideo(video.facts as typeof job.video.facts, providers[id].limits.video, 'image')).toEqual([])
      expect([image.change, video.change]).toEqual(['encoded', 'encoded'])
      expect(video.steps.map((step) => step.rule)).toContain('video.duration.max')
    },
  )

  it('says beside each artifact how it was made', async () => {
    const job = await jobFor({ image: 'photo.webp', video: 'rotated.mp4' })
    const directory = await scratchFolder()
    const { image, video } = valueIn(await prepare(job, { directory, tools: await realTools() }))
    const names = await readdir(directory)
    expect(names.sort()).toEqual(
      [image.path, video.path].flatMap((path) => [basename(path), basename(path).replace(/\.\w+$/, '.json')]).sort(),
    )
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{64}\.(jpg|mp4|json)$/)
    const sidecar = JSON.parse(await readFile(video.path.replace('.mp4', '.json'), 'utf8'))
    expect(sidecar).toMatchObject({
      source: { sha256: sha256(await readFile(job.video.path)) },
      plan: { kind: 'video', change: 'encoded' },
      made: { sha256: video.sha256, bytes: video.bytes, mime: 'video/mp4' },
      tool: expect.stringMatching(/^ffmpeg \S+/),
    })
    expect(video).toMatchObject({ how: sidecar.how, likeness: sidecar.likeness })
    expect(sidecar.likeness).toBeGreaterThan(0.97)
    expect(sidecar.likeness).toBeLessThanOrEqual(1)
    expect(sidecar.how).toContain('libx264')
    expect(sidecar.how).toContain(basename(video.path))
    expect(sidecar.how).not.toContain('.part.')
  })

  it('removes private data and nothing else when that is all there is to do', async () => {
    const job = await jobFor({ image: 'private.jpg', video: 'located.mov' })
    const { image, video } = valueIn(await prepare(job, { directory: await scratchFolder(), tools: await realTools() }))
    expect([image.change, video.change]).toEqual(['copied', 'copied'])
    expect([image.facts.privateMetadata, video.facts.privateMetadata]).toEqual([[], []])
  })

  it('reports both progresses up to one, never falling', async () => {
    const job = await jobFor({ image: 'photo.webp', video: 'plain.mp4', edits: { trim: { start: 1, end: 5 } } })
    const seen = { image: [] as number[], encode: [] as number[] }
    const tools = await realTools()
    valueIn(await prepare(job, { directory: await scratchFolder(), tools, onProgress: (stage, fraction) => seen[stage].push(fraction) }))
    for (const fractions of Object.values(seen)) {
      expect(fractions[0]).toBe(0)
      expect(fractions.at(-1)).toBe(1)
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    }
  })
})

describe('the cache', () => {
  it('makes nothing a second time, and again when the file or its record is spoilt', async () => {
    const job = await jobFor({ image: 'photo.webp', video: 'rotated.mp4' })
    const directory = await scratchFolder()
    const diary = await diaryFfmpeg(await scratchFolder())
    const tools = { ...(await realTools()), ffmpeg: { path: diary.path, version: 'diary', from: 'test' } }
    const first = valueIn(await prepare(job, { directory, tools }))
    expect(await diary.encodes()).toHaveLength(1)
    expect(valueIn(await prepare(job, { directory, tools }))).toEqual(first)
    expect(await diary.encodes()).toHaveLength(1)

    await appendFile(first.video.path, 'x')
    const mended = valueIn(await prepare(job, { directory, tools }))
    expect(await diary.encodes()).toHaveLength(2)
    await expectTrue(mended.video)

    await writeFile(first.video.path.replace('.mp4', '.json'), '{"half":')
    await expectTrue(valueIn(await prepare(job, { directory, tools })).video)
    expect(await diary.encodes()).toHaveLength(3)
  })

  it('finds a byte that changed although the size did not', async () => {
    const job = await jobFor({ image: 'photo.webp' })
    const directory = await scratchFolder()
    const tools = await realTools()
    const { image } = valueIn(await prepare(job, { directory, tools }))
    const bytes = await readFile(image.path)
    bytes[bytes.length - 10]! ^= 0xff
    await writeFile(image.path, bytes)
    await expectTrue(valueIn(await prepare(job, { directory, tools })).image)
  })

  it('keeps apart what was planned differently, and together what was only worded differently', async () => {
    const directory = await scratchFolder()
    const tools = await realTools()
    const job = await jobFor({ image: 'photo.webp' })
    const { image } = valueIn(await prepare(job, { directory, tools }))
    const reworded = { ...job, plan: { ...job.plan, image: { ...job.plan.image, steps: [] } } }
    expect(valueIn(await prepare(reworded, { directory, tools })).image.path).toBe(image.path)
    const other = await jobFor({ image: 'photo.webp', edits: { cropImage: { x: 0, y: 0, width: 400, height: 400 } } })
    expect(valueIn(await prepare(other, { directory, tools })).image.path).not.toBe(image.path)
  })

  it('sweeps what a crashed run left behind, and nothing younger or foreign', async () => {
    const directory = await scratchFolder()
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000)
    const names = ['.choreo-0123456789abcdef-001122334455.part.mp4', '.choreo-fedcba9876543210-554433221100.part.jpg', 'notes.part.mp4']
    for (const name of names) await writeFile(join(directory, name), 'x')
    await utimes(join(directory, names[0]!), old, old)
    await utimes(join(directory, names[2]!), old, old)
    valueIn(await prepare(await jobFor({}), { directory, tools: await realTools() }))
    expect((await readdir(directory)).sort()).toEqual([names[1], names[2]])
  })
})

describe('when it does not work out', () => {
  it('leaves nothing and kills the encoder when aborted in the middle', async () => {
    const job = await jobFor({
      image: 'photo.webp',
      video: 'plain.mp4',
      edits: { trim: { start: 0, end: 11 }, cropVideo: { x: 0, y: 0, width: 640, height: 358 } },
    })
    const slow = {
      ...job,
      plan: { ...job.plan, video: { ...job.plan.video, output: { ...job.plan.video.output, width: 2560, height: 1432 } } },
    }
    const directory = await scratchFolder()
    const diary = await diaryFfmpeg(await scratchFolder())
    const tools = { ...(await realTools()), ffmpeg: { path: diary.path, version: 'diary', from: 'test' } }
    const abort = new AbortController()
    const running = prepare(slow, { directory, tools, signal: abort.signal })
    await until(async () => (await diary.encodes()).length > 0)
    abort.abort()
    expect(failureOf(await running).code).toBe('cancelled')
    const [encode] = await diary.encodes()
    expect(isAlive(encode!.pid)).toBe(false)
    expect((await readdir(directory)).filter((name) => name.includes('.part.'))).toEqual([])
    expect((await readdir(directory)).filter((name) => name.endsWith('.mp4'))).toEqual([])
  })

  it('starts nothing when aborted before', async () => {
    const job = await jobFor({ video: 'rotated.mp4' })
    const directory = join(await scratchFolder(), 'prepared')
    expect(failureOf(await prepare(job, { directory, tools: await realTools(), signal: AbortSignal.abort() })).code).toBe('cancelled')
    expect(existsSync(directory)).toBe(false)
  })

  it('stops the clip when the picture fails, and names the picture’s failure', async () => {
    const job = await jobFor({ image: 'photo.webp', video: 'plain.mp4', edits: { trim: { start: 0, end: 11 } } })
    const hopeless = { ...job, plan: { ...job.plan, image: { ...job.plan.image, maxBytes: 100 } } }
    const directory = await scratchFolder()
    expect(failureOf(await prepare(hopeless, { directory, tools: await realTools() })).code).toBe('image.unreachable')
    expect(await readdir(directory)).toEqual([])
  })

  it('leaves no artifact that is not as planned', async () => {
    const job = await jobFor({ video: 'rotated.mp4' })
    const lying = {
      ...job,
      plan: {
        ...job.plan,
        video: { ...job.plan.video, output: { ...job.plan.video.output, audio: false }, use: { start: 3, end: 4 }, trimmed: true },
      },
    }
    const directory = await scratchFolder()
    const failure = failureOf(await prepare(lying, { directory, tools: await realTools() }))
    expect(failure.code).toBe('artifact.not-as-planned')
    expect(failure.message).toContain('of pictures instead of 3.95 s')
    expect(await readdir(directory)).toEqual([])
  })

  it('finds that a clip it would pass on is broken inside, before anyone pays for it', async () => {
    const job = await jobFor({ video: 'broken-inside.mp4' })
    expect(job.plan.video.change).toBe('untouched')
    const directory = await scratchFolder()
    expect(failureOf(await prepare(job, { directory, tools: await realTools() })).code).toBe('video.damaged')
    const trimmed = await jobFor({ video: 'broken-inside.mp4', edits: { trim: { start: 1, end: 9 } } })
    expect(failureOf(await prepare(trimmed, { directory, tools: await realTools() })).code).toBe('video.damaged')
    expect(await readdir(directory)).toEqual([])
  })

  it.each([
    ['at its end', 0.9, 1, 'copied'],
    ['near its end', 0.75, 0.95, 'encoded'],
  ] as const)('blames a clip that lacks a part %s, not what was made of it', async (_where, from, to, change) => {
    const whole = await readFile(await fixture('late-clock.ts'))
    const path = join(await scratchFolder(), 'late-clock.ts')
    await writeFile(path, Buffer.concat([whole.subarray(0, whole.length * from), whole.subarray(whole.length * to)]))
    const job = await jobFor({ videoAt: path })
    expect(job.plan.video.change).toBe(change)
    const directory = await scratchFolder()
    expect(failureOf(await prepare(job, { directory, tools: await realTools() })).code).toBe('video.damaged')
    expect(await readdir(directory)).toEqual([])
  })

  it('notices that an original was changed or taken away after it was checked', async () => {
    const job = await jobFor({ image: 'photo.webp' })
    const folder = await scratchFolder()
    const path = join(folder, 'photo.webp')
    await copyFile(job.image.path, path)
    const moved = { ...job, image: { ...job.image, path } }
    await appendFile(path, 'more')
    expect(failureOf(await prepare(moved, { directory: folder, tools: await realTools() })).code).toBe('image.unreadable')
    await rm(path)
    expect(failureOf(await prepare(moved, { directory: folder, tools: await realTools() })).code).toBe('input.missing')
  })

  it('says so when its folder cannot be made or ffmpeg is missing', async () => {
    const job = await jobFor({ video: 'rotated.mp4' })
    const folder = await scratchFolder()
    await writeFile(join(folder, 'prepared'), 'a file where the folder should be')
    expect(failureOf(await prepare(job, { directory: join(folder, 'prepared'), tools: await realTools() })).code).toMatch(/^disk\./)
    expect(failureOf(await prepare(job, { directory: folder, tools: { ffmpeg: null, ffprobe: null } })).code).toBe('setup.no-ffmpeg')
  })

  it('can be done by two at once', async () => {
    const job = await jobFor({ image: 'photo.webp', video: 'rotated.mp4' })
    const directory = await scratchFolder()
    const tools = await realTools()
    const [a, b] = await Promise.all([prepare(job, { directory, tools }), prepare(job, { directory, tools })])
    await expectTrue(valueIn(a).video)
    await expectTrue(valueIn(b).image)
    expect((await readdir(directory)).length).toBe(4)
  })
})
