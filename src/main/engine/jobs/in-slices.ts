/** Long work in short slices: nothing else in this process waits longer than one of them. */
import { setImmediate as nextTurn } from 'node:timers/promises'

const SLICE_MS = 8

export async function inSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let began = performance.now()
  for (const item of items) {
    work(item)
    if (performance.now() - began < SLICE_MS) continue
    await nextTurn()
    began = performance.now()
  }
}
