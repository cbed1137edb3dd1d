/** How one medium reaches a provider: its own link, the provider's upload, inline, or a host the person named. */
import { createHash } from 'node:crypto'
import type { Host } from '../../../contract/shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ArtifactRecord } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import type { MediaRef, Provider, UploadFile } from '../../../domain/providers/provider'
import type { ProviderId } from '../../../domain/request'
import { howToSetKey } from '../secrets'
import type { Origins } from '../settings'
import { isLoopback } from '../settings'
import { type Bucket, findObject, linkTo, putObject } from './bucket'
import { endOfLife } from './hosts'
import { checkOwnLink, isWholeLink } from './own-link'
import { type Sending, uploadTo } from './upload'
import type { Place, Upload, UploadLedger } from './upload-ledger'

export interface DeliveryContext extends Sending {
  originsOf(provider: ProviderId): Origins
  keyOf(provider: ProviderId): string | null
  /** Who holds a local file for a provider that takes links only; null when the person named nobody. */
  host: Host | null
  bucket: Bucket | null
  uploads: UploadLedger
  /** The project, and whether what is uploaded outlives this process. */
  scope: Pick<Place, 'scope' | 'lasting'>
}

export interface Delivered {
  ref: MediaRef
  /** How it went, for the job's history. */
  by: 'link' | 'inline' | 'own-upload' | 'host-upload'
  host: Host | null
  expiresAt: string | null
  /** The bytes lay there already. */
  reused: boolean
}

type LocalFile = Pick<ArtifactRecord, 'change' | 'sha256' | 'bytes' | 'mime'> & { absolutePath: string }

/** Your own bucket keeps files until you delete them; after this long they are looked at as unknown. */
const BUCKET_MEMORY_MS = 30 * 24 * 3_600_000

/**
 * @param link the person's own link, when the artifact is that file untouched
 * @returns the reference for the provider's codec, or `delivery.*`, `link.*`, `setup.no-key`, `network.*`, `provider.*`
 */
export async function deliver(
  kind: 'image' | 'video',
  artifact: LocalFile,
  link: string | null,
  provider: Provider,
  context: DeliveryContext,
): Promise<Result<Delivered>> {
  const ways = provider.accepts[kind]
  if (link && artifact.change === 'untouched' && ways.includes('url')) {
    if (isWholeLink(link)) return passOn(link, artifact, provider, context)
    if (ways[0] === 'url' && !context.host)
      return fail(
        'link.unreachable',
        'The link had a signature in it; that is not kept on the disk, and so the link is not known any more.',
        'Nothing was submitted. Add the link again and run it anew, or name a host for the file.',
      )
  }
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
          reused: false,
        })
      case 'url':
        return viaHost(kind, artifact, provider, context)
    }
  }
  return fail('provider.not-supported', `${provider.name} takes no ${kind}.`, 'Choose another provider.')
}

async function passOn(link: string, artifact: LocalFile, provider: Provider, context: DeliveryContext): Promise<Result<Delivered>> {
  const mayBePrivate = isLoopback(new URL(context.originsOf(provider.id).api).hostname)
  const { transport, paceScale, signal } = context
  const alive = await checkOwnLink(link, { bytes: artifact.bytes, transport, mayBePrivate, paceScale, signal })
  return alive.ok ? ok({ ref: { kind: 'url', url: link }, by: 'link', host: null, expiresAt: null, reused: false }) : alive
}

async function viaHost(
  kind: 'image' | 'video',
  artifact: LocalFile,
  provider: Provider,
  context: DeliveryContext,
): Promise<Result<Delivered>> {
  const noun = kind === 'video' ? 'clip' : 'picture'
  if (!context.host)
    return fail(
      'delivery.no-host',
      `${provider.name} takes the ${noun} by link only, and nobody is named to hold a local file.`,
      `Name a host for it, or give the ${noun} as an https link.`,
    )
  if (context.host !== 's3') return upload(providers[context.host], 'host-upload', artifact, context)
  if (!context.bucket)
    return fail(
      'delivery.no-host',
      'No bucket is set up any more.',
      'Name evolink or wavespeed as the host, or set the bucket up again in the window’s settings.',
    )
  return viaBucket(context.bucket, artifact, context)
}

