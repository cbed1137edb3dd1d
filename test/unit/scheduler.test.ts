import { setMaxListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPlaces } from '../../src/main/engine/jobs/places'
import { createScheduler, type Scheduler } from '../../src/main/engine/jobs/scheduler'

const never = new AbortController().signal
// One signal for all the tests; a job has its own.
setMaxListeners(0, never)

/** Lets promises that are settled tell whoever waits for them. */
const settled = () => vi.advanceTimersByTimeAsync(0)

async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true
  void promise.then(() => {
    open = false
  })
  await settled()
  return open
}

describe('waiting', () => {
  let scheduler: Scheduler

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    scheduler = createScheduler(1)
  })
  afterEach(() => {
    scheduler.close()
    vi.useRealTimers()
  })

  it('goes on in the order of the times, whatever the order of asking', async () => {
    const order: number[] = []
    for (const seconds of [30, 5, 60, 1, 15]) void scheduler.wait(seconds, never).then(() => order.push(seconds))
    await vi.advanceTimersByTimeAsync(70_000)
    expect(order).toEqual([1, 5, 15, 30, 60])
  })

  it('is never shorter than asked, and at most a tenth and a quarter of a second longer', async () => {
    const began = performance.now()
    const waited: { seconds: number; took: number }[] = []
    for (let index = 0; index < 400; index++) {
      const seconds = 0.5 + (index % 20)
      void scheduler.wait(seconds, never).then(() => waited.push({ seconds, took: (performance.now() - began) / 1000 }))
    }
    await vi.advanceTimersByTimeAsync(30_000)
    expect(waited).toHaveLength(400)
    for (const { seconds, took } of waited) {
      expect(took).toBeGreaterThanOrEqual(seconds)
      expect(took).toBeLessThanOrEqual(seconds * 1.1 + 0.252)
    }
  })

  it('spreads jobs that began together, and wakes a few times a second for all of them', async () => {
    const moments = new Map<number, number>()
    for (let job = 0; job < 1000; job++)
      void scheduler.wait(10, never).then(() => moments.set(performance.now(), (moments.get(performance.now()) ?? 0) + 1))
    await vi.advanceTimersByTimeAsync(12_000)
    expect([...moments.values()].reduce((sum, count) => sum + count, 0)).toBe(1000)
    // One second of spread, four moments each.
    expect(moments.size).toBeGreaterThanOrEqual(4)
    expect(moments.size).toBeLessThanOrEqual(6)
    expect(Math.max(...moments.values())).toBeLessThan(500)
  })

  it('keeps its order while any of thousands leave', async () => {
    const gone: number[] = []
    const aborts: AbortController[] = []
    for (let index = 0; index < 2000; index++) {
      const seconds = (index * 7919) % 2000
      const abort = new AbortController()
      aborts.push(abort)
      void scheduler.wait(seconds, abort.signal).then(() => {
        if (!abort.signal.aborted) gone.push(seconds)
      })
    }
    for (let index = 0; index < 2000; index += 3) aborts[index]!.abort()
    await vi.advanceTimersByTimeAsync(2_300_000)
    expect(gone).toHaveLength(aborts.filter(({ signal }) => !signal.aborted).length)
    // A tenth of jitter may change the order of neighbours only.
    for (const [index, seconds] of gone.entries()) if (index > 0) expect(seconds * 1.1 + 0.3).toBeGreaterThanOrEqual(gone[index - 1]!)
  })

  it('ends at once when aborted, before or while it waits, and leaves no timer behind', async () => {
    const abort = new AbortController()
    const waiting = scheduler.wait(3600, abort.signal)
    expect(await isOpen(waiting)).toBe(true)
    abort.abort()
    expect(await isOpen(waiting)).toBe(false)
    expect(await isOpen(scheduler.wait(3600, abort.signal))).toBe(false)
    scheduler.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('wakes everybody, and goes on as usual afterwards', async () => {
    const waiting = [10, 100, 1000].map((seconds) => scheduler.wait(seconds, never))
    scheduler.wake()
    for (const one of waiting) expect(await isOpen(one)).toBe(false)
    const next = scheduler.wait(10, never)
    expect(await isOpen(next)).toBe(true)
    await vi.advanceTimersByTimeAsync(11_300)
    expect(await isOpen(next)).toBe(false)
  })

  it('does not wait where nothing is to be waited for', async () => {
    expect(await isOpen(scheduler.wait(0, never))).toBe(false)
    const hurried = createScheduler(0)
    const waiting = hurried.wait(60, never)
    await vi.advanceTimersByTimeAsync(1)
    expect(await isOpen(waiting)).toBe(false)
  })

  it('scales with the pace', async () => {
    const quick = createScheduler(0.01)
    const waiting = quick.wait(100, never)
    await vi.advanceTimersByTimeAsync(990)
    expect(await isOpen(waiting)).toBe(true)
    await vi.advanceTimersByTimeAsync(120)
    expect(await isOpen(waiting)).toBe(false)
  })
})

