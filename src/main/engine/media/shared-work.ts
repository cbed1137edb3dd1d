/** The same work asked for twice is done once; it is stopped when nobody who asked for it waits any more. */
import { fail, type Result } from '../../../domain/failure'

export interface Asking {
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

type Work<T> = (asking: Required<Asking>) => Promise<Result<T>>

interface Running<T> {
  result: Promise<Result<T>>
  askers: Set<Asking>
  stop: AbortController
}

/** @returns does the work under this key, or joins it where it is being done; `cancelled` as soon as the asker's signal says so */
export function sharedWork<T>(): (key: string, asking: Asking, work: Work<T>) => Promise<Result<T>> {
  const running = new Map<string, Running<T>>()
  return (key, asking, work) => {
    if (asking.signal?.aborted) return Promise.resolve(left())
    let one = running.get(key)
    if (!one) {
      const stop = new AbortController()
      const askers = new Set<Asking>()
      const result = work({
        signal: stop.signal,
        onProgress: (fraction) => {
          for (const asker of askers) asker.onProgress?.(fraction)
        },
      }).finally(() => {
        if (running.get(key)?.stop === stop) running.delete(key)
      })
      one = { result, askers, stop }
      running.set(key, one)
    }
    const { result, askers, stop } = one
    askers.add(asking)
    return new Promise((settle, reject) => {
      const onAbort = () => {
        askers.delete(asking)
        if (askers.size === 0) {
          // The next who asks begins anew instead of joining what is ending.
          if (running.get(key)?.stop === stop) running.delete(key)
          stop.abort()
        }
        settle(left())
      }
      asking.signal?.addEventListener('abort', onAbort, { once: true })
      result.then(settle, reject).finally(() => asking.signal?.removeEventListener('abort', onAbort))
    })
  }
}

function left() {
  return fail('cancelled', 'Stopped before it was finished.', 'Start it again when you like.')
}
