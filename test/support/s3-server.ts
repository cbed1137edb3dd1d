/**
 * A small S3 on this computer that believes nobody: it verifies presigned requests (AWS Signature Version 4 in the query)
 * with code of its own, so that a client's signing is proved against the rules and not against itself.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export interface S3Options {
  accessKeyId: string
  secretAccessKey: string
  region: string
  bucket: string
  /** Buckets are also found in front of this name: `bucket.domain`. */
  domain?: string
  /** The server's clock, in milliseconds since 1970. */
  now?(): number
}

export interface S3Request {
  method: string
  key: string
  /** Lower-case names. */
  headers: IncomingMessage['headers']
  /** Of the answer. */
  status: number
}

export interface Refusal {
  status: number
  code: string
  message: string
  /** Answers before the body was read and closes the line; `silent`: closes it without an answer. */
  early?: boolean
  silent?: boolean
}

export interface S3Server {
  endpoint: string
  port: number
  /** In the order in which they were answered. */
  requests: S3Request[]
  /** Says no to a request that was signed well; null lets it through. */
  refuse: (method: string, key: string, turn: number) => Refusal | null
  keys(): string[]
  read(key: string): { path: string; mime: string } | null
  remove(key: string): void
  close(): Promise<void>
}

const SKEW_MS = 15 * 60_000
const WEEK_SECONDS = 604_800

