/** What is on the composing table: two files, the wishes, the edits, the chosen provider. Pure: a reducer and what follows from it. */
import type { InputNote } from '../../contract/findings'
import type { Composition, Host, MediaItem, Prepared, Stage } from '../../contract/shapes'
import type { Defaults, JobInputs } from '../../contract/window-shapes'
import { assess, type Subject, type Verdict } from '../../domain/assess'
import { bestStretch } from '../../domain/best-stretch'
import type { ClipMap } from '../../domain/clip-map'
import type { Failure } from '../../domain/failure'
import { type Edits, noEdits } from '../../domain/media'
import { providerList } from '../../domain/providers/all'
import { defaultRequest, type MotionRequest, type ProviderId } from '../../domain/request'

export type Kind = 'image' | 'video'

export interface Opening {
  id: number
  name: string
  /** 0–1 while bytes travel; null while the engine reads the file. */
  fraction: number | null
}

/** A well keeps its good file while another is being read, and when that one turns out to be bad. */
export interface Well {
  item: MediaItem | null
  opening: Opening | null
  failure: Failure | null
}

export interface Preparing {
  /** The settings it is made with, see `prepareKey`. */
  key: string
  progress: { stage: Stage; fraction: number } | null
  result: Prepared | null
  failure: Failure | null
}

export interface Table {
  image: Well
  video: Well
  request: MotionRequest
  edits: Edits
  /** Null until the person chose; then the best one is marked. */
  chosen: ProviderId | null
  /** Ticked for a comparison run, beside the chosen one. */
  beside: readonly ProviderId[]
  holder: Host | null
  preparing: Preparing | null
  /** The prompt before a model worded it anew; null when there is nothing to take back. */
  wordingBefore: string | null
  /** What went wrong outside the wells: a folder was dropped, a job could not be loaded. */
  notice: Failure | null
  /** What should be known of the last drop, in sentences, or of a job that was loaded again. */
  notes: readonly (string | InputNote)[]
  /** What the last press of a button could not start. */
  notStarted: readonly NotStarted[]
  /** Jobs of the last press of a button. */
  latestJobs: readonly string[]
}

export interface NotStarted {
  provider: ProviderId
  failure: Failure
}

const emptyWell: Well = { item: null, opening: null, failure: null }

export const emptyTable: Table = {
  image: emptyWell,
  video: emptyWell,
  request: defaultRequest,
  edits: noEdits,
  chosen: null,
  beside: [],
  holder: null,
  preparing: null,
  wordingBefore: null,
  notice: null,
  notes: [],
  notStarted: [],
  latestJobs: [],
}

export type Move =
  | { do: 'opening'; well: Kind; opening: Opening }
  | { do: 'progress'; well: Kind; id: number; fraction: number | null }
  | { do: 'opened'; well: Kind; id: number; item: MediaItem }
  | { do: 'not-opened'; well: Kind; id: number; failure: Failure | null }
  | { do: 'place'; item: MediaItem }
  | { do: 'remove'; well: Kind }
  | { do: 'well-failure'; well: Kind; failure: Failure | null }
  | { do: 'request'; change: Partial<MotionRequest> }
  | { do: 'edits'; change: Partial<Edits> }
  | { do: 'choose'; provider: ProviderId }
  | { do: 'tick'; provider: ProviderId; on: boolean }
  | { do: 'defaults'; defaults: Defaults }
  /** The project's defaults, which come after the window: what the person set meanwhile goes before them. */
  | { do: 'begin-with'; defaults: Defaults }
  /** Everything of a job, to make it once more with changes. */
  | { do: 'load'; inputs: JobInputs }
  | { do: 'improved'; prompt: string }
  | { do: 'take-wording-back' }
  | { do: 'holder'; holder: Host | null }
  | { do: 'prepare'; preparing: Preparing | null }
  | { do: 'prepare-change'; key: string; change: Partial<Preparing> }
  | { do: 'notice'; failure: Failure | null }
  | { do: 'say'; notes: readonly string[] }
  | { do: 'notes-seen' }
  | { do: 'started'; jobs: readonly string[]; notStarted: readonly NotStarted[] }

export function move(table: Table, step: Move): Table {
  switch (step.do) {
    case 'opening':
      return withWell(table, step.well, { opening: step.opening, failure: null })
    case 'progress':
      return isReading(table, step)
        ? withWell(table, step.well, { opening: { ...table[step.well].opening!, fraction: step.fraction } })
        : table
    case 'opened':
      return isReading(table, step) ? place(withWell(table, step.well, { opening: null }), step.item) : table
    case 'not-opened':
      return isReading(table, step) ? withWell(table, step.well, { opening: null, failure: step.failure }) : table
    case 'place':
      return place(table, step.item)
    case 'remove':
      return { ...table, [step.well]: emptyWell, edits: freshEdits(table.edits, step.well), preparing: null }
    case 'well-failure':
      return withWell(table, step.well, { failure: step.failure })
    case 'request':
      return { ...table, request: without({ ...table.request, ...step.change }) }
    case 'edits':
      return { ...table, edits: without({ ...table.edits, ...step.change }) }
    case 'choose':
      return { ...table, chosen: step.provider }
    case 'tick':
      return {
        ...table,
        beside: step.on ? [...new Set([...table.beside, step.provider])] : table.beside.filter((id) => id !== step.provider),
      }
    case 'defaults':
      return withDefaults(table, step.defaults)
    case 'begin-with':
      return isUntouched(table) ? withDefaults(table, step.defaults) : table
    case 'load':
      return loaded(table, step.inputs)
    case 'improved':
      return { ...table, wordingBefore: table.request.prompt ?? '', request: { ...table.request, prompt: step.prompt } }
    case 'take-wording-back':
      return table.wordingBefore === null
        ? table
        : { ...table, wordingBefore: null, request: without({ ...table.request, prompt: table.wordingBefore || undefined }) }
    case 'holder':
      return { ...table, holder: step.holder }
    case 'prepare':
      return { ...table, preparing: step.preparing }
    case 'prepare-change':
      return table.preparing?.key === step.key ? { ...table, preparing: { ...table.preparing, ...step.change } } : table
    case 'notice':
      return { ...table, notice: step.failure }
    case 'say':
      return { ...table, notes: step.notes }
    case 'notes-seen':
      return { ...table, notes: [], notStarted: [] }
    case 'started':
      return { ...table, latestJobs: step.jobs.length > 0 ? step.jobs : table.latestJobs, notStarted: step.notStarted, notice: null }
  }
}

