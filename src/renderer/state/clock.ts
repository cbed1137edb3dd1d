/** One clock for everything that counts seconds, so that a hundred rows need one timer and tick together. */
import { useSyncExternalStore } from 'react'

let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

function listen(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const tell of listeners) tell()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

/** It was still for as long as nobody looked. */
function read(): number {
  if (timer === null) now = Math.floor(Date.now() / 1000) * 1000
  return now
}

const never = () => () => {}

/** Milliseconds since 1970, to the second; stands still where nothing ticks. */
export function useNow(ticking: boolean): number {
  return useSyncExternalStore(ticking ? listen : never, ticking ? read : () => 0)
}
