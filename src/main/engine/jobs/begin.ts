/** From a wish to a job on disk: everything that can be refused is refused before anything is made or sent. */
import { stat } from 'node:fs/promises'
import type { Host, RunInput } from '../../../contract/shapes'
import { assess } from '../../../domain/assess'
import { fail, type Result } from '../../../domain/failure'
import type { JobRecord } from '../../../domain/job'
import { JOB_SCHEMA } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { Quote } from '../../../domain/quote'
import { formatUsd } from '../../../domain/wording'
import type { Library, LibraryEntry } from '../library'
import { keyName } from '../secrets'
import { pairOf } from '../pair'
import type { World } from './world'

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

  const now = new Date().toISOString()
  return world.store.create(
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
      host: verdict.needsHost && !sentAsLink ? host : null,
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
