/**
 * Brings one file to a provider's own store: each of its ways in order, until one keeps the file. An upload that breaks
 * off is begun anew from its first byte: none of the stores takes the rest of a half file.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Failure, fail, ok, type Result, retryOf } from '../../../domain/failure'
import type { HttpRequest, HttpResponse } from '../../../domain/http'
import type { Provider, UploadAnswer, UploadFile, UploadWay } from '../../../domain/providers/provider'
import { formatBytes } from '../../../domain/wording'
import type { MediaFile } from '../net/inline-body'
import type { Transport } from '../net/transport'
import type { Origins } from '../settings'

/** What every sending of a file needs, wherever it goes. */
export interface Sending {
  transport: Transport
  paceScale: number
  signal?: AbortSignal
  onProgress?(fraction: number): void
}

export interface UploadContext extends Sending {
  origins: Origins
  key: string
}

export type UploadRefusal = Extract<UploadAnswer, { kind: 'failed' }>

export interface Stored {
  url: string
  expiresAt: string | null
}

const MOST_TRIES = 3
/** An upload may take long after its last byte: the store checks and copies. */
export const UPLOAD_HEADERS_TIMEOUT = 120_000

export async function uploadTo(
  provider: Provider,
  file: MediaFile,
  described: UploadFile,
  context: UploadContext,
): Promise<Result<Stored>> {
  const { upload } = provider
  if (!upload) return fail('provider.not-supported', `${provider.name} has no upload.`, 'Choose another host for the file.')
  if (described.bytes > upload.maxBytes)
    return fail(
      'delivery.too-large',
      `The file has ${formatBytes(described.bytes)}; ${provider.name} keeps up to ${formatBytes(upload.maxBytes)}.`,
      'Choose another host, or trim the clip.',
    )
  let failure: Failure | null = null
  for (const way of upload.ways) {
    const answer = await repeat(context, () =>
      way.kind === 'form' ? form(way, file, described, context) : ticket(way, file, described, context),
    )
    if (answer.kind === 'stored') return ok({ url: answer.url, expiresAt: answer.expiresAt })
    failure = answer.failure
    if (!answer.tryNextWay) break
  }
  return { ok: false, failure: failure! }
}

/** An upload costs nothing and may be repeated; only what cannot help is not. */
export async function repeat<Stored extends { kind: 'stored' }>(
  context: Sending,
  once: () => Promise<Stored | UploadRefusal>,
): Promise<Stored | UploadRefusal> {
  let answer: Stored | UploadRefusal | null = null
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    if (attempt > 0) {
      const wait = answer?.kind === 'failed' ? (answer.failure.retryAfterSeconds ?? 2 ** attempt) : 1
      await sleep(Math.min(wait, 60) * 1000 * context.paceScale, undefined, { signal: context.signal }).catch(() => {})
    }
    answer = await once()
    if (answer.kind === 'stored' || answer.tryNextWay || answer.lasting) return answer
    const again = retryOf(answer.failure.code)
    if (answer.failure.code === 'cancelled' || answer.failure.code === 'provider.no-balance' || (again !== 'now' && again !== 'later'))
      return answer
  }
  return answer!
}

async function form(
  way: Extract<UploadWay, { kind: 'form' }>,
  file: MediaFile,
  described: UploadFile,
  context: UploadContext,
): Promise<UploadAnswer> {
  const answer = await exchange(way.request(described), file, context)
  return 'failure' in answer ? { kind: 'failed', failure: answer.failure, tryNextWay: false } : way.read(answer)
}

async function ticket(
  way: Extract<UploadWay, { kind: 'ticket' }>,
  file: MediaFile,
  described: UploadFile,
  context: UploadContext,
): Promise<UploadAnswer> {
  const first = await exchange(way.request(described), file, context)
  if ('failure' in first) return { kind: 'failed', failure: first.failure, tryNextWay: false }
  const granted = way.readTicket(first)
  if (granted.kind === 'failed') return granted
  const put = await exchange(granted.put, file, context)
  return 'failure' in put ? { kind: 'failed', failure: put.failure, tryNextWay: false } : way.readPut(put, granted.url)
}

async function exchange(request: HttpRequest, file: MediaFile, context: UploadContext): Promise<HttpResponse | { failure: Failure }> {
  const sent = await context.transport.send(request, {
    origins: context.origins,
    key: context.key,
    files: { file },
    headersTimeout: UPLOAD_HEADERS_TIMEOUT,
    signal: context.signal,
    onUpload: request.body?.kind === 'json' ? undefined : context.onProgress,
  })
  return sent.kind === 'answer' ? sent.response : { failure: sent.failure }
}
