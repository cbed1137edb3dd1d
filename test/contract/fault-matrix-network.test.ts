/** What may happen to this computer and its way to the providers: names, connections, clocks, restarts. */
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, expect } from 'vitest'
import type { JobView } from '../../src/contract/shapes'
import { isAtRest } from '../../src/domain/job'
import type { ProviderId } from '../../src/domain/request'
import { type House, type HouseOptions, ids, type Script } from './fault-house'
import { foundOrUnconfirmed, hasList, matrix, type Outcome, saved } from './fault-matrix'

const everyPoll: Script = { at: 'poll', effect: { kind: 'unknown-status' }, times: Number.POSITIVE_INFINITY }

/** The same origin for all five; EvoLink's store stays where it is. */
function originForAll(origin: string): HouseOptions {
  return { environment: Object.fromEntries(ids.map((id) => [`CHOREO_${id.toUpperCase()}_BASE_URL`, `${origin}/${id}`])) }
}

/** Nothing was sent, so it was tried again, and in the end it failed: there is nothing to look up and nothing to be charged for. */
const neverSent: Outcome = { state: 'failed', code: 'network.unreachable', accepted: 0, requests: 0 }

async function triedAgain(house: House, { id, provider }: JobView): Promise<void> {
  const { attempts } = await house.record(id)
  // WaveSpeedAI's own upload comes first, so that its create request is never reached.
  expect(attempts).toHaveLength(provider === 'wavespeed' ? 0 : 5)
}

let closedPort = 0
beforeAll(async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  closedPort = typeof address === 'object' && address !== null ? address.port : 0
  await new Promise((resolve) => server.close(resolve))
})

const RealDate = Date
afterEach(() => {
  globalThis.Date = RealDate
})

/** Sets the clock of this process, as a person or a time server may at any moment. */
function setClock(byMs: number): void {
  globalThis.Date = class extends RealDate {
    constructor(...given: [] | [string | number | Date]) {
      if (given.length === 0) super(RealDate.now() + byMs)
      else super(given[0])
    }
    static override now(): number {
      return RealDate.now() + byMs
    }
  } as DateConstructor
}

const DAY = 24 * 3_600_000

/** Starts all five, waits until each is running at its provider, lets something happen, and then lets them come to their end. */
function whileRunning(happen: (house: House) => Promise<void> | void) {
  return async (house: House): Promise<JobView[]> => {
    const started = await Promise.all(ids.map((id) => house.start(id)))
    await Promise.all(started.map(({ id }) => house.until(id, (state) => state === 'running')))
    await happen(house)
    const open = await Promise.all(started.map(({ id }) => house.record(id)))
    for (const { state } of open) expect(state).toBe('running')
    await house.restartServer()
    await house.mendWires()
    return Promise.all(started.map(({ id }) => house.until(id, isAtRest)))
  }
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 400; turn++) {
    if (await what()) return
    await sleep(25)
  }
  throw new Error('what was waited for did not come')
}

matrix([
  { name: 'a name that does not exist', options: originForAll('https://nowhere.invalid'), outcome: neverSent, also: triedAgain },
  {
    name: 'a connection that is refused',
    options: () => originForAll(`http://127.0.0.1:${closedPort}`),
    outcome: neverSent,
    also: triedAgain,
  },
  {
    name: 'no TLS where there should be',
    options: ({ stranger }) => originForAll(stranger.origin.replace('http:', 'https:')),
    outcome: { ...neverSent, says: 'No safe connection' },
    also: triedAgain,
  },
  {
    name: 'uploads that fail at first',
    options: {
      script: [
        { at: 'upload', effect: { kind: 'status', status: 503 } },
        { at: 'put', effect: { kind: 'drop-before-accept' } },
      ],
    },
    outcome: saved,
  },
  {
    name: 'the network is gone in the middle of the polling',
    options: { script: [everyPoll] },
    run: whileRunning(async (house) => {
      await house.cutWires()
      const noticed = async (provider: ProviderId) => {
        const job = (await house.jobs()).find((view) => view.provider === provider)!
        return (await house.history(job.id)).some(({ event, text }) => event === 'poll' && String(text).startsWith('network.'))
      }
      for (const id of ids) await until(() => noticed(id))
    }),
    outcome: saved,
  },
  {
    name: 'the clock is set a day forward in the middle of the polling',
    options: { script: [everyPoll] },
    run: whileRunning(async (house) => {
      setClock(DAY)
      await morePolls(house)
    }),
    outcome: saved,
  },
  {
    name: 'the clock is set a day back in the middle of the polling',
    options: { script: [everyPoll] },
    run: whileRunning(async (house) => {
      setClock(-DAY)
      await morePolls(house)
    }),
    outcome: saved,
  },
  {
    name: 'Choreo is closed in the middle of the polling',
    options: { script: [everyPoll] },
    async run(house) {
      const started = await Promise.all(ids.map((id) => house.start(id)))
      await Promise.all(started.map(({ id }) => house.until(id, (state) => state === 'running')))
      await house.reopenEngine()
      await house.restartServer()
      await house.mendWires()
      return house.resume()
    },
    outcome: saved,
  },
  {
    name: 'Choreo is closed while the answer to the create request is on its way',
    options: { script: [{ at: 'create', effect: { kind: 'slow', bytesPerSecond: 150 } }] },
    async run(house) {
      for (const provider of ids) {
        const { id } = await house.start(provider)
        await until(async () => house.accepted(provider) === 1)
        expect((await house.record(id)).state).toBe('submitting')
        await house.reopenEngine()
        // The answer was waited for, and its id was on the disk before the program ended.
        expect(await house.record(id)).toMatchObject({ state: 'accepted', remoteId: (await house.remoteIds(provider))[0] })
      }
      return house.resume()
    },
    outcome: saved,
  },
  {
    name: 'Choreo is closed while it looks for a job whose answer was lost',
    options: {
      pace: 0.05,
      script: [
        { at: 'create', effect: { kind: 'accept-then-drop' } },
        { at: 'history', effect: { kind: 'status', status: 500 }, times: Number.POSITIVE_INFINITY },
      ],
    },
    async run(house) {
      const started = await Promise.all(ids.map((id) => house.start(id)))
      await until(async () => ids.every((id) => (hasList(id) ? house.asked(id, 'history').length > 0 : house.accepted(id) === 1)))
      await house.reopenEngine()
      for (const { id, provider } of started) if (hasList(provider)) expect((await house.record(id)).state).toBe('submitting')
      await house.restartServer()
      await house.mendWires()
      return house.resume()
    },
    outcome: foundOrUnconfirmed,
  },
])

async function morePolls(house: House): Promise<void> {
  const before = new Map(ids.map((id) => [id, house.asked(id, 'poll').length]))
  await until(async () => ids.every((id) => house.asked(id, 'poll').length >= before.get(id)! + 3))
}
