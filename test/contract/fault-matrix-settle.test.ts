/** Jobs of which nobody knows whether they exist: what Choreo finds out by itself, and what only the person can say. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Decision, JobView } from '../../src/contract/shapes'
import type { ProviderId } from '../../src/domain/request'
import { House, type HouseOptions, ids, type Media, makeMedia, type Script } from './fault-house'
import { hasList, startAll } from './fault-matrix'

let media: Media
beforeAll(async () => {
  media = await makeMedia()
})

const lost: Script = { at: 'create', effect: { kind: 'accept-then-drop' } }
const dropped: Script = { at: 'create', effect: { kind: 'drop-before-accept' } }
const noList = (times: number): Script => ({ at: 'history', effect: { kind: 'status', status: 500 }, times })

/** Five jobs that nobody knows about. */
function unknown(options: HouseOptions) {
  const views = new Map<ProviderId, JobView>()
  const world = {
    house: null as unknown as House,
    view: (provider: ProviderId) => views.get(provider)!,
    async settleAll(decide: (view: JobView) => Promise<Decision> | Decision): Promise<JobView[]> {
      return Promise.all(
        [...views.values()].map(async (view) => {
          const settled = await world.house.client.jobs.settle({ id: view.id, decision: await decide(view) })
          if (!settled.ok) throw new Error(settled.failure.message)
          return settled.value
        }),
      )
    },
    async resume(): Promise<void> {
      for (const view of await world.house.resume()) views.set(view.provider, view)
    },
  }
  beforeAll(async () => {
    world.house = await House.open(media, options)
    for (const view of await startAll(world.house)) views.set(view.provider, view)
  })
  afterAll(() => world.house.close())
  return world
}

describe('a list that cannot be read today and can tomorrow', () => {
  const world = unknown({ script: [lost, noList(5)] })
  it.each(ids)('%s is unconfirmed at first, and the fix says what to do', async (provider) => {
    const view = world.view(provider)
    expect(view.state).toBe('unconfirmed')
    expect(view.failure?.fix).toMatch(hasList(provider) ? /Resume to look again/ : /never submit again before you have looked/)
    await world.house.expectSound(view)
  })

  describe('after a resume', () => {
    beforeAll(() => world.resume())
    it.each(ids)('%s is found where there is a list, and nothing is sent again anywhere', async (provider) => {
      const view = world.view(provider)
      expect(view.state).toBe(hasList(provider) ? 'saved' : 'unconfirmed')
      expect([world.house.accepted(provider), world.house.createRequests(provider)]).toEqual([1, 1])
      await world.house.expectSound(view)
    })
  })
})

describe('the person found it, and gives its number', () => {
  const world = unknown({ script: [lost, noList(Number.POSITIVE_INFINITY)] })
  beforeAll(async () => {
    const settled = await world.settleAll(async ({ provider }) => ({
      kind: 'remote-id',
      remoteId: (await world.house.remoteIds(provider))[0]!,
    }))
    for (const { state } of settled) expect(state).toBe('accepted')
    await world.resume()
  })
  it.each(ids)('%s is saved, and was sent once', async (provider) => {
    expect(world.view(provider).state).toBe('saved')
    expect([world.house.accepted(provider), world.house.createRequests(provider)]).toEqual([1, 1])
    await world.house.expectSound(world.view(provider))
  })

  it('cannot be said of a job that is saved', async () => {
    const { id } = world.view('evolink')
    expect(await world.house.client.jobs.settle({ id, decision: { kind: 'not-submitted' } })).toMatchObject({
      ok: false,
      failure: { code: 'job.illegal-move' },
    })
  })
})

describe('the person looked, and it is not there', () => {
  const world = unknown({ script: [dropped] })
  beforeAll(async () => {
    const settled = await world.settleAll(() => ({ kind: 'not-submitted' }))
    for (const { state } of settled) expect(state).toBe('delivering')
    // Saying so sends nothing.
    for (const id of ids) expect(world.house.createRequests(id)).toBe(1)
    await world.resume()
  })
  it.each(ids)('%s is sent once more and saved', async (provider) => {
    expect(world.view(provider).state).toBe('saved')
    expect([world.house.accepted(provider), world.house.createRequests(provider)]).toEqual([1, 2])
    expect((await world.house.record(world.view(provider).id)).attempts).toHaveLength(2)
    await world.house.expectSound(world.view(provider))
  })
})

describe('the person leaves it', () => {
  const world = unknown({ script: [dropped] })
  beforeAll(async () => {
    for (const { state } of await world.settleAll(() => ({ kind: 'abandon' }))) expect(state).toBe('abandoned')
    await world.resume()
  })
  it.each(ids)('%s rests', async (provider) => {
    const { id } = world.view(provider)
    expect((await world.house.record(id)).state).toBe('abandoned')
    expect([world.house.accepted(provider), world.house.createRequests(provider)]).toEqual([0, 1])
  })
})

describe('two requests of the same moment, one of them lost on its way', () => {
  let house: House
  const pairs = new Map<ProviderId, { kept: JobView; gone: JobView }>()
  beforeAll(async () => {
    // The first is accepted and its answer is held back; the second never arrives and is looked up meanwhile.
    house = await House.open(media, {
      script: [
        { at: 'create', effect: { kind: 'slow', bytesPerSecond: 40 } },
        { at: 'create', from: 2, effect: { kind: 'drop-before-accept' } },
      ],
    })
    await Promise.all(
      ids.map(async (provider) => {
        const first = await house.start(provider)
        while (house.accepted(provider) === 0) await sleep(20)
        const letGo = house.wires[provider].hold()
        const gone = await house.run(provider, { again: true })
        expect((await house.record(first.id)).state).toBe('submitting')
        letGo()
        pairs.set(provider, { kept: await house.until(first.id), gone })
      }),
    )
  })
  afterAll(() => house.close())
  it.each(ids)('%s: the one does not take the other’s job for its own', async (provider) => {
    const { kept, gone } = pairs.get(provider)!
    expect([kept.state, gone.state]).toEqual(['saved', 'unconfirmed'])
    expect(gone.remoteId).toBeNull()
    expect([house.accepted(provider), house.createRequests(provider)]).toEqual([1, 2])
  })
})

describe('a draft whose reservation was never written', () => {
  it('is held to the day’s limit when it is resumed', async () => {
    const house = await House.open(media, { settings: { dailyLimitUsd: 0.5 } })
    const paid = await house.run('evolink')
    expect(paid).toMatchObject({ state: 'saved', quoteUsd: expect.closeTo(0.45, 1) })
    const draft = '2026-01-01_0000_draft_000000'
    await mkdir(house.jobFolder(draft))
    const blank = { id: draft, state: 'draft', attempts: [], remoteId: null, acceptedAt: null, result: null, charge: null }
    await writeFile(join(house.jobFolder(draft), 'job.json'), JSON.stringify({ ...(await house.record(paid.id)), ...blank }))
    expect(await house.resume()).toMatchObject([{ id: draft, state: 'failed', failure: { code: 'money.daily-limit' } }])
    expect([house.accepted('evolink'), house.createRequests('evolink')]).toEqual([1, 1])
    await house.close()
  })
})
