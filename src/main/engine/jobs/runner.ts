/** Drives jobs through their states, and goes on with them after a restart from what is on the disk. */
import { fail, type Failure, ok, type Result } from '../../../domain/failure'
import { isAtRest, isResumable, type JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { followJob } from './follow'
import { keepResult } from './keep-result'
import { deliverJob, prepareJob } from './make-ready'
import { readAnswer, submitJob } from './submit'
import { advance, type Counterpart, counterpartOf, publish, type World } from './world'

export interface Runner {
  /** Begins a job that is a draft on disk. Returns at once; watch the bus. */
  begin(job: JobRecord): void
  /** Goes on with every open job; `paused` ones too, since that is what a resume is for. */
  resume(): Promise<Result<JobRecord[]>>
  /** Stops waiting; a job that was accepted goes on at the provider and can be resumed. */
  stopWaiting(id: string): Promise<Result<JobRecord>>
  isActive(id: string): boolean
  /** Stops all work; what was in flight is settled or left as the disk says. */
  close(): Promise<void>
}

/** A create request in flight is given this long to be answered when Choreo is closed. */
const CLOSE_GRACE = 10_000

export function createRunner(world: World): Runner {
  const active = new Map<string, { abort: AbortController; done: Promise<void> }>()
  let closing = false

  function launch(job: JobRecord, work: (signal: AbortSignal) => Promise<Result<JobRecord>>): void {
    if (closing || active.has(job.id)) return
    const abort = new AbortController()
    const done = work(abort.signal)
      .then(async (result) => {
        if (!result.ok && result.failure.code !== 'cancelled') await giveUp(job.id, result.failure)
      })
      .catch(async (error: unknown) => {
        // Anything thrown is a fault in Choreo. The job rests where the disk says; nothing is sent again.
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        await giveUp(job.id, fail('bug', 'Choreo made a mistake while working on this job.', 'Please report it with the job’s folder.', { detail: world.secrets.redact(text).slice(0, 2000) }).failure)
      })
      .finally(() => active.delete(job.id))
    active.set(job.id, { abort, done })
  }

  /** A stage could not go on. Before anything was paid the job has failed; after that it is paused and can be resumed. */
  async function giveUp(id: string, failure: Failure): Promise<void> {
    const current = await world.store.read(id)
    if (!current.ok || isAtRest(current.value.state)) return
    const job = current.value
    const to = job.state === 'submitting' ? 'unconfirmed' : job.remoteId ? 'paused' : 'failed'
    const moved = await advance(job, to, world, { failure })
    // The disk itself may be the trouble: the watchers are told all the same, and the next start finds the older state.
    if (!moved.ok) publish(world, { ...job, state: to, failure, updatedAt: new Date().toISOString() })
  }

  async function fromStart(draft: JobRecord, signal: AbortSignal): Promise<Result<JobRecord>> {
    const provider = providers[draft.provider]
    let job = draft
    if (job.state !== 'preparing') {
      const preparing = await advance(job, 'preparing', world)
      if (!preparing.ok) return preparing
      job = preparing.value
    } else publish(world, job)
    const counterpart = await counterpartOf(job, world)
    if (!counterpart.ok) return counterpart
    const prepared = await prepareJob(job, world, signal)
    if (!prepared.ok) return prepared
    const release = await world.scheduler.place(job.provider, job.rehearsal ? null : provider.pace.parallel, signal)
    try {
      const delivering = await advance(prepared.value, 'delivering', world)
      if (!delivering.ok) return delivering
      const ready = { ...delivering.value, artifacts: prepared.value.artifacts }
      const refs = await deliverJob(ready, counterpart.value, world, signal)
      if (!refs.ok) return refs
      const submitted = await submitJob(ready, refs.value, counterpart.value, world, signal)
      if (!submitted.ok || submitted.value.state !== 'accepted') return submitted
      return await fromAccepted(submitted.value, counterpart.value, signal)
    } finally {
      release()
    }
  }

  async function fromAccepted(job: JobRecord, counterpart: Counterpart, signal: AbortSignal): Promise<Result<JobRecord>> {
    const followed = await followJob(job, counterpart, world, signal)
    if (!followed.ok) return followed
    if (followed.value.kind === 'rest') return ok(followed.value.job)
    return keepResult(followed.value.job, followed.value.url, counterpart, world, signal)
  }

  async function goOn(found: JobRecord, signal: AbortSignal): Promise<Result<JobRecord>> {
    let job = found
    if (job.state === 'submitting') {
      const settled = await settleInterrupted(job)
      if (!settled.ok) return settled
      job = settled.value
      if (job.state === 'delivering') return fromStart(job, signal)
      if (job.state !== 'accepted') return ok(job)
    }
    if (!job.remoteId) return fromStart(job, signal)
    if (job.state === 'paused') {
      const awake = await advance(job, 'accepted', world, { failure: null })
      if (!awake.ok) return awake
      job = awake.value
    } else publish(world, job)
    const counterpart = await counterpartOf(job, world)
    if (!counterpart.ok) return counterpart
    const release = await world.scheduler.place(job.provider, job.rehearsal ? null : providers[job.provider].pace.parallel, signal)
    try {
      // A job that was downloading asks again, too: its link may have died in the meantime.
      return await fromAccepted(job, counterpart.value, signal)
    } finally {
      release()
    }
  }

  /** We died between sending and knowing. If the raw answer reached the disk it is read now; else nobody knows. */
  async function settleInterrupted(job: JobRecord): Promise<Result<JobRecord>> {
    const intent = job.attempts.at(-1)
    const history = await world.store.history(job.id)
    const answer = history.findLast((entry) => entry.event === 'answer' && entry.attempt === intent?.id)
    if (intent && answer && typeof answer.status === 'number' && typeof answer.text === 'string') {
      const headers = (typeof answer.headers === 'object' && answer.headers !== null ? answer.headers : {}) as Record<string, string>
      const read = await readAnswer(job, intent, { status: answer.status, headers, text: answer.text }, world)
      if (!read.ok) return read
      if (read.value.kind === 'settled') return ok(read.value.job)
      return advance(read.value.job, 'delivering', world, {}, { because: read.value.failure.message })
    }
    const name = providers[job.provider].name
    return advance(job, 'unconfirmed', world, {
      failure: fail('job.unconfirmed', `Choreo was ended while the request to ${name} was under way. The job may exist and may be charged.`, `Look at ${name}’s own page for this job before anything is sent again.`).failure,
    })
  }

  return {
    begin: (job) => launch(job, (signal) => fromStart(job, signal)),
    async resume() {
      const { jobs } = await world.store.list()
      const open = jobs.filter((job) => isResumable(job.state) && !active.has(job.id))
      for (const job of open) launch(job, (signal) => goOn(job, signal))
      return ok(open)
    },
    async stopWaiting(id) {
      const running = active.get(id)
      const before = await world.store.read(id)
      if (!before.ok) return before
      if (isAtRest(before.value.state)) return before
      if (before.value.state === 'submitting')
        return fail('job.unconfirmed', 'The request is on its way; stopping now would leave nobody knowing whether it was accepted.', 'Wait a moment for the provider’s answer, then stop waiting.')
      running?.abort.abort()
      await running?.done
      const now = await world.store.read(id)
      if (!now.ok || isAtRest(now.value.state)) return now
      return advance(now.value, now.value.remoteId ? 'paused' : 'abandoned', world, {}, { by: 'person' })
    },
    isActive: (id) => active.has(id),
    async close() {
      closing = true
      for (const { abort } of active.values()) abort.abort()
      const settledAll = Promise.allSettled([...active.values()].map(({ done }) => done))
      let timer: NodeJS.Timeout | undefined
      await Promise.race([settledAll, new Promise((resolve) => { timer = setTimeout(resolve, CLOSE_GRACE) })])
      clearTimeout(timer)
    },
  }
}
