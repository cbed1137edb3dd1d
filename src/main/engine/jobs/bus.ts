/** What happens to jobs, for whoever watches. A slow watcher queues; one that leaves is forgotten. */
import type { JobEvent } from '../../../contract/shapes'

export interface JobBus {
  publish(event: JobEvent): void
  /** Subscribes at once, so that nothing between the call and the first read is missed. */
  subscribe(wants: (event: JobEvent) => boolean, signal?: AbortSignal): AsyncGenerator<JobEvent, void>
}

export function createJobBus(): JobBus {
  const watchers = new Set<(event: JobEvent) => void>()
  return {
    publish(event) {
      for (const watcher of watchers) watcher(event)
    },
    subscribe(wants, signal) {
      const queue: JobEvent[] = []
      let wakeUp: () => void = () => {}
      const watcher = (event: JobEvent) => {
        if (!wants(event)) return
        // Progress of a job replaces its older progress that nobody has read yet.
        const last = queue.at(-1)
        if (event.event === 'progress' && last?.event === 'progress' && last.job === event.job && last.stage === event.stage) queue[queue.length - 1] = event
        else queue.push(event)
        wakeUp()
      }
      watchers.add(watcher)
      const stop = () => {
        watchers.delete(watcher)
        wakeUp()
      }
      signal?.addEventListener('abort', stop, { once: true })
      return (async function* () {
        try {
          while (!signal?.aborted) {
            const event = queue.shift()
            if (event) yield event
            else
              await new Promise<void>((resolve) => {
                wakeUp = resolve
              })
          }
        } finally {
          stop()
          signal?.removeEventListener('abort', stop)
        }
      })()
    },
  }
}
