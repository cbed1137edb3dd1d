/** Whether a key works, asked of real servers: never with a create, never with a wrong certainty. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderId } from '../../src/domain/request'
import { findTools } from '../../src/main/engine/media/tools'
import { startRehearsal } from '../../src/main/engine/rehearsal/server'
import { temporaryFolder } from '../support/cli'
import { must, openedEngine } from '../support/opened-engine'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { startS3 } from '../support/s3-server'

const ids = ['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed'] as const
const key = 'sk-Test/Key+9876543210=abcd'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** An engine whose providers lie at these addresses. */
async function engineAt(origins: Partial<Record<ProviderId, string>>, more: Record<string, string> = {}) {
  const environment = Object.fromEntries(Object.entries(origins).map(([id, origin]) => [`CHOREO_${id.toUpperCase()}_BASE_URL`, origin]))
  const opened = await openedEngine({ environment: { ...environment, ...more } })
  closing.push(() => opened.engine.close())
  return opened.client
}

describe('a key of a provider', () => {
  let origins: Record<string, string>
  beforeAll(async () => {
    const rehearsal = must(
      await startRehearsal({
        directory: await temporaryFolder('rehearsal'),
        tools: await findTools({ ...process.env, ...packagedFfprobe }),
        paceScale: 0,
      }),
    )
    origins = Object.fromEntries(ids.map((id) => [id, rehearsal.origin(id)]))
    return () => rehearsal.close()
  })

  it('that is good, empty or bad is told as such by each of the five, and costs no job', async () => {
    const client = await engineAt(origins)
    for (const id of ids) expect(await client.keys.test({ id })).toMatchObject({ ok: false, failure: { code: 'setup.no-key' } })
    const sentences: string[] = []
    for (const id of ids) {
      must(await client.keys.set({ id, key }))
      const test = must(await client.keys.test({ id }))
      expect(test, id).toMatchObject({ works: true })
      sentences.push(test.sentence)
    }
    expect(sentences).toEqual([
      expect.stringMatching(/^ShortAPI accepts the key: asked for a job that cannot exist, it looked and found none\./),
      'AI/ML API accepts the key; $100.00 are left.',
      'EvoLink accepts the key; 7200 credits are left.',
      expect.stringMatching(/^HighwayAPI accepts the key: asked for a job/),
      'WaveSpeedAI accepts the key; $100.00 are left.',
    ])
    for (const id of ids) {
      must(await client.keys.set({ id, key: 'bad-key-12345678' }))
      const test = must(await client.keys.test({ id }))
      expect(test, id).toMatchObject({ works: false, sentence: expect.stringContaining('does not accept the key') })
      expect(test.sentence).not.toContain('bad-key-12345678')
    }
    must(await client.keys.set({ id: 'wavespeed', key: 'poor-key-12345678' }))
    expect(must(await client.keys.test({ id: 'wavespeed' }))).toEqual({
      works: true,
      sentence: 'WaveSpeedAI accepts the key; nothing is left on the account, so a run would be refused.',
      finding: { code: 'accepted', usd: 0, credits: null },
    })
  })
})

