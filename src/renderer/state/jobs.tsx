/** All jobs of the project as they are now: one list, then one event stream for the whole window. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { JobList, JobView } from '../../contract/shapes'
import { isResumable } from '../../domain/job'
import { ask, type Line } from '../client'
import { useEngine } from './engine'
import { createJobStore, type Going, type JobStore, type JobsNow } from './job-store'

export interface LiveJobs extends JobsNow {
  /** Takes in a view that an answer brought, without waiting for its event. */
  note: (view: JobView) => void
  refresh: () => void
}

interface Source {
  store: JobStore
  note: (view: JobView) => void
  refresh: () => void
}
const SourceContext = createContext<Source | null>(null)

const RETRY_MS = [500, 1000, 2000, 4000]

export function LiveJobsProvider({ line, children }: { line: Line; children: ReactNode }) {
  const [store] = useState(createJobStore)
  // Of the page as it was loaded: what the engine says later may be of another one.
  const [own] = useState(useEngine().info.project.dir)
  const again = useRef(() => {})

  useEffect(() => {
    const controller = new AbortController()
    let isFirst = true
    const list = async () => {
      const answer = await ask(line, (signal) => line.client.jobs.list(undefined, { signal }), controller.signal)
      if (controller.signal.aborted) return
      if (answer.ok) {
        store.takeList(answer.value)
        if (isFirst) void goOn(line, answer.value, store)
        isFirst = false
      } else store.line(answer.failure.code !== 'network.unreachable', answer.failure)
    }
    again.current = () => void list()
    void follow(line, own, controller.signal, list, store)
    return () => controller.abort()
  }, [line, own, store])

  const refresh = useCallback(() => again.current(), [])
  const source = useMemo(() => ({ store, note: store.takeView, refresh }), [store, refresh])
  return <SourceContext value={source}>{children}</SourceContext>
}

/** What an earlier session left open goes on by itself; what the person stopped waiting for does not. */
async function goOn(line: Line, { jobs }: JobList, store: JobStore): Promise<void> {
  if (!jobs.some(({ state }) => isResumable(state) && state !== 'paused')) return
  const answer = await ask(line, (signal) => line.client.jobs.resume({ leavePaused: true }, { signal }))
  if (answer.ok) for (const view of answer.value) store.takeView(view)
  else store.line(answer.failure.code !== 'network.unreachable', answer.failure)
}

/**
 * Follows every job until told to stop; when the stream breaks, asks again with growing pauses. Where another window made the
 * engine show another project, it waits for this one to come back.
 * @param own folder of the project that this window shows
 */
async function follow(line: Line, own: string, signal: AbortSignal, list: () => Promise<void>, store: JobStore): Promise<void> {
  const stop = AbortSignal.any([signal, line.closed])
  let isFirst = true
  for (let tries = 0; !signal.aborted; tries += 1) {
    let broken = false
    try {
      stop.throwIfAborted()
      const events = await line.client.jobs.watch({}, { signal: stop })
      const { project } = isFirst ? { project: { dir: own, name: '' } } : await line.client.system.info(undefined, { signal: stop })
      isFirst = false
      const isOwn = project.dir === own
      store.wentElsewhere(isOwn ? null : project)
      // Listed after the stream is open, so that nothing can fall between the two.
      if (isOwn) await list()
      for await (const event of events) {
        tries = 0
        if (event.event !== 'project') {
          if (isOwn) store.take(event)
        } else if (event.dir === own && !isOwn) break
        else store.wentElsewhere(event.dir === own ? null : event)
      }
    } catch {
      // Whatever ended it, the line is asked again below.
      broken = true
    }
    if (signal.aborted) return
    // A stream that came to its end was closed by the engine, with the project that it was about.
    if (broken || line.closed.aborted) store.line(false)
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

function useSource(): Source {
  const source = useContext(SourceContext)
  if (!source) throw new Error('LiveJobsProvider is missing')
  return source
}

export function useLiveJobs(): LiveJobs {
  const { store, note, refresh } = useSource()
  const now = useSyncExternalStore(store.subscribe, store.now)
  return useMemo(() => ({ ...now, note, refresh }), [now, note, refresh])
}

/** For what has to hear of every move, also while nothing is drawn. */
export function useJobStore(): JobStore {
  return useSource().store
}

/** How far the job is within its stage; null while nobody says so. Drawn anew for this job alone. */
export function useGoing(id: string): Going | null {
  const { store } = useSource()
  return useSyncExternalStore(store.subscribe, () => store.going(id))
}