export async function startS3(options: S3Options): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'choreo-s3-'))
  const objects = new Map<string, { path: string; mime: string }>()
  const requests: S3Request[] = []
  let turn = 0

  const handler = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const method = incoming.method ?? ''
    const place = placeOf(incoming, options)
    const answered = (status: number) => requests.push({ method, key: place.key, headers: incoming.headers, status })
    const refuse = ({ status, code, message, early, silent }: Refusal) => {
      answered(status)
      if (silent) return void incoming.socket.destroy()
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><AWSAccessKeyId>${options.accessKeyId}</AWSAccessKeyId><CanonicalRequest>${incoming.url}</CanonicalRequest></Error>`
      outgoing.writeHead(status, {
        'content-type': 'application/xml',
        'content-length': Buffer.byteLength(body),
        ...(early ? { connection: 'close' } : {}),
      })
      if (early) outgoing.end(body, () => incoming.socket.destroy())
      else {
        incoming.resume()
        incoming.once('end', () => outgoing.end(body))
      }
    }
    const wrong = verify(incoming, place.bucket, options)
    if (wrong) return refuse(wrong)
    const scripted = server.refuse(method, place.key, ++turn)
    if (scripted) return refuse(scripted)
    const object = objects.get(place.key)
    switch (method) {
      case 'PUT': {
        if (incoming.headers['content-length'] === undefined)
          return refuse({ status: 411, code: 'MissingContentLength', message: 'You must provide the Content-Length HTTP header.' })
        const path = join(folder, createHash('sha256').update(place.key).digest('hex'))
        await pipeline(incoming, createWriteStream(`${path}.part`))
        await rename(`${path}.part`, path)
        objects.set(place.key, { path, mime: incoming.headers['content-type'] ?? 'binary/octet-stream' })
        answered(200)
        outgoing.writeHead(200, { etag: '"1"' }).end()
        return
      }
      case 'GET':
      case 'HEAD': {
        if (!object) return refuse({ status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' })
        const { size } = await stat(object.path)
        const range = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? '')
        const start = range ? Number(range[1]) : 0
        const end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1
        if (start >= size) return refuse({ status: 416, code: 'InvalidRange', message: 'The requested range is not satisfiable' })
        answered(range ? 206 : 200)
        outgoing.writeHead(range ? 206 : 200, {
          'content-type': object.mime,
          'content-length': end - start + 1,
          'accept-ranges': 'bytes',
          ...(range ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
        })
        if (method === 'HEAD') return void outgoing.end()
        return pipeline(createReadStream(object.path, { start, end }), outgoing)
      }
      default:
        return refuse({ status: 405, code: 'MethodNotAllowed', message: 'The specified method is not allowed against this resource.' })
    }
  }

  const listener = createServer((incoming, outgoing) => {
    outgoing.on('error', () => {})
    // A client may go away in the middle; there is nobody to tell then.
    handler(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const server: S3Server = {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    requests,
    refuse: () => null,
    keys: () => [...objects.keys()],
    read: (key) => objects.get(key) ?? null,
    remove: (key) => void objects.delete(key),
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
      listener.closeAllConnections()
      await closed
      await rm(folder, { recursive: true, force: true })
    },
  }
  return server
}

/** The path as it was sent: a clean-up by a URL parser would hide what the signature must cover. */
function placeOf(incoming: IncomingMessage, { domain }: S3Options): { bucket: string; key: string } {
  const path = decodeURIComponent((incoming.url ?? '/').split('?', 1)[0]!)
  const host = (incoming.headers.host ?? '').replace(/:\d+$/, '')
  if (domain && host.endsWith(`.${domain}`)) return { bucket: host.slice(0, -domain.length - 1), key: path.slice(1) }
  const [, bucket = '', ...rest] = path.split('/')
  return { bucket, key: rest.join('/') }
}

const denied = (message: string): Refusal => ({ status: 403, code: 'AccessDenied', message })
const malformed = (message: string): Refusal => ({ status: 400, code: 'AuthorizationQueryParametersError', message })

/** Null when the request is signed by the rules, in time, for this region and an existing bucket. */
export function verify(incoming: Pick<IncomingMessage, 'method' | 'url' | 'headers'>, bucket: string, options: S3Options): Refusal | null {
  const [path = '', search = ''] = (incoming.url ?? '').split('?', 2)
  const query =
    search === ''
      ? []
      : search.split('&').map((pair) => pair.split('=', 2).map((part = '') => decodeURIComponent(part)) as [string, string])
  const value = (name: string) => {
    const found = query.filter(([key]) => key === name)
    return found.length === 1 ? found[0]![1] : ''
  }
  if (incoming.headers.authorization !== undefined)
    return { status: 400, code: 'InvalidArgument', message: 'Only one auth mechanism allowed' }
  if (query.length === 0) return denied('Access Denied')
  if (value('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return malformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"')

  const [keyId = '', day = '', region = '', service = '', end = ''] = value('X-Amz-Credential').split('/')
  if (keyId !== options.accessKeyId)
    return { status: 403, code: 'InvalidAccessKeyId', message: 'The AWS Access Key Id you provided does not exist in our records.' }
  if (region !== options.region)
    return malformed(`Error parsing the X-Amz-Credential parameter; the region '${region}' is wrong; expecting '${options.region}'`)
  if (service !== 's3' || end !== 'aws4_request') return malformed('Error parsing the X-Amz-Credential parameter')

  const time = value('X-Amz-Date')
  const [, year, month, date, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? []
  if (!year || `${year}${month}${date}` !== day) return malformed('X-Amz-Date must be in the ISO8601 Long Format')
  const signedAt = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}Z`)
  const expires = Number(value('X-Amz-Expires') || Number.NaN)
  if (!(expires > 0 && expires <= WEEK_SECONDS)) return malformed('X-Amz-Expires must be less than a week (in seconds)')
  const now = options.now?.() ?? Date.now()
  if (signedAt > now + SKEW_MS) return denied('Request is not valid yet')
  if (now > signedAt + expires * 1000) return denied('Request has expired')

  const names = value('X-Amz-SignedHeaders').split(';')
  if (!names.includes('host')) return malformed('Host must be signed')
  const unsigned = Object.keys(incoming.headers).filter((name) => name.startsWith('x-amz-') && !names.includes(name))
  if (unsigned.length > 0) return denied(`There were headers present in the request which were not signed: ${unsigned.join(', ')}`)

  const canonical = [
    incoming.method,
    path
      .split('/')
      .map((step) => encode(decodeURIComponent(step)))
      .join('/'),
    query
      .filter(([key]) => key !== 'X-Amz-Signature')
      .map(([key, text]) => `${encode(key)}=${encode(text)}`)
      .sort()
      .join('&'),
    ...names.map(
      (name) =>
        `${name}:${String(incoming.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    names.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
  const key = hmac(hmac(hmac(hmac(`AWS4${options.secretAccessKey}`, day), region), 's3'), 'aws4_request')
  const right = hmac(key, text)
  const given = Buffer.from(value('X-Amz-Signature'), 'hex')
  if (given.length !== right.length || !timingSafeEqual(given, right))
    return {
      status: 403,
      code: 'SignatureDoesNotMatch',
      message: 'The request signature we calculated does not match the signature you provided.',
    }
  return bucket === options.bucket ? null : { status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' }
}

/** Everything but unreserved characters, in upper-case hex. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
