/** accepted and running: asks the provider until the job is done. A poll that fails never ends a job that was accepted. */
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { PollAnswer } from '../../../domain/providers/provider'
import { formatSeconds } from '../../../domain/wording'
import { advance, type Counterpart, publishProgress, stopped, type World } from './world'

const POLL_HEADERS_TIMEOUT = 30_000
const LONGEST_BACKOFF_SECONDS = 60
/** A provider may ask for patience, but a nonsensical date in its header must not put a job to sleep. */
const LONGEST_RETRY_AFTER_SECONDS = 15 * 60
/** A job may be unknown for a moment after it was accepted; after so many refusals in a row the person is told. */
const MOST_REFUSALS = 8

export type Followed = { kind: 'succeeded'; job: JobRecord; url: string } | { kind: 'rest'; job: JobRecord }

/** @returns the link of the result, or the job at rest (`failed`, `paused`) */
export async function followJob(
  accepted: JobRecord,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<Followed>> {
  const { pace, name } = providers[accepted.provider]
  let job = accepted
  let last: Polled | null = null
  let errors = 0
  let refusals = 0
  // Monotonic, so that a clock that is set forward, or a night asleep, does not use up the time.
  let began = performance.now()
  // A job that was accepted in an earlier run is asked for at once.
  let wait = job.state === 'accepted' && job.acceptedAt && Date.now() - Date.parse(job.acceptedAt) < 5_000 ? pace.firstPollSeconds : 0

  for (;;) {
    await world.scheduler.wait(wait, signal)
    if (signal.aborted) return { ok: false, failure: stopped() }
    if ((performance.now() - began) / 1000 > pace.deadlineSeconds)
      return rest(await advance(job, 'paused', world, { failure: deadline(name, pace.deadlineSeconds) }))

    const asking = performance.now()
    const endTurn = await world.scheduler.turn(job.provider, signal)
    // Nor does the time in which the person wants nobody asked.
    began += performance.now() - asking
    const answer = await pollOnce(job, last, counterpart, world, signal).finally(endTurn)
    if (answer.text !== last?.text) {
      const kept = await world.store.append(job.id, {
        at: new Date().toISOString(),
        event: 'poll',
        status: answer.status,
        text: answer.text.slice(0, 16_384),
      })
      if (!kept.ok) return kept
    }
    last = answer
    const { poll } = answer
    if (poll.kind === 'retry') {
      if (signal.aborted) return { ok: false, failure: stopped() }
      errors++
      refusals = isRefusal(poll.failure) ? refusals + 1 : 0
      if (refusals >= MOST_REFUSALS)
        return rest(
          await advance(job, 'paused', world, {
            failure: {
              ...poll.failure,
              fix: `${poll.failure.fix} Then resume: the job goes on at ${name}, and nothing is sent a second time.`,
            },
          }),
        )
      // A question that failed was a question, too: the next one comes no sooner than the pace says.
      const asked = poll.failure.retryAfterSeconds
      const backoff = asked === undefined ? Math.min(LONGEST_BACKOFF_SECONDS, 2 ** errors) : Math.min(LONGEST_RETRY_AFTER_SECONDS, asked)
      wait = Math.max(pace.intervalSeconds, backoff)
      continue
    }
    errors = 0
    refusals = 0
    switch (poll.kind) {
      case 'failed':
        return rest(await advance(job, 'failed', world, { failure: poll.failure }))
      case 'succeeded': {
        const charge = poll.charge ?? job.charge
        if (job.state === 'downloading') return ok({ kind: 'succeeded', job: { ...job, charge, resultUrl: poll.url }, url: poll.url })
        const downloading = await advance(job, 'downloading', world, { resultUrl: poll.url, charge, progress: 1, failure: null })
        return downloading.ok ? ok({ kind: 'succeeded', job: downloading.value, url: poll.url }) : downloading
      }
      case 'running':
      case 'queued': {
        if (poll.kind === 'running' && job.state !== 'running') {
          const running = await advance(job, 'running', world, { failure: null })
          if (!running.ok) return running
          job = running.value
        }
        if (poll.kind === 'running' && poll.progress !== null) {
          job = { ...job, progress: poll.progress }
          publishProgress(world, job, 'generate', poll.progress)
        }
        wait = pace.intervalSeconds
      }
    }
  }
}

interface Polled {
  poll: PollAnswer
  /** 0 where no answer came; the text then tells why. */
  status: number
  text: string
}

/** @param last the answer before; where the provider says the very same again, it is not read again */
async function pollOnce(job: JobRecord, last: Polled | null, counterpart: Counterpart, world: World, signal: AbortSignal): Promise<Polled> {
  const provider = providers[job.provider]
  if (!job.remoteId) return { poll: { kind: 'failed', failure: noId(provider.name) }, status: 0, text: '' }
  const sent = await world.transport.send(provider.poll(job.remoteId), {
    origins: counterpart.originsOf(provider.id),
    key: counterpart.keyOf(provider.id),
    headersTimeout: POLL_HEADERS_TIMEOUT,
    signal,
  })
  if (sent.kind !== 'answer') return { poll: { kind: 'retry', failure: sent.failure }, status: 0, text: sent.failure.code }
  const { status, text } = sent.response
  if (last?.status === status && last.text === text && last.poll.kind !== 'retry') return last
  return { poll: provider.readPoll(sent.response), status, text }
}

/** A definite no to the question itself: asking more often will not change it soon. */
function isRefusal(failure: Failure): boolean {
  return [
    'provider.bad-key',
    'provider.forbidden',
    'provider.not-found',
    'provider.rejected',
    'provider.no-balance',
    'setup.no-key',
  ].includes(failure.code)
}

function rest(result: Result<JobRecord>): Result<Followed> {
  return result.ok ? ok({ kind: 'rest', job: result.value }) : result
}

function deadline(name: string, seconds: number): Failure {
  return fail(
    'job.deadline',
    `${name} has not finished after ${formatSeconds(seconds / 60).replace(' s', ' minutes')}.`,
    'The job goes on there. Resume to ask again; nothing is sent or charged a second time.',
  ).failure
}

function noId(name: string): Failure {
  return fail(
    'provider.nonsense',
    `The job has no id at ${name}.`,
    'Its history holds the raw answer; the provider’s support can look it up.',
  ).failure
}
