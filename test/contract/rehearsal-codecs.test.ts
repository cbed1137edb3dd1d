/**
 * The five codecs against five independent impersonations written from the providers' pages: what one side gets wrong,
 * the other does not understand.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { providerList, providers } from '../../src/domain/providers/all'
import { defaultRequest, type MotionRequest } from '../../src/domain/request'
import { attemptId, Courier, links } from './rehearsal-courier'
import { download, type Fixtures, factsOf, makeFixtures, rehearse } from './rehearsal-fixtures'

let fixtures: Fixtures
let courier: Courier
/** Accepts and never renders: for tests that end with the acceptance. */
let idle: Courier

beforeAll(async () => {
  fixtures = await makeFixtures()
  courier = new Courier(fixtures, await rehearse(fixtures))
  idle = new Courier(fixtures, await rehearse(fixtures, { directory: join(fixtures.directory, 'idle'), paceScale: 1000 }))
})
afterAll(async () => {
  await courier.server.close()
  await idle.server.close()
  await fixtures.remove()
})

const plain = defaultRequest
const full: MotionRequest = { orientation: 'image', tier: 'professional', keepAudio: false, prompt: 'A girl in a “gray” T-shirt \\ 灰色' }

const ways = providerList.flatMap((provider) => {
  const { image, video } = provider.accepts
  return Array.from({ length: Math.max(image.length, video.length) }, (_, index) => ({
    id: provider.id,
    image: image[Math.min(index, image.length - 1)]!,
    video: video[Math.min(index, video.length - 1)]!,
    // The first way proves both wishes, the others what is different about them: the delivery.
    wishes: index === 0 ? [plain, full] : [full],
  }))
})

describe('a whole job', () => {
  it.each(ways)('$id with the picture by $image and the clip by $video', async ({ id, image, video, wishes }) => {
    const provider = providers[id]
    const refs = { image: await courier.refFor(provider, 'image', image), video: await courier.refFor(provider, 'video', video) }
    for (const wish of wishes) {
      const before = courier.server.creates.get(id) ?? 0
      const created = await courier.create(id, wish, refs)
      expect(created).toMatchObject({ kind: 'accepted', remoteId: expect.stringMatching(/./) })
      expect(courier.server.creates.get(id)).toBe(before + 1)
      if (created.kind !== 'accepted') return
      const end = await courier.pollToEnd(provider, created.remoteId)
      expect(end).toMatchObject({ kind: 'succeeded', url: expect.stringMatching(/^http:/) })
      if (end.kind !== 'succeeded') return
      const target = join(fixtures.directory, `${id}.mp4`)
      await download(end.url, target)
      const facts = await factsOf(fixtures, target)
      // The wishes arrived: sound kept or not, length of the clip.
      expect(facts).toMatchObject({ kind: 'video', audio: wish.keepAudio ? { codec: 'aac' } : null })
      expect(facts.kind === 'video' && Math.abs(facts.seconds - 3.2)).toBeLessThan(0.15)
      const charge = created.charge ?? end.charge
      if (id === 'shortapi') expect(charge).toEqual({ usd: wish === plain ? 0.43 : 0.57, credits: null, source: 'data.amount' })
      if (id === 'aimlapi') expect(charge).toMatchObject({ usd: wish === plain ? 0.504 : 0.672, source: 'meta.usage.usd_spent' })
      if (id === 'evolink') expect(charge).toMatchObject({ usd: wish === plain ? 0.4536 : 0.6048, source: 'usage.cost.usd' })
    }
    expect(courier.server.violations).toEqual([])
  })

  it('asks WaveSpeedAI’s second way to upload too', async () => {
    const bytes = (await readFile(fixtures.clip)).length
    const ref = await idle.upload(providers.wavespeed, fixtures.clip, { name: 'dance.mp4', mime: 'video/mp4', bytes }, 1)
    expect((await idle.create('wavespeed', plain, { ...links, video: ref })).kind).toBe('accepted')
  })

  it.each(providerList.filter((provider) => provider.options.negativePrompt).map(({ id }) => id))(
    '%s takes a negative prompt',
    async (id) => {
      expect((await idle.create(id, { ...plain, prompt: 'dance', negativePrompt: 'blur' })).kind).toBe('accepted')
    },
  )

  it('carries EvoLink’s element, watermark and callback', async () => {
    const wish = { ...plain, elementId: '12345', watermark: false, callbackUrl: 'https://your-domain.com/webhooks/video-task-completed' }
    expect((await idle.create('evolink', wish)).kind).toBe('accepted')
  })

  it.each(['shortapi', 'wavespeed'] as const)('%s takes a callback', async (id) => {
    expect((await idle.create(id, { ...plain, callbackUrl: 'https://example.com/hook' })).kind).toBe('accepted')
  })

  it('gets the same EvoLink job for the same attempt', async () => {
    const { evolink } = providers
    const id = attemptId()
    const once = evolink.readCreate(await idle.send(evolink, evolink.create(plain, links, id)))
    const twice = evolink.readCreate(await idle.send(evolink, evolink.create(plain, links, id)))
    expect(twice).toEqual(once)
  })

  it.each(providerList.filter((provider) => provider.balance).map(({ id }) => id))(
    '%s tells its balance, also when it is nothing',
    async (id) => {
      const provider = providers[id]
      const balance = provider.balance!
      const ask = (key?: string) => courier.send(provider, balance.request(), undefined, key)
      const rich = balance.read(await ask())
      expect(Math.max(rich?.usd ?? 0, rich?.credits ?? 0)).toBeGreaterThan(0)
      const poor = balance.read(await ask('poor'))
      expect(Math.max(poor?.usd ?? 0, poor?.credits ?? 0)).toBe(0)
      expect(poor).not.toBeNull()
      const refused = await ask('bad')
      expect(balance.read(refused)).toBeNull()
      expect(balance.failure(refused)).toMatchObject({ code: 'provider.bad-key' })
    },
  )
})
