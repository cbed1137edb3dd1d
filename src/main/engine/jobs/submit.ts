/**
 * submitting: the one place where money can be spent.
 *
 * The order of writes is the safety: the intent with attempt id and payload hash is on the disk before the first byte
 * leaves; the raw answer is on the disk before it is read; the remote id is on the disk before anything else happens.
 * Only a request that provably never left, or a definite "not accepted, try later", is sent again. Everything else is
 * `unconfirmed` and is never sent again by Choreo itself.
 */
import { fail, type Failure, ok, type Result } from '../../../domain/failure'
import type { HttpRequest, HttpResponse } from '../../../domain/http'
import type { Attempt, JobRecord } from '../../../domain/job'
import { shortenMedia } from '../../../domain/curl'
import { providers } from '../../../domain/providers/all'
import type { MediaRefs } from '../../../domain/providers/provider'
import { payloadHash } from '../net/inline-body'
import { absolutePath, type PreparedJob } from './make-ready'
import { advance, type Counterpart, newAttemptId, stopped, type World } from './world'

/** An answer to create may take long where media come inline and are checked before it is given. */
const CREATE_HEADERS_TIMEOUT = 120_000
/** How often a request that never left, or was turned away for now, is sent again. */
const MOST_RETRIES = 4
const DEFAULT_RATE_WAIT_SECONDS = 30
const LONGEST_RATE_WAIT_SECONDS = 300

export async function submitJob(prepared: PreparedJob, refs: MediaRefs, counterpart: Counterpart, world: World, signal: AbortSignal): Promise<Result<JobRecord>> {
  const provider = providers[prepared.provider]
  let job: JobRecord = prepared
  for (let retry = 0; ; retry++) {
    if (signal.aborted) return { ok: false, failure: stopped() }
    const outcome = await attempt(job, refs, counterpart, world)
    if (!outcome.ok) return outcome
    job = outcome.value.job
    if (outcome.value.kind === 'settled') return ok(job)

    const { failure } = outcome.value
    if (retry >= MOST_RETRIES) return advance(job, 'failed', world, { failure })
    const seconds = outcome.value.wait ?? 2 ** (retry + 1)
    const back = await advance(job, 'delivering', world, {}, { because: failure.message, againInSeconds: seconds })
    if (!back.ok) return back
    job = back.value
    await world.scheduler.wait(seconds, signal)
  }

  async function attempt(
    from: JobRecord,
    media: MediaRefs,
    whom: Counterpart,
    where: World,
  ): Promise<Result<{ kind: 'settled'; job: JobRecord } | { kind: 'again'; job: JobRecord; failure: Failure; wait: number | null }>> {
    const id = newAttemptId()
    const request = provider.create(from.request, media, id)
    const files = mediaFiles(prepared, where)
    const intent: Attempt = { id, at: new Date().toISOString(), payloadHash: payloadHash(request.method, request.path, request.body, files), remoteId: null }
    const kept = await where.store.writeFile(from.id, 'request.json', describeRequest(request, whom.originsOf(provider.id)[request.origin === 'files' ? 'files' : 'api'], intent))
    if (!kept.ok) return kept
    const submitting = await advance(from, 'submitting', where, { attempts: [...from.attempts, intent] }, { attempt: id, payloadHash: intent.payloadHash })
    if (!submitting.ok) return submitting
    const job = submitting.value

    // No abort signal: once it may have left, only its answer can settle it.
    const sent = await where.transport.send(request, {
      origins: whom.originsOf(provider.id),
      key: whom.keyOf(provider.id),
      files,
      headersTimeout: CREATE_HEADERS_TIMEOUT,
    })
    if (sent.kind === 'not-sent') {
      if (sent.failure.code.startsWith('setup.')) return settled(await advance(job, 'failed', where, { failure: sent.failure }))
      return ok({ kind: 'again', job, failure: sent.failure, wait: null })
    }
    if (sent.kind === 'unknown') return settled(await advance(job, 'unconfirmed', where, { failure: unconfirmed(provider.name, sent.failure) }, { attempt: id }))

    // An answer that cannot be written is still read: the id in it is worth more than the line about it.
    const written = await where.store.append(job.id, answerEntry(id, sent.response))
    return readAnswer(job, intent, sent.response, where, written)
  }
}