function withWell(table: Table, kind: Kind, change: Partial<Well>): Table {
  return { ...table, [kind]: { ...table[kind], ...change } }
}

/** Only the file that was dropped last counts; a slower earlier one is ignored. */
function isReading(table: Table, step: { well: Kind; id: number }): boolean {
  return table[step.well].opening?.id === step.id
}

/** A file goes to the well of its kind, wherever it was dropped. Edits of the file it replaces go with that one. */
function place(table: Table, item: MediaItem): Table {
  const kind = item.facts.kind
  return { ...withWell(table, kind, { item }), edits: freshEdits(table.edits, kind), preparing: null }
}

function isUntouched(table: Table): boolean {
  return table.chosen === null && table.request === defaultRequest && JSON.stringify(table.edits) === JSON.stringify(noEdits)
}

function withDefaults(table: Table, { provider, request, fit }: Defaults): Table {
  return {
    ...table,
    chosen: provider ?? table.chosen,
    request: without({ ...table.request, ...request }),
    edits: { ...table.edits, fit },
  }
}

/** Nothing of what lay on the table before is mixed into it; who holds a clip behind a link is no part of a job's wishes. */
function loaded(table: Table, { image, video, request, edits, provider, notes }: JobInputs): Table {
  return {
    ...emptyTable,
    image: { ...emptyWell, item: image },
    video: { ...emptyWell, item: video },
    request: without(request),
    edits: without(edits),
    chosen: provider,
    holder: table.holder,
    notes,
    latestJobs: table.latestJobs,
  }
}

function freshEdits(edits: Edits, kind: Kind): Edits {
  return without(
    kind === 'image' ? { ...edits, cropImage: undefined } : { ...edits, cropVideo: undefined, trim: undefined, tooShort: undefined },
  )
}

/** Wishes that are not wished are absent, not `undefined`: that is how they travel and how they are compared. */
function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T
}

export function subjectOf(table: Table): Subject | null {
  const image = table.image.item?.facts
  const video = table.video.item?.facts
  if (image?.kind !== 'image' || video?.kind !== 'video') return null
  return { image, video, request: table.request, edits: table.edits }
}

export function compositionOf(table: Table): Composition | null {
  const { image, video, request, edits } = table
  return image.item && video.item ? { image: image.item.id, video: video.item.id, request, edits } : null
}

/** @param map of the clip; with it, the best part of a clip that is too long is used instead of its start */
export function verdictsOf(subject: Subject, map: ClipMap | null): Record<ProviderId, Verdict> {
  const verdicts = providerList.map((provider) => {
    const stretch = map ? bestStretch(map, provider.limits, subject.request.orientation) : null
    return [provider.id, assess(provider, subject, stretch ?? undefined)]
  })
  return Object.fromEntries(verdicts) as Record<ProviderId, Verdict>
}

/** The one that takes these files without a stranger holding the clip, at the lowest known price. */
export function bestProvider(verdicts: Record<ProviderId, Verdict> | null): ProviderId {
  const rank = (verdict: Verdict) =>
    (verdict.accepts === 'never' ? 4 : 0) + (verdict.needsHost ? 2 : 0) + ((verdict.quote?.usd ?? null) === null ? 1 : 0)
  const best = Object.values(verdicts ?? {}).sort((a, b) => rank(a) - rank(b) || (a.quote?.usd ?? 0) - (b.quote?.usd ?? 0))[0]
  return best?.provider ?? 'evolink'
}

/** Whom a press of the button starts a job at: the chosen provider, then the ticked ones in the order of the table. */
export function runSet(table: Table, provider: ProviderId): readonly [ProviderId, ...ProviderId[]] {
  return [provider, ...providerList.map(({ id }) => id).filter((id) => id !== provider && table.beside.includes(id))]
}

/** What jobs at all the named providers cost together. `unknown` of them publish no price. */
export function totalQuote(verdicts: Record<ProviderId, Verdict>, ids: readonly ProviderId[]) {
  const quotes = ids.map((id) => verdicts[id].quote)
  const known = quotes.flatMap((quote) => (quote === null || quote.usd === null ? [] : [quote.usd]))
  return {
    usd: known.length === 0 ? null : known.reduce((sum, usd) => sum + usd, 0),
    certain: quotes.every((quote) => quote?.certain === true),
    unknown: quotes.length - known.length,
  }
}

/** Equal keys mean equal prepared files. */
export function prepareKey(table: Table, provider: ProviderId): string {
  const { image, video, request, edits } = table
  return JSON.stringify([image.item?.id, video.item?.id, provider, request.orientation, request.keepAudio, Object.entries(edits).sort()])
}

export function stepCount(verdict: Verdict): number {
  return verdict.plan ? verdict.plan.image.steps.length + verdict.plan.video.steps.length : 0
}
