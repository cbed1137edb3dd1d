/** The composing table and everything that can be done on it. Lives above the screens, so that leaving one loses nothing. */
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react'
import type { Verdict } from '../../domain/assess'
import type { ProviderId } from '../../domain/request'
import { ask, type Line, lineFailure } from '../client'
import { ownFail } from '../own-failure'
import { words } from '../words'
import { isOpen } from './batch'
import {
  bestProvider,
  compositionOf,
  emptyTable,
  type Kind,
  type Move,
  move,
  prepareKey,
  subjectOf,
  type Table,
  verdictsOf,
} from './composition'
import { areMany, kindOf } from './file-kind'
import { fileSource, read, type Source } from './opening'
import { useRunAgain } from './run-again'
import { type Batch, useBatch } from './use-batch'
import { type ClipLook, useClipLook } from './use-clip-look'
import { type Starting, useStarting } from './use-starting'

export interface Composing {
  table: Table
  /** What was found in the clip so far. */
  look: ClipLook
  dispatch: (step: Move) => void
  verdicts: Record<ProviderId, Verdict> | null
  provider: ProviderId
  /** The chosen provider's verdict; null until both files are there. */
  verdict: Verdict | null
  takeFiles: (files: readonly File[], over: Kind | null) => void
  /** Many pictures or clips, to be made each with each; `passedOver` were neither by their names. */
  takeMany: (files: readonly File[], passedOver: number) => void
  takeTicket: (ticket: string, well: Kind, name?: string) => void
  takeLink: (link: string, well: Kind) => void
  stopOpening: (well: Kind) => void
  prepare: () => Promise<void>
  stopPreparing: () => void
  starting: Starting
  batch: Batch
  /** Takes up all that a job was made of, in place of what lies on the table. */
  loadJob: (id: string) => void
}

let lastOpening = 0