/** Reads the answer to a create request, at once or, after a crash, from the job's history. */
export async function readAnswer(
  job: JobRecord,
  intent: Attempt,
  response: HttpResponse,
  world: World,
  written: Result<void> = ok(undefined),
): Promise<Result<{ kind: 'settled'; job: JobRecord } | { kind: 'again'; job: JobRecord; failure: Failure; wait: number | null }>> {
  const answer = providers[job.provider].readCreate(response)
  switch (answer.kind) {
    case 'accepted': {
      const attempts = job.attempts.map((other) => (other.id === intent.id ? { ...other, remoteId: answer.remoteId } : other))
      const accepted = await advance(
        job,
        'accepted',
        world,
        { attempts, remoteId: answer.remoteId, charge: answer.charge, acceptedAt: new Date().toISOString(), failure: null },
        { attempt: intent.id, remoteId: answer.remoteId },
      )
      if (!accepted.ok) return { ok: false, failure: { ...accepted.failure, message: `${accepted.failure.message} The provider accepted the job as ${answer.remoteId}; note this id.` } }
      return settled(accepted)
    }
    case 'unclear':
      return settled(await advance(job, 'unconfirmed', world, { failure: answer.failure }, { attempt: intent.id }))
    case 'refused': {
      if (!written.ok) return written
      const { failure } = answer
      if (failure.code === 'provider.rate-limited')
        return ok({ kind: 'again', job, failure, wait: Math.min(LONGEST_RATE_WAIT_SECONDS, failure.retryAfterSeconds ?? DEFAULT_RATE_WAIT_SECONDS) })
      return settled(await advance(job, 'failed', world, { failure }, { attempt: intent.id }))
    }
  }
}

function settled(result: Result<JobRecord>): Result<{ kind: 'settled'; job: JobRecord }> {
  return result.ok ? ok({ kind: 'settled', job: result.value }) : result
}

function unconfirmed(name: string, cause: Failure): Failure {
  return fail(
    'job.unconfirmed',
    `The request went out, but ${name}’s answer did not arrive: ${cause.message} The job may exist and may be charged.`,
    `Look at ${name}’s own page for this job before anything is sent again.`,
    { detail: cause.detail },
  ).failure
}

function mediaFiles(job: PreparedJob, world: World) {
  const file = (kind: 'image' | 'video') => {
    const artifact = job.artifacts[kind]
    return { path: absolutePath(artifact, world.project), bytes: artifact.bytes, sha256: artifact.sha256 }
  }
  return { image: file('image'), video: file('video') }
}

function describeRequest(request: HttpRequest, origin: string, attempt: Attempt): string {
  return `${JSON.stringify(
    {
      attempt: attempt.id,
      at: attempt.at,
      payloadHash: attempt.payloadHash,
      method: request.method,
      url: origin + request.path,
      headers: request.headers,
      body: request.body?.kind === 'json' ? shortenMedia(request.body.value) : null,
    },
    null,
    2,
  )}\n`
}

const keptHeaders = ['content-type', 'date', 'retry-after', 'x-request-id', 'x-oneapi-request-id', 'x-inference-id', 'idempotency-replayed', 'x-aimlapi-usd-spent', 'x-aimlapi-credits-used']

export function answerEntry(attempt: string, response: HttpResponse) {
  return {
    at: new Date().toISOString(),
    event: 'answer',
    attempt,
    status: response.status,
    headers: Object.fromEntries(Object.entries(response.headers).filter(([name]) => keptHeaders.includes(name))),
    text: response.text.slice(0, 65_536),
  }
}
