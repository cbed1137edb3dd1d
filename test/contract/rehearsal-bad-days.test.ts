/** What goes wrong at a provider, or on the way to it, and what the codecs make of it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { providers } from '../../src/domain/providers/all'
import { ProviderId, defaultRequest as plain } from '../../src/domain/request'
import type { Fault } from '../../src/main/engine/rehearsal/fault'
import { Courier, links } from './rehearsal-courier'
import { type Fixtures, makeClip, makeFixtures, makeImage, rehearse } from './rehearsal-fixtures'

let fixtures: Fixtures
let courier: Courier
let small: string
let long: string
const others: Courier[] = []

beforeAll(async () => {
  fixtures = await makeFixtures()
  courier = new Courier(fixtures, await rehearse(fixtures))
  small = join(fixtures.directory, 'small.jpg')
  await makeImage(small, '200x300')
  long = join(fixtures.directory, 'long.mp4')
  await makeClip(long, '360x360', 10.5)
})
afterEach(async () => {
  for (const other of others.splice(0)) await other.server.close()
})
afterAll(async () => {
  await courier.server.close()
  await fixtures.remove()
})

let count = 0
async function serveWith(paceScale: number, faults: Fault[]): Promise<Courier> {
  count += 1
  const other = new Courier(
    fixtures,
    await rehearse(fixtures, { faults, paceScale, directory: join(fixtures.directory, `state-${count}`) }),
  )
  others.push(other)
  return other
}

describe('refusals', () => {
  it.each(ProviderId.options)('%s: a bad key, no balance, and a job nobody knows', async (id) => {
    const provider = providers[id]
    const create = (key: string) => courier.create(id, plain, links, key)
    expect(await create('bad')).toMatchObject({ kind: 'refused', failure: { code: 'provider.bad-key' } })
    expect(await create('')).toMatchObject({ kind: 'refused', failure: { code: 'provider.bad-key' } })
    expect(await create('poor')).toMatchObject({ kind: 'refused', failure: { code: 'provider.no-balance' } })
    const lost = provider.readPoll(await courier.send(provider, provider.poll('nobody/knows:this?one')))
    expect(lost).toMatchObject({ kind: 'retry', failure: { code: 'provider.not-found' } })
  })

  it.each(['evolink', 'highwayapi', 'wavespeed'] as const)('%s: a picture that is too small is refused in words', async (id) => {
    const stored = await courier.upload(providers.wavespeed, small, {
      name: 'small.jpg',
      mime: 'image/jpeg',
      bytes: (await readFile(small)).length,
    })
    const answer = await courier.create(id, plain, { ...links, image: stored })
    expect(answer).toMatchObject({ kind: 'refused', failure: { message: expect.stringContaining('200×300') } })
    if (id === 'highwayapi') expect(answer).toMatchObject({ failure: { code: 'provider.media-refused' } })
  })

  it.each(['shortapi', 'aimlapi', 'evolink', 'wavespeed'] as const)('%s: a clip too long for orientation image', async (id) => {
    const stored = await courier.upload(providers.wavespeed, long, {
      name: 'long.mp4',
      mime: 'video/mp4',
      bytes: (await readFile(long)).length,
    })
    const wish = { ...plain, orientation: 'image' as const }
    const answer = await courier.create(id, wish, { ...links, video: stored })
    expect(answer).toMatchObject({ kind: 'refused', failure: { message: expect.stringMatching(/10\.5\d* s, must be ≤ 10 s/) } })
  })

  it('EvoLink and WaveSpeedAI find out later that a link leads nowhere', async () => {
    const lost = { ...links, image: { kind: 'url', url: 'https://example.com/gone.jpg' } } as const
    for (const [id, code] of [
      ['wavespeed', 'provider.media-unreachable'],
      ['evolink', 'provider.generation-failed'],
    ] as const) {
      const provider = providers[id]
      const created = await courier.create(id, plain, lost)
      expect(created.kind).toBe('accepted')
      if (created.kind === 'accepted')
        expect(await courier.pollToEnd(provider, created.remoteId)).toMatchObject({ kind: 'failed', failure: { code } })
    }
  })
})

describe('bad days', () => {
  it.each(ProviderId.options)('%s: what may have been accepted is never read as refused', async (id) => {
    const on = await serveWith(1000, [
      { provider: id, at: 'create', effect: { kind: 'ok-without-id' } },
      { provider: id, at: 'create', from: 2, effect: { kind: 'html-instead-of-json' } },
      { provider: id, at: 'create', from: 3, effect: { kind: 'truncated-json' } },
      { provider: id, at: 'create', from: 4, effect: { kind: 'empty' } },
      { provider: id, at: 'create', from: 5, effect: { kind: 'status', status: 502, accepted: true, body: '<html>Bad Gateway</html>' } },
      { provider: id, at: 'create', from: 6, effect: { kind: 'status', status: 429, retryAfter: '12' } },
    ])
    const create = () => on.create(id, plain)
    for (let turn = 0; turn < 5; turn++) expect([turn, (await create()).kind]).toEqual([turn, 'unclear'])
    expect(on.server.creates.get(id)).toBe(5)
    expect(await create()).toMatchObject({ kind: 'refused', failure: { code: 'provider.rate-limited', retryAfterSeconds: 12 } })
    expect(on.server.creates.get(id)).toBe(5)
  })

  it.each(ProviderId.options)('%s: polls survive everything but an end', async (id) => {
    const provider = providers[id]
    const on = await serveWith(0, [
      { provider: id, at: 'poll', effect: { kind: 'html-instead-of-json' } },
      { provider: id, at: 'poll', from: 2, effect: { kind: 'truncated-json' } },
      { provider: id, at: 'poll', from: 3, effect: { kind: 'status', status: 503, retryAfter: '3' } },
      { provider: id, at: 'poll', from: 4, effect: { kind: 'unknown-status' } },
      {
        provider: id,
        at: 'poll',
        from: 5,
        effect: { kind: 'failed-with-reason', reason: 'No complete upper body detected in the image.' },
      },
      { provider: id, at: 'poll', from: 6, effect: { kind: 'failed-without-reason' } },
      { provider: id, at: 'poll', from: 7, effect: { kind: 'completed-without-link' } },
      { provider: id, at: 'poll', from: 8, effect: { kind: 'failed-with-reason', reason: 'content safety check failed' } },
    ])
    const created = await on.create(id, plain)
    if (created.kind !== 'accepted') throw new Error(created.failure.message)
    const poll = async () => provider.readPoll(await on.send(provider, provider.poll(created.remoteId)))
    expect((await poll()).kind).toBe('retry')
    expect((await poll()).kind).toBe('retry')
    expect(await poll()).toMatchObject({ kind: 'retry', failure: { code: 'provider.unavailable', retryAfterSeconds: 3 } })
    expect((await poll()).kind).toBe('running')
    expect(await poll()).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.generation-failed', message: expect.stringContaining('No complete upper body') },
    })
    const silent = await poll()
    expect(silent).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.generation-failed', message: expect.stringContaining('gives no reason') },
    })
    expect(await poll()).toMatchObject({ kind: 'failed', failure: { code: 'provider.no-result' } })
    expect(await poll()).toMatchObject({ kind: 'failed', failure: { code: 'provider.content-policy' } })
    expect((await on.pollToEnd(provider, created.remoteId)).kind).toBe('succeeded')
  })
})
