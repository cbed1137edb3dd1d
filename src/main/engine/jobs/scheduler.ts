/** One clock for all polls of all jobs, how many jobs a provider lets run at once, and how many polls are under way to it. */
import type { ProviderId } from '../../../domain/request'
import { createGate } from './gate'
import { createPlaces } from './places'

export interface Scheduler {
  /** Resolves when `seconds` (times the pace) have passed, up to a tenth and a quarter of a second later, or at once when aborted or woken. */
  wait(seconds: number, signal: AbortSignal): Promise<void>
  /** Waits for one of the provider's places and answers how to give it back. Aborting leaves the queue. */
  place(provider: ProviderId, parallel: number | null, signal: AbortSignal): Promise<() => void>
  /**
   * Counts a job that the provider already runs, from an earlier session: it takes a place whether one is free or not
   * and never waits for one, while new jobs wait until there is room beside it.
   */
  occupy(provider: ProviderId): () => void
  /** Waits for the turn to ask this provider something, and answers how to end it. Nobody gets one while it is paused. */
  turn(provider: ProviderId, signal: AbortSignal): Promise<() => void>
  /** Everybody who waits goes on now: the machine woke, or the network came back. What is paused stays paused. */
  wake(): void
  /** Hands out no more turns until it is set back. Those who have one keep it. */
  pause(paused: boolean): void
  isPaused(): boolean
  close(): void
}

/** Spreads the polls of many jobs. Only ever longer: no job is asked for more often than its provider's pace says. */
const JITTER = 0.1
/**
 * After a start or a waking every open job wants to be asked for at once; so many are, the others right behind them.
 * At the usual fifth of a second for an answer it lets 80 through in a second, which is more than 200 jobs ask for.
 */
const MOST_TURNS = 16
/**
 * Everybody whose time comes within the same quarter of a second goes on together, at its end. Waking up is what costs most:
 * a thousand jobs one by one take more than twice the processor time of the same jobs four times a second.
 */
const STEP_MS = 250
/** `setTimeout` takes no more than 2^31 ms; and a clock that drifts while asleep is looked at again. */
const LONGEST_TIMER_MS = 60_000

interface Waiting {
  due: number
  /** Where it stands in the heap; -1 once it went on. */
  at: number
  go(): void
}

export function createScheduler(paceScale: number): Scheduler {
  /** A binary heap by `due`, the next one first: with thousands waiting, one more costs a dozen steps and not thousands. */
  const heap: Waiting[] = []
  const places = createPlaces<ProviderId>()
  const turns = createPlaces<ProviderId>()
  const gate = createGate()
  const step = STEP_MS * paceScale
  let timer: NodeJS.Timeout | null = null
  let armedFor = Number.POSITIVE_INFINITY

  function put(item: Waiting, at: number): void {
    heap[at] = item
    item.at = at
  }

  function rise(item: Waiting, from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent]!.due <= item.due) break
      put(heap[parent]!, at)
      at = parent
    }
    put(item, at)
  }

  function sink(item: Waiting, from: number): void {
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && heap[child + 1]!.due < heap[child]!.due) child++
      if (heap[child]!.due >= item.due) break
      put(heap[child]!, at)
      at = child
    }
    put(item, at)
  }

  function remove(item: Waiting): void {
    const { at } = item
    const last = heap.pop()!
    item.at = -1
    if (last === item) return
    if (at > 0 && last.due < heap[(at - 1) >> 1]!.due) rise(last, at)
    else sink(last, at)
  }

  /** The timer may fire too early for what is left, never too late. */
  function arm(): void {
    const next = heap[0]?.due
    if (next === undefined || next >= armedFor) return
    if (timer) clearTimeout(timer)
    armedFor = next
    timer = setTimeout(tick, Math.min(Math.max(0, next - performance.now()), LONGEST_TIMER_MS))
  }

  function tick(): void {
    timer = null
    armedFor = Number.POSITIVE_INFINITY
    const now = performance.now()
    while (heap[0] && heap[0].due <= now) heap[0].go()
    arm()
  }

  function dueIn(seconds: number): number {
    const due = performance.now() + seconds * 1000 * paceScale * (1 + JITTER * Math.random())
    return step > 0 ? Math.ceil(due / step) * step : due
  }

  function wake(): void {
    for (const item of [...heap]) item.go()
  }

  async function turn(provider: ProviderId, signal: AbortSignal): Promise<() => void> {
    for (;;) {
      await gate.passed(signal)
      const end = await turns.take(provider, MOST_TURNS, signal)
      // It may have been closed while this one stood in the queue.
      if (!gate.isClosed() || signal.aborted) return end
      end()
    }
  }

  return {
    wait(seconds, signal) {
      if (signal.aborted || seconds <= 0) return Promise.resolve()
      return new Promise((resolve) => {
        const item: Waiting = {
          due: dueIn(seconds),
          at: -1,
          go() {
            if (item.at === -1) return
            remove(item)
            signal.removeEventListener('abort', item.go)
            resolve()
          },
        }
        signal.addEventListener('abort', item.go)
        heap.push(item)
        rise(item, heap.length - 1)
        arm()
      })
    },
    place: (provider, parallel, signal) => (parallel === null ? Promise.resolve(() => {}) : places.take(provider, parallel, signal)),
    occupy: (provider) => places.occupy(provider),
    turn,
    wake,
    pause: (paused) => (paused ? gate.close() : gate.open()),
    isPaused: () => gate.isClosed(),
    close() {
      if (timer) clearTimeout(timer)
      timer = null
      wake()
    },
  }
}
