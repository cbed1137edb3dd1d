/** Delivery inside whole jobs: a bucket as host, a picture refused for its form, links that died, uploads that are gone. */
import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobView } from '../../src/contract/shapes'
import { noEdits } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { sayWhoHolds } from '../../src/main/cli/who-holds'
import { checkOwnLink } from '../../src/main/engine/delivery/own-link'
import { createTransport } from '../../src/main/engine/net/transport'
import { type S3Server, startS3 } from '../support/s3-server'
import { House, type HouseOptions, type Media, makeMedia } from './fault-house'

const bucketKeys = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'a+secret/of-the-test-0123456789' }
const bucketEnvironment = { CHOREO_S3_ACCESS_KEY_ID: bucketKeys.accessKeyId, CHOREO_S3_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey }

let media: Media
let linked: string
let s3: S3Server
let house: House | null = null

beforeAll(async () => {
  media = await makeMedia()
  // Its index in front: nothing has to be changed, so that a link to it is passed on.
  linked = join(media.directory, 'linked.mp4')
  await promisify(execFile)('ffmpeg', [
    '-v',
    'error',
    '-i',
    media.clip,
    '-c',
    'copy',
    '-movflags',
    '+faststart',
    '-map_metadata',
    '-1',
    linked,
  ])
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))
beforeEach(async () => {
  s3 = await startS3({ ...bucketKeys, region: 'eu-north-1', bucket: 'clips' })
})
afterEach(async () => {
  await house?.close()
  house = null
  await s3.close()
})

/** A provider fetches what it is given a link to. */
const fetchLink: HouseOptions['fetchLink'] = async (url, target) => {
  const answer = await fetch(url)
  if (!answer.ok) return { ok: false, failure: { code: 'link.unreachable', message: `HTTP ${answer.status}`, fix: 'Check the link.' } }
  await writeFile(target, Buffer.from(await answer.arrayBuffer()))
  return { ok: true, value: undefined }
}

const bucketSettings = (more = {}) => ({ bucket: { endpoint: s3.endpoint, region: 'eu-north-1', name: 'clips', ...more } })

async function open(options: HouseOptions = {}): Promise<House> {
  house = await House.open(media, { fetchLink, ...options })
  return house
}

async function delivered(in_: House, view: JobView, kind: string) {
  return (await in_.history(view.id)).filter(({ event, media }) => event === 'delivered' && media === kind)
}

async function everyByte(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const texts = entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'))
  return (await Promise.all(texts)).join('\n')
}

