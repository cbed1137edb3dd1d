/** Opens what is dropped into the batch tray and carries out its plan. Lives above the screens: leaving one stops nothing. */
import { useCallback, useReducer, useRef } from 'react'
import { type BatchPlan, MOST_PARALLEL } from '../../contract/batch-shapes'
import type { MediaItem } from '../../contract/shapes'
import type { Failure, Result } from '../../domain/failure'
import { providers } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'
import { ask, type Line, lineFailure } from '../client'
import { ownFail } from '../own-failure'
import { words } from '../words'
import { emptyTray, moveTray, type OpenedFile, type Tray } from './batch'
import { useJobStore } from './jobs'

export interface Batch {
  tray: Tray
  takeMany: (files: readonly File[], passedOver: number) => void
  /** Away with a file that could not be opened. */
  remove: (id: number) => void
  /** Away with a medium. */
  takeOut: (item: string) => void
  clear: () => void
  /** Makes what the plan says. A second press while it runs does nothing. */
  run: (plan: BatchPlan, provider: ProviderId, rehearse: boolean) => void
  /** The same files again, to make what is left of them. */
  lookAgain: () => void
  /** Begins no more jobs; those that were begun go on. */
  stop: () => void
}

/** So many files are read at once: each is handed over and probed. */
const AT_ONCE = 4
/** How often the tray is drawn while files are read. */
const TOLD_EVERY_MS = 100
/** Where a provider names no number of jobs in flight. */
const USUAL_PARALLEL = 4

let lastId = 0

/** What is being read until the tray is cleared. */
interface Reading {
  controller: AbortController
  waiting: { id: number; file: File }[]
  readers: number
  /** Read, and not told yet. */
  opened: OpenedFile[]
  telling: ReturnType<typeof setTimeout> | null
}

const newReading = (): Reading => ({ controller: new AbortController(), waiting: [], readers: 0, opened: [], telling: null })

export function useBatch(line: Line, openOne: (file: File, signal: AbortSignal) => Promise<Result<MediaItem>>): Batch {
  const [tray, tell] = useReducer(moveTray, emptyTray)
  const { takeView } = useJobStore()
  const reading = useRef(newReading())
  const running = useRef<AbortController | null>(null)

  const readOn = async (now: Reading) => {
    const { signal } = now.controller
    now.readers += 1
    for (let next = now.waiting.shift(); next; next = now.waiting.shift()) {
      const { id } = next
      // One file that breaks its reader must not leave the others unread.
      const result = await openOne(next.file, signal).catch((error): Result<MediaItem> => ({ ok: false, failure: lineFailure(error) }))
      if (signal.aborted) return
      now.opened.push({ id, result })
      now.telling ??= setTimeout(() => {
        now.telling = null
        if (!signal.aborted) tell({ do: 'opened', results: now.opened.splice(0) })
      }, TOLD_EVERY_MS)
    }
    now.readers -= 1
  }

  const takeMany = (files: readonly File[], passedOver: number) => {
    if (running.current) return tell({ do: 'turn-away', count: files.length })
    const added = files.map((file) => {
      lastId += 1
      return { id: lastId, file }
    })
    tell({ do: 'add', files: added.map(({ id, file }) => ({ id, name: file.name })), passedOver })
    const now = reading.current
    now.waiting.push(...added)
    while (now.readers < AT_ONCE && now.waiting.length > 0) void readOn(now)
  }

  const clear = () => {
    reading.current.controller.abort()
    reading.current = newReading()
    tell({ do: 'clear' })
  }

  // The same function for good: a tray of thousands draws only what has changed.
  const takeOut = useCallback((item: string) => tell({ do: 'take-out', item }), [])

  const carryOut = async (plan: BatchPlan, provider: ProviderId, signal: AbortSignal) => {
    const parallel = Math.min(providers[provider].pace.parallel ?? USUAL_PARALLEL, MOST_PARALLEL)
    let failure: Failure
    try {
      for await (const event of await line.client.batch.run({ id: plan.id, parallel }, { signal })) {
        if (event.event === 'done') return tell({ do: 'done', result: event.result })
        if (event.event !== 'state') continue
        takeView(event.view)
        tell({ do: 'job', id: event.job })
      }
      failure = ownFail('bug', words.failures.noReport, words.failures.unreachableFix).failure
    } catch (error) {
      failure = lineFailure(error)
    }
    if (signal.aborted && !line.closed.aborted) failure = ownFail('cancelled', words.batch.stopped, words.batch.stoppedFix).failure
    tell({ do: 'done', result: { ok: false, failure } })
  }

  const run = (plan: BatchPlan, provider: ProviderId, rehearse: boolean) => {
    if (running.current) return
    const controller = new AbortController()
    running.current = controller
    const begins = plan.rows.filter(({ step }) => step !== 'leave').length
    tell({ do: 'run', rehearse, total: begins })
    void carryOut(plan, provider, AbortSignal.any([controller.signal, line.closed])).finally(() => {
      running.current = null
    })
  }

  return {
    tray,
    takeMany,
    remove: (id) => tell({ do: 'remove', id }),
    takeOut,
    clear,
    run,
    lookAgain: () => tell({ do: 'look-again' }),
    stop: () => {
      running.current?.abort()
      tell({ do: 'stopping' })
    },
  }
}

/** What the engine would do with every pair, and why not. Changes nothing. */
export function askPairs(
  line: Line,
  input: Parameters<Line['client']['batch']['pairs']>[0],
  signal?: AbortSignal,
): Promise<Result<BatchPlan>> {
  return ask(line, (stop) => line.client.batch.pairs(input, { signal: stop }), signal)
}
