/** A paid wording over real HTTP: asked at most once, counted, and told apart from what is not known. */
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { probe } from '../../src/main/engine/media/probe'
import type { Effect } from '../../src/main/engine/rehearsal/fault'
import { fixture } from '../support/media-fixtures'
import { House, type HouseOptions, type Media, makeMedia, type Script } from './fault-house'

let media: Media
let house: House | null = null

beforeAll(async () => {
  media = await makeMedia()
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))
afterEach(async () => {
  await house?.close()
  house = null
})

async function open(options: HouseOptions = {}): Promise<House> {
  house = await House.open(media, options)
  return house
}
const fault = (effect: Effect, more: object = {}) => ({ script: [{ at: 'wording', effect, ...more } as Script] })

/** What the day's runs come to, as the ledger has it. */
async function spent(in_: House): Promise<number> {
  const text = await readFile(join(in_.directory, 'home', 'spending.ndjson'), 'utf8').catch(() => '')
  const usd = text.split('\n').flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { usd: number }).usd]))
  return Math.round(usd.reduce((sum, one) => sum + one, 0) * 1e6) / 1e6
}
const posts = (in_: House) => in_.asked('wavespeed', 'wording').length

describe('a better wording', () => {
  it('comes back as text with its price, and is counted', async () => {
    const paid = await open()
    const improved = await paid.client.compose.improve({ prompt: '  she bows  ', image: null })
    expect(improved).toEqual({ ok: true, value: { prompt: 'she bows, one steady shot, natural movement.', chargeUsd: 0.001 } })
    expect([posts(paid), await spent(paid)]).toEqual([1, 0.001])
    expect(paid.server.violations).toEqual([])
    // No job is made of it.
    expect(await paid.jobs()).toEqual([])
  })

  it('may look at a picture, which goes there without what is private in it', async () => {
    const paid = await open()
    const picture = await paid.client.media.open({ ticket: paid.engine.admit(await fixture('rotated-gps.jpg')) })
    if (!picture.ok) throw new Error(picture.failure.message)
    expect(picture.value.facts.privateMetadata).toContain('location')
    const improved = await paid.client.compose.improve({ prompt: '', image: picture.value.id })
    expect(improved).toMatchObject({ ok: true, value: { prompt: expect.stringContaining('As in the picture.') } })
    expect(paid.asked('wavespeed', 'upload')).toHaveLength(1)
    // A second time it lies there already.
    expect(await paid.client.compose.improve({ prompt: 'bow', image: picture.value.id })).toMatchObject({ ok: true })
    expect(paid.asked('wavespeed', 'upload')).toHaveLength(1)
    expect([posts(paid), await spent(paid)]).toEqual([2, 0.002])
    const uploads = join(paid.directory, 'server', 'uploads')
    const [sent] = (await readdir(uploads)).filter((name) => !name.endsWith('.json'))
    expect(await probe(join(uploads, sent!), media.tools)).toMatchObject({ ok: true, value: { width: 480, privateMetadata: [] } })
  })

  it.each<[string, Parameters<House['client']['compose']['improve']>[0], string, HouseOptions]>([
    ['without a key', { prompt: 'bow', image: null }, 'setup.no-key', { environment: { CHOREO_WAVESPEED_API_KEY: '' } }],
    ['without words or a picture', { prompt: '  ', image: null }, 'usage', {}],
    ['of a picture nobody knows', { prompt: 'bow', image: 'nobody' }, 'input.unknown-id', {}],
    ['beyond the day’s limit', { prompt: 'bow', image: null }, 'money.daily-limit', { settings: { dailyLimitUsd: 0.0005 } }],
  ])('is not asked for %s', async (_name, input, code, options) => {
    const paid = await open(options)
    expect(await paid.client.compose.improve(input)).toMatchObject({ ok: false, failure: { code } })
    expect([paid.server.requests.length, await spent(paid)]).toEqual([0, 0])
  })

  it.each<[string, Effect]>([
    ['is dropped', { kind: 'accept-then-drop' }],
    ['is cut', { kind: 'truncated-json' }],
    ['is empty', { kind: 'empty' }],
    ['is a page', { kind: 'html-instead-of-json' }],
    ['is a fault of the gateway', { kind: 'status', status: 502, accepted: true }],
    ['names no id', { kind: 'ok-without-id' }],
  ])('whose answer %s is sent once, counted, and said to be uncertain', async (_name, effect) => {
    const paid = await open(fault(effect, { times: Number.POSITIVE_INFINITY }))
    const answer = await paid.client.compose.improve({ prompt: 'bow', image: null })
    expect(answer).toMatchObject({
      ok: false,
      failure: {
        code: 'job.unconfirmed',
        message: expect.stringContaining('It may be charged ($0.0010)'),
        fix: expect.stringContaining('Nothing was sent a second time'),
      },
    })
    expect([posts(paid), await spent(paid)]).toEqual([1, 0.001])
  })

  it.each<[string, Effect, string]>([
    ['slow down', { kind: 'status', status: 429, retryAfter: '1' }, 'provider.rate-limited'],
    ['wrong key', { kind: 'status', status: 401, body: '{"code":401,"message":"Unauthorized"}' }, 'provider.bad-key'],
    ['no money', { kind: 'status', status: 400, body: '{"code":1407,"message":"insufficient credits"}' }, 'provider.no-balance'],
    ['a redirect', { kind: 'redirect-to', location: 'https://example.com/' }, 'job.unconfirmed'],
  ])('that is answered with “%s” costs nothing where that is certain', async (_name, effect, code) => {
    const paid = await open(fault(effect, { times: Number.POSITIVE_INFINITY }))
    expect(await paid.client.compose.improve({ prompt: 'bow', image: null })).toMatchObject({ ok: false, failure: { code } })
    expect([posts(paid), await spent(paid)]).toEqual([1, code === 'job.unconfirmed' ? 0.001 : 0])
  })

  it('is asked for again and again once it is accepted, and no more than that', async () => {
    const stumbles = { at: 'poll', times: 3, effect: { kind: 'status', status: 503 } } as Script
    const paid = await open({ script: [stumbles] })
    expect(await paid.client.compose.improve({ prompt: 'bow', image: null })).toMatchObject({ ok: true })
    expect([posts(paid), await spent(paid)]).toEqual([1, 0.001])
    await paid.close()

    const lost = await open({ script: [{ ...stumbles, times: Number.POSITIVE_INFINITY } as Script] })
    expect(await lost.client.compose.improve({ prompt: 'bow', image: null })).toMatchObject({ failure: { code: 'job.unconfirmed' } })
    expect([posts(lost), lost.asked('wavespeed', 'poll').length, await spent(lost)]).toEqual([1, 5, 0.001])
  })

  it('that never gets done is given up after a while, and one that failed says why', async () => {
    const endless = await open({ script: [{ at: 'poll', times: Number.POSITIVE_INFINITY, effect: { kind: 'unknown-status' } }] })
    expect(await endless.client.compose.improve({ prompt: 'bow', image: null })).toMatchObject({
      failure: { code: 'job.deadline', message: expect.stringContaining('may be charged') },
    })
    await endless.close()
    const failing = await open({ script: [{ at: 'poll', effect: { kind: 'failed-with-reason', reason: 'the model is asleep' } }] })
    expect(await failing.client.compose.improve({ prompt: 'bow', image: null })).toMatchObject({
      failure: { code: 'provider.generation-failed', message: expect.stringContaining('the model is asleep') },
    })
    expect(posts(failing)).toBe(1)
  })

  it('that nobody waits for any more is not asked for any more', async () => {
    const paid = await open({ script: [{ at: 'poll', times: Number.POSITIVE_INFINITY, effect: { kind: 'unknown-status' } }], pace: 0.2 })
    const abort = new AbortController()
    const asked = paid.client.compose.improve({ prompt: 'bow', image: null }, { signal: abort.signal })
    await expect.poll(() => paid.asked('wavespeed', 'poll').length).toBeGreaterThan(0)
    abort.abort()
    await Promise.allSettled([asked])
    const before = paid.asked('wavespeed', 'poll').length
    await new Promise((resolve) => setTimeout(resolve, 800))
    expect(paid.asked('wavespeed', 'poll').length - before).toBeLessThanOrEqual(1)
    expect([posts(paid), await spent(paid)]).toEqual([1, 0.001])
  })
})
