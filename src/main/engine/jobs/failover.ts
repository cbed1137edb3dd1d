/** Where a job may go after a definite refusal, before anything was accepted: the cheapest provider that takes the same artifacts. */
import type { Host } from '../../../contract/shapes'
import { assess } from '../../../domain/assess'
import type { Failure } from '../../../domain/failure'
import { noEdits } from '../../../domain/media'
import { providerList } from '../../../domain/providers/all'
import type { Quote } from '../../../domain/quote'
import type { ProviderId } from '../../../domain/request'
import { chooseHost } from '../delivery/hosts'
import { probe } from '../media/probe'
import { absolutePath, type PreparedJob } from './make-ready'
import type { Counterpart, World } from './world'

/** Refusals that another provider may not share. What the model itself refuses, it refuses everywhere. */
export function mayFailOver(failure: Failure): boolean {
  if (failure.code === 'provider.content-policy') return false
  return (
    failure.code.startsWith('provider.') ||
    failure.code.startsWith('network.') ||
    failure.code === 'delivery.failed' ||
    failure.code === 'setup.no-key'
  )
}

export interface NextProvider {
  provider: ProviderId
  quote: Quote | null
  host: string | null
}

/** @returns null when nobody else takes them as they are, within the limit and with a key */
export async function nextProvider(
  job: PreparedJob,
  tried: ReadonlySet<ProviderId>,
  counterpart: Counterpart,
  world: World,
): Promise<NextProvider | null> {
  const image = await probe(absolutePath(job.artifacts.image, world.project), world.tools)
  const video = await probe(absolutePath(job.artifacts.video, world.project), world.tools)
  if (!image.ok || !video.ok || image.value.kind !== 'image' || video.value.kind !== 'video') return null
  const subject = { image: image.value, video: video.value, request: job.request, edits: noEdits }

  const open: NextProvider[] = []
  for (const provider of providerList) {
    if (tried.has(provider.id) || !counterpart.keyOf(provider.id)) continue
    const verdict = assess(provider, subject)
    if (verdict.accepts !== 'as-is') continue
    const needsHost = verdict.needsHost && !(job.inputs.video.link && job.artifacts.video.change === 'untouched')
    const chosen = needsHost ? chooseHost(job.host as Host | null, job.rehearsal, { who: provider.name, noun: 'clip' }, world) : null
    if (chosen && !chosen.ok) continue
    const host = chosen?.ok ? chosen.value : null
    const usd = verdict.quote?.usd ?? null
    if (job.maxCostUsd !== null && (usd === null || usd > job.maxCostUsd)) continue
    open.push({ provider: provider.id, quote: verdict.quote, host })
  }
  // Unknown prices last: "cheapest" cannot be said of them.
  open.sort((a, b) => (a.quote?.usd ?? Number.POSITIVE_INFINITY) - (b.quote?.usd ?? Number.POSITIVE_INFINITY))
  return open[0] ?? null
}
