/** Streams a `multipart/form-data` body: files go to disk while they arrive, fields into a record. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

export interface FormFile {
  field: string
  name: string
  mime: string
  path: string
  bytes: number
}

export type Form = { kind: 'form'; fields: Record<string, string>; files: FormFile[] } | { kind: 'too-large' } | { kind: 'malformed' }

const HEADER_BYTES = 16 * 1024
const FIELD_BYTES = 64 * 1024
const headEnd = Buffer.from('\r\n\r\n')

interface Part {
  name: string
  file: (FormFile & { handle: FileHandle }) | null
  text: Buffer[]
  textBytes: number
}

/** @param maxBytes of a single file */
export async function readForm(
  incoming: AsyncIterable<unknown>,
  contentType: string | undefined,
  directory: string,
  maxBytes: number,
): Promise<Form> {
  const boundary = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType ?? '')
  if (!boundary) return { kind: 'malformed' }
  const delimiter = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`)
  const fields: Record<string, string> = {}
  const files: FormFile[] = []
  // The first boundary has no line break in front of it; with this one all are alike.
  let buffer: Buffer = Buffer.from('\r\n')
  let part: Part | null = null
  let place: 'preamble' | 'after-boundary' | 'headers' | 'body' | 'end' = 'preamble'

  const abandon = async (kind: 'too-large' | 'malformed'): Promise<Form> => {
    await part?.file?.handle.close()
    await Promise.all([...files, ...(part?.file ? [part.file] : [])].map((file) => rm(file.path, { force: true })))
    return { kind }
  }
  const write = async (bytes: Buffer): Promise<boolean> => {
    if (!part || bytes.length === 0) return true
    if (part.file) {
      part.file.bytes += bytes.length
      if (part.file.bytes > maxBytes) return false
      await part.file.handle.appendFile(bytes)
      return true
    }
    part.textBytes += bytes.length
    part.text.push(bytes)
    return part.textBytes <= FIELD_BYTES
  }

  for await (const chunk of incoming) {
    buffer = Buffer.concat([buffer, chunk as Buffer])
    for (let more = true; more; ) {
      if (place === 'preamble' || place === 'body') {
        const found = buffer.indexOf(delimiter)
        // What could be the start of a boundary stays until the next chunk shows what it is.
        const upTo = found === -1 ? Math.max(0, buffer.length - delimiter.length + 1) : found
        if (place === 'body' && !(await write(buffer.subarray(0, upTo)))) return abandon('too-large')
        buffer = buffer.subarray(found === -1 ? upTo : found + delimiter.length)
        more = found !== -1
        if (!more) continue
        if (part?.file) {
          const { handle, ...file } = part.file
          await handle.close()
          files.push(file)
        } else if (part) fields[part.name] = Buffer.concat(part.text).toString('utf8')
        part = null
        place = 'after-boundary'
      } else if (place === 'after-boundary') {
        more = buffer.length >= 2
        if (!more) continue
        const mark = buffer.subarray(0, 2).toString('latin1')
        if (mark !== '--' && mark !== '\r\n') return abandon('malformed')
        place = mark === '--' ? 'end' : 'headers'
        // The line break stays in front of the headers, so that a part without any header still ends in an empty line.
        if (mark === '--') buffer = Buffer.alloc(0)
      } else if (place === 'headers') {
        const end = buffer.indexOf(headEnd)
        more = end !== -1
        if (!more) {
          if (buffer.length > HEADER_BYTES) return abandon('malformed')
          continue
        }
        part = await openPart(buffer.subarray(0, end).toString('utf8'), directory)
        if (!part) return abandon('malformed')
        buffer = buffer.subarray(end + headEnd.length)
        place = 'body'
      } else {
        buffer = Buffer.alloc(0)
        more = false
      }
    }
  }
  return place === 'end' ? { kind: 'form', fields, files } : abandon('malformed')
}

async function openPart(head: string, directory: string): Promise<Part | null> {
  const disposition = /^content-disposition:\s*form-data\s*;(.*)$/im.exec(head)?.[1] ?? ''
  const name = /\bname="([^"]*)"/.exec(disposition.replace(/\bfilename\*?="[^"]*"/g, ''))?.[1]
  if (name === undefined) return null
  const fileName = /\bfilename="([^"]*)"/.exec(disposition)?.[1]
  if (fileName === undefined) return { name, file: null, text: [], textBytes: 0 }
  const mime = /^content-type:\s*(.+?)\s*$/im.exec(head)?.[1] ?? 'application/octet-stream'
  const path = join(directory, `${randomUUID()}.part`)
  const handle = await open(path, 'wx')
  return { name, file: { field: name, name: fileName, mime, path, bytes: 0, handle }, text: [], textBytes: 0 }
}
