/** How every bench measures: fresh processes, ours and the rival's by turns, medians, and rows as NDJSON on stdout. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Row {
  row: string
  ours: string
  rival: string
  ratio: string
  /** What was promised, or an empty text. */
  target: string
  note: string
}

export function about(title: string, text: string): void {
  process.stdout.write(`${JSON.stringify({ title, about: text })}\n`)
}

export function report(row: Row): void {
  process.stdout.write(`${JSON.stringify(row)}\n`)
}

/** Runs a program of test/bench/runs in a fresh process. @returns the JSON of its last line */
export async function inFreshProcess<T>(run: string, args: string[], environment: Record<string, string> = {}): Promise<T> {
  const child = startRun(run, args, environment)
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${run} ended with ${code}`)
  return JSON.parse(text.trim().split('\n').at(-1) ?? '') as T
}

/** The command line that starts a program of test/bench/runs. */
export function commandOf(run: string, args: string[]): [string, ...string[]] {
  const place = process.env.CHOREO_BENCH
  if (!place) throw new Error('start it with npm run bench')
  return [process.execPath, ...nodeArguments(run), join(place, 'runs', `${run}.js`), ...args]
}

export function startRun(run: string, args: string[], environment: Record<string, string> = {}): ChildProcess {
  const [node, ...more] = commandOf(run, args)
  return spawn(node, more, {
    env: { ...cleanEnvironment(), ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
}

/** `CHOREO_BENCH_NODE="many-in-flight --cpu-prof"` gives one run arguments for Node itself. */
function nodeArguments(run: string): string[] {
  const [name, ...more] = (process.env.CHOREO_BENCH_NODE ?? '').split(' ')
  return name === run ? more : []
}

/** Without the person's keys, places and settings. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CHOREO_') && name !== 'NODE_OPTIONS'))
}

export interface Pairs<T> {
  ours: T[]
  rival: T[]
}

/** A B A B: whatever else the machine does meanwhile falls on both alike. */
export async function byTurns<T>(repetitions: number, ours: () => Promise<T>, rival: () => Promise<T>): Promise<Pairs<T>> {
  const pairs: Pairs<T> = { ours: [], rival: [] }
  for (let repetition = 0; repetition < repetitions; repetition++) {
    pairs.ours.push(await ours())
    pairs.rival.push(await rival())
  }
  return pairs
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Median of ours divided by the rival's, pair by pair. */
export function medianRatio<T>(pairs: Pairs<T>, value: (measured: T) => number): string {
  return median(pairs.ours.map((ours, index) => value(ours) / value(pairs.rival[index]!))).toFixed(2)
}

export function milliseconds(value: number): string {
  return `${Math.round(value)} ms`
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'choreo-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export interface Cost {
  /** Wall time, milliseconds. */
  wall: number
  /** Of this process and all its threads, milliseconds. */
  cpu: number
}

export async function costOf(work: () => Promise<void>): Promise<Cost> {
  const before = process.cpuUsage()
  const began = performance.now()
  await work()
  const wall = performance.now() - began
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / 1000 }
}
