/** A bucket of one's own: signing against a server that verifies for itself, and what a person reads when it says no. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Bucket, findObject, linkTo, presign, putObject } from '../../src/main/engine/delivery/bucket'
import { createTransport, type Transport } from '../../src/main/engine/net/transport'
import { rawRequest } from '../support/raw-http'
import { type Refusal, type S3Options, type S3Server, startS3, verify } from '../support/s3-server'

const keys = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'a+secret/of-the-test-0123456789abcdefghij' }
const server: S3Options = { ...keys, region: 'eu-north-1', bucket: 'my-clips', domain: 's3.example.test' }

let folder: string
let small: string
let large: string
let s3: S3Server
let transport: Transport
let clock: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choreo-bucket-'))
  small = join(folder, 'small.mp4')
  large = join(folder, 'large.mp4')
  await writeFile(small, Buffer.alloc(100_000, 'clip'))
  const out = createWriteStream(large)
  for (let piece = 0; piece < 30; piece++) out.write(Buffer.alloc(1_000_000, piece))
  await new Promise<void>((resolve) => out.end(resolve))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(async () => {
  clock = 0
  s3 = await startS3({ ...server, now: () => Date.now() + clock })
  transport = createTransport('0.0.0-test')
})
afterEach(async () => {
  await transport.close()
  await s3.close()
})

function bucket(settings: Partial<Bucket['settings']> = {}, otherKeys: Partial<Bucket['keys']> = {}): Bucket {
  return {
    settings: {
      endpoint: s3.endpoint,
      region: server.region,
      name: server.bucket,
      prefix: 'choreo/',
      pathStyle: true,
      lifeHours: 24,
      ...settings,
    },
    keys: { ...keys, ...otherKeys },
  }
}

async function put(into: Bucket, path = small, onProgress?: (fraction: number) => void) {
  const bytes = await readFile(path)
  const file = { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
  return putObject(into, file, { name: 'a1b2.mp4', mime: 'video/mp4', bytes: bytes.length }, { transport, paceScale: 0.001, onProgress })
}

const fetchStatus = async (url: string, init?: RequestInit) => (await fetch(url, init)).status

describe('the verifier of these tests', () => {
  it('agrees with the worked example in Amazon’s documentation', () => {
    const example: S3Options = {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      region: 'us-east-1',
      bucket: 'examplebucket',
      now: () => Date.parse('2013-05-24T12:00:00Z'),
    }
    const signed = (signature: string) => ({
      method: 'GET',
      url: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}`,
      headers: { host: 'examplebucket.s3.amazonaws.com' },
    })
    const right = 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404'
    expect(verify(signed(right), 'examplebucket', example)).toBeNull()
    expect(verify(signed(right.replace('a', 'b')), 'examplebucket', example)).toMatchObject({ code: 'SignatureDoesNotMatch' })
  })
})

describe('a file in the bucket', () => {
  it('is put whole, with its length and type, under a name that says nothing, and read by a link', async () => {
    const stored = await put(bucket())
    expect(stored).toMatchObject({ ok: true, value: expect.stringMatching(/^choreo\/[0-9a-f]{32}\.mp4$/) })
    if (!stored.ok) return
    expect(s3.requests[0]).toMatchObject({
      method: 'PUT',
      status: 200,
      headers: { 'content-length': '100000', 'content-type': 'video/mp4' },
    })
    expect(s3.requests[0]!.headers['transfer-encoding']).toBeUndefined()
    expect(s3.requests[0]!.headers.authorization).toBeUndefined()
    const link = await linkTo(stored.value, bucket())
    const read = await fetch(link.url)
    expect(read.headers.get('content-type')).toBe('video/mp4')
    expect(Buffer.from(await read.arrayBuffer()).equals(await readFile(small))).toBe(true)
    expect(Date.parse(link.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
    expect(await findObject(stored.value, bucket(), { transport, paceScale: 0 })).toEqual({ ok: true, value: 'there' })
    s3.remove(stored.value)
    expect(await findObject(stored.value, bucket(), { transport, paceScale: 0 })).toEqual({ ok: true, value: 'gone' })
  })

  it('can be read by nobody who changes the link, and by nobody when it has expired', async () => {
    const stored = await put(bucket())
    if (!stored.ok) throw new Error(stored.failure.message)
    const { url } = await linkTo(stored.value, bucket({ lifeHours: 2 }))
    expect(await fetchStatus(url)).toBe(200)
    expect(await fetchStatus(url, { method: 'PUT', body: 'mine now' })).toBe(403)
    expect(await fetchStatus(url.replace('.mp4?', '.mov?'))).toBe(403)
    expect(await fetchStatus(url.replace('X-Amz-Expires=7200', 'X-Amz-Expires=72000'))).toBe(403)
    expect(await fetchStatus(url.split('?')[0]!)).toBe(403)
    clock = 1.9 * 3_600_000
    expect(await fetchStatus(url)).toBe(200)
    clock = 2.1 * 3_600_000
    expect(await fetchStatus(url)).toBe(403)
  })

  it.each([
    ['with the bucket’s name in front', { endpoint: 'https://s3.example.test', pathStyle: false }, 'my-clips.s3.example.test'],
    ['on a port', { endpoint: 'https://s3.example.test:9443', pathStyle: false }, 'my-clips.s3.example.test:9443'],
    ['in a path', { endpoint: 'https://s3.example.test', pathStyle: true }, 's3.example.test'],
    ['without a prefix', { endpoint: 'https://s3.example.test', pathStyle: true, prefix: '' }, 's3.example.test'],
  ])('has an address that verifies %s', async (_name, settings, host) => {
    const into = bucket(settings)
    const key = `${into.settings.prefix}0123.mp4`
    for (const [method, status] of [
      ['PUT', 200],
      ['GET', 200],
    ] as const) {
      const url = new URL(await presign(method, key, 60, into))
      expect(url.host).toBe(host)
      const answer = await rawRequest(s3.port, url.pathname + url.search, {
        method,
        headers: { host: url.host, 'content-length': method === 'PUT' ? 5 : 0 },
        body: method === 'PUT' ? 'bytes' : undefined,
      })
      expect(answer.status, answer.body.toString()).toBe(status)
    }
    expect(s3.keys()).toEqual([key])
    const url = new URL(await presign('GET', key, 60, into))
    expect((await rawRequest(s3.port, url.pathname + url.search, { headers: { host: 'other.s3.example.test' } })).status).toBe(403)
  })

  it('is begun anew from its first byte when a try broke off, and shows it', async () => {
    s3.refuse = (_method, _key, turn) => (turn < 3 ? { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' } : null)
    const seen: number[] = []
    const stored = await put(bucket(), large, (fraction) => seen.push(fraction))
    expect(stored.ok).toBe(true)
    if (!stored.ok) return
    expect(s3.requests.map(({ status }) => status)).toEqual([503, 503, 200])
    expect((await readFile(s3.read(stored.value)!.path)).equals(await readFile(large))).toBe(true)
    expect(seen.filter((fraction, index) => index > 0 && fraction < seen[index - 1]!).length).toBe(2)
    expect(seen.at(-1)).toBe(1)
  })
})

describe('a bucket that says no', () => {
  it.each([
    ['a wrong secret', {}, { secretAccessKey: 'another-secret-0123456789' }, /does not accept the signature/, /secret access key/],
    ['an unknown key', {}, { accessKeyId: 'AKIANOBODYKNOWSTHIS' }, /does not know the access key id/, /CHOREO_S3_ACCESS_KEY_ID/],
    ['another region', { region: 'us-east-1' }, {}, /does not lie in the region “us-east-1”/, /region/],
    ['no such bucket', { name: 'nobodys-clips' }, {}, /no bucket “nobodys-clips”/, /name/],
  ])('because of %s is told apart, asked once, and its secrets are not repeated', async (_name, settings, otherKeys, message, fix) => {
    const stored = await put(bucket(settings, otherKeys))
    expect(stored).toMatchObject({
      ok: false,
      failure: { code: 'delivery.bucket-refused', message: expect.stringMatching(message), fix: expect.stringMatching(fix) },
    })
    expect(s3.requests.length).toBe(1)
    expect(JSON.stringify(stored)).not.toMatch(/X-Amz-\w+=|AKIA|secret-0123/)
  })

  it.each([
    ['ahead', -3600_000],
    ['behind', 2 * 3600_000],
  ])('because the clock is %s is told to look at the clock', async (_name, shift) => {
    clock = shift
    expect(await put(bucket())).toMatchObject({
      ok: false,
      failure: { code: 'delivery.bucket-refused', message: expect.stringContaining('clock') },
    })
  })

  const refusals: [string, Refusal, string, RegExp][] = [
    ['no right to write', { status: 403, code: 'AccessDenied', message: 'Access Denied' }, 'delivery.bucket-refused', /may not write/],
    [
      'a skewed clock',
      { status: 403, code: 'RequestTimeTooSkewed', message: 'The difference between the request time and the current time is too large.' },
      'delivery.bucket-refused',
      /clock/,
    ],
    [
      'a redirect to the right region',
      { status: 301, code: 'PermanentRedirect', message: 'Use the specified endpoint.' },
      'delivery.bucket-refused',
      /region/,
    ],
    ['a full store', { status: 403, code: 'QuotaExceeded', message: 'Quota exceeded' }, 'delivery.bucket-refused', /full/],
    ['a size it does not take', { status: 400, code: 'EntityTooLarge', message: 'Too large' }, 'delivery.too-large', /size/],
    [
      'a fault of its own',
      { status: 500, code: 'InternalError', message: 'We encountered an internal error.' },
      'delivery.failed',
      /fault of its own/,
    ],
    ['something unheard of', { status: 418, code: 'Teapot', message: 'short and stout' }, 'delivery.bucket-refused', /Teapot/],
  ]
  it.each(refusals)('because of %s', async (_name, refusal, code, message) => {
    s3.refuse = () => refusal
    const stored = await put(bucket())
    expect(stored).toMatchObject({ ok: false, failure: { code, message: expect.stringMatching(message) } })
    expect(s3.requests.length).toBe(code === 'delivery.failed' ? 3 : 1)
  })

  it.each([
    ['with its reason', { early: true }],
    ['without a word', { silent: true }],
  ])('at the first byte and closes the line %s is still understood', async (_name, how) => {
    const skewed = { status: 403, code: 'RequestTimeTooSkewed', message: 'The difference is too large.' }
    s3.refuse = (method) => (method === 'PUT' ? { ...skewed, ...how } : skewed)
    expect(await put(bucket(), large)).toMatchObject({
      ok: false,
      failure: { code: 'delivery.bucket-refused', message: expect.stringContaining('clock') },
    })
  })

  it('names the region that the bucket lies in, where it says so', async () => {
    expect(await put(bucket({ region: 'us-west-2' }))).toMatchObject({ ok: false, failure: { fix: expect.stringContaining('eu-north-1') } })
  })

  it('by not being there is a failure of the network', async () => {
    const gone = bucket()
    await s3.close()
    expect(await put(gone)).toMatchObject({ ok: false, failure: { code: 'network.unreachable' } })
    s3 = await startS3(server)
  })

  it('over plain http elsewhere is never spoken to', async () => {
    expect(await put(bucket({ endpoint: 'http://s3.example.test' }))).toMatchObject({
      ok: false,
      failure: { code: 'network.refused-origin' },
    })
  })
})
