/** How one medium reaches a provider: its own link, the provider's upload, inline, or a host the person named. */
import type { Host } from '../../../contract/shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ArtifactRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { MediaRef, Provider } from '../../../domain/providers/provider'
import type { ProviderId } from '../../../domain/request'
import type { MediaFile } from '../net/inline-body'
import type { Transport } from '../net/transport'
import type { Origins } from '../settings'
import { uploadTo } from './upload'

export interface DeliveryContext {
  transport: Transport
  originsOf(provider: ProviderId): Origins
  keyOf(provider: ProviderId): string | null
  /** Who holds a local file for a provider that takes links only; null when the person named nobody. */
  host: Host | null
  paceScale: number
  signal?: AbortSignal
  onProgress?(fraction: number): void
}

export interface Delivered {
  ref: MediaRef
  /** How it went, for the job's history. */
  by: 'link' | 'inline' | 'own-upload' | 'host-upload'
  host: ProviderId | null
  expiresAt: string | null
}

/**
 * @param link the person's own link, when the artifact is that file untouched
 * @returns the reference for the provider's codec, or `delivery.*`, `setup.no-key`, `network.*`, `provider.*`
 */
export async function deliver(
  kind: 'image' | 'video',
  artifact: ArtifactRecord & { absolutePath: string },
  link: string | null,
  provider: Provider,
  context: DeliveryContext,
): Promise<Result<Delivered>> {
  const ways = provider.accepts[kind]
  if (link && artifact.change === 'untouched' && ways.includes('url')) return ok({ ref: { kind: 'url', url: link }, by: 'link', host: null, expiresAt: null })
  for (const way of ways) {
    switch (way) {
      case 'own-upload':
        return upload(provider, 'own-upload', artifact, context)
      case 'inline-base64':
      case 'inline-data-uri':
        return ok({
          ref: { kind: 'inline', hole: { $media: kind, as: way === 'inline-base64' ? 'base64' : 'data-uri', mime: artifact.mime } },
          by: 'inline',
          host: null,
          expiresAt: null,
        })
      case 'url':
        return viaHost(kind, artifact, provider, context)
    }
  }
  return fail('provider.not-supported', `${provider.name} takes no ${kind}.`, 'Choose another provider.')
}

async function viaHost(kind: 'image' | 'video', artifact: ArtifactRecord & { absolutePath: string }, provider: Provider, context: DeliveryContext) {
  const noun = kind === 'video' ? 'clip' : 'picture'
  if (!context.host)
    return fail(
      'delivery.no-host',
      `${provider.name} takes the ${noun} by link only, and nobody is named to hold a local file.`,
      `Name a host with --via: ${hosts.map(({ id, upload }) => `${id} (${upload!.privacy.replace('The file goes to ', '').replace(/\.$/, '')})`).join(', or ')}; or give the ${noun} as an https link.`,
    )
  if (context.host === 's3') return fail('delivery.no-host', 'No bucket is set up.', 'Name evolink or wavespeed as the host, or give an https link.')
  return upload(providers[context.host], 'host-upload', artifact, context)
}

const hosts = Object.values(providers).filter((provider) => provider.upload)

async function upload(
  holder: Provider,
  by: 'own-upload' | 'host-upload',
  artifact: ArtifactRecord & { absolutePath: string },
  context: DeliveryContext,
): Promise<Result<Delivered>> {
  const key = context.keyOf(holder.id)
  if (!key) return fail('setup.no-key', `${holder.name} needs a key to keep the file.`, `Set CHOREO_${holder.id.toUpperCase()}_API_KEY, or choose another host.`)
  const file: MediaFile = { path: artifact.absolutePath, bytes: artifact.bytes, sha256: artifact.sha256 }
  // The name is ours: a person's file name can say more than they want a provider to know.
  const extension = artifact.mime.split('/')[1]?.replace('jpeg', 'jpg').replace('quicktime', 'mov') ?? 'bin'
  const stored = await uploadTo(
    holder,
    file,
    { name: `${artifact.sha256.slice(0, 16)}.${extension}`, mime: artifact.mime, bytes: artifact.bytes },
    {
      transport: context.transport,
      origins: context.originsOf(holder.id),
      key,
      paceScale: context.paceScale,
      signal: context.signal,
      onProgress: context.onProgress,
    },
  )
  return stored.ok ? ok({ ref: { kind: 'url', url: stored.value.url }, by, host: holder.id, expiresAt: stored.value.expiresAt }) : stored
}
