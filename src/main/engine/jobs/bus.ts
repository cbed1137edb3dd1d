/** What happens to jobs, and which project is shown, for whoever watches. A slow watcher queues; one that leaves is forgotten. */
import type { WatchEvent } from '../../../contract/shapes'

export interface JobBus {
  publish(event: WatchEvent): void
  /** Nothing more will happen here: whoever watches comes to the end. */
  close(): void
  /**
   * Subscribes at once, so that nothing between the call and the first read is missed.
   * @param queue what is handed out first; more may be put in front of it until the first read
   */
  subscribe(wants: (event: WatchEvent) => boolean, signal?: AbortSignal, queue?: WatchEvent[]): AsyncIteratorObject<WatchEvent, void, void>
}

export function createJobBus(): JobBus {
  const watchers = new Set<(event: WatchEvent) => void>()
  const endings = new Set<() => void>()
  return {
    publish(event) {
      for (const watcher of watchers) watcher(event)
    },
    close() {
      for (const end of [...endings]) end()
    },
    subscribe(wants, signal, queue = []) {
      let waiting: ((result: IteratorResult<WatchEvent, void>) => void) | null = null
      let ended = false
      const watcher = (event: WatchEvent) => {
        if (!wants(event)) return
        if (waiting) {
          const give = waiting
          waiting = null
          give({ done: false, value: event })
          return
        }
        // Progress of a job replaces its older progress that nobody has read yet.
        const last = queue.at(-1)
        if (event.event === 'progress' && last?.event === 'progress' && last.job === event.job && last.stage === event.stage)
          queue[queue.length - 1] = event
        else queue.push(event)
      }
      const end = () => {
        ended = true
        watchers.delete(watcher)
        endings.delete(end)
        signal?.removeEventListener('abort', end)
        waiting?.({ done: true, value: undefined })
        waiting = null
      }
      watchers.add(watcher)
      endings.add(end)
      if (signal?.aborted) end()
      signal?.addEventListener('abort', end)
      // Not a generator: one that waits inside `next` cannot be ended by `return` until something happens.
      return {
        next() {
          const event = queue.shift()
          if (event && !signal?.aborted) return Promise.resolve({ done: false, value: event })
          if (ended) return Promise.resolve({ done: true, value: undefined })
          return new Promise((resolve) => {
            waiting = resolve
          })
        },
        return() {
          end()
          return Promise.resolve({ done: true, value: undefined })
        },
        async [Symbol.asyncDispose]() {
          end()
        },
        [Symbol.asyncIterator]() {
          return this
        },
      }
    },
  }
}
