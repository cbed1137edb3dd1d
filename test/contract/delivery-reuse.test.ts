/** The same bytes are uploaded once and used while they live, by one account, in one project; over real HTTP. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ArtifactRecord } from '../../src/domain/job'
import { providers } from '../../src/domain/providers/all'
import type { ProviderId } from '../../src/domain/request'
import { type Delivered, type DeliveryContext, deliver } from '../../src/main/engine/delivery/deliver'
import { createUploadLedger, type UploadLedger } from '../../src/main/engine/delivery/upload-ledger'
import { sha256OfFile } from '../../src/main/engine/media/hash'
import { createTransport, type Transport } from '../../src/main/engine/net/transport'
import type { Rehearsal } from '../../src/main/engine/rehearsal/server'
import { type S3Server, startS3 } from '../support/s3-server'
import { type Fixtures, makeFixtures, rehearse } from './rehearsal-fixtures'

const HOUR = 3_600_000
const bucketKeys = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret-of-the-test-0123456789' }

let fixtures: Fixtures
let server: Rehearsal
let s3: S3Server
let transport: Transport
let home: string
let now: number
let ledger: UploadLedger

beforeAll(async () => {
  fixtures = await makeFixtures()
})
afterAll(() => fixtures.remove())

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'choreo-reuse-'))
  server = await rehearse(fixtures, { directory: join(home, 'server') })
  s3 = await startS3({ ...bucketKeys, region: 'eu-north-1', bucket: 'clips' })
  transport = createTransport('0.0.0-test')
  now = Date.now()
  ledger = openLedger()
})
afterEach(async () => {
  await transport.close()
  await s3.close()
  await server.close()
  await rm(home, { recursive: true, force: true })
})

const ledgerFile = () => join(home, 'choreo', 'uploads.json')

/** As after a restart: only what is on the disk is known. */
function openLedger(): UploadLedger {
  return createUploadLedger(
    ledgerFile(),
    (address) => address.includes('X-Amz-Signature'),
    () => now,
  )
}

async function artifact(path = fixtures.clip): Promise<ArtifactRecord & { absolutePath: string }> {
  const { size } = await stat(path)
  return {
    path,
    absolutePath: path,
    sha256: await sha256OfFile(path),
    bytes: size,
    mime: 'video/mp4',
    change: 'encoded',
    steps: [],
    width: 480,
    height: 360,
    seconds: 3.2,
  }
}

function context(more: Partial<DeliveryContext> = {}): DeliveryContext {
  return {
    transport,
    originsOf: (id) => ({ api: server.origin(id), files: id === 'evolink' ? server.filesOrigin : server.origin(id) }),
    keyOf: (id) => `key-of-${id}`,
    host: null,
    bucket: {
      settings: { endpoint: s3.endpoint, region: 'eu-north-1', name: 'clips', prefix: '', pathStyle: true, lifeHours: 24 },
      keys: bucketKeys,
    },
    uploads: ledger,
    scope: { scope: '/project', lasting: true },
    paceScale: 0.001,
    ...more,
  }
}

async function send(provider: ProviderId, more: Partial<DeliveryContext> = {}, path?: string): Promise<Delivered> {
  const sent = await deliver('video', await artifact(path), null, providers[provider], context(more))
  if (!sent.ok) throw new Error(`${sent.failure.code}: ${sent.failure.message} ${sent.failure.detail ?? ''}`)
  return sent.value
}

const uploads = (provider: ProviderId) =>
  server.requests.filter((request) => request.provider === provider && request.point === 'upload').length
const linkOf = ({ ref }: Delivered) => (ref.kind === 'url' ? ref.url : '')

