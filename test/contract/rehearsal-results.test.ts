/** Results are real clips of the right length and sound, behind links that behave like a content network's; state outlives the server. */
import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderId } from '../../src/domain/request'
import { retire } from '../../src/main/engine/rehearsal/retire'
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../../src/main/engine/rehearsal/server'
import {
  bearer,
  clipLink,
  download,
  type Fixtures,
  factsOf,
  getJson,
  makeClip,
  makeFixtures,
  postJson,
  rehearse,
  smallest,
  until,
} from './rehearsal-fixtures'

const run = promisify(execFile)
let fixtures: Fixtures
const servers: Rehearsal[] = []

beforeAll(async () => {
  fixtures = await makeFixtures()
  await makeClip(join(fixtures.directory, 'long.mp4'), '360x640', 10.6)
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => fixtures.remove())

async function serve(more: Partial<RehearsalOptions> = {}): Promise<Rehearsal> {
  const server = await rehearse(fixtures, more)
  servers.push(server)
  return server
}

const pollPath = (id: string) => `/v3/async/task-result?task_id=${id}`

async function highwayJob(server: Rehearsal, changes: Record<string, unknown> = {}): Promise<string> {
  const { path, body } = smallest.highwayapi
  const created = await postJson(`${server.origin('highwayapi')}${path}`, { ...body, ...changes })
  return created.json.task_id as unknown as string
}

async function highwayLink(server: Rehearsal, id: string): Promise<string> {
  const done = await until(
    () => getJson(`${server.origin('highwayapi')}${pollPath(id)}`),
    ({ json }) => (json.task!.status as unknown) === 'TASK_STATUS_SUCCEED',
  )
  return (done.json.videos as unknown as { video_url: string }[])[0]!.video_url
}

describe('the result', () => {
  it('is as long as the clip, has its sound, and is a clip that plays from its start', async () => {
    const server = await serve()
    const target = join(fixtures.directory, 'whole.mp4')
    await download(await highwayLink(server, await highwayJob(server)), target)
    const facts = await factsOf(fixtures, target)
    expect(facts).toMatchObject({
      kind: 'video',
      container: 'mp4',
      codec: 'h264',
      pixelFormat: 'yuv420p',
      faststart: true,
      audio: { codec: 'aac' },
    })
    if (facts.kind !== 'video') return
    expect(facts.seconds).toBeCloseTo(3.2, 0)
    expect(Math.abs(facts.seconds - 3.2)).toBeLessThan(0.15)
    expect((facts.width % 2) + (facts.height % 2)).toBe(0)
    expect(facts.height).toBe(400)
    // The picture on the left, the clip on the right: 320×400 beside 480×360 at one height.
    expect(facts.width / facts.height).toBeCloseTo(320 / 400 + 480 / 360, 1)
  })

  it('is silent when sound is not wanted', async () => {
    const server = await serve()
    const target = join(fixtures.directory, 'silent.mp4')
    await download(await highwayLink(server, await highwayJob(server, { keep_original_sound: false })), target)
    expect(await factsOf(fixtures, target)).toMatchObject({ audio: null })
  })

  it('is 5 seconds at HighwayAPI for orientation image, whatever the clip’s length', async () => {
    const server = await serve({
      async fetchLink(url, target) {
        const path = url === clipLink ? join(fixtures.directory, 'long.mp4') : fixtures.image
        await writeFile(target, await readFile(path))
        return { ok: true, value: undefined }
      },
    })
    const target = join(fixtures.directory, 'five.mp4')
    await download(await highwayLink(server, await highwayJob(server, { character_orientation: 'image' })), target)
    const facts = await factsOf(fixtures, target)
    expect(facts.kind === 'video' && Math.abs(facts.seconds - 5)).toBeLessThan(0.15)
    // Elsewhere the same clip is too long for `image`.
    const refused = await postJson(`${server.origin('shortapi')}${smallest.shortapi.path}`, {
      ...smallest.shortapi.body,
      args: { ...(smallest.shortapi.body.args as object), character_orientation: 'image' },
    })
    expect(refused.json.info).toMatch(/duration max/)
  })

  it('shows the moving reference and carries its label', async () => {
    const server = await serve()
    const target = join(fixtures.directory, 'labelled.mp4')
    await download(await highwayLink(server, await highwayJob(server)), target)
    const frame = async (at: string) => {
      const { stdout } = await run(
        'ffmpeg',
        ['-v', 'error', '-ss', at, '-i', target, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
        {
          encoding: 'buffer',
          maxBuffer: 32e6,
        },
      )
      return stdout
    }
    const facts = await factsOf(fixtures, target)
    const [early, late] = [await frame('0.2'), await frame('2.5')]
    const differing = (fromX: number, toX: number) => {
      let count = 0
      for (let y = 0; y < facts.height; y++)
        for (let x = fromX; x < toX; x++) {
          const at = (y * facts.width + x) * 3
          if (Math.abs(early[at]! - late[at]!) > 40) count++
        }
      return count / (facts.height * (toX - fromX))
    }
    const still = Math.round((facts.height * 320) / 400)
    // The left part stands still below the label, the right one moves.
    expect(differing(0, still - 4)).toBeLessThan(0.01)
    expect(differing(still + 4, facts.width)).toBeGreaterThan(0.03)
    // Red ground and white letters at the upper left corner.
    let red = 0
    let white = 0
    for (let y = 10; y < 40; y++)
      for (let x = 10; x < 60; x++) {
        const at = (y * facts.width + x) * 3
        const [r, g, b] = [early[at]!, early[at + 1]!, early[at + 2]!]
        if (r > 140 && g < 80 && b < 80) red++
        if (r > 200 && g > 200 && b > 200) white++
      }
    expect(red).toBeGreaterThan(400)
    expect(white).toBeGreaterThan(200)
  })
})

describe('a result link', () => {
  it('answers ranges, If-Range, HEAD and an ETag, and notices a key', async () => {
    const server = await serve()
    const link = await highwayLink(server, await highwayJob(server))
    const whole = await fetch(link)
    const bytes = Buffer.from(await whole.arrayBuffer())
    const etag = whole.headers.get('etag')!
    expect([whole.status, whole.headers.get('accept-ranges'), whole.headers.get('content-length')]).toEqual([
      200,
      'bytes',
      String(bytes.length),
    ])

    const part = await fetch(link, { headers: { range: 'bytes=100-199', 'if-range': etag } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true)
    const rest = await fetch(link, { headers: { range: `bytes=${bytes.length - 10}-` } })
    expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(-10))).toBe(true)
    const last = await fetch(link, { headers: { range: 'bytes=-7' } })
    expect(Buffer.from(await last.arrayBuffer()).equals(bytes.subarray(-7))).toBe(true)

    const changed = await fetch(link, { headers: { range: 'bytes=100-199', 'if-range': '"another"' } })
    expect([changed.status, (await changed.arrayBuffer()).byteLength]).toEqual([200, bytes.length])
    const beyond = await fetch(link, { headers: { range: `bytes=${bytes.length}-` } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
    const head = await fetch(link, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])

    expect(server.violations).toEqual([])
    await (await fetch(link, { headers: bearer() })).arrayBuffer()
    expect(server.violations).toEqual(['The key was sent to a result link of highwayapi.'])
    expect((await fetch(`${link}0`)).status).toBe(403)
    expect((await fetch(link.replace(/expires=\d+/, 'expires=9999999999'))).status).toBe(403)
  })
})

describe('state on disk', () => {
  it('answers for old ids on another port, with links of the new origin', async () => {
    const first = await serve()
    const id = await highwayJob(first)
    const old = await highwayLink(first, id)
    await first.close()
    const second = await serve()
    const link = await highwayLink(second, id)
    expect(new URL(link).origin).not.toBe(new URL(old).origin)
    await download(link, join(fixtures.directory, 'again.mp4'))
    expect(second.creates.size).toBe(0)
  })

  it('goes on with a task that was not finished', async () => {
    // A queue so long that nothing is rendered before the first server ends.
    const first = await serve({ paceScale: 1000 })
    const id = await highwayJob(first)
    const before = await getJson(`${first.origin('highwayapi')}${pollPath(id)}`)
    expect(before.json.task!.status).toBe('TASK_STATUS_QUEUED')
    await first.close()
    const second = await serve()
    await download(await highwayLink(second, id), join(fixtures.directory, 'resumed.mp4'))
  })

  it('finds an uploaded file again by its old link', async () => {
    const first = await serve()
    const form = new FormData()
    form.append('file', new Blob([await readFile(fixtures.clip)], { type: 'video/mp4' }), 'dance.mp4')
    const stored = await fetch(`${first.filesOrigin}/api/v1/files/upload/stream`, { method: 'POST', headers: bearer(), body: form })
    const { data } = (await stored.json()) as { data: { file_url: string } }
    await first.close()
    const second = await serve()
    await highwayLink(second, await highwayJob(second, { video: data.file_url }))
  })

  it('keeps no key, and sets an unreadable task aside', async () => {
    const directory = join(fixtures.directory, 'private')
    const first = await serve({ directory })
    const { path, body } = smallest.wavespeed
    await postJson(`${first.origin('wavespeed')}${path}`, body, bearer('sk-very-secret'))
    expect(JSON.stringify(first.requests)).not.toContain('sk-very-secret')
    expect(first.requests.at(-1)).toMatchObject({
      method: 'POST',
      provider: 'wavespeed',
      point: 'create',
      headerNames: expect.arrayContaining(['authorization']),
    })
    await first.close()
    const names = await readdir(join(directory, 'tasks'))
    for (const name of names)
      if (name.endsWith('.json')) expect(await readFile(join(directory, 'tasks', name), 'utf8')).not.toContain('sk-very-secret')
    await writeFile(join(directory, 'tasks', 'broken.json'), '{"key":')
    await serve({ directory })
    expect(await readdir(join(directory, 'tasks'))).toContain('broken.json.unreadable')
  })

  it('drops what is older than a week and nothing else', async () => {
    const directory = join(fixtures.directory, 'old')
    await mkdir(join(directory, 'tasks'), { recursive: true })
    await mkdir(join(directory, 'uploads'), { recursive: true })
    for (const name of ['tasks/a.json', 'tasks/b.mp4', 'uploads/c.mp4']) await writeFile(join(directory, name), 'x')
    const now = Date.now()
    const eightDays = new Date(now - 8 * 86_400_000)
    await utimes(join(directory, 'tasks/a.json'), eightDays, eightDays)
    await utimes(join(directory, 'uploads/c.mp4'), eightDays, eightDays)
    expect(await retire(directory, now)).toBe(2)
    expect((await stat(join(directory, 'tasks/b.mp4'))).isFile()).toBe(true)
    expect(await retire(join(fixtures.directory, 'never-made'), now)).toBe(0)
  })

  it('does not start without ffmpeg', async () => {
    const started = await startRehearsal({ directory: join(fixtures.directory, 'none'), tools: { ffmpeg: null, ffprobe: null } })
    expect(started).toMatchObject({ ok: false, failure: { code: 'setup.no-ffmpeg' } })
  })
})

describe('results of every provider', () => {
  it.each(['shortapi', 'aimlapi', 'evolink', 'wavespeed'] as ProviderId[])('%s counts its creates', async (provider) => {
    const server = await serve({ paceScale: 1000 })
    await postJson(`${server.origin(provider)}${smallest[provider].path}`, smallest[provider].body)
    expect([...server.creates]).toEqual([[provider, 1]])
  })
})
