/** Drives jobs through their states, and goes on with them after a restart from what is on the disk. */
import type { Decision } from '../../../contract/shapes'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { isAtRest, isResumable, type JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { ProviderId } from '../../../domain/request'
import { diskFailure } from '../disk'
import { decide } from './decide'
import { mayFailOver, type NextProvider, nextProvider } from './failover'
import { followJob } from './follow'
import { settleInterrupted } from './interrupted'
import { keepResult } from './keep-result'
import { deliverJob, forgetUploads, type PreparedJob, prepareJob } from './make-ready'
import { type Submitted, submitJob } from './submit'
import { advance, type Counterpart, counterpartOf, note, publish, type World } from './world'

export interface Runner {
  /** Begins a job that is a draft on disk. Returns at once; watch the bus. */
  begin(job: JobRecord): void
  /** Goes on with every open job; `paused` ones too, since that is what a resume is for, unless nobody asked for it. */
  resume(leavePaused?: boolean): Promise<Result<JobRecord[]>>
  /** The same for one job; nothing happens where it is under way or at its end. */
  resumeOne(id: string): Promise<Result<JobRecord>>
  /** Resolves when nothing is being done for the job; how far it came is on the disk. */
  finished(id: string): Promise<void>
  /** Stops waiting; a job that was accepted goes on at the provider and can be resumed. */
  stopWaiting(id: string): Promise<Result<JobRecord>>
  /** What the person found out about an unconfirmed job. Starts nothing. */
  settle(id: string, decision: Decision): Promise<Result<JobRecord>>
  /** Whether anything is being done for any job. */
  busy(): boolean
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
        if (!result.ok && result.failure.code !== 'cancelled') await giveUp(job, result.failure)
        if (result.ok && result.value.failure?.code === 'provider.media-unreachable') await forgetUploads(result.value, world)
      })
      .catch(async (error: unknown) => {
        const disk = diskFailure(error)
        if (disk) return giveUp(job, disk)
        // Anything else thrown is a fault in Choreo. The job rests where the disk says; nothing is sent again.
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        await giveUp(
          job,
          fail('bug', 'Choreo made a mistake while working on this job.', 'Please report it with the job’s folder.', {
            detail: world.secrets.redact(text).slice(0, 2000),
          }).failure,
        )
      })
      .finally(() => active.delete(job.id))
    active.set(job.id, { abort, done })
  }

  /** A stage could not go on. Before anything was paid the job has failed; after that it is paused and can be resumed. */
  async function giveUp(launched: JobRecord, failure: Failure): Promise<void> {
    const current = await world.store.read(launched.id)
    // Who waits for this job must hear that nothing more is coming, whatever can be read or written.
    const state = launched.remoteId ? 'paused' : 'unconfirmed'
    if (!current.ok) return publish(world, { ...launched, state, failure, updatedAt: new Date().toISOString() })
    const job = current.value
    if (isAtRest(job.state)) return publish(world, job)
    const { id } = job
    const to = job.state === 'submitting' ? 'unconfirmed' : job.remoteId ? 'paused' : 'failed'
    if (to === 'failed') await world.spending.release(id)
    const moved = await advance(job, to, world, { failure })
    // The disk itself may be the trouble: the watchers are told all the same, and the next start finds the older state.
    if (!moved.ok) publish(world, { ...job, state: to, failure, updatedAt: new Date().toISOString() })
  }

  async function fromStart(draft: JobRecord, signal: AbortSignal): Promise<Result<JobRecord>> {
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
    return send(prepared.value, counterpart.value, signal)
  }

  /** Delivers and submits, here or, after a definite refusal and only if the person said so, elsewhere. */
  async function send(prepared: PreparedJob, counterpart: Counterpart, signal: AbortSignal): Promise<Result<JobRecord>> {
    let job = prepared
    const tried = new Set<ProviderId>()
    for (;;) {
      tried.add(job.provider)
      const release = await world.scheduler.place(job.provider, job.rehearsal ? null : providers[job.provider].pace.parallel, signal)
      let refused: { job: JobRecord; failure: Failure }
      try {
        const sent = await deliverAndSubmit(job, counterpart, signal)
        if (!sent.ok) return sent
        if (sent.value.kind === 'unconfirmed') return ok(sent.value.job)
        if (sent.value.kind === 'accepted') return await fromAccepted(sent.value.job, counterpart, signal, release)
        refused = sent.value
      } finally {
        release()
      }
      const next = job.failover && mayFailOver(refused.failure) ? await nextProvider(job, tried, counterpart, world) : null
      if (!next) return fails(refused.job, refused.failure)
      const moved = await passOn(refused.job, next, refused.failure)
      if (!moved.ok) return moved
      job = { ...moved.value, artifacts: job.artifacts }
    }
  }

  async function deliverAndSubmit(from: PreparedJob, counterpart: Counterpart, signal: AbortSignal): Promise<Result<Submitted>> {
    let job = from
    if (job.state !== 'delivering') {
      const delivering = await advance(job, 'delivering', world)
      if (!delivering.ok) return delivering
      job = { ...delivering.value, artifacts: from.artifacts }
    }
    const refs = await deliverJob(job, counterpart, world, signal)
    if (!refs.ok)
      return refs.failure.code === 'cancelled' || refs.failure.code.startsWith('disk.')
        ? refs
        : ok({ kind: 'refused', job, failure: refs.failure })
    return submitJob(job, refs.value, counterpart, world, signal)
  }

  async function passOn(job: JobRecord, next: NextProvider, because: Failure): Promise<Result<JobRecord>> {
    await world.spending.release(job.id)
    const reserved = job.rehearsal ? ok(undefined) : await world.spending.reserve(job.id, next.quote)
    if (!reserved.ok) return fails(job, reserved.failure)
    const changes = { provider: next.provider, quote: next.quote, host: next.host }
    const entry = { event: 'passed-on', from: job.provider, to: next.provider, because: because.message }
    if (job.state === 'delivering') return note(job, world, changes, entry)
    const back = await advance(job, 'delivering', world, changes, { from: job.provider, because: because.message })
    return back.ok ? note(back.value, world, {}, entry) : back
  }

  /** Nothing was accepted, so what was reserved for it is given back. */
  async function fails(job: JobRecord, failure: Failure): Promise<Result<JobRecord>> {
    await world.spending.release(job.id)
    return advance(job, 'failed', world, { failure })
  }

  async function fromAccepted(
    job: JobRecord,
    counterpart: Counterpart,
    signal: AbortSignal,
    release: () => void,
  ): Promise<Result<JobRecord>> {
    const followed = await followJob(job, counterpart, world, signal)
    if (!followed.ok) return followed
    if (followed.value.kind === 'rest') return ok(followed.value.job)
    // The provider is done with it; the next one need not wait for our download.
    release()
    return keepResult(followed.value.job, followed.value.url, counterpart, world, signal)
  }

  async function anew(job: JobRecord, because: Failure, signal: AbortSignal): Promise<Result<JobRecord>> {
    const back = await advance(job, 'delivering', world, {}, { because: because.message })
    return back.ok ? fromStart(back.value, signal) : back
  }

  /** A job that the provider already runs has its place there: asking for it waits for none, and new jobs leave it room. */
  function occupy(job: JobRecord): () => void {
    return job.rehearsal || providers[job.provider].pace.parallel === null ? () => {} : world.scheduler.occupy(job.provider)
  }

  async function goOn(found: JobRecord, signal: AbortSignal): Promise<Result<JobRecord>> {
    // Before anything is waited for: else a new job of the same start might come first.
    const early = found.remoteId ? occupy(found) : null
    try {
      // Read anew now that the job is ours alone: an older record of a job that went on meanwhile could be sent a second time.
      const current = await world.store.read(found.id)
      if (!current.ok) return current
      if (isResumable(current.value.state)) return await goOnFrom(current.value, early, signal)
      publish(world, current.value)
      return current
    } finally {
      early?.()
    }
  }

  async function goOnFrom(found: JobRecord, early: (() => void) | null, signal: AbortSignal): Promise<Result<JobRecord>> {
    const counterpart = await counterpartOf(found, world)
    if (!counterpart.ok) return counterpart
    let job = found
    if (job.state === 'submitting' || job.state === 'unconfirmed') {
      const settled = await settleInterrupted(job, counterpart.value, world, signal)
      if (!settled.ok) return settled
      switch (settled.value.kind) {
        case 'unconfirmed':
          publish(world, settled.value.job)
          return ok(settled.value.job)
        case 'refused':
          // What was refused for its form goes on in the other one, as it would have without the break.
          return settled.value.form
            ? anew(settled.value.job, settled.value.failure, signal)
            : fails(settled.value.job, settled.value.failure)
        case 'again':
          return anew(settled.value.job, settled.value.failure, signal)
        case 'accepted':
          job = settled.value.job
      }
    }
    if (!job.remoteId) {
      // Choreo may have been killed between the record and the reservation; the limits hold all the same.
      const reserved = job.state === 'draft' && !job.rehearsal ? await world.spending.reserve(job.id, job.quote) : ok(undefined)
      return reserved.ok ? fromStart(job, signal) : fails(job, reserved.failure)
    }
    if (job.state === 'paused') {
      const awake = await advance(job, 'accepted', world, { failure: null })
      if (!awake.ok) return awake
      job = awake.value
    } else publish(world, job)
    const release = early ?? occupy(job)
    try {
      // A job that was downloading asks again, too: its link may have died in the meantime.
      return await fromAccepted(job, counterpart.value, signal, release)
    } finally {
      release()
    }
  }

  return {
    begin: (job) => launch(job, (signal) => fromStart(job, signal)),
    async resume(leavePaused = false) {
      const { jobs } = await world.store.list()
      const records = await Promise.all(
        jobs
          .filter((job) => isResumable(job.state) && !active.has(job.id) && !(leavePaused && job.state === 'paused'))
          .map((job) => world.store.read(job.id)),
      )
      const open = records.flatMap((job) => (job.ok ? [job.value] : []))
      for (const job of open) launch(job, (signal) => goOn(job, signal))
      return ok(open)
    },
    async resumeOne(id) {
      const job = await world.store.read(id)
      if (job.ok && isResumable(job.value.state)) launch(job.value, (signal) => goOn(job.value, signal))
      return job
    },
    finished: (id) => active.get(id)?.done ?? Promise.resolve(),
    async settle(id, decision) {
      let job = await world.store.read(id)
      if (!job.ok) return job
      const looking = active.get(id)
      if (job.value.state === 'unconfirmed' && looking) {
        // A resume is looking it up just now; the person's word counts, unless it has been found.
        looking.abort.abort()
        await looking.done
        job = await world.store.read(id)
        if (!job.ok) return job
      }
      if (job.value.state !== 'unconfirmed')
        return fail(
          'job.illegal-move',
          `The job is “${job.value.state}”; only an unconfirmed job can be settled.`,
          'Look at the list of jobs for its state.',
        )
      return decide(job.value, decision, world)
    },
    async stopWaiting(id) {
      const running = active.get(id)
      const before = await world.store.read(id)
      if (!before.ok) return before
      if (isAtRest(before.value.state)) return before
      if (before.value.state === 'submitting')
        return fail(
          'job.unconfirmed',
          'The request is on its way; stopping now would leave nobody knowing whether it was accepted.',
          'Wait a moment for the provider’s answer, then stop waiting.',
        )
      running?.abort.abort()
      await running?.done
      const now = await world.store.read(id)
      if (!now.ok || isAtRest(now.value.state)) return now
      return advance(now.value, now.value.remoteId ? 'paused' : 'abandoned', world, {}, { by: 'person' })
    },
    busy: () => active.size > 0,
    async close() {
      closing = true
      for (const { abort } of active.values()) abort.abort()
      const settledAll = Promise.allSettled([...active.values()].map(({ done }) => done))
      let timer: NodeJS.Timeout | undefined
      await Promise.race([
        settledAll,
        new Promise((resolve) => {
          timer = setTimeout(resolve, CLOSE_GRACE)
        }),
      ])
      clearTimeout(timer)
    },
  }
}
