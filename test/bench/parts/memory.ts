/** How much a piece of work adds to the memory of its process. */
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cost, costOf } from './measure'

export interface Added extends Cost {
  /** Bytes between the process at rest before and its peak during the work. */
  added: number
  answer: string
}

/** @param small the same work on little, so that the code is loaded and compiled before the measure is taken */
export async function measureMemory(small: () => Promise<string>, work: () => Promise<string>): Promise<void> {
  for (let warming = 0; warming < 3; warming++) await small()
  await sleep(300)
  const peak = startPeak()
  const before = process.memoryUsage.rss()
  let answer = ''
  const cost = await costOf(async () => {
    answer = await work()
  })
  const added: Added = { ...cost, added: peak() - before, answer }
  process.stdout.write(`${JSON.stringify(added)}\n`)
}

/** Bytes at the peak from now on where the system can begin anew to look for it (Linux); else of the whole life of the process. */
function startPeak(): () => number {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
    return () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
  } catch {
    return () => process.resourceUsage().maxRSS * 1024
  }
}
