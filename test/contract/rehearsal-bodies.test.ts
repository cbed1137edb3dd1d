/** Bodies are taken apart while they arrive, wherever the network happens to cut them. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64 } from '../../src/main/engine/rehearsal/base64'
import { parseRange } from '../../src/main/engine/rehearsal/file-answer'
import { LongText, readLargeJson } from '../../src/main/engine/rehearsal/large-json'
import { readForm } from '../../src/main/engine/rehearsal/multipart'
import fc from '../support/seeded'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'choreo-bodies-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Pieces of the given sizes over and over, so that a cut may fall anywhere. */
async function* cut(bytes: Buffer, sizes: readonly number[]) {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}
const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 })

describe('JSON', () => {
  it('comes out as it went in, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), cuts, async (value, sizes) => {
        const read = await readLargeJson(cut(Buffer.from(JSON.stringify(value)), sizes), directory, 1e6)
        expect(read.kind === 'json' && read.value).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { numRuns: 150 },
    )
  })

  it('puts long texts into files and the rest into values', async () => {
    const bytes = Buffer.alloc(200_000, 'motion\u0000\u00ff')
    const body = {
      a: 'short "quoted" \\ text',
      video: bytes.toString('base64'),
      list: [`data:image/png;base64,${bytes.toString('base64')}`],
      z: true,
    }
    const read = await readLargeJson(cut(Buffer.from(JSON.stringify(body).replaceAll('/', '\\/')), [1021, 7, 64_000]), directory, 1e6)
    if (read.kind !== 'json') throw new Error(read.kind)
    const value = read.value as { a: string; video: LongText; list: LongText[]; z: boolean }
    expect([value.a, value.z]).toEqual([body.a, true])
    expect(value.video).toBeInstanceOf(LongText)
    expect(value.list[0]!.head.replaceAll('\\/', '/')).toMatch(/^data:image\/png;base64,/)
    const target = join(directory, 'decoded')
    expect(await decodeBase64(value.video, target)).toBe(true)
    expect((await readFile(target)).equals(bytes)).toBe(true)
    await read.discard()
    expect((await readdir(directory)).filter((name) => name.endsWith('.text'))).toEqual([])
  })

  it('says what is wrong and leaves nothing behind', async () => {
    expect(await readLargeJson(cut(Buffer.from('{"a":'), [3]), directory, 1e6)).toEqual({ kind: 'malformed' })
    expect(await readLargeJson(cut(Buffer.from(`{"a":"${'x'.repeat(100_000)}`), [5000]), directory, 1e6)).toEqual({ kind: 'malformed' })
    expect(await readLargeJson(cut(Buffer.from(JSON.stringify({ a: 'x'.repeat(200_000) })), [5000]), directory, 100_000)).toEqual({
      kind: 'too-large',
    })
    expect((await readdir(directory)).filter((name) => name.endsWith('.text'))).toEqual([])
  })
})

describe('base64', () => {
  it('decodes with and without padding, and refuses what is none', async () => {
    const decode = async (text: string, skip = 0) => {
      const target = join(directory, `piece-${Math.random()}`)
      return (await decodeBase64(text, target, skip)) ? (await readFile(target)).toString('latin1') : null
    }
    expect(await decode('aGVsbG8=')).toBe('hello')
    expect(await decode('aGVsbG8')).toBe('hello')
    expect(await decode('data:x;base64,aGVsbG8h', 14)).toBe('hello!')
    for (const wrong of ['', 'aGVsb', 'a-b_', 'aGVs bG8=', 'aGVsbG8=aGVs', 'aGVs\\nbG8', '\\'])
      expect([wrong, await decode(wrong)]).toEqual([wrong, null])
  })
})

describe('forms', () => {
  const type = 'multipart/form-data; boundary=cut-here'
  const form = (content: Buffer) =>
    Buffer.concat([
      Buffer.from('--cut-here\r\ncontent-disposition: form-data; name="fileName"\r\n\r\nmy clip.mp4\r\n'),
      Buffer.from('--cut-here\r\nContent-Disposition: form-data; name="file"; filename="dance.mp4"\r\nContent-Type: video/mp4\r\n\r\n'),
      content,
      Buffer.from('\r\n--cut-here--\r\n'),
    ])

  it('give back every byte of the file, however they are cut', async () => {
    const almost = fc.constantFrom('\r\n--cut-her', '\r\n', '\r\n--', '--cut-here', 'x')
    const content = fc.array(
      fc.oneof(
        almost.map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
      ),
      { maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(content, cuts, async (parts, sizes) => {
        const bytes = Buffer.concat(parts)
        fc.pre(!bytes.includes('\r\n--cut-here'))
        const read = await readForm(cut(form(bytes), sizes), type, directory, 1e6)
        if (read.kind !== 'form') throw new Error(read.kind)
        expect(read.fields).toEqual({ fileName: 'my clip.mp4' })
        expect(read.files).toMatchObject([{ field: 'file', name: 'dance.mp4', mime: 'video/mp4', bytes: bytes.length }])
        expect((await readFile(read.files[0]!.path)).equals(bytes)).toBe(true)
        await rm(read.files[0]!.path)
      }),
      { numRuns: 100 },
    )
  })

  it('are refused when cut off, too large, or no form, and leave nothing behind', async () => {
    const whole = form(Buffer.alloc(5000))
    expect(await readForm(cut(whole.subarray(0, -12), [100]), type, directory, 1e6)).toEqual({ kind: 'malformed' })
    expect(await readForm(cut(whole, [100]), type, directory, 4000)).toEqual({ kind: 'too-large' })
    expect(await readForm(cut(whole, [100]), 'application/json', directory, 1e6)).toEqual({ kind: 'malformed' })
    expect(await readForm(cut(whole, [100]), undefined, directory, 1e6)).toEqual({ kind: 'malformed' })
    expect((await readdir(directory)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

describe('ranges', () => {
  it('follow HTTP', () => {
    expect(parseRange('bytes=0-0', 10)).toEqual({ start: 0, end: 0 })
    expect(parseRange('bytes=4-', 10)).toEqual({ start: 4, end: 9 })
    expect(parseRange('bytes=4-99', 10)).toEqual({ start: 4, end: 9 })
    expect(parseRange('bytes=-3', 10)).toEqual({ start: 7, end: 9 })
    expect(parseRange('bytes=-99', 10)).toEqual({ start: 0, end: 9 })
    expect(parseRange('bytes=10-', 10)).toBe('unsatisfiable')
    expect(parseRange('bytes=-0', 10)).toBe('unsatisfiable')
    for (const odd of [undefined, '', 'bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b'])
      expect(parseRange(odd, 10)).toBe('whole')
  })
})