describe('a bucket of one’s own', () => {
  it('holds the clip for a provider that takes links only, and nothing of its secrets stays on the disk', async () => {
    const paid = await open({ settings: bucketSettings({ prefix: 'choreo' }), environment: bucketEnvironment })
    const first = await paid.run('highwayapi', { host: 's3' })
    expect(first.failure).toBeNull()
    await paid.expectSound(first)
    expect(await delivered(paid, first, 'video')).toMatchObject([{ by: 'host-upload', host: 's3', reused: false }])
    const second = await paid.run('shortapi', { host: 's3' })
    expect(await delivered(paid, second, 'video')).toMatchObject([{ by: 'host-upload', host: 's3', reused: true }])
    expect(s3.requests.filter(({ method }) => method === 'PUT').length).toBe(1)
    expect(s3.keys()).toEqual([expect.stringMatching(/^choreo\/[0-9a-f]{32}\.mp4$/)])

    const request = await readFile(join(paid.jobFolder(first.id), 'request.json'), 'utf8')
    expect(request).toContain(`${s3.endpoint}/clips/choreo/`)
    expect(request).toContain('X-Amz-Signature=<hidden>')
    const written = (await everyByte(join(paid.directory, 'project'))) + (await everyByte(join(paid.directory, 'home')))
    expect(written).not.toMatch(/X-Amz-Signature=[0-9a-f]/)
    for (const secret of Object.values(bucketKeys)) expect(written).not.toContain(secret)
  })

  it('stays unspoken of when the provider repeats the signed link in its own way of writing', async () => {
    const repeated = `{"code":400,"reason":"INVALID_VIDEO","message":"cannot fetch https://b.example.com/c.mp4?X-Amz-Date=20260101T000000Z\\u0026X-Amz-Signature=${'ab'.repeat(32)} or https%3A%2F%2Fb%3FX-Amz-Signature%3D${'cd'.repeat(32)}%26x=1"}`
    const paid = await open({
      settings: bucketSettings(),
      environment: bucketEnvironment,
      script: [{ at: 'create', effect: { kind: 'status', status: 400, body: repeated } }],
    })
    const view = await paid.run('highwayapi', { host: 's3' })
    expect(view.state).toBe('failed')
    expect(JSON.stringify(view)).not.toMatch(/(ab|cd){32}/)
    expect(await everyByte(join(paid.directory, 'project'))).not.toMatch(/(ab|cd){32}/)
  })

  it('is refused before anything is made while it is not set up, with what is missing', async () => {
    const nothing = await open()
    await expect(nothing.start('highwayapi', { host: 's3' })).rejects.toThrow(/delivery\.no-host/)
    expect((await nothing.client.system.info()).hosts.find(({ id }) => id === 's3')).toMatchObject({
      available: false,
      why: expect.stringMatching(/settings\.json.*CHOREO_S3_ACCESS_KEY_ID and CHOREO_S3_SECRET_ACCESS_KEY/),
    })
    await nothing.close()
    const half = await open({ settings: bucketSettings() })
    expect((await half.client.system.info()).hosts.find(({ id }) => id === 's3')).toMatchObject({
      available: false,
      why: 'Set its key in the window’s settings, with “choreo keys set s3”, or as CHOREO_S3_ACCESS_KEY_ID and CHOREO_S3_SECRET_ACCESS_KEY.',
    })
    await expect(half.start('highwayapi', { host: undefined })).rejects.toThrow(/nobody is named to hold a local file/)
    expect(half.server.requests).toEqual([])
  })

  it('that refuses fails the job before anything is submitted', async () => {
    const paid = await open({ settings: bucketSettings({ name: 'nobodys' }), environment: bucketEnvironment })
    const view = await paid.run('highwayapi', { host: 's3' })
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'delivery.bucket-refused' } })
    expect(paid.createRequests('highwayapi')).toBe(0)
    await paid.expectSound(view)
  })

  it('is named once in the settings for all runs', async () => {
    const paid = await open({ settings: { ...bucketSettings(), host: 's3' }, environment: bucketEnvironment })
    const view = await paid.run('highwayapi', { host: undefined })
    expect(view.state).toBe('saved')
    expect(await delivered(paid, view, 'video')).toMatchObject([{ host: 's3' }])
  })

  it('is not used by a rehearsal, unless it is on this computer', async () => {
    const away = await open({ settings: bucketSettings({ endpoint: 'https://s3.example.com' }), environment: bucketEnvironment })
    await expect(away.start('highwayapi', { host: 's3', rehearse: true })).rejects.toThrow(/sends nothing over the network/)
    await away.close()
    const near = await open({ settings: bucketSettings(), environment: bucketEnvironment })
    const view = await near.run('highwayapi', { host: 's3', rehearse: true })
    expect(view.state).toBe('saved')
    expect(s3.keys().length).toBe(1)
  })

  it.each([
    ['plain http elsewhere', { endpoint: 'http://s3.example.com' }, /only sent over https/],
    ['a name in front of an address', { pathStyle: false }, /cannot carry the bucket’s name/],
    ['a link that outlives a signature', { lifeHours: 169 }, /bucket\.lifeHours/],
    ['no region', { region: undefined }, /bucket\.region/],
  ])('with %s in the settings is refused at the start', async (_name, wrong, message) => {
    await expect(open({ settings: bucketSettings(wrong) })).rejects.toThrow(message)
  })
})

