/** Child processes of the media tools: each is tracked, bounded in time and output, and gone when this process goes. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'

const running = new Set<ChildProcess>()
let watchingExit = false

/** Remembers a child until it ends, so that a finished Choreo leaves no encoder behind. */
export function track(child: ChildProcess): void {
  running.add(child)
  child.once('close', () => running.delete(child))
  child.once('error', () => running.delete(child))
  if (watchingExit) return
  watchingExit = true
  process.on('exit', () => {
    for (const left of running) left.kill('SIGKILL')
  })
}

/** Encoding is patient work; the window and the network come first. Not every system lets us say so. */
export function lowerPriority(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // The child may be gone already, or the system forbids it; either way the work goes on.
  }
}

/** SIGTERM lets ffmpeg close its file; a child that does not listen is killed after this. */
export const KILL_AFTER_MS = 3_000

/** Asks a child to end and makes sure of it. Returns at once; the child's own `close` says when it is over. */
export function end(child: ChildProcess): void {
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  child.once('close', () => clearTimeout(force))
}

export interface Bounds {
  timeoutMs: number
  /** More output than this ends the child; nothing asked for here is anywhere near it. */
  maxBytes?: number
  signal?: AbortSignal
  /** Takes stdout line by line instead of collecting it; the bound on output then holds for one line. */
  onLine?(line: string): void
}

export type Outcome =
  | { kind: 'exited'; code: number | null; stdout: string; stderr: string }
  | { kind: 'timeout'; stderr: string }
  | { kind: 'too-much' }
  | { kind: 'aborted' }
  | { kind: 'not-started'; reason: string }

const DEFAULT_MAX_BYTES = 8_000_000

/** Runs a tool to its end without a shell and without stdin. Never rejects. */
export function execute(path: string, args: readonly string[], bounds: Bounds): Promise<Outcome> {
  const { timeoutMs, maxBytes = DEFAULT_MAX_BYTES, signal, onLine } = bounds
  if (signal?.aborted) return Promise.resolve({ kind: 'aborted' })
  return new Promise((resolve) => {
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
    track(child)
    let cut: Outcome | null = null
    let stdout = ''
    let stderr = ''
    const stop = (outcome: Outcome) => {
      cut ??= outcome
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => stop({ kind: 'timeout', stderr }), timeoutMs)
    const onAbort = () => stop({ kind: 'aborted' })
    signal?.addEventListener('abort', onAbort, { once: true })
    const finish = (outcome: Outcome) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve(cut ?? outcome)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      if (onLine) {
        const lines = stdout.split(/\r?\n/)
        stdout = lines.pop() ?? ''
        for (const line of lines) onLine(line)
      }
      if (stdout.length > maxBytes) stop({ kind: 'too-much' })
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-64_000)
    })
    child.once('error', (error) => finish({ kind: 'not-started', reason: error.message }))
    child.once('close', (code) => finish({ kind: 'exited', code, stdout, stderr }))
  })
}