export function useComposition(line: Line): Composing {
  const [table, dispatch] = useReducer(move, emptyTable)
  const openings = useRef<Record<Kind, AbortController | null>>({ image: null, video: null })
  const preparing = useRef<AbortController | null>(null)

  const subject = useMemo(() => subjectOf(table), [table])
  const look = useClipLook(line, table.video.item)
  const verdicts = useMemo(() => (subject ? verdictsOf(subject, look.map) : null), [subject, look.map])
  const provider = table.chosen ?? bestProvider(verdicts)
  const starting = useStarting(line, table, dispatch)
  const batch = useBatch(line, (file, signal) => read(line, fileSource(line, file), kindOf(file) ?? undefined, signal, () => {}))

  const open = useCallback(
    async (well: Kind, name: string, source: Source) => {
      openings.current[well]?.abort()
      const controller = new AbortController()
      openings.current[well] = controller
      lastOpening += 1
      const id = lastOpening
      dispatch({ do: 'opening', well, opening: { id, name, fraction: null } })
      const opened = await read(line, source, well, controller.signal, (fraction) => dispatch({ do: 'progress', well, id, fraction }))
      if (opened.ok) dispatch({ do: 'opened', well, id, item: opened.value })
      else dispatch({ do: 'not-opened', well, id, failure: controller.signal.aborted ? null : opened.failure })
    },
    [line],
  )

  /** For a file that may turn out to be nothing: it must not push aside the one that is being read. */
  const openBeside = useCallback(
    async (well: Kind, source: Source) => {
      const opened = await read(line, source, well, new AbortController().signal, () => {})
      dispatch(opened.ok ? { do: 'place', item: opened.value } : { do: 'well-failure', well, failure: opened.failure })
    },
    [line],
  )

  const isBusy = { image: table.image.opening !== null, video: table.video.opening !== null }
  const hasPicture = table.image.item !== null || isBusy.image
  const takeFiles = (files: readonly File[], over: Kind | null) => {
    dispatch({ do: 'notice', failure: null })
    if (areMany(files) || isOpen(batch.tray)) return batch.takeMany(files, 0)
    const taken = new Set<Kind>()
    for (const file of files) {
      const kind = kindOf(file)
      const well = kind ?? over ?? (hasPicture || taken.has('image') ? 'video' : 'image')
      const source = fileSource(line, file)
      if (kind === null && (isBusy[well] || taken.has(well))) void openBeside(well, source)
      else void open(well, file.name, source)
      taken.add(well)
    }
  }

  /** A folder may hold no more than one of each, which is no batch. */
  const takeMany = (files: readonly File[], passedOver: number) => {
    if (areMany(files) || isOpen(batch.tray)) return batch.takeMany(files, passedOver)
    takeFiles(files, null)
    if (passedOver > 0) dispatch({ do: 'say', notes: [words.batch.passedOver(passedOver)] })
  }

  const isBatch = isOpen(batch.tray)
  const takeLink = useCallback(
    (link: string, well: Kind) => {
      if (isBatch) return dispatch({ do: 'say', notes: [words.batch.noLinks] })
      if (!/^https:\/\/\S+$/.test(link)) {
        const { failure } = ownFail('link.not-https', words.failures.notHttps, words.failures.notHttpsFix)
        dispatch({ do: 'well-failure', well, failure })
      } else void open(well, link, async () => ({ ok: true, value: { link } }))
    },
    [open, isBatch],
  )

  const takeTicket = useCallback(
    (ticket: string, well: Kind, name = words.wells[well === 'image' ? 'character' : 'motion']) =>
      void open(well, name, async () => ({ ok: true, value: { ticket } })),
    [open],
  )

  const prepare = async () => {
    const composition = compositionOf(table)
    if (!composition) return
    preparing.current?.abort()
    const controller = new AbortController()
    preparing.current = controller
    const key = prepareKey(table, provider)
    const change = (part: Partial<NonNullable<Table['preparing']>>) => dispatch({ do: 'prepare-change', key, change: part })
    dispatch({ do: 'prepare', preparing: { key, progress: { stage: 'image', fraction: 0 }, result: null, failure: null } })
    try {
      const signal = AbortSignal.any([controller.signal, line.closed])
      let result: 'none' | 'done' = 'none'
      for await (const event of await line.client.compose.prepare({ ...composition, providers: [provider] }, { signal })) {
        if (event.event === 'progress') change({ progress: { stage: event.stage, fraction: event.fraction } })
        else {
          result = 'done'
          change({ progress: null, ...(event.result.ok ? { result: event.result.value } : { failure: event.result.failure }) })
        }
      }
      if (result === 'none')
        change({ progress: null, failure: ownFail('bug', words.failures.noReport, words.failures.unreachableFix).failure })
    } catch (error) {
      if (controller.signal.aborted) dispatch({ do: 'prepare', preparing: null })
      else change({ progress: null, failure: lineFailure(error) })
    }
  }

  const loadJob = async (id: string) => {
    for (const controller of Object.values(openings.current)) controller?.abort()
    lastOpening += 1
    const opening = { id: lastOpening, name: words.actions.earlierJob, fraction: null }
    for (const well of ['image', 'video'] as const) dispatch({ do: 'opening', well, opening })
    const inputs = await ask(line, (signal) => line.client.jobs.inputs({ id }, { signal }))
    // Whatever was dropped meanwhile is what the person wants now.
    if (lastOpening !== opening.id) return
    for (const well of ['image', 'video'] as const) dispatch({ do: 'not-opened', well, id: opening.id, failure: null })
    dispatch(inputs.ok ? { do: 'load', inputs: inputs.value } : { do: 'notice', failure: inputs.failure })
  }
  useRunAgain((id) => void loadJob(id))

  useEffect(() => {
    const stop = new AbortController()
    void ask(line, (signal) => line.client.projects.defaults(undefined, { signal }), stop.signal).then((defaults) => {
      // Without them the window's own do; the projects screen says what is wrong with them.
      if (defaults.ok) dispatch({ do: 'begin-with', defaults: defaults.value })
    })
    return () => stop.abort()
  }, [line])

  return {
    table,
    look,
    dispatch,
    verdicts,
    provider,
    verdict: verdicts?.[provider] ?? null,
    takeFiles,
    takeMany,
    takeTicket,
    takeLink,
    stopOpening: (well) => openings.current[well]?.abort(),
    prepare,
    stopPreparing: () => preparing.current?.abort(),
    starting,
    batch,
    loadJob: (id) => void loadJob(id),
  }
}