describe('whose servers a file goes to', () => {
  async function said(in_: House, provider: 'highwayapi' | 'evolink', named?: 'evolink' | 'wavespeed' | 's3') {
    const lines: string[] = []
    const printer = { json: false, prose: (line: string) => lines.push(line), event: () => {}, answer: () => {}, finish: () => 0 }
    const session = {
      client: in_.client,
      open: () => Promise.reject(new Error('not asked')),
      admit: () => '',
      signal: new AbortController().signal,
    }
    await sayWhoHolds(session, provider, named, printer)
    return lines.join('\n')
  }

  it('is said in plain words before a run, and for how long', async () => {
    const paid = await open({ settings: bucketSettings({ lifeHours: 48 }), environment: bucketEnvironment })
    expect(await said(paid, 'highwayapi', 'evolink')).toMatch(/HighwayAPI takes the clip by link only\. .*EvoLink.*72 hours/)
    expect(await said(paid, 'highwayapi', 'wavespeed')).toMatch(/WaveSpeed.*7 days/)
    expect(await said(paid, 'highwayapi', 's3')).toMatch(/your bucket “clips” at 127\.0\.0\.1:\d+ .*48 hours/)
    expect(await said(paid, 'evolink', 'wavespeed')).toBe('')
    const { hosts } = await paid.client.system.info()
    expect(hosts.map(({ id, available, why }) => [id, available, why])).toEqual([
      ['evolink', true, null],
      ['wavespeed', true, null],
      ['s3', true, null],
    ])
  })
})

describe('HighwayAPI’s picture', () => {
  const refusal = (reason: string, message: string) =>
    ({ at: 'create', effect: { kind: 'status', status: 400, body: JSON.stringify({ code: 400, reason, message, metadata: {} }) } }) as const
  const asOf = async (in_: House, view: JobView) =>
    (JSON.parse(await readFile(join(in_.jobFolder(view.id), 'request.json'), 'utf8')) as { body: { image: string } }).body.image

  it.each([
    ['INVALID_IMAGE_FORMAT', 'invalid image format'],
    ['INVALID_REQUEST_BODY', 'image: must be a URL or a base64 data URI'],
  ])('is sent as a data URI after %s, as an attempt of its own', async (reason, message) => {
    const paid = await open({ script: [refusal(reason, message)] })
    const view = await paid.run('highwayapi')
    expect(view.failure).toBeNull()
    expect(view.state).toBe('saved')
    await paid.expectSound(view)
    expect((await paid.record(view.id)).attempts.map(({ remoteId }) => remoteId)).toEqual([null, view.remoteId])
    expect(paid.createRequests('highwayapi')).toBe(2)
    expect(paid.accepted('highwayapi')).toBe(1)
    expect(await asOf(paid, view)).toBe('data:image/jpeg;base64,<image as base64>')
    expect((await paid.history(view.id)).filter(({ pictureAs }) => pictureAs)).toMatchObject([
      { state: 'delivering', pictureAs: 'data-uri' },
    ])
  })

  it('is given up after both forms', async () => {
    const paid = await open({ script: [{ ...refusal('INVALID_IMAGE_FORMAT', 'invalid image format'), times: 5 }] })
    const view = await paid.run('highwayapi')
    expect(view).toMatchObject({ state: 'failed', failure: { code: 'provider.media-refused' } })
    expect(paid.createRequests('highwayapi')).toBe(2)
    await paid.expectSound(view, 0)
  })

  it.each([
    ['INVALID_IMAGE_SIZE', 'image: too small', 'provider.media-refused'],
    ['IMAGE_NO_FACE_DETECTED', 'no face in image', 'provider.media-refused'],
    ['INVALID_REQUEST_BODY', 'prompt is too long', 'provider.rejected'],
    ['INVALID_REQUEST_BODY', 'video: must be a URL', 'provider.rejected'],
    ['NOT_ENOUGH_BALANCE', 'not enough balance', 'provider.no-balance'],
  ])('is not sent again after %s: %s', async (reason, message, code) => {
    const paid = await open({ script: [refusal(reason, message)] })
    expect(await paid.run('highwayapi')).toMatchObject({ state: 'failed', failure: { code } })
    expect(paid.createRequests('highwayapi')).toBe(1)
  })

  it('goes on in the other form when Choreo ended between the refusal and the next attempt', async () => {
    const paid = await open({ script: [{ ...refusal('INVALID_IMAGE_FORMAT', 'invalid image format'), times: 2 }] })
    const view = await paid.run('highwayapi')
    expect(view.state).toBe('failed')
    // The disk as a crash would have left it: the first refusal is written down, and nothing after it.
    const record = await paid.record(view.id)
    const lines = (await readFile(join(paid.jobFolder(view.id), 'events.ndjson'), 'utf8')).trimEnd().split('\n')
    const first = lines.findIndex((line) => line.includes('"event":"answer"'))
    await paid.engine.close()
    await writeFile(join(paid.jobFolder(view.id), 'events.ndjson'), `${lines.slice(0, first + 1).join('\n')}\n`)
    await writeFile(
      join(paid.jobFolder(view.id), 'job.json'),
      JSON.stringify({ ...record, state: 'submitting', attempts: record.attempts.slice(0, 1), failure: null }),
    )
    await paid.reopenEngine()
    expect(await paid.resume()).toMatchObject([{ id: view.id, state: 'saved' }])
    expect(paid.accepted('highwayapi')).toBe(1)
  })

  it('of a provider that knows one form only is sent once', async () => {
    const paid = await open({
      script: [
        {
          at: 'create',
          effect: { kind: 'status', status: 200, body: JSON.stringify({ code: 400, info: 'invalid image format: base64' }) },
        },
      ],
    })
    expect(await paid.run('shortapi')).toMatchObject({ state: 'failed' })
    expect(paid.createRequests('shortapi')).toBe(1)
  })
})

