/** downloading: from a link that dies to a checked clip beside its provenance. */
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Failure, fail, faultOf, ok, type Result } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import type { VideoFacts } from '../../../domain/media'
import { providers } from '../../../domain/providers/all'
import { complaintAboutFirstSecond } from '../media/first-second'
import { sha256OfFile } from '../media/hash'
import { probe } from '../media/probe'
import { requireTools } from '../media/tools'
import { download } from '../net/download'
import { followJob } from './follow'
import { advance, type Counterpart, publishProgress, stopped, type World } from './world'

/** More than any provider makes in 30 s; a larger answer is something else. */
const LARGEST_RESULT = 2 * 1024 * 1024 * 1024
const RESULT = 'result.mp4'
const REJECTED = 'result.rejected'

/** @returns the job at rest: `saved`, `failed` when the result is gone, or `paused` when the network is */
export async function keepResult(
  downloading: JobRecord,
  url: string,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<JobRecord>> {
  const first = await fetchAndCheck(downloading, url, world, signal)
  if (first.ok) return save(downloading, first.value, world)
  if (first.failure.code === 'cancelled') return { ok: false, failure: stopped() }
  if (!wantsFreshLink(first.failure)) return rest(downloading, first.failure, world)

  // A dead link, or something else behind it: the provider is asked once for a fresh one.
  const again = await followJob(downloading, counterpart, world, signal)
  if (!again.ok) return again
  if (again.value.kind === 'rest') return ok(again.value.job)
  const job = again.value.job
  const second = await fetchAndCheck(job, again.value.url, world, signal)
  if (second.ok) return save(job, second.value, world)
  if (second.failure.code === 'cancelled') return { ok: false, failure: stopped() }
  return rest(job, second.failure, world)
}

function wantsFreshLink(failure: Failure): boolean {
  return (
    failure.code === 'result.expired' ||
    failure.code === 'result.not-a-video' ||
    failure.code === 'network.refused-origin' ||
    failure.code === 'network.unreachable'
  )
}

/** What may come back with the network or some free space is paused; what is gone is failed. */
function rest(job: JobRecord, failure: Failure, world: World): Promise<Result<JobRecord>> {
  const gone = failure.code.startsWith('result.') && failure.code !== 'result.incomplete'
  return advance(job, gone ? 'failed' : 'paused', world, { failure: gone ? lost(job, failure) : interrupted(job, failure) })
}

/** The provider was asked for a fresh link already, so what is left is its own page. */
function lost(job: JobRecord, failure: Failure): Failure {
  const { name, resultLinkHours } = providers[job.provider]
  if (failure.code !== 'result.expired') return { ...failure, message: ofProvider(name, failure.message) }
  const kept = resultLinkHours === null ? '' : `; it keeps results for ${resultLinkHours} hours`
  return {
    ...failure,
    message: `${name}’s link to the result is no longer valid, and neither is the fresh one it gave.`,
    fix: `Look for the job ${job.remoteId} on ${name}’s own page${kept}.`,
    detail: failure.message,
  }
}

function interrupted(job: JobRecord, failure: Failure): Failure {
  const { name } = providers[job.provider]
  return {
    ...failure,
    message: faultOf(failure.code) === 'provider' ? ofProvider(name, failure.message) : failure.message,
    fix: `${failure.fix} Then resume: it goes on where it stopped, and nothing is charged a second time.`,
  }
}

/** A link's host is seldom called like the provider it belongs to. */
function ofProvider(name: string, message: string): string {
  return message.includes(name) ? message : `The result of ${name} cannot be fetched: ${message}`
}

async function fetchAndCheck(job: JobRecord, url: string, world: World, signal: AbortSignal): Promise<Result<VideoFacts>> {
  const target = join(world.store.dir(job.id), `${RESULT}.unchecked`)
  const fetched = await download({
    url,
    target,
    maxBytes: LARGEST_RESULT,
    transport: world.transport,
    paceScale: world.settings.paceScale,
    signal,
    onProgress: (fraction) => publishProgress(world, job, 'download', fraction),
  })
  if (!fetched.ok) return fetched
  const facts = await probe(target, world.tools, signal)
  if (!facts.ok && (facts.failure.code.startsWith('setup.') || facts.failure.code === 'cancelled')) return facts
  let complaint = facts.ok ? `it is ${facts.value.kind === 'video' ? 'a clip' : 'a picture'}` : facts.failure.message
  if (facts.ok && facts.value.kind === 'video' && facts.value.seconds > 0) {
    const tools = requireTools(world.tools)
    if (!tools.ok) return tools
    const broken = await complaintAboutFirstSecond(target, tools.value.ffmpeg, signal)
    if (signal.aborted) return { ok: false, failure: stopped() }
    if (broken === null) {
      await rename(target, join(world.store.dir(job.id), RESULT))
      // What an earlier link gave instead is of no use any more.
      await rm(join(world.store.dir(job.id), REJECTED), { force: true })
      return ok(facts.value)
    }
    complaint = broken
  }
  // It was paid for, so what came is set aside, not deleted: a player may be more forgiving than a check.
  await rename(target, join(world.store.dir(job.id), REJECTED))
  return fail(
    'result.not-a-video',
    `What ${providers[job.provider].name} gave as the result is not a clip that can be played.`,
    `What came is kept as ${REJECTED} in the job’s folder. Ask the provider’s support with the job’s id; the raw answers are in its history.`,
    { detail: complaint },
  )
}

async function save(job: JobRecord, facts: VideoFacts, world: World): Promise<Result<JobRecord>> {
  const path = join(world.store.dir(job.id), RESULT)
  const savedAt = new Date().toISOString()
  const provenance = {
    job: job.id,
    madeWith: `Choreo ${world.version}`,
    rehearsal: job.rehearsal,
    provider: job.provider,
    remoteId: job.remoteId,
    request: job.request,
    edits: job.edits,
    inputs: job.inputs,
    artifacts: job.artifacts,
    quote: job.quote,
    charge: job.charge,
    times: { created: job.createdAt, accepted: job.acceptedAt, saved: savedAt },
    result: {
      file: RESULT,
      sha256: await sha256OfFile(path),
      bytes: facts.bytes,
      width: facts.width,
      height: facts.height,
      seconds: facts.seconds,
      codec: facts.codec,
      audio: facts.audio !== null,
    },
  }
  const kept = await world.store.writeFile(job.id, 'result.json', `${JSON.stringify(provenance, null, 2)}\n`)
  if (!kept.ok) return kept
  return advance(job, 'saved', world, { result: RESULT, resultUrl: null, progress: 1, failure: null, savedAt })
}
