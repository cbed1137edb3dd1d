/** Runs the built command as a person or a program would: as a process, with an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packagedFfprobe } from './packaged-ffprobe'
import { folderOfFile } from './scratch'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const builtCli = join(root, 'out', 'main', 'cli.js')

export interface Finished {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** Stdout as NDJSON. */
  lines: Record<string, unknown>[]
  /** The last line: the result. */
  result: Record<string, unknown>
}

/** An environment without any key, with a home of its own and short waits. */
export async function cleanEnvironment(more: Record<string, string> = {}): Promise<NodeJS.ProcessEnv> {
  const environment: NodeJS.ProcessEnv = {}
  for (const [name, value] of Object.entries(process.env))
    if (!name.startsWith('CHOREO_') && name !== 'NODE_OPTIONS') environment[name] = value
  return { ...environment, CHOREO_HOME: await temporaryFolder('home'), CHOREO_PACE_SCALE: '0.02', ...packagedFfprobe, ...more }
}

let place: Promise<string> | null = null

/** A folder that goes when all tests of the file have ended. */
export async function temporaryFolder(name: string): Promise<string> {
  place ??= folderOfFile()
  if (!existsSync(await place)) place = folderOfFile()
  return mkdtemp(join(await place, `${name}-`))
}

/** @param before arguments for Node itself */
export function startCli(args: string[], environment: NodeJS.ProcessEnv, before: string[] = []): ChildProcess {
  return spawn(process.execPath, [...before, builtCli, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
}

export async function choreo(args: string[], environment: NodeJS.ProcessEnv, before: string[] = []): Promise<Finished> {
  const child = startCli(args, environment, before)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  )
  const lines = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
  return { code, signal, stdout, stderr, lines, result: lines.at(-1) ?? {} }
}