describe.each(['evolink', 'wavespeed'] as const)('an upload to %s', (provider) => {
  it('is used again by the next job, also after a restart', async () => {
    const first = await send(provider)
    expect(first).toMatchObject({ by: 'own-upload', host: provider, reused: false })
    const second = await send(provider)
    expect(second).toMatchObject({ reused: true, ref: first.ref, expiresAt: expect.any(String) })
    ledger = openLedger()
    expect(await send(provider)).toMatchObject({ reused: true, ref: first.ref })
    expect(uploads(provider)).toBe(1)
  })

  it('is used for whoever it holds a clip for', async () => {
    const first = await send(provider)
    for (const other of ['shortapi', 'highwayapi'] as const)
      expect(await send(other, { host: provider })).toMatchObject({ by: 'host-upload', host: provider, reused: true, ref: first.ref })
    expect(uploads(provider)).toBe(1)
  })

  it('is not shared with another account, another project, other bytes, or another store', async () => {
    await send(provider)
    expect((await send(provider, { keyOf: () => 'another-key' })).reused).toBe(false)
    expect((await send(provider, { scope: { scope: '/another', lasting: true } })).reused).toBe(false)
    const other = join(home, 'other.mp4')
    await writeFile(other, Buffer.concat([await readFile(fixtures.clip), Buffer.alloc(8)]))
    expect((await send(provider, {}, other)).reused).toBe(false)
    const next = await rehearse(fixtures, { directory: join(home, 'next') })
    try {
      const origins = (id: ProviderId) => ({ api: next.origin(id), files: id === 'evolink' ? next.filesOrigin : next.origin(id) })
      expect((await send(provider, { originsOf: origins })).reused).toBe(false)
    } finally {
      await next.close()
    }
    expect(uploads(provider)).toBe(4)
  })

  it('is not used any more when too little of its life is left', async () => {
    const life = providers[provider].upload!.lifeHours * HOUR
    await send(provider)
    now += life * 0.85
    expect((await send(provider)).reused).toBe(true)
    now += life * 0.07
    expect((await send(provider)).reused).toBe(false)
    expect((await send(provider)).reused).toBe(true)
    now += 2 * life
    await ledger.forget('something else')
    expect(JSON.parse(await readFile(ledgerFile(), 'utf8'))).toEqual({ schema: 1, uploads: [] })
  })

  it('is made once by two jobs that need it at the same moment, and both see it go', async () => {
    const seen: [number[], number[]] = [[], []]
    const both = await Promise.all(seen.map((fractions) => send(provider, { onProgress: (fraction) => fractions.push(fraction) })))
    expect(uploads(provider)).toBe(1)
    expect(both.map(({ reused }) => reused).sort()).toEqual([false, true])
    expect(linkOf(both[0]!)).toBe(linkOf(both[1]!))
    for (const fractions of seen) expect(fractions.at(-1)).toBe(1)
  })

  it('is forgotten when it cannot be reached any more', async () => {
    await send(provider)
    await ledger.forget((await artifact()).sha256)
    expect((await send(provider)).reused).toBe(false)
    expect(uploads(provider)).toBe(2)
  })

  it('of a rehearsal is not remembered on the disk', async () => {
    const rehearsal = { scope: { scope: '/project', lasting: false } }
    await send(provider, rehearsal)
    expect((await send(provider, rehearsal)).reused).toBe(true)
    ledger = openLedger()
    expect((await send(provider, rehearsal)).reused).toBe(false)
    await expect(readFile(ledgerFile())).rejects.toThrow()
  })
})

