/** The batch tray: many pictures and clips, every one with every other. Pure: a reducer and what follows from it. */
import type { BatchRowResult, PairsInput } from '../../contract/batch-shapes'
import type { MediaItem } from '../../contract/shapes'
import type { Failure, Result } from '../../domain/failure'
import type { JobState } from '../../domain/job'
import type { Edits } from '../../domain/media'
import type { ProviderId } from '../../domain/request'
import type { Table } from './composition'

/** More at once than anybody means to pay for by one press. */
export const MOST_PAIRS = 400

export interface TrayFile {
  id: number
  name: string
  state: 'waiting' | 'opened' | 'refused'
  item: MediaItem | null
  failure: Failure | null
}

export interface BatchRun {
  rehearse: boolean
  /** How many jobs it has; set when the plan is known. */
  total: number
  /** Ids of the jobs that were begun; how far each is, the live jobs know. */
  jobs: readonly string[]
  stopping: boolean
  /** Null while it runs. */
  result: Result<BatchRowResult[]> | null
}

export interface Tray {
  files: readonly TrayFile[]
  /** Files that are neither picture nor clip by their name. */
  passedOver: number
  /** Files of the last drop that came while a batch was being made. */
  turnedAway: number
  run: BatchRun | null
}

export const emptyTray: Tray = { files: [], passedOver: 0, turnedAway: 0, run: null }

export interface OpenedFile {
  id: number
  result: Result<MediaItem>
}

export type TrayMove =
  | { do: 'add'; files: readonly { id: number; name: string }[]; passedOver: number }
  | { do: 'turn-away'; count: number }
  /** Several at once: a folder of thousands must not be drawn thousands of times. */
  | { do: 'opened'; results: readonly OpenedFile[] }
  | { do: 'remove'; id: number }
  /** Every file that turned out to be this one. */
  | { do: 'take-out'; item: string }
  | { do: 'clear' }
  | { do: 'run'; rehearse: boolean; total: number }
  | { do: 'job'; id: string }
  | { do: 'stopping' }
  /** Back to the same files after a run. */
  | { do: 'look-again' }
  | { do: 'done'; result: Result<BatchRowResult[]> }

export function moveTray(tray: Tray, step: TrayMove): Tray {
  switch (step.do) {
    case 'add': {
      const added = step.files.map(({ id, name }): TrayFile => ({ id, name, state: 'waiting', item: null, failure: null }))
      return { files: [...tray.files, ...added], passedOver: tray.passedOver + step.passedOver, turnedAway: 0, run: null }
    }
    case 'turn-away':
      return { ...tray, turnedAway: step.count }
    case 'opened': {
      const results = new Map(step.results.map(({ id, result }) => [id, result]))
      return { ...tray, files: tray.files.map((file) => withResult(file, results.get(file.id))) }
    }
    case 'remove':
      return { ...tray, files: tray.files.filter((file) => file.id !== step.id) }
    case 'take-out':
      return { ...tray, files: tray.files.filter((file) => file.item?.id !== step.item) }
    case 'clear':
      return emptyTray
    case 'run':
      return { ...tray, turnedAway: 0, run: { rehearse: step.rehearse, total: step.total, jobs: [], stopping: false, result: null } }
    case 'job':
      return tray.run && !tray.run.jobs.includes(step.id) ? { ...tray, run: { ...tray.run, jobs: [...tray.run.jobs, step.id] } } : tray
    case 'stopping':
      return tray.run ? { ...tray, run: { ...tray.run, stopping: true } } : tray
    case 'look-again':
      return isRunning(tray) ? tray : { ...tray, run: null }
    case 'done':
      return tray.run ? { ...tray, run: { ...tray.run, result: step.result } } : tray
  }
}

function withResult(file: TrayFile, result: Result<MediaItem> | undefined): TrayFile {
  if (!result) return file
  return result.ok ? { ...file, state: 'opened', item: result.value } : { ...file, state: 'refused', failure: result.failure }
}

export const isOpen = (tray: Tray): boolean => tray.files.length > 0 || tray.passedOver > 0

export const isRunning = (tray: Tray): boolean => tray.run !== null && tray.run.result === null

/** What was opened, by what the files hold and not by their names; the same file twice counts once. */
export function mediaOf(tray: Tray): { images: MediaItem[]; videos: MediaItem[] } {
  const items = new Map(tray.files.flatMap(({ item }) => (item ? [[item.id, item] as const] : [])))
  const all = [...items.values()]
  return { images: all.filter(({ facts }) => facts.kind === 'image'), videos: all.filter(({ facts }) => facts.kind === 'video') }
}

/** How many files were read, well or not. */
export function readCount(tray: Tray): number {
  return tray.files.filter(({ state }) => state === 'opened' || state === 'refused').length
}

/**
 * What the engine is asked about; null while files are read, where a picture or a clip is missing, or where there are too many pairs.
 * A crop and a trim were drawn on one picture and one clip, so they are none of a batch's wishes.
 */
export function pairsInput(tray: Tray, table: Table, provider: ProviderId, rehearse: boolean): PairsInput | null {
  if (readCount(tray) < tray.files.length) return null
  const { images, videos } = mediaOf(tray)
  const [image, ...moreImages] = images.map(({ id }) => id)
  const [video, ...moreVideos] = videos.map(({ id }) => id)
  if (image === undefined || video === undefined || images.length * videos.length > MOST_PAIRS) return null
  const { cropImage: _image, cropVideo: _video, trim: _trim, ...kept } = table.edits
  const edits: Edits = kept
  return {
    images: [image, ...moreImages],
    videos: [video, ...moreVideos],
    provider,
    request: table.request,
    edits,
    rehearse,
    host: table.holder ?? undefined,
    // Whoever drops the files again and presses the button with the price wants what failed, too.
    retryFailed: true,
  }
}

/** How far the begun jobs are, by what is known of them now. */
export function runCounts({ jobs }: BatchRun, stateOf: (job: string) => JobState | null): { begun: number; saved: number; stuck: number } {
  const all = jobs.map(stateOf)
  return {
    begun: all.length,
    saved: all.filter((state) => state === 'saved').length,
    stuck: all.filter((state) => state === 'failed' || state === 'unconfirmed' || state === 'paused' || state === 'abandoned').length,
  }
}
