/** From a wish to a job on disk: everything that can be refused is refused before anything is made or sent. */
import { stat } from 'node:fs/promises'
import type { Host, RunInput } from '../../../contract/shapes'
import { assess, type Verdict } from '../../../domain/assess'
import { fail, ok, type Result } from '../../../domain/failure'
import { type InputRecord, isAtRest, JOB_SCHEMA, type JobRecord, mayHaveBeenCharged } from '../../../domain/job'
import type { Stretch } from '../../../domain/plan-length'
import { providers } from '../../../domain/providers/all'
import type { Quote } from '../../../domain/quote'
import { formatUsd } from '../../../domain/wording'
import { knownBestPart } from '../best-part'
import { chooseHost } from '../delivery/hosts'
import { inTurn } from '../in-turn'
import type { Library, LibraryEntry } from '../library'
import { sha256OfFile } from '../media/hash'
import { pairOf } from '../pair'
import { howToSetKey } from '../secrets'
import { advance, type World } from './world'

export interface Judged {
  image: LibraryEntry
  video: LibraryEntry
  /** Accepts the pair, as it is or after changes. */
  verdict: Verdict
  /** Who will hold the local clip; null where nobody has to. */
  host: Host | null
}

/** Everything about a wish that can be refused by looking at it; changes nothing. */
export function judge(input: RunInput, library: Library, world: World, stretch?: Stretch): Result<Judged> {
  const pair = pairOf(input, library)
  if (!pair.ok) return pair
  const { image, video, subject } = pair.value
  const provider = providers[input.provider]
  const verdict = assess(provider, subject, stretch)
  const [refusal] = verdict.failures
  if (refusal) return { ok: false, failure: refusal }

  if (!input.rehearse && !world.secrets.key(provider.id))
    return fail('setup.no-key', `There is no key for ${provider.name}.`, `${howToSetKey(provider.id)} Or rehearse without a key.`)
  const sentAsLink = video.link !== null && verdict.plan?.video.change === 'untouched'
  if (!verdict.needsHost || sentAsLink) return ok({ image, video, verdict, host: input.host ?? null })
  const host = chooseHost(input.host, input.rehearse, { who: provider.name, noun: 'clip' }, world)
  return host.ok ? ok({ image, video, verdict, host: host.value }) : host
}

/** @param id the name of the job's folder where it was noted elsewhere before the job is made */
export function draftJob(input: RunInput, library: Library, world: World, id?: string): Promise<Result<JobRecord>> {
  // Of two presses at once the second has to find what the first one began.
  return input.rehearse ? draft(input, library, world, id) : inTurn(world.project.jobsDir, () => draft(input, library, world, id))
}

async function draft(input: RunInput, library: Library, world: World, id?: string): Promise<Result<JobRecord>> {
  const pair = pairOf(input, library)
  if (!pair.ok) return pair
  // Where the window has looked through the clip, the job is quoted for the part that was shown.
  const stretch = await knownBestPart([input.provider], pair.value.video.path, pair.value.subject, world.previews)
  const judged = judge(input, library, world, stretch)
  if (!judged.ok) return judged
  const { image, video, verdict, host } = judged.value
  const tooMuch = input.rehearse ? null : overLimit(verdict.quote, input.maxCostUsd)
  if (tooMuch) return tooMuch

  const twin = input.rehearse || input.again ? null : await recentTwin(input, image, video, world)
  if (twin) return twin

  const now = new Date().toISOString()
  const created = await world.store.create(
    {
      schema: JOB_SCHEMA,
      createdAt: now,
      updatedAt: now,
      provider: input.provider,
      rehearsal: input.rehearse,
      state: 'draft',
      request: input.request,
      edits: input.edits,
      inputs: { image: await inputRecord(image), video: await inputRecord(video) },
      artifacts: null,
      host,
      maxCostUsd: input.maxCostUsd ?? null,
      failover: input.failover ?? false,
      quote: verdict.quote,
      charge: null,
      attempts: [],
      remoteId: null,
      resultUrl: null,
      acceptedAt: null,
      progress: null,
      failure: null,
      result: null,
      savedAt: null,
      rating: null,
      note: '',
      offset: 0,
    },
    video.name,
    id,
  )
  if (!created.ok || input.rehearse) return created
  const reserved = await world.spending.reserve(created.value.id, verdict.quote)
  if (reserved.ok) return created
  const refused = await advance(created.value, 'failed', world, { failure: reserved.failure })
  return refused.ok ? reserved : refused
}

/** Within this time the same again is more likely a second press than a second wish. */
const TWIN_MINUTES = 10

/** The same inputs and wishes to the same provider a moment ago, which may have been or will be charged: ask first. */
async function recentTwin(input: RunInput, image: LibraryEntry, video: LibraryEntry, world: World) {
  const jobs = await world.store.recent(new Date(Date.now() - TWIN_MINUTES * 60_000))
  const repeated = input.repeats === undefined ? null : await world.store.read(input.repeats)
  const alike = jobs.filter(
    (job) =>
      !job.rehearsal &&
      job.provider === input.provider &&
      !(repeated?.ok && job.createdAt <= repeated.value.createdAt) &&
      // One that is on its way will be charged as well.
      (job.remoteId !== null || !isAtRest(job.state) || (mayHaveBeenCharged(job.state) && job.state !== 'failed')) &&
      job.inputs.image.bytes === image.facts.bytes &&
      job.inputs.video.bytes === video.facts.bytes &&
      JSON.stringify([job.request, job.edits]) === JSON.stringify([input.request, input.edits]),
  )
  if (alike.length === 0) return null
  // Only where sizes and wishes are the same is it worth reading both files.
  const [imageHash, videoHash] = [await sha256OfFile(image.path), await sha256OfFile(video.path)]
  for (const { id, provider, quote, inputs } of alike)
    if ((await hashOf(inputs.image)) === imageHash && (await hashOf(inputs.video)) === videoHash)
      return fail(
        'job.duplicate',
        `The same picture and clip were sent to ${providers[provider].name} a moment ago${quote?.usd ? ` for about ${formatUsd(quote.usd)}` : ''}: ${id}.`,
        'Follow that job; or say that you want it made a second time.',
      )
  return null
}

/** A job that was begun a moment ago has not read its files yet. Null where they are gone. */
async function hashOf({ sha256, path }: InputRecord): Promise<string | null> {
  return sha256 ?? (await sha256OfFile(path).catch(() => null))
}

/** A limit that cannot be checked is not kept: an unknown price refuses as well. */
function overLimit(quote: Quote | null, most: number | undefined) {
  if (most === undefined) return null
  if (!quote || quote.usd === null)
    return fail(
      'money.price-unknown',
      'The price is not published, so the limit cannot be kept.',
      'Run it without a limit, or choose a provider that publishes its price.',
    )
  if (quote.usd > most)
    return fail(
      'money.too-expensive',
      `This run costs about ${formatUsd(quote.usd)}, more than the limit of ${formatUsd(most)}.`,
      'Trim the clip, choose another provider or tier, or raise the limit.',
    )
  return null
}

async function inputRecord(entry: LibraryEntry) {
  const { size } = await stat(entry.path)
  return { path: entry.path, name: entry.name, sha256: null, bytes: size, link: entry.link }
}