describe('two jobs with one upload', () => {
  it('are not both stopped when the one that began it is', async () => {
    const slow = await rehearse(fixtures, {
      directory: join(home, 'slow'),
      faults: [{ provider: 'evolink', at: 'upload', effect: { kind: 'slow', bytesPerSecond: 40 } }],
    })
    try {
      const originsOf = (id: ProviderId) => ({ api: slow.origin(id), files: slow.filesOrigin })
      const abort = new AbortController()
      const first = deliver('video', await artifact(), null, providers.evolink, context({ originsOf, signal: abort.signal }))
      const second = send('evolink', { originsOf })
      while (slow.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      abort.abort()
      expect(await first).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
      expect((await second).reused).toBe(false)
      expect(slow.requests.filter(({ point }) => point === 'upload').length).toBe(2)
    } finally {
      await slow.close()
    }
  })

  it('do not wait for each other when the one that joined is stopped', async () => {
    const slow = await rehearse(fixtures, {
      directory: join(home, 'slow'),
      faults: [{ provider: 'evolink', at: 'upload', effect: { kind: 'slow', bytesPerSecond: 200 } }],
    })
    try {
      const originsOf = (id: ProviderId) => ({ api: slow.origin(id), files: slow.filesOrigin })
      const first = send('evolink', { originsOf })
      // Whoever comes first does the work; stopping that one would be another story.
      while (slow.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      const abort = new AbortController()
      const second = deliver('video', await artifact(), null, providers.evolink, context({ originsOf, signal: abort.signal }))
      await new Promise((resolve) => setTimeout(resolve, 50))
      abort.abort()
      let done = false
      void first.then(() => {
        done = true
      })
      expect(await second).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
      expect(done).toBe(false)
      expect((await first).reused).toBe(false)
      expect(slow.requests.filter(({ point }) => point === 'upload').length).toBe(1)
    } finally {
      await slow.close()
    }
  })
})

describe('a file in one’s own bucket', () => {
  const puts = () => s3.requests.filter(({ method }) => method === 'PUT').length

  it('is signed anew for each job, and no signature stands on the disk', async () => {
    const first = await send('highwayapi', { host: 's3' })
    expect(first).toMatchObject({ by: 'host-upload', host: 's3', reused: false })
    ledger = openLedger()
    const second = await send('shortapi', { host: 's3' })
    expect(second.reused).toBe(true)
    expect(linkOf(second).split('?')[0]).toBe(linkOf(first).split('?')[0])
    expect((await fetch(linkOf(second))).status).toBe(200)
    expect(puts()).toBe(1)
    expect(await readFile(ledgerFile(), 'utf8')).not.toMatch(/Signature|Credential|AKIA|secret/)
    if (process.platform !== 'win32') expect((await stat(ledgerFile())).mode & 0o077).toBe(0)
  })

  it('is put there again when a rule of the bucket has deleted it', async () => {
    await send('highwayapi', { host: 's3' })
    for (const key of s3.keys()) s3.remove(key)
    expect((await send('highwayapi', { host: 's3' })).reused).toBe(false)
    expect(puts()).toBe(2)
  })

  it('that takes files and gives none back is found out before money depends on it', async () => {
    s3.refuse = (method) => (method === 'GET' ? { status: 403, code: 'AccessDenied', message: 'Access Denied' } : null)
    expect(await deliver('video', await artifact(), null, providers.highwayapi, context({ host: 's3' }))).toMatchObject({
      ok: false,
      failure: { code: 'delivery.bucket-refused', fix: expect.stringContaining('s3:GetObject') },
    })
  })
})

describe('a ledger that cannot be relied on', () => {
  it.each([
    ['is no JSON', '{"schema":1,"uploads":[{"hol'],
    ['is of a newer Choreo', '{"schema":2,"uploads":{}}'],
    ['holds an entry that is none', '{"schema":1,"uploads":[{"holder":"evolink"},7,null]}'],
  ])('because it %s costs an upload and no job', async (_name, text) => {
    await send('evolink')
    await writeFile(ledgerFile(), text)
    ledger = openLedger()
    expect((await send('evolink')).reused).toBe(false)
    expect((await send('evolink')).reused).toBe(true)
  })

  it('because it cannot be written costs no job either', async () => {
    await writeFile(join(home, 'choreo'), 'a file where the folder should be')
    expect((await send('evolink')).reused).toBe(false)
    expect((await send('evolink')).reused).toBe(true)
  })

  it('after the clock was set back counts for nothing', async () => {
    await send('evolink')
    now -= 24 * HOUR
    expect((await send('evolink')).reused).toBe(false)
  })
})

describe('EvoLink’s store when it is full', () => {
  it.each([
    [403, '{"success":false,"code":403,"msg":"file quota exceeded: at most 100 files","data":null}'],
    [429, '{"success":false,"code":429,"msg":"Upload quota exceeded","data":null}'],
    [200, '{"success":false,"code":402,"msg":"too many files","data":null}'],
  ])('says what to do (HTTP %i), and is not asked three times', async (status, body) => {
    const full = await rehearse(fixtures, {
      directory: join(home, 'full'),
      faults: [{ provider: 'evolink', at: 'upload', times: Number.POSITIVE_INFINITY, effect: { kind: 'status', status, body } }],
    })
    try {
      const originsOf = (id: ProviderId) => ({ api: full.origin(id), files: full.filesOrigin })
      expect(await deliver('video', await artifact(), null, providers.evolink, context({ originsOf }))).toMatchObject({
        ok: false,
        failure: { code: 'delivery.failed', message: expect.stringContaining('no more files'), fix: expect.stringContaining('72 hours') },
      })
      expect(full.requests.length).toBe(1)
    } finally {
      await full.close()
    }
  })
})
