/** What another program takes, and all that it starts: wall time, processor time, and the memory of the largest of them. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { mebibytes, report } from './measure'

export interface Spent {
  /** Milliseconds. */
  wall: number
  cpu: number
  /** Bytes; of the largest single process. */
  peak: number
  /** The last line it printed. */
  answer: string
}

const TIMER = '/usr/bin/time'

/** GNU time counts what children of children took, which Node cannot; it is what the table stands on. */
function canMeasure(): boolean {
  return process.platform === 'linux' && existsSync(TIMER)
}

/** Where a program is, or null where this machine has none. */
export function find(program: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) if (existsSync(join(folder, program))) return join(folder, program)
  return null
}

/** ffmpeg of the PATH; null, and a row that says so, where this machine cannot be measured on. */
export function ffmpegToMeasureWith(): string | null {
  const ffmpeg = find('ffmpeg')
  if (ffmpeg && canMeasure()) return ffmpeg
  report({
    row: 'everything',
    ours: '',
    rival: '',
    ratio: '',
    target: '',
    note: 'not here: it takes Linux with GNU time and ffmpeg on the PATH',
  })
  return null
}

/** Processor time and memory of two, as ratio and as numbers, for a row's note. */
export function costs(ours: Spent, theirs: Spent): string {
  return [
    `CPU ${(ours.cpu / theirs.cpu).toFixed(2)} (${(ours.cpu / 1000).toFixed(1)} : ${(theirs.cpu / 1000).toFixed(1)} s)`,
    `peak memory ${(ours.peak / theirs.peak).toFixed(2)} (${mebibytes(ours.peak)} : ${mebibytes(theirs.peak)})`,
  ].join('; ')
}

/** @param notes a file of its own for the timer. Throws when a program fails: then there is nothing to compare. */
export async function spentOn(commands: readonly (readonly string[])[], notes: string): Promise<Spent> {
  const sum: Spent = { wall: 0, cpu: 0, peak: 0, answer: '' }
  for (const command of commands) {
    const child = spawn(TIMER, ['-o', notes, '-f', '%U %S %M', ...command], { stdio: ['ignore', 'pipe', 'pipe'] })
    const began = performance.now()
    let [text, errors] = ['', '']
    child.stdout.on('data', (part) => {
      text += String(part)
    })
    child.stderr.on('data', (part) => {
      errors = (errors + String(part)).slice(-2000)
    })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    sum.wall += performance.now() - began
    if (code !== 0) throw new Error(`${command[0]} ended with ${code}: ${errors}`)
    const [user, system, kilobytes] = (await readFile(notes, 'utf8')).trim().split('\n').at(-1)!.split(' ').map(Number)
    sum.cpu += (user! + system!) * 1000
    sum.peak = Math.max(sum.peak, kilobytes! * 1024)
    sum.answer = text.trim().split('\n').at(-1) ?? ''
  }
  return sum
}
