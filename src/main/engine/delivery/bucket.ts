/**
 * The person's own S3-compatible bucket. Every request is presigned (AWS Signature Version 4 in the query): the bytes go
 * through the one transport, and a provider reads the file by a link that works for some hours and needs no key.
 */
import { randomBytes } from 'node:crypto'
import { AwsV4Signer } from 'aws4fetch'
import { failed, ok, type Result } from '../../../domain/failure'
import type { HttpRequest } from '../../../domain/http'
import type { UploadFile } from '../../../domain/providers/provider'
import type { BucketKeys } from '../keys/written-key'
import type { MediaFile } from '../net/inline-body'
import type { BucketSettings } from '../settings'
import { bucketRefusal, tellsWhy } from './bucket-refusal'
import { repeat, type Sending, UPLOAD_HEADERS_TIMEOUT, type UploadRefusal } from './upload'

export interface Bucket {
  settings: BucketSettings
  keys: BucketKeys
}

/** A server looks at the expiry when a request arrives, not when its last byte does. */
const PUT_SECONDS = 3600
const LOOK_SECONDS = 300
const LOOK_HEADERS_TIMEOUT = 30_000
/** Every request is a full link; there is no base to add to it. */
const NO_ORIGINS = { api: '', files: '' }

/** Puts the file under a new name that says nothing. @returns the object's key, or `delivery.*`, `network.*`, `provider.*` */
export async function putObject(bucket: Bucket, file: MediaFile, described: UploadFile, sending: Sending): Promise<Result<string>> {
  const extension = /\.[a-z0-9]+$/.exec(described.name)?.[0] ?? ''
  const key = `${bucket.settings.prefix}${randomBytes(16).toString('hex')}${extension}`
  const answer = await repeat<{ kind: 'stored' }>(sending, async () => {
    const path = await presign('PUT', key, PUT_SECONDS, bucket)
    const request: HttpRequest = {
      method: 'PUT',
      origin: 'absolute',
      path,
      headers: { 'content-type': described.mime },
      auth: 'none',
      body: { kind: 'file', mime: described.mime },
    }
    const sent = await sending.transport.send(request, {
      origins: NO_ORIGINS,
      key: null,
      files: { file },
      headersTimeout: UPLOAD_HEADERS_TIMEOUT,
      signal: sending.signal,
      onUpload: sending.onProgress,
    })
    if (sent.kind === 'answer')
      return sent.response.status >= 200 && sent.response.status <= 299 ? { kind: 'stored' } : bucketRefusal(sent.response, bucket.settings)
    // A server that refuses at the first byte may close the line while we still send, and its reason is lost with it.
    const why = sent.kind === 'unknown' && sent.failure.code === 'network.interrupted' ? await reasonOf(key, bucket, sending) : null
    return why ?? { kind: 'failed', failure: sent.failure, tryNextWay: false }
  })
  return answer.kind === 'stored' ? ok(key) : failed(answer.failure)
}

/** Asks for the object without its bytes: the same keys, the same bucket, the same clock. */
async function reasonOf(key: string, bucket: Bucket, sending: Sending): Promise<UploadRefusal | null> {
  const sent = await look(key, bucket, sending)
  return sent.kind === 'answer' && tellsWhy(sent.response) ? bucketRefusal(sent.response, bucket.settings) : null
}

/** A link to the object for a provider, and until when it works. */
export async function linkTo(key: string, bucket: Bucket): Promise<{ url: string; expiresAt: string }> {
  const seconds = Math.round(bucket.settings.lifeHours * 3600)
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString()
  return { url: await presign('GET', key, seconds, bucket), expiresAt }
}

/** Whether the object is there and can be read by such a link. Costs one byte. */
export async function findObject(key: string, bucket: Bucket, sending: Sending): Promise<Result<'there' | 'gone'>> {
  let state: 'there' | 'gone' = 'there'
  const answer = await repeat<{ kind: 'stored' }>(sending, async () => {
    const sent = await look(key, bucket, sending)
    if (sent.kind !== 'answer') return { kind: 'failed', failure: sent.failure, tryNextWay: false }
    const { status } = sent.response
    if (status === 200 || status === 206) return { kind: 'stored' }
    if (status !== 404 || tellsWhy(sent.response)) return bucketRefusal(sent.response, bucket.settings)
    state = 'gone'
    return { kind: 'stored' }
  })
  return answer.kind === 'stored' ? ok(state) : failed(answer.failure)
}

async function look(key: string, bucket: Bucket, sending: Sending) {
  const path = await presign('GET', key, LOOK_SECONDS, bucket)
  const request: HttpRequest = { method: 'GET', origin: 'absolute', path, headers: { range: 'bytes=0-0' }, auth: 'none' }
  return sending.transport.send(request, { origins: NO_ORIGINS, key: null, headersTimeout: LOOK_HEADERS_TIMEOUT, signal: sending.signal })
}

/** @param seconds how long the request may be made */
export async function presign(method: 'GET' | 'PUT', key: string, seconds: number, { settings, keys }: Bucket): Promise<string> {
  const url = objectUrl(key, settings)
  url.searchParams.set('X-Amz-Expires', String(seconds))
  const { accessKeyId, secretAccessKey } = keys
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    accessKeyId,
    secretAccessKey,
    service: 's3',
    region: settings.region,
    signQuery: true,
  })
  return (await signer.sign()).url.href
}

function objectUrl(key: string, { endpoint, name, pathStyle }: BucketSettings): URL {
  const url = new URL(endpoint)
  const base = url.pathname.replace(/\/$/, '')
  if (pathStyle) url.pathname = `${base}/${name}/${key}`
  else {
    url.hostname = `${name}.${url.hostname}`
    url.pathname = `${base}/${key}`
  }
  return url
}
