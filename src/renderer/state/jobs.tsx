/** All jobs of the project as they are now: one list, then one event stream for the whole window. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useReducer, useRef } from 'react'
import type { JobEvent, JobList, JobView, Stage } from '../../contract/shapes'
import type { Failure } from '../../domain/failure'
import { ask, type Line } from '../client'

export interface LiveJobs {
  /** Newest first; null until the first list came. */
  jobs: JobView[] | null
  unreadable: JobList['unreadable']
  progress: Record<string, { stage: Stage; fraction: number }>
  /** False while the engine does not answer. */
  online: boolean
  failure: Failure | null
  /** Takes in a view that an answer brought, without waiting for its event. */
  note: (view: JobView) => void
  refresh: () => void
}

type Known = Pick<LiveJobs, 'unreadable' | 'progress' | 'online' | 'failure'> & { views: Record<string, JobView> | null }
type News =
  | { kind: 'list'; list: JobList }
  | { kind: 'event'; event: JobEvent }
  | { kind: 'view'; view: JobView }
  | { kind: 'line'; online: boolean; failure?: Failure | null }

const nothing: Known = { views: null, unreadable: [], progress: {}, online: true, failure: null }
const LiveContext = createContext<LiveJobs | null>(null)

function take(known: Known, news: News): Known {
  switch (news.kind) {
    case 'list':
      return {
        ...known,
        online: true,
        failure: null,
        unreadable: news.list.unreadable,
        // A job that began after the list was made is known from its event alone.
        views: { ...known.views, ...Object.fromEntries(news.list.jobs.map((view) => [view.id, newer(known.views?.[view.id], view)])) },
      }
    case 'view':
      return withView(known, news.view)
    case 'event':
      return news.event.event === 'state'
        ? withView(known, news.event.view)
        : { ...known, progress: { ...known.progress, [news.event.job]: { stage: news.event.stage, fraction: news.event.fraction } } }
    case 'line':
      return known.online === news.online && news.failure === undefined
        ? known
        : { ...known, online: news.online, failure: news.failure ?? known.failure }
  }
}

function withView(known: Known, view: JobView): Known {
  const before = known.views?.[view.id]
  const kept = newer(before, view)
  // Progress belongs to a stage; the next state begins with none.
  const progress = before && before.state !== kept.state ? dropped(known.progress, view.id) : known.progress
  return { ...known, online: true, views: { ...known.views, [view.id]: kept }, progress }
}

/** A list that was asked for earlier may come later than an event. */
function newer(before: JobView | undefined, view: JobView): JobView {
  return before && before.updatedAt > view.updatedAt ? before : view
}

function dropped<T>(all: Record<string, T>, id: string): Record<string, T> {
  const { [id]: _gone, ...rest } = all
  return rest
}

const RETRY_MS = [500, 1000, 2000, 4000]

export function LiveJobsProvider({ line, children }: { line: Line; children: ReactNode }) {
  const [known, tell] = useReducer(take, nothing)
  const again = useRef(() => {})

  useEffect(() => {
    const controller = new AbortController()
    const list = async () => {
      const answer = await ask(line, (signal) => line.client.jobs.list(undefined, { signal }), controller.signal)
      if (controller.signal.aborted) return
      if (answer.ok) tell({ kind: 'list', list: answer.value })
      else tell({ kind: 'line', online: answer.failure.code !== 'network.unreachable', failure: answer.failure })
    }
    again.current = () => void list()
    void follow(line, controller.signal, list, tell)
    return () => controller.abort()
  }, [line])

  const refresh = useCallback(() => again.current(), [])
  const note = useCallback((view: JobView) => tell({ kind: 'view', view }), [])
  const live = useMemo<LiveJobs>(() => {
    const { views, ...rest } = known
    const jobs =
      views && Object.values(views).sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1))
    return { ...rest, jobs, note, refresh }
  }, [known, note, refresh])
  return <LiveContext value={live}>{children}</LiveContext>
}

/** Follows every job until told to stop; when the stream breaks, asks again with growing pauses. */
async function follow(line: Line, signal: AbortSignal, list: () => Promise<void>, tell: (news: News) => void): Promise<void> {
  const stop = AbortSignal.any([signal, line.closed])
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      stop.throwIfAborted()
      const events = await line.client.jobs.watch({}, { signal: stop })
      // Listed after the stream is open, so that nothing can fall between the two.
      await list()
      for await (const event of events) {
        tries = 0
        tell({ kind: 'event', event })
      }
    } catch {
      // Whatever ended it, the line is asked again below.
    }
    if (signal.aborted) return
    tell({ kind: 'line', online: false })
    if (line.closed.aborted) return
    await pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!, signal)
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}

export function useLiveJobs(): LiveJobs {
  const live = useContext(LiveContext)
  if (!live) throw new Error('LiveJobsProvider is missing')
  return live
}
