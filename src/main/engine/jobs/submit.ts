/**
 * submitting: the one place where money can be spent.
 *
 * The order of writes is the safety: the intent with attempt id and payload hash is on the disk before the first byte
 * leaves; the raw answer is on the disk before it is read; the remote id is on the disk before anything else happens.
 * Only a request that provably never left, or a definite "not accepted, try later", is sent again; and after a definite
 * refusal of how the picture is written, the same with the picture in its other form. Everything else is
 * looked up where the provider lists its jobs, and else is `unconfirmed`; it is never sent again by Choreo itself.
 */
import { shortenMedia } from '../../../domain/curl'
import { type Failure, ok, type Result } from '../../../domain/failure'
import type { HttpRequest, HttpResponse } from '../../../domain/http'
import type { Attempt, JobRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { MediaRefs } from '../../../domain/providers/provider'
import { otherForm } from '../delivery/other-form'
import { payloadHash } from '../net/inline-body'
import { findLost } from './find-lost'
import { absolutePath, type PreparedJob } from './make-ready'
import { advance, type Counterpart, newAttemptId, stopped, type World } from './world'

/** An answer to create may take long where media come inline and are checked before it is given. */
const CREATE_HEADERS_TIMEOUT = 120_000
/** How often a request that never left, or was turned away for now, is sent again. */
const MOST_RETRIES = 4
const DEFAULT_RATE_WAIT_SECONDS = 30
const LONGEST_RATE_WAIT_SECONDS = 300

export type Submitted =
  | { kind: 'accepted'; job: JobRecord }
  /** Definitely not accepted; nothing was charged. `form`: another form of the picture in the body may pass. */
  | { kind: 'refused'; job: JobRecord; failure: Failure; form?: true }
  /** Nobody knows; the person decides. */
  | { kind: 'unconfirmed'; job: JobRecord }

/** The same for one attempt, which may also be worth another after a wait. */
type Attempted = Submitted | { kind: 'again'; job: JobRecord; failure: Failure; waitSeconds: number | null }

export async function submitJob(
  prepared: PreparedJob,
  refs: MediaRefs,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<Submitted>> {
  let job: PreparedJob = prepared
  let sending = refs
  for (let retry = 0; ; retry++) {
    if (signal.aborted) return { ok: false, failure: stopped() }
    const outcome = await attempt(job, sending, counterpart, world, signal)
    if (!outcome.ok) return outcome
    const { value } = outcome
    if (value.kind !== 'again' && value.kind !== 'refused') return ok(value)
    const { failure } = value
    const image = value.kind === 'refused' && value.form ? otherForm(sending.image, providers[job.provider].accepts.image) : null
    if (value.kind === 'refused' && !image) return ok(value)
    if (retry >= MOST_RETRIES) return ok({ kind: 'refused', job: value.job, failure: givenUp(failure) })
    const seconds = value.kind === 'refused' ? 0 : (value.waitSeconds ?? 2 ** (retry + 1))
    const back = await advance(
      value.job,
      'delivering',
      world,
      {},
      { because: failure.message, againInSeconds: seconds, ...(image ? { pictureAs: image.hole.as } : {}) },
    )
    if (!back.ok) return back
    job = { ...back.value, artifacts: prepared.artifacts }
    if (image) sending = { ...sending, image }
    await world.scheduler.wait(seconds, signal)
  }
}

/** What Choreo did about it for a while, the person can do later. */
function givenUp(failure: Failure): Failure {
  const tries = `Choreo tried ${MOST_RETRIES + 1} times; nothing was accepted and nothing was charged.`
  return { ...failure, fix: failure.code === 'provider.rate-limited' ? `${tries} Run it again later.` : `${tries} ${failure.fix}` }
}

async function attempt(
  from: PreparedJob,
  refs: MediaRefs,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<Attempted>> {
  const provider = providers[from.provider]
  const origins = counterpart.originsOf(provider.id)
  const id = newAttemptId()
  const request = provider.create(from.request, refs, id)
  const files = mediaFiles(from, world)
  const intent: Attempt = {
    id,
    at: new Date().toISOString(),
    provider: provider.id,
    payloadHash: payloadHash(request.method, request.path, request.body, files),
    remoteId: null,
  }
  const kept = await world.store.writeFile(
    from.id,
    'request.json',
    describeRequest(request, origins[request.origin === 'files' ? 'files' : 'api'], intent),
  )
  if (!kept.ok) return kept
  const submitting = await advance(
    from,
    'submitting',
    world,
    { attempts: [...from.attempts, intent] },
    { attempt: id, payloadHash: intent.payloadHash },
  )
  if (!submitting.ok) {
    // The state may stand on the disk without its line in the history. Nothing was sent, so it is taken back as far as the disk lets us.
    await advance({ ...from, state: 'submitting' }, 'delivering', world, {}, { because: submitting.failure.message })
    return submitting
  }
  const job = submitting.value

  // No abort signal: once it may have left, only its answer can settle it.
  const sent = await world.transport.send(request, {
    origins,
    key: counterpart.keyOf(provider.id),
    files,
    headersTimeout: CREATE_HEADERS_TIMEOUT,
  })
  switch (sent.kind) {
    case 'not-sent': {
      const { failure } = sent
      await world.store.append(job.id, { at: new Date().toISOString(), event: 'not-sent', attempt: id, failure })
      return ok(failure.code.startsWith('setup.') ? { kind: 'refused', job, failure } : { kind: 'again', job, failure, waitSeconds: null })
    }
    case 'unknown':
      return settleUnknown(
        job,
        intent,
        `The request to ${provider.name} went out, but its answer did not arrive: ${sent.failure.message}`,
        counterpart,
        world,
        signal,
      )
    case 'answer': {
      // An answer that cannot be written is still read: the id in it is worth more than the line about it.
      await world.store.append(job.id, answerEntry(id, sent.response))
      return readAnswer(job, intent, sent.response, counterpart, world, signal)
    }
  }
}

/** Reads the answer to a create request, at once or, after a crash, from the job's history. */
export async function readAnswer(
  job: JobRecord,
  intent: Attempt,
  response: HttpResponse,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<Attempted>> {
  const answer = providers[intent.provider].readCreate(response)
  switch (answer.kind) {
    case 'accepted':
      return accept(job, intent, answer.remoteId, world, { charge: answer.charge })
    case 'unclear':
      return settleUnknown(job, intent, answer.failure.message, counterpart, world, signal)
    case 'refused': {
      const { failure } = answer
      if (failure.code !== 'provider.rate-limited') return ok({ kind: 'refused', job, failure, form: answer.form })
      return ok({
        kind: 'again',
        job,
        failure,
        waitSeconds: Math.min(LONGEST_RATE_WAIT_SECONDS, failure.retryAfterSeconds ?? DEFAULT_RATE_WAIT_SECONDS),
      })
    }
  }
}

/** We do not know whether the job exists. Looked up where that is possible; the state on disk stays as it is meanwhile. */
export async function settleUnknown(
  job: JobRecord,
  intent: Attempt,
  why: string,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<Attempted>> {
  const search = await findLost(job, intent, why, counterpart, world, signal)
  // Choreo is being closed: the next start looks again.
  if (search.kind === 'stopped') return { ok: false, failure: stopped() }
  if (search.kind === 'found') return accept(job, intent, search.remoteId, world)
  if (job.state === 'unconfirmed') return ok({ kind: 'unconfirmed', job })
  const moved = await advance(job, 'unconfirmed', world, { failure: search.failure }, { attempt: intent.id })
  return moved.ok ? ok({ kind: 'unconfirmed', job: moved.value }) : moved
}

async function accept(
  job: JobRecord,
  intent: Attempt,
  remoteId: string,
  world: World,
  changes: Partial<JobRecord> = {},
): Promise<Result<Attempted>> {
  const attempts = job.attempts.map((other) => (other.id === intent.id ? { ...other, remoteId } : other))
  const accepted = await advance(
    job,
    'accepted',
    world,
    { ...changes, attempts, remoteId, acceptedAt: new Date().toISOString(), failure: null },
    { attempt: intent.id, remoteId },
  )
  if (accepted.ok) return ok({ kind: 'accepted', job: accepted.value })
  return {
    ok: false,
    failure: { ...accepted.failure, message: `${accepted.failure.message} The provider accepted the job as ${remoteId}; note this id.` },
  }
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

const keptHeaders = [
  'content-type',
  'date',
  'retry-after',
  'x-request-id',
  'x-oneapi-request-id',
  'x-inference-id',
  'idempotency-replayed',
  'x-aimlapi-usd-spent',
  'x-aimlapi-credits-used',
]

function answerEntry(attempt: string, response: HttpResponse) {
  return {
    at: new Date().toISOString(),
    event: 'answer',
    attempt,
    status: response.status,
    headers: Object.fromEntries(Object.entries(response.headers).filter(([name]) => keptHeaders.includes(name))),
    text: response.text.slice(0, 65_536),
  }
}
