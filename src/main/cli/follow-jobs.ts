/** Prints what happens to jobs until each is at rest. */
import type { JobView, WatchEvent } from '../../contract/shapes'
import { type Failure, fail } from '../../domain/failure'
import { isAtRest } from '../../domain/job'
import type { Printer } from './print'
import type { Session } from './session'

export interface Watch {
  /** Views of the named jobs once each satisfies `done`, or as far as they came when it was interrupted. */
  until(ids: string[], done: (view: JobView) => boolean): Promise<Map<string, JobView>>
  close(): void
}

/** Subscribes before anything is started, so that the first state is not missed. */
export async function watchJobs(session: Session, printer: Printer): Promise<Watch> {
  const abort = new AbortController()
  const stop = () => abort.abort()
  session.signal.addEventListener('abort', stop)
  const events = await session.client.jobs.watch({}, { signal: abort.signal })
  return {
    async until(ids, done) {
      const views = new Map<string, JobView>()
      const open = new Set(ids)
      if (open.size === 0) return views
      try {
        for await (const event of events as AsyncIterable<WatchEvent>) {
          if (event.event === 'project' || !ids.includes(event.job)) continue
          printer.event(event)
          if (event.event !== 'state') continue
          views.set(event.job, event.view)
          if (done(event.view)) open.delete(event.job)
          if (open.size === 0) break
        }
      } catch (error) {
        if (!abort.signal.aborted) throw error
      }
      return views
    },
    close() {
      session.signal.removeEventListener('abort', stop)
      stop()
    },
  }
}

export const atRest = (view: JobView) => isAtRest(view.state)

/** A job as programs see it. */
export function jobAnswer(view: JobView) {
  const { id, dir, provider, state, remoteId, result, quoteUsd, chargeUsd, rehearsal } = view
  return { id, dir, provider, state, remoteId, result, quoteUsd, chargeUsd, rehearsal }
}

/** Why a job is not saved, as a failure. */
export function reasonOf(view: JobView): Failure {
  return view.failure ?? fail('cancelled', `The job is ${view.state} and was left there.`, 'choreo resume goes on with it.').failure
}
