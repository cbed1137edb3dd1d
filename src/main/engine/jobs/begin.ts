/** From a wish to a job on disk: everything that can be refused is refused before anything is made or sent. */
import { stat } from 'node:fs/promises'
import type { Host, RunInput } from '../../../contract/shapes'
import { assess } from '../../../domain/assess'
import { fail, type Result } from '../../../domain/failure'
import { JOB_SCHEMA, type JobRecord, mayHaveBeenCharged } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { Quote } from '../../../domain/quote'
import { formatUsd } from '../../../domain/wording'
import type { Library, LibraryEntry } from '../library'
import { keyName } from '../secrets'
import { pairOf } from '../pair'
import { sha256OfFile } from '../media/hash'
import { advance, type World } from './world'

export async function draftJob(input: RunInput, library: Library, world: World): Promise<Result<JobRecord>> {
  const pair = pairOf(input, library)
  if (!pair.ok) return pair
  const { image, video, subject } = pair.value
  const provider = providers[input.provider]
  const verdict = assess(provider, subject)
  const [refusal] = verdict.failures
  if (refusal) return { ok: false, failure: refusal }

  if (!input.rehearse && !world.secrets.key(provider.id))
    return fail('setup.no-key', `There is no key for ${provider.name}.`, `Set ${keyName(provider.id)}, or rehearse without a key.`)
  const sentAsLink = video.link !== null && verdict.plan?.video.change === 'untouched'
  const host: Host | null = input.host ?? (input.rehearse ? 'evolink' : null)
  if (verdict.needsHost && !sentAsLink) {
    if (!host)
      return fail(
        'delivery.no-host',
        `${provider.name} takes the clip by link only, and nobody is named to hold a local file.`,
        'Name a host with --via evolink (kept 72 hours there) or --via wavespeed (kept 7 days there), or give the clip as an https link.',
      )
    if (host === 's3') return fail('delivery.no-host', 'No bucket is set up.', 'Name evolink or wavespeed as the host, or give an https link.')
    if (!input.rehearse && !world.secrets.key(host)) return fail('setup.no-key', `There is no key for the host ${providers[host].name}.`, `Set ${keyName(host)}, or name another host.`)
  }
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
      provider: provider.id,
      rehearsal: input.rehearse,
      state: 'draft',
      request: input.request,
      edits: input.edits,
      inputs: { image: await inputRecord(image), video: await inputRecord(video) },
      artifacts: null,
      host: verdict.needsHost && !sentAsLink ? host : (input.host ?? null),
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
    },
    video.name,
  )
  if (!created.ok || input.rehearse) return created
  const reserved = await world.spending.reserve(created.value.id, verdict.quote)
  if (reserved.ok) return created
  const refused = await advance(created.value, 'failed', world, { failure: reserved.failure })
  return refused.ok ? reserved : refused
}

/** Within this time the same again is more likely a second press than a second wish. */
const TWIN_MINUTES = 10

/** The same inputs and wishes to the same provider a moment ago, which may have been charged: ask first. */
async function recentTwin(input: RunInput, image: LibraryEntry, video: LibraryEntry, world: World) {
  const since = new Date(Date.now() - TWIN_MINUTES * 60_000).toISOString()
  const { jobs } = await world.store.list()
  const alike = jobs.filter(
    (job) =>
      !job.rehearsal &&
      job.createdAt >= since &&
      job.provider === input.provider &&
      (job.remoteId !== null || (mayHaveBeenCharged(job.state) && job.state !== 'failed')) &&
      job.inputs.image.bytes === image.facts.bytes &&
      job.inputs.video.bytes === video.facts.bytes &&
      JSON.stringify([job.request, job.edits]) === JSON.stringify([input.request, input.edits]),
  )
  if (alike.length === 0) return null
  // Only where sizes and wishes are the same is it worth reading both files.
  const [imageHash, videoHash] = [await sha256OfFile(image.path), await sha256OfFile(video.path)]
  const twin = alike.find((job) => job.inputs.image.sha256 === imageHash && job.inputs.video.sha256 === videoHash)
  if (!twin) return null
  return fail(
    'job.duplicate',
    `The same picture and clip were sent to ${providers[twin.provider].name} a moment ago${twin.quote?.usd ? ` for about ${formatUsd(twin.quote.usd)}` : ''}: ${twin.id}.`,
    'Follow that job; or say that you want it made a second time (--again).',
  )
}

/** A limit that cannot be checked is not kept: an unknown price refuses as well. */
function overLimit(quote: Quote | null, most: number | undefined) {
  if (most === undefined) return null
  if (!quote || quote.usd === null) return fail('money.price-unknown', 'The price is not published, so the limit cannot be kept.', 'Run it without a limit, or choose a provider that publishes its price.')
  if (quote.usd > most) return fail('money.too-expensive', `This run costs about ${formatUsd(quote.usd)}, more than the limit of ${formatUsd(most)}.`, 'Trim the clip, choose another provider or tier, or raise the limit.')
  return null
}

async function inputRecord(entry: LibraryEntry) {
  const { size } = await stat(entry.path)
  return { path: entry.path, name: entry.name, sha256: null, bytes: size, link: entry.link }
}
