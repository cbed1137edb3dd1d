/** Holds what is known of the jobs, outside of React: an event touches what changed, and who shows it is told a few times a second. */
import type { JobEvent, JobList, JobView, Stage } from '../../contract/shapes'
import type { Failure } from '../../domain/failure'
import { newer, newestFirst, withJob } from './job-list'

export interface JobsNow {
  /** Newest first; null until the first list came. */
  jobs: readonly JobView[] | null
  unreadable: JobList['unreadable']
  /** False while the engine does not answer. */
  online: boolean
  /** The project that the engine shows by now, where it is another one than this window's: none of its jobs are here. */
  elsewhere: ProjectName | null
  failure: Failure | null
}

export interface ProjectName {
  dir: string
  name: string
}

export interface Going {
  stage: Stage
  /** 0–1 within the stage. */
  fraction: number
}

export interface JobStore {
  now(): JobsNow
  job(id: string): JobView | null
  going(id: string): Going | null
  /** Told after changes, at most every `GATHER_MS`. */
  subscribe(listener: () => void): () => void
  /** Told at once of every job whose state became another; `before` is null for a job that was not known. */
  onMove(listener: (view: JobView, before: JobView | null) => void): () => void
  take(event: JobEvent): void
  wentElsewhere(project: ProjectName | null): void
  takeView(view: JobView): void
  takeList(list: JobList): void
  line(online: boolean, failure?: Failure | null): void
}

/** Hundreds of events in a second are one drawing or two. */
const GATHER_MS = 40

export function createJobStore(): JobStore {
  const views = new Map<string, JobView>()
  const progress = new Map<string, Going>()
  const listeners = new Set<() => void>()
  const moveListeners = new Set<(view: JobView, before: JobView | null) => void>()
  let now: JobsNow = { jobs: null, unreadable: [], online: true, elsewhere: null, failure: null }
  let gathering = false
  let dirty = false

  function changed(): void {
    if (gathering) {
      dirty = true
      return
    }
    gathering = true
    for (const listener of listeners) listener()
    setTimeout(() => {
      gathering = false
      if (!dirty) return
      dirty = false
      changed()
    }, GATHER_MS)
  }

  /** False where an older view came late. */
  function keep(view: JobView): boolean {
    const before = views.get(view.id) ?? null
    if (before && newer(before, view) === before) return false
    views.set(view.id, view)
    if (before?.state === view.state) return true
    // Progress belongs to a stage; the next state begins with none.
    progress.delete(view.id)
    for (const listener of moveListeners) listener(view, before)
    return true
  }

  function takeView(view: JobView): void {
    // A job that is known from its event alone waits for the list, which shows all of them at once.
    const kept = keep(view)
    const jobs = kept && now.jobs !== null ? withJob(now.jobs, view) : now.jobs
    if (jobs === now.jobs && now.online) return
    now = { ...now, online: true, jobs }
    changed()
  }

  return {
    now: () => now,
    job: (id) => views.get(id) ?? null,
    going: (id) => progress.get(id) ?? null,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onMove(listener) {
      moveListeners.add(listener)
      return () => moveListeners.delete(listener)
    },
    take(event) {
      if (event.event === 'state') return takeView(event.view)
      progress.set(event.job, { stage: event.stage, fraction: event.fraction })
      changed()
    },
    takeView,
    takeList({ jobs, unreadable }) {
      const first = now.jobs === null
      for (const view of jobs) {
        // The first list is how things stand; nothing of it has just happened.
        if (first && !views.has(view.id)) views.set(view.id, view)
        else keep(view)
      }
      now = { ...now, jobs: [...views.values()].sort(newestFirst), unreadable, online: true, failure: null }
      changed()
    },
    wentElsewhere(project) {
      if (now.elsewhere?.dir === project?.dir) return
      now = { ...now, elsewhere: project }
      changed()
    },
    line(online, failure) {
      if (now.online === online && failure === undefined) return
      now = { ...now, online, failure: failure ?? now.failure }
      changed()
    },
  }
}