describe('the person’s own link', () => {
  let files: Server
  let later: typeof answer
  let answer: (path: string) => { status?: number; type?: string; body?: Buffer; location?: string } | null
  let origin: string
  let asked: string[]

  beforeEach(async () => {
    answer = () => null
    later = () => null
    asked = []
    files = createServer((incoming, outgoing) => {
      asked.push(`${incoming.method} ${incoming.headers.range ?? 'whole'}`)
      const own = answer(incoming.url ?? '')
      if (own)
        return void outgoing
          .writeHead(own.status ?? 200, {
            'content-type': own.type ?? 'text/plain',
            'content-length': own.body?.length ?? 0,
            ...(own.location ? { location: own.location } : {}),
          })
          .end(own.body)
      void stat(linked).then(({ size }) => {
        const range = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? '')
        const start = range ? Number(range[1]) : 0
        const end = range?.[2] ? Number(range[2]) : size - 1
        outgoing.writeHead(range ? 206 : 200, {
          'content-type': 'video/mp4',
          'content-length': end - start + 1,
          ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
        })
        createReadStream(linked, { start, end }).pipe(outgoing)
      })
    })
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
    const address = files.address()
    origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  })
  afterEach(() => {
    files.closeAllConnections()
    files.close()
  })

  async function startWithLink(paid: House, link: string): Promise<JobView> {
    const image = await paid.client.media.open({ ticket: paid.engine.admit(media.image) })
    const video = await paid.client.media.open({ link })
    if (!image.ok || !video.ok) throw new Error(`cannot be opened: ${JSON.stringify([image, video])}`)
    answer = later
    const started = await paid.client.jobs.start({
      image: image.value.id,
      video: video.value.id,
      request: defaultRequest,
      edits: noEdits,
      provider: 'highwayapi',
      rehearse: false,
    })
    if (!started.ok) throw new Error(started.failure.message)
    return paid.until(started.value.id)
  }

  it('is asked for one byte before it is passed on', async () => {
    const paid = await open()
    const view = await startWithLink(paid, `${origin}/dance.mp4`)
    expect(view.state).toBe('saved')
    expect(await delivered(paid, view, 'video')).toMatchObject([{ by: 'link', url: `${origin}/dance.mp4`, reused: false }])
    expect(asked).toContain('GET bytes=0-0')
  })

  it.each([
    ['has died', () => ({ status: 404 })],
    ['wants a login', () => ({ status: 403 })],
    ['shows a page', () => ({ type: 'text/html; charset=utf-8', body: Buffer.from('<h1>This file has expired</h1>') })],
    ['gives another file', () => ({ type: 'video/mp4', body: Buffer.alloc(999) })],
    ['leads round in circles', () => ({ status: 302, location: '/elsewhere' })],
    ['fails every time', () => ({ status: 503 })],
  ])('that %s since it was opened ends the job before anything is submitted', async (_name, now) => {
    later = now
    const paid = await open()
    const view = await startWithLink(paid, `${origin}/dance.mp4`)
    expect(view).toMatchObject({
      state: 'failed',
      failure: { code: 'link.unreachable', fix: expect.stringContaining('Nothing was submitted') },
    })
    expect(paid.createRequests('highwayapi')).toBe(0)
  })

  it('that stumbles once is asked again', async () => {
    let stumbles = 1
    later = () => (stumbles-- > 0 ? { status: 502 } : null)
    const paid = await open()
    expect((await startWithLink(paid, `${origin}/dance.mp4`)).state).toBe('saved')
  })

  it('whose signature was not kept over a restart is not passed on without it', async () => {
    const paid = await open()
    later = () => ({ status: 503 })
    const view = await startWithLink(paid, `${origin}/dance.mp4?X-Amz-Signature=abcdef0123456789`)
    const record = await paid.record(view.id)
    expect(record.inputs.video.link).toBe(`${origin}/dance.mp4?X-Amz-Signature=<hidden>`)
    await paid.engine.close()
    await writeFile(join(paid.jobFolder(view.id), 'job.json'), JSON.stringify({ ...record, state: 'delivering', failure: null }))
    await paid.reopenEngine()
    asked = []
    expect(await paid.resume()).toMatchObject([
      {
        state: 'failed',
        failure: {
          code: 'link.unreachable',
          message: expect.stringContaining('signature'),
          fix: expect.stringMatching(/^Nothing was submitted\. Add the link again/),
        },
      },
    ])
    expect(asked).toEqual([])
    expect(paid.createRequests('highwayapi')).toBe(0)

    // The same when what was fetched from it is not there any more either, long after it was begun.
    await rm(record.inputs.video.path)
    await writeFile(
      join(paid.jobFolder(view.id), 'job.json'),
      JSON.stringify({ ...record, state: 'draft', artifacts: null, failure: null }),
    )
    expect(await paid.resume()).toMatchObject([
      { state: 'failed', failure: { code: 'input.missing', fix: expect.stringContaining('Add the link again') } },
    ])
    expect(paid.createRequests('highwayapi')).toBe(0)
  })

  it.each([
    ['https://192.168.1.20/dance.mp4', 'link.unreachable'],
    ['https://localhost/dance.mp4', 'link.unreachable'],
    ['http://127.0.0.1:1/dance.mp4', 'link.unreachable'],
    ['http://example.com/dance.mp4', 'link.not-https'],
  ])('%s is never asked for, since no provider can reach it', async (link, code) => {
    const transport = createTransport('0.0.0-test')
    const never = { ...transport, open: () => Promise.reject(new Error('asked')) }
    expect(await checkOwnLink(link, { bytes: 1, transport: never, mayBePrivate: false, paceScale: 0 })).toMatchObject({
      ok: false,
      failure: { code },
    })
    await transport.close()
  })
})

describe('an upload that a provider cannot reach', () => {
  it('is forgotten, and the next job uploads it anew', async () => {
    const paid = await open()
    expect((await paid.run('wavespeed')).state).toBe('saved')
    for (const name of await readdir(join(paid.directory, 'server', 'uploads'))) await rm(join(paid.directory, 'server', 'uploads', name))
    await paid.cutWires()
    await paid.restartServer()
    await paid.mendWires()
    const lost = await paid.run('wavespeed', { again: true })
    expect(lost).toMatchObject({ state: 'failed', failure: { code: 'provider.media-unreachable' } })
    expect(await delivered(paid, lost, 'video')).toMatchObject([{ reused: true }])
    const next = await paid.run('wavespeed', { again: true })
    expect(next.state).toBe('saved')
    expect(await delivered(paid, next, 'video')).toMatchObject([{ reused: false }])
  })
})
