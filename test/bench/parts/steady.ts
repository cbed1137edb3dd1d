/** What a process takes while it goes on evenly. */
import { setTimeout as sleep } from 'node:timers/promises'

export interface Steady {
  jobs: number
  /** Of one core, 0–1. */
  share: number
  /** Bytes at the end. */
  memory: number
}

/** Prints `{"begun":true}` once things have settled, and the measured at the end. */
export async function measureSteadily(settleSeconds: number, seconds: number, more: Pick<Steady, 'jobs'>): Promise<void> {
  await sleep(settleSeconds * 1000)
  process.stdout.write(`${JSON.stringify({ begun: true })}\n`)
  const before = process.cpuUsage()
  const began = performance.now()
  await sleep(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  const steady: Steady = { ...more, share: (user + system) / 1000 / (performance.now() - began), memory: process.memoryUsage.rss() }
  process.stdout.write(`${JSON.stringify(steady)}\n`)
}
