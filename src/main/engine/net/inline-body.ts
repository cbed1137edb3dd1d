/**
 * Bodies as streams of known length. Media are read from disk while they are sent: a 100 MB clip as base64 in JSON
 * costs a few hundred kilobytes of memory, not several copies of itself. Such a stream is used once, which suits
 * a request that must not be repeated.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Body, isMediaHole, type Json } from '../../../domain/http'

export interface MediaFile {
  path: string
  bytes: number
  sha256: string
}

export interface SendableBody {
  length: number
  contentType: string | null
  stream(): AsyncGenerator<Uint8Array>
}

/** A multiple of 3, so that pieces of base64 join without padding between them. */
const CHUNK = 192 * 1024

type Part = Buffer | { file: string; bytes: number; as: 'base64' | 'raw' }

/** @param files what the holes, or the single file, of the body stand for */
export async function sendableBody(body: Body, files: { image?: MediaFile; video?: MediaFile; file?: MediaFile }): Promise<SendableBody> {
  if (body.kind === 'json') return fromParts(await jsonParts(body.value, files), 'application/json')
  const file = files.file
  if (!file) throw new Error(`a ${body.kind} body needs its file`)
  const bytes = (await stat(file.path)).size
  if (body.kind === 'file') return fromParts([{ file: file.path, bytes, as: 'raw' }], null)
  const boundary = `choreo-${randomBytes(12).toString('hex')}`
  const head = Object.entries(body.fields)
    .map(([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('')
  const fileHead = `--${boundary}\r\ncontent-disposition: form-data; name="${body.fileField}"; filename="${body.fileName.replace(/["\r\n\\]/g, '_')}"\r\ncontent-type: ${body.mime}\r\n\r\n`
  return fromParts(
    [Buffer.from(head + fileHead), { file: file.path, bytes, as: 'raw' }, Buffer.from(`\r\n--${boundary}--\r\n`)],
    `multipart/form-data; boundary=${boundary}`,
  )
}

async function jsonParts(value: Json, files: { image?: MediaFile; video?: MediaFile }): Promise<Part[]> {
  // The mark cannot occur in the person's text, since it is random for each request.
  const mark = `hole-${randomBytes(16).toString('hex')}-`
  const holes: { kind: 'image' | 'video'; prefix: string }[] = []
  const text = JSON.stringify(value, (_key, item: unknown) => {
    if (!isMediaHole(item)) return item
    holes.push({ kind: item.$media, prefix: item.as === 'data-uri' ? `data:${item.mime};base64,` : '' })
    return `${mark}${holes.length - 1}`
  })
  const parts: Part[] = []
  let rest = text
  for (const [index, hole] of holes.entries()) {
    const file = files[hole.kind]
    if (!file) throw new Error(`the body needs the ${hole.kind}`)
    const at = rest.indexOf(`"${mark}${index}"`)
    parts.push(Buffer.from(`${rest.slice(0, at)}"${hole.prefix}`), { file: file.path, bytes: (await stat(file.path)).size, as: 'base64' })
    rest = rest.slice(at + `"${mark}${index}"`.length - 1)
  }
  parts.push(Buffer.from(rest))
  return parts
}

function fromParts(parts: Part[], contentType: string | null): SendableBody {
  const length = parts.reduce(
    (sum, part) => sum + (Buffer.isBuffer(part) ? part.length : part.as === 'base64' ? 4 * Math.ceil(part.bytes / 3) : part.bytes),
    0,
  )
  return {
    length,
    contentType,
    async *stream() {
      for (const part of parts) {
        if (Buffer.isBuffer(part)) yield part
        else if (part.as === 'raw') yield* readExactly(part.file, part.bytes)
        else yield* base64(readExactly(part.file, part.bytes))
      }
    },
  }
}

/** A file that changed since it was measured must not go out with a wrong length. */
async function* readExactly(path: string, bytes: number): AsyncGenerator<Buffer> {
  let seen = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) {
    seen += (chunk as Buffer).length
    yield chunk as Buffer
  }
  if (seen !== bytes) throw new Error(`${path} changed while it was being sent`)
}

async function* base64(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let carried = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const joined = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk
    const whole = joined.length - (joined.length % 3)
    if (whole > 0) yield Buffer.from(joined.subarray(0, whole).toString('base64'), 'latin1')
    carried = Buffer.from(joined.subarray(whole))
  }
  if (carried.length > 0) yield Buffer.from(carried.toString('base64'), 'latin1')
}

/** What is sent, as one hash: method, path and body, with media by their own hash and no secret in it. */
export function payloadHash(method: string, path: string, body: Body | undefined, files: { image?: MediaFile; video?: MediaFile }): string {
  const value =
    body?.kind === 'json'
      ? JSON.stringify(body.value, (_key, item: unknown) => (isMediaHole(item) ? (files[item.$media]?.sha256 ?? null) : item))
      : ''
  return createHash('sha256').update(`${method} ${path}\n${value}`).digest('hex')
}
