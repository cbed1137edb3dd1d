/** Who may hold a local file behind a link, for a provider that takes links only; whose servers those are, and for how long. */
import { join } from 'node:path'
import type { Host, HostInfo } from '../../../contract/shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import type { Upload } from '../../../domain/providers/provider'
import type { ProviderId } from '../../../domain/request'
import { howToSetKey, type Secrets } from '../secrets'
import { type BucketSettings, isLoopback, type Settings } from '../settings'
import type { Bucket } from './bucket'

type Known = { settings: Pick<Settings, 'home' | 'bucket' | 'host'>; secrets: Pick<Secrets, 'key' | 'bucket'> }

/** Every host in the order they are shown: what is known of it, and what it still needs. */
export function hostsOf(known: Known): HostInfo[] {
  return [holder('evolink', known), holder('wavespeed', known), bucketInfo(known)]
}

function holder(id: Extract<Host, ProviderId>, { secrets }: Known): HostInfo {
  const { name, upload } = providers[id]
  const available = secrets.key(id) !== null
  return { id, name, privacy: upload?.privacy ?? '', available, why: available ? null : howToSetKey(id) }
}

function bucketInfo({ settings, secrets }: Known): HostInfo {
  const { bucket, home } = settings
  const file = join(home, 'settings.json')
  const missing = [
    bucket
      ? null
      : `Set it up in the window’s settings, or add "bucket": {"endpoint": "https://…", "region": "…", "name": "…"} to ${file}.`,
    secrets.bucket() ? null : howToSetKey('s3').replace(/^Set it/, 'Set its key'),
  ].filter((step) => step !== null)
  return {
    id: 's3',
    name: bucket ? `your bucket “${bucket.name}”` : 'a bucket of your own (S3)',
    privacy: bucketPrivacy(bucket),
    available: missing.length === 0,
    why: missing.length === 0 ? null : missing.join(' '),
  }
}

function bucketPrivacy(bucket: BucketSettings | null): string {
  if (!bucket) return 'The file goes to your own S3-compatible bucket and stays there until you, or a rule of the bucket, delete it.'
  const hours = bucket.lifeHours === 1 ? 'hour' : `${bucket.lifeHours} hours`
  return `The file goes to your bucket “${bucket.name}” at ${new URL(bucket.endpoint).host} and stays there until you, or a rule of the bucket, delete it; the link to it works for ${bucket.lifeHours === 1 ? 'an hour' : hours}.`
}

/**
 * The host a run will use: the one it names, else the one that is set for good, else in a rehearsal the stand-in of EvoLink.
 * @param asked by whom the file is needed, and what it is
 * @returns `delivery.no-host` or `setup.no-key`, with what to do about it
 */
export function chooseHost(
  named: Host | null | undefined,
  rehearse: boolean,
  asked: { who: string; noun: string },
  known: Known,
): Result<Host> {
  const host = named ?? (rehearse ? 'evolink' : known.settings.host)
  const hosts = hostsOf(known)
  if (!host)
    return fail(
      'delivery.no-host',
      `${asked.who} takes the ${asked.noun} by link only, and nobody is named to hold a local file.`,
      `Name a host: ${hosts.map(({ id, privacy }) => `${id} (${privacy.replace(/^The file/, 'the file').replace(/\.$/, '')})`).join(', or ')}. The window’s settings, or “host” in ${join(known.settings.home, 'settings.json')}, name it for all runs. Or give the ${asked.noun} as an https link.`,
    )
  const info = hosts.find(({ id }) => id === host)!
  if (host === 's3') {
    if (!info.available) return fail('delivery.no-host', 'No bucket is set up.', info.why ?? '')
    if (rehearse && !isLocal(known.settings.bucket))
      return fail(
        'delivery.no-host',
        'A rehearsal sends nothing over the network, so it cannot use your bucket.',
        'Rehearse with EvoLink as the host, whose store is played on this computer.',
      )
    return ok(host)
  }
  if (!rehearse && !info.available)
    return fail('setup.no-key', `There is no key for the host ${info.name}.`, `${info.why} Or name another host.`)
  return ok(host)
}

function isLocal(bucket: BucketSettings | null): boolean {
  return bucket !== null && isLoopback(new URL(bucket.endpoint).hostname)
}

/** The bucket with what opens it; null until both are there. */
export function bucketOf({ settings, secrets }: Known): Bucket | null {
  const keys = secrets.bucket()
  return settings.bucket && keys ? { settings: settings.bucket, keys } : null
}

/** How long a provider keeps an upload, in milliseconds from now; never longer than its own answer says. */
export function endOfLife(upload: Upload, expiresAt: string | null, now: number): number {
  const longest = now + upload.lifeHours * 3_600_000
  // A time without a zone is read as UTC: whichever it is, the stated life is not exceeded.
  const zoned =
    expiresAt === null ? Number.NaN : Date.parse(/(z|[+-]\d\d:?\d\d)$/i.test(expiresAt) ? expiresAt : `${expiresAt.replace(' ', 'T')}Z`)
  return Number.isFinite(zoned) ? Math.min(zoned, longest) : longest
}
