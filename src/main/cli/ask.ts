/** One question to a person at a terminal. */
import { createInterface } from 'node:readline/promises'

export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** @returns whether the answer is yes; Ctrl-C and the end of the input are no */
export async function askYesNo(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const left = new Promise<string>((resolve) => {
    // A terminal in raw mode hands Ctrl-C over as a key, not as a signal.
    lines.once('SIGINT', () => resolve(''))
    lines.once('close', () => resolve(''))
  })
  try {
    const answer = await Promise.race([lines.question(`${question} [y/N] `, { signal }).catch(() => ''), left])
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    lines.close()
  }
}
