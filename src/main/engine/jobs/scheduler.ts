/** One clock for all polls of all jobs, and how many jobs a provider lets run at once. */
import type { ProviderId } from '../../../domain/request'

export interface Scheduler {
  /** Resolves when `seconds` (times the pace) have passed, or at once when aborted or woken. */
  wait(seconds: number, signal: AbortSignal): Promise<void>
  /** Waits for one of the provider's places and answers how to give it back. Aborting leaves the queue. */
  place(provider: ProviderId, parallel: number | null, signal: AbortSignal): Promise<() => void>
  /** Everybody who waits goes on now: the machine woke, or the network came back. */
  wake(): void
  close(): void
}

interface Waiting {
  due: number
  go(): void
}

/** Spreads the polls of many jobs, so that they do not arrive in one burst. */
const JITTER = 0.1

export function createScheduler(paceScale: number): Scheduler {
  const waiting = new Set<Waiting>()
  const queues = new Map<ProviderId, { taken: number; queue: (() => void)[] }>()
  let timer: NodeJS.Timeout | null = null

  function arm(): void {
    if (timer) clearTimeout(timer)
    timer = null
    let next = Number.POSITIVE_INFINITY
    for (const item of waiting) next = Math.min(next, item.due)
    if (next === Number.POSITIVE_INFINITY) return
    timer = setTimeout(tick, Math.min(Math.max(0, next - performance.now()), 60_000))
  }

  function tick(): void {
    const now = performance.now()
    for (const item of [...waiting]) if (item.due <= now) item.go()
    arm()
  }

  return {
    wait(seconds, signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const item: Waiting = {
          due: performance.now() + seconds * 1000 * paceScale * (1 + JITTER * (Math.random() * 2 - 1)),
          go() {
            waiting.delete(item)
            signal.removeEventListener('abort', item.go)
            resolve()
          },
        }
        signal.addEventListener('abort', item.go)
        waiting.add(item)
        arm()
      })
    },
    async place(provider, parallel, signal) {
      if (parallel === null) return () => {}
      const state = queues.get(provider) ?? { taken: 0, queue: [] }
      queues.set(provider, state)
      if (state.taken < parallel) state.taken++
      // The place is handed over by whoever leaves, so `taken` stays as it is.
      else await new Promise<void>((resolve) => {
        const enter = () => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        const leave = () => {
          state.queue = state.queue.filter((other) => other !== enter)
          state.taken++
          resolve()
        }
        if (signal.aborted) return leave()
        signal.addEventListener('abort', leave)
        state.queue.push(enter)
      })
      let given = false
      return () => {
        if (given) return
        given = true
        const next = state.queue.shift()
        if (next) next()
        else state.taken--
      }
    },
    wake() {
      for (const item of [...waiting]) item.go()
    },
    close() {
      if (timer) clearTimeout(timer)
      for (const item of [...waiting]) item.go()
    },
  }
}
