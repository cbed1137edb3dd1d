/** The composing table and everything that can be done on it. Lives above the screens, so that leaving one loses nothing. */
import { useCallback, useMemo, useReducer, useRef } from 'react'
import type { MediaItem, MediaSource } from '../../contract/shapes'
import type { Verdict } from '../../domain/assess'
import type { Failure, Result } from '../../domain/failure'
import type { ProviderId } from '../../domain/request'
import { ask, type Line, lineFailure } from '../client'
import { ownFail } from '../own-failure'
import { words } from '../words'
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
import { type ClipLook, useClipLook } from './use-clip-look'

export interface Composing {
  table: Table
  /** What was found in the clip so far. */
  look: ClipLook
  dispatch: (step: Move) => void
  verdicts: Record<ProviderId, Verdict> | null
  provider: ProviderId
  /** The chosen provider's verdict; null until both files are there. */
  verdict: Verdict | null
  takeFiles: (files: readonly Dropped[], over: Kind | null) => void
  /** More than one of a kind, or what a folder held; how many files were passed over. */
  takeMany: (files: readonly File[], passedOver: number) => void
  takeTicket: (ticket: string, well: Kind, name?: string) => void
  takeLink: (link: string, well: Kind) => void
  stopOpening: (well: Kind) => void
  prepare: () => Promise<void>
  stopPreparing: () => void
  /** The job's id, or the failure that says the same was sent a moment ago; any other failure is shown as a notice. */
  start: (rehearse: boolean, again: boolean) => Promise<{ job: string | null; duplicate: Failure | null }>
}

/** How a medium is named to the engine, with progress 0–1 (null where it cannot be told) on the way. */
type Source = (signal: AbortSignal, onProgress: (fraction: number) => void) => Promise<Result<MediaSource>>

export interface Dropped {
  file: File
  isFolder: boolean
}

let lastOpening = 0

function fileSource(line: Line, file: File): Source {
  return async (signal, onProgress) => {
    const ticket = await line.host.admit(file, onProgress, signal)
    return ticket.ok ? { ok: true, value: { ticket: ticket.value } } : ticket
  }
}

/** First the bytes travel, which has a progress; then the engine reads the file, which has none. */
async function read(
  line: Line,
  source: Source,
  as: Kind,
  signal: AbortSignal,
  onProgress: (fraction: number | null) => void,
): Promise<Result<MediaItem>> {
  const found = await source(signal, onProgress)
  onProgress(null)
  if (!found.ok) return found
  return ask(line, (stop) => line.client.media.open({ ...found.value, as }, { signal: stop }), signal)
}

export function useComposition(line: Line): Composing {
  const [table, dispatch] = useReducer(move, emptyTable)
  const openings = useRef<Record<Kind, AbortController | null>>({ image: null, video: null })
  const preparing = useRef<AbortController | null>(null)

  const subject = useMemo(() => subjectOf(table), [table])
  const look = useClipLook(line, table.video.item)
  const verdicts = useMemo(() => (subject ? verdictsOf(subject, look.map) : null), [subject, look.map])
  const provider = table.chosen ?? bestProvider(verdicts)

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
  const takeFiles = (files: readonly Dropped[], over: Kind | null) => {
    dispatch({ do: 'notice', failure: null })
    const folder = files.find((dropped) => dropped.isFolder)
    if (folder)
      dispatch({
        do: 'notice',
        failure: ownFail('input.not-a-file', words.failures.folder(folder.file.name), words.failures.folderFix).failure,
      })
    const taken = new Set<Kind>()
    for (const { file } of files.filter((dropped) => !dropped.isFolder)) {
      const kind = kindOf(file)
      const well = kind ?? over ?? (hasPicture || taken.has('image') ? 'video' : 'image')
      const source = fileSource(line, file)
      if (kind !== null && taken.has(kind))
        dispatch({ do: 'notice', failure: ownFail('usage', words.failures.tooMany, words.failures.tooManyFix).failure })
      else if (kind === null && (isBusy[well] || taken.has(well))) void openBeside(well, source)
      else void open(well, file.name, source)
      taken.add(well)
    }
  }

  const takeMany = (files: readonly File[], passedOver: number) => {
    const { failure } = ownFail('usage', words.wells.many(files.length, passedOver), words.failures.folderFix)
    dispatch({ do: 'notice', failure })
  }

  const takeLink = useCallback(
    (link: string, well: Kind) => {
      if (!/^https:\/\/\S+$/.test(link)) {
        const { failure } = ownFail('link.not-https', words.failures.notHttps, words.failures.notHttpsFix)
        dispatch({ do: 'well-failure', well, failure })
      } else void open(well, link, async () => ({ ok: true, value: { link } }))
    },
    [open],
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

  const start = async (rehearse: boolean, again: boolean) => {
    const composition = compositionOf(table)
    if (!composition) return { job: null, duplicate: null }
    const host = table.holder ?? undefined
    const answer = await ask(line, (signal) => line.client.jobs.start({ ...composition, provider, rehearse, host, again }, { signal }))
    if (!answer.ok && answer.failure.code === 'job.duplicate') return { job: null, duplicate: answer.failure }
    dispatch(answer.ok ? { do: 'started', job: answer.value.id } : { do: 'notice', failure: answer.failure })
    return { job: answer.ok ? answer.value.id : null, duplicate: null }
  }

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
    start,
  }
}

const imageEndings = /\.(jpe?g|png|webp|avif|heic|heif|gif|tiff?|bmp|svg)$/i
const videoEndings = /\.(mp4|mov|m4v|webm|mkv|avi|mpe?g|ts|mts|m2ts|wmv|flv|3gp|ogv)$/i

/** By what the browser says and by the name; the engine reads the content and has the last word. */
function kindOf(file: File): Kind | null {
  if (file.type.startsWith('image/') || imageEndings.test(file.name)) return 'image'
  if (file.type.startsWith('video/') || videoEndings.test(file.name)) return 'video'
  return null
}