async function upload(
  holder: Provider,
  by: 'own-upload' | 'host-upload',
  artifact: LocalFile,
  context: DeliveryContext,
): Promise<Result<Delivered>> {
  const key = context.keyOf(holder.id)
  if (!key || !isHost(holder.id))
    return fail('setup.no-key', `${holder.name} needs a key to keep the file.`, `${howToSetKey(holder.id)} Or choose another host.`)
  const origins = context.originsOf(holder.id)
  const place: Place = { holder: holder.id, origin: `${origins.api} ${origins.files}`, account: accountOf(key), ...context.scope }
  let expiresAt: string | null = null
  const kept = await context.uploads.keep(place, artifact, {
    signal: context.signal,
    onProgress: context.onProgress,
    async upload(onProgress): Promise<Result<Upload>> {
      const stored = await uploadTo(holder, mediaFile(artifact), describe(artifact), { ...context, origins, key, onProgress })
      if (!stored.ok) return stored
      expiresAt = stored.value.expiresAt
      return ok({ address: stored.value.url, untilMs: endOfLife(holder.upload!, expiresAt, Date.now()) })
    },
  })
  if (!kept.ok) return kept
  const { address, untilMs, reused } = kept.value
  return ok({ ref: { kind: 'url', url: address }, by, host: holder.id, expiresAt: expiresAt ?? new Date(untilMs).toISOString(), reused })
}

function isHost(id: ProviderId): id is Extract<Host, ProviderId> {
  return id === 'evolink' || id === 'wavespeed'
}

async function viaBucket(bucket: Bucket, artifact: LocalFile, context: DeliveryContext): Promise<Result<Delivered>> {
  const { endpoint, name, prefix } = bucket.settings
  const place: Place = {
    holder: 's3',
    origin: `${endpoint}/${name}/${prefix}`,
    account: accountOf(bucket.keys.accessKeyId),
    ...context.scope,
  }
  for (let again = false; ; again = true) {
    const kept = await context.uploads.keep(place, artifact, {
      signal: context.signal,
      onProgress: context.onProgress,
      async upload(onProgress): Promise<Result<Upload>> {
        const stored = await putObject(bucket, mediaFile(artifact), describe(artifact), { ...context, onProgress })
        return stored.ok ? ok({ address: stored.value, untilMs: Date.now() + BUCKET_MEMORY_MS }) : stored
      },
    })
    if (!kept.ok) return kept
    // Asked before money depends on it: a rule of the bucket may have deleted it, or forbid that it is read.
    const found = await findObject(kept.value.address, bucket, context)
    if (!found.ok) return found
    if (found.value === 'there') {
      const link = await linkTo(kept.value.address, bucket)
      return ok({
        ref: { kind: 'url', url: link.url },
        by: 'host-upload',
        host: 's3',
        expiresAt: link.expiresAt,
        reused: kept.value.reused,
      })
    }
    await context.uploads.forget(artifact.sha256, 's3')
    if (again)
      return fail(
        'delivery.failed',
        `The bucket “${name}” took the file and does not have it.`,
        'Check the rules of the bucket, then try again.',
      )
  }
}

/** Tells accounts apart without telling the key. */
function accountOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function mediaFile(artifact: LocalFile) {
  return { path: artifact.absolutePath, bytes: artifact.bytes, sha256: artifact.sha256 }
}

/** The name is ours: a person's file name can say more than they want a provider to know. */
function describe({ mime, sha256, bytes }: LocalFile): UploadFile {
  const extension = mime.split('/')[1]?.replace('jpeg', 'jpg').replace('quicktime', 'mov') ?? 'bin'
  return { name: `${sha256.slice(0, 16)}.${extension}`, mime, bytes }
}
