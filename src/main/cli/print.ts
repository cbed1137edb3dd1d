/** Stdout carries the answer, stderr the progress and the prose. With --json stdout is one JSON value a line and nothing else. */
import { writeSync } from 'node:fs'
import cliProgress from 'cli-progress'
import type { BatchQuote } from '../../contract/batch-shapes'
import type { JobEvent, PrepareEvent } from '../../contract/shapes'
import type { Failure } from '../../domain/failure'
import { withFlag } from './hints'
import type { Outcome } from './session'

/** What a batch is about to do. */
export interface BatchAnnounced {
  event: 'batch'
  id: string
  rows: number
  begin: number
  goOn: number
  quote: BatchQuote
}

export interface Printer {
  json: boolean
  event(event: JobEvent | Extract<PrepareEvent, { event: 'progress' }> | BatchAnnounced): void
  prose(line: string): void
  answer(line: string): void
  /** Prints the last line and answers the exit code. */
  finish(outcome: Outcome): number
}

const stageWords: Record<string, string> = {
  fetch: 'fetching',
  look: 'looking through the clip',
  image: 'preparing the picture',
  encode: 'preparing the clip',
  upload: 'uploading',
  generate: 'making the result',
  download: 'saving the result',
}

export function createPrinter(json: boolean): Printer {
  const bar =
    !json && process.stderr.isTTY
      ? new cliProgress.SingleBar(
          { format: '  {stage} [{bar}] {percentage} %', stream: process.stderr, clearOnComplete: true, hideCursor: true, barsize: 28 },
          cliProgress.Presets.rect,
        )
      : null
  let stage = ''
  const clear = () => {
    if (bar && stage !== '') bar.stop()
    stage = ''
  }
  // Written at once: a pipe is asynchronous otherwise, and the last line could be lost when the process ends.
  const out = (line: string) => writeAll(1, `${line}\n`)
  const err = (line: string) => writeAll(2, `${line}\n`)

  return {
    json,
    event(event) {
      if (json) {
        if (event.event === 'state') out(JSON.stringify({ event: 'state', job: event.job, state: event.state, at: event.at }))
        else out(JSON.stringify(event))
        return
      }
      if (event.event === 'state') {
        clear()
        err(`${event.job}: ${event.state}`)
        return
      }
      if (!bar || event.event === 'batch') return
      const word = stageWords[event.stage] ?? event.stage
      if (stage !== word) {
        clear()
        stage = word
        bar.start(100, 0, { stage: word })
      }
      bar.update(Math.round(event.fraction * 100), { stage: word })
    },
    prose(line) {
      clear()
      err(line)
    },
    answer(line) {
      clear()
      if (!json) out(line)
    },
    finish(outcome) {
      clear()
      if (outcome.ok) {
        if (json) out(JSON.stringify({ ok: true, ...outcome.answer }))
        return 0
      }
      const failure = withFlag(outcome.failure)
      if (json) out(JSON.stringify({ ok: false, failure, ...outcome.more }))
      else err(`${failure.message}\n${failure.fix}`)
      return isUsage(failure) ? 2 : 1
    },
  }
}

function isUsage(failure: Failure): boolean {
  return failure.code === 'usage' || failure.code === 'provider.unknown'
}

/** A full pipe answers EAGAIN; the reader is waited for. A reader that left ends the writing in silence. */
function writeAll(descriptor: number, text: string): void {
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      else return
    }
  }
}