describe('places', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('lets so many in and the next ones in the order they came', async () => {
    const places = createPlaces<string>()
    const first = await places.take('a', 2, never)
    await places.take('a', 2, never)
    const entered: number[] = []
    const waiting = [1, 2, 3].map((number) =>
      places.take('a', 2, never).then((leave) => {
        entered.push(number)
        return leave
      }),
    )
    await settled()
    expect(entered).toEqual([])
    first()
    await settled()
    expect(entered).toEqual([1])
    // Giving back twice frees nothing that is not one's own.
    first()
    await settled()
    expect(entered).toEqual([1])
    ;(await waiting[0]!)()
    await settled()
    expect(entered).toEqual([1, 2])
  })

  it('keeps owners apart', async () => {
    const places = createPlaces<string>()
    await places.take('a', 1, never)
    expect(await isOpen(places.take('b', 1, never))).toBe(false)
  })

  it('loses no place to somebody who leaves the queue', async () => {
    const places = createPlaces<string>()
    const leave = await places.take('a', 1, never)
    const abort = new AbortController()
    const impatient = places.take('a', 1, abort.signal)
    const patient = places.take('a', 1, never)
    abort.abort()
    // It has no place, so giving it back must not let anybody in.
    ;(await impatient)()
    expect(await isOpen(patient)).toBe(true)
    leave()
    expect(await isOpen(patient)).toBe(false)
    const late = places.take('a', 1, abort.signal)
    expect(await isOpen(late)).toBe(false)
    ;(await late)()
    expect(await isOpen(places.take('a', 1, never))).toBe(true)
  })

  it('counts who is there from before: they never wait, and new ones wait until there is room beside them', async () => {
    const places = createPlaces<string>()
    const before = Array.from({ length: 5 }, () => places.occupy('a'))
    const newcomer = places.take('a', 3, never)
    for (const leave of before.slice(0, 2)) leave()
    expect(await isOpen(newcomer)).toBe(true)
    before[2]!()
    expect(await isOpen(newcomer)).toBe(false)
    expect(await isOpen(places.take('a', 3, never))).toBe(true)
  })

  it('lets nobody overtake', async () => {
    const places = createPlaces<string>()
    const leave = places.occupy('a')
    const strict = places.take('a', 1, never)
    const lenient = places.take('a', 9, never)
    expect(await isOpen(lenient)).toBe(true)
    leave()
    expect(await isOpen(strict)).toBe(false)
    expect(await isOpen(lenient)).toBe(false)
  })

  it('never waits at a provider without a known number', async () => {
    const scheduler = createScheduler(1)
    for (let job = 0; job < 50; job++) expect(await isOpen(scheduler.place('evolink', null, never))).toBe(false)
  })

  it('asks a provider a few things at a time, and each provider on its own', async () => {
    const scheduler = createScheduler(1)
    const leaving: (() => void)[] = []
    for (let job = 0; job < 200; job++) void scheduler.turn('evolink', never).then((leave) => leaving.push(leave))
    await settled()
    expect(leaving).toHaveLength(16)
    expect(await isOpen(scheduler.turn('wavespeed', never))).toBe(false)
    leaving[0]!()
    await settled()
    expect(leaving).toHaveLength(17)
  })

  it('gives nobody a turn while it is paused, whatever wakes; who has one keeps it', async () => {
    const scheduler = createScheduler(1)
    const kept = await scheduler.turn('evolink', never)
    // These stand in the queue already.
    const places = await Promise.all(Array.from({ length: 15 }, () => scheduler.turn('evolink', never)))
    const queued = scheduler.turn('evolink', never)
    scheduler.pause(true)
    expect(scheduler.isPaused()).toBe(true)
    const abort = new AbortController()
    const late = scheduler.turn('wavespeed', never)
    const impatient = scheduler.turn('aimlapi', abort.signal)
    for (const leave of [kept, ...places]) leave()
    scheduler.wake()
    scheduler.pause(true)
    expect(await Promise.all([isOpen(queued), isOpen(late), isOpen(impatient)])).toEqual([true, true, true])
    abort.abort()
    expect(await isOpen(impatient)).toBe(false)
    ;(await impatient)()
    // Waiting goes on as it was.
    expect(await isOpen(scheduler.wait(0, never))).toBe(false)
    scheduler.pause(false)
    expect(await Promise.all([isOpen(queued), isOpen(late)])).toEqual([false, false])
    // No place was lost over it.
    const all = Array.from({ length: 15 }, () => scheduler.turn('evolink', never))
    expect(await isOpen(Promise.all(all))).toBe(false)
    expect(await isOpen(scheduler.turn('evolink', never))).toBe(true)
  })
})