describe('an odd answer', () => {
  type Script = (incoming: IncomingMessage) => { status: number; body: unknown }

  async function scripted(script: Script): Promise<{ origin: string; seen: string[] }> {
    const seen: string[] = []
    const server: Server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
      seen.push(`${incoming.method} ${incoming.url}`)
      const { status, body } = script(incoming)
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
  }

  const page = '<!DOCTYPE html><title>404 Not Found</title>'
  const cases: [ProviderId, string, { status: number; body: unknown }, object][] = [
    ['shortapi', 'its own way to say no job', { status: 200, body: { code: 1001, info: 'job does not exist' } }, { works: true }],
    ['shortapi', 'its own way to refuse a key', { status: 200, body: { code: 1, info: 'Invalid API key' } }, { works: false }],
    ['shortapi', 'HTTP 401', { status: 401, body: {} }, { works: false }],
    [
      'shortapi',
      'a job that waits',
      { status: 200, body: { code: 0, data: { status: 0 } } },
      { works: true, sentence: /says nothing against/ },
    ],
    ['shortapi', 'a page', { status: 404, body: page }, { failure: 'provider.not-found' }],
    ['shortapi', 'a fault', { status: 503, body: {} }, { failure: 'provider.unavailable' }],
    ['shortapi', 'nonsense', { status: 200, body: 'ok' }, { failure: 'provider.nonsense' }],
    ['highwayapi', 'a bad key as 403', { status: 403, body: { reason: 'INVALID_API_KEY', message: 'no' } }, { works: false }],
    [
      'highwayapi',
      'an empty account',
      { status: 403, body: { reason: 'NOT_ENOUGH_BALANCE', message: 'x' } },
      { works: true, sentence: /nothing is left/ },
    ],
    ['highwayapi', 'no task', { status: 404, body: { reason: 'TASK_NOT_FOUND', message: 'x' } }, { works: true }],
    ['highwayapi', 'no such address', { status: 404, body: { reason: 'API_NOT_FOUND', message: 'x' } }, { failure: 'provider.not-found' }],
    [
      'aimlapi',
      'out of credits',
      { status: 403, body: { message: 'You have run out of credits' } },
      { works: true, sentence: /nothing is left/ },
    ],
    ['evolink', 'too many questions', { status: 429, body: {} }, { failure: 'provider.rate-limited' }],
  ]
  it.each(cases)('%s: %s', async (id, _what, answer, expected) => {
    const { origin, seen } = await scripted(() => answer)
    const client = await engineAt({ [id]: origin })
    must(await client.keys.set({ id, key }))
    const test = await client.keys.test({ id })
    if ('failure' in expected) expect(test).toMatchObject({ ok: false, failure: { code: expected.failure } })
    else {
      const { sentence = /./, ...rest } = expected as { sentence?: RegExp }
      expect(must(test)).toMatchObject(rest)
      expect(must(test).sentence).toMatch(sentence)
    }
    expect(seen.every((line) => line.startsWith('GET '))).toBe(true)
  })

  it('a balance that has moved is no fault of the key', async () => {
    const { origin, seen } = await scripted(({ url }) =>
      url?.includes('balance') ? { status: 404, body: {} } : { status: 404, body: { code: 404, message: 'Prediction not found' } },
    )
    const client = await engineAt({ wavespeed: origin })
    must(await client.keys.set({ id: 'wavespeed', key }))
    expect(must(await client.keys.test({ id: 'wavespeed' }))).toMatchObject({ works: true })
    expect(seen).toHaveLength(2)
  })

  it('never repeats the key, and a server that is away is not the key’s fault', async () => {
    const { origin } = await scripted(({ headers }) => ({ status: 401, body: { info: `unknown ${headers.authorization}` } }))
    const client = await engineAt({ shortapi: origin, highwayapi: 'http://127.0.0.1:9' })
    for (const id of ['shortapi', 'highwayapi'] as const) must(await client.keys.set({ id, key }))
    const test = must(await client.keys.test({ id: 'shortapi' }))
    expect(test.works).toBe(false)
    expect(test.sentence).not.toContain(key)
    expect(await client.keys.test({ id: 'highwayapi' })).toMatchObject({ ok: false, failure: { code: 'network.unreachable' } })
  })
})

describe('the keys of a bucket', () => {
  it('are tried on a file that cannot exist', async () => {
    const s3 = await startS3({ accessKeyId: 'AKIATEST12345', secretAccessKey: 'secret/key', region: 'eu-central-1', bucket: 'clips' })
    closing.push(() => s3.close())
    const client = await engineAt({})
    const keys = (accessKeyId: string, secretAccessKey: string) =>
      client.keys.set({ id: 's3', key: JSON.stringify({ accessKeyId, secretAccessKey }) })
    must(await keys('AKIATEST12345', 'secret/key'))
    expect(await client.keys.test({ id: 's3' })).toMatchObject({ ok: false, failure: { code: 'delivery.no-host' } })

    const bucket = { endpoint: s3.endpoint, region: 'eu-central-1', name: 'clips', prefix: 'a/', pathStyle: true, lifeHours: 24 }
    must(await client.settings.set({ bucket }))
    expect(must(await client.keys.test({ id: 's3' }))).toMatchObject({ works: true, sentence: expect.stringContaining('“clips”') })
    s3.refuse = () => ({ status: 403, code: 'AccessDenied', message: 'Access Denied' })
    expect(must(await client.keys.test({ id: 's3' }))).toMatchObject({ works: false, sentence: expect.stringContaining('s3:ListBucket') })
    s3.refuse = () => null
    must(await keys('AKIATEST12345', 'wrong'))
    expect(must(await client.keys.test({ id: 's3' }))).toMatchObject({ works: false, sentence: expect.stringContaining('signature') })
    must(await keys('AKIAOTHER', 'secret/key'))
    expect(must(await client.keys.test({ id: 's3' }))).toMatchObject({ works: false, sentence: expect.stringContaining('access key id') })
    must(await keys('AKIATEST12345', 'secret/key'))
    must(await client.settings.set({ bucket: { ...bucket, name: 'other' } }))
    expect(must(await client.keys.test({ id: 's3' }))).toMatchObject({
      works: false,
      sentence: expect.stringContaining('no bucket “other”'),
    })
    expect(s3.keys()).toEqual([])
    expect(s3.requests.every(({ method }) => method === 'GET')).toBe(true)
  })
})
