import { createHash, randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { type ClientRequest, request } from 'node:http'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { safeFileName } from '../../src/main/serve/file-name'
import { receive, writeAll } from '../../src/main/serve/inbox'
import { eventually } from '../support/raw-http'
import { type ServedApp, startServedApp } from '../support/served-app'

const MiB = 1024 * 1024

let app: ServedApp
let cookie: string
beforeEach(async () => {
  app = await startServedApp({ uploadLimitBytes: 96 * MiB })
  cookie = await app.enter()
})
afterEach(() => app.remove())

const put = (name: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  app.request(`/inbox?name=${encodeURIComponent(name)}`, { method: 'PUT', body, headers: { cookie, ...headers } })

/** An upload that stands open, for the test to write to. */
function openUpload(headers: Record<string, string | number> = {}): ClientRequest {
  const call = request({
    host: '127.0.0.1',
    port: app.port,
    path: '/inbox?name=clip.mp4',
    method: 'PUT',
    headers: { cookie, ...headers },
    agent: false,
  })
  call.on('error', () => undefined)
  return call
}

describe('a dropped file', () => {
  test('lies in a folder of its own under its own name, and gets a ticket', async () => {
    const content = randomBytes(100_000)
    const answer = await put('dance – 舞.mp4', content)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body.toString())).toEqual({ ok: true, value: { ticket: 'a'.repeat(32) } })
    const [path = ''] = app.seen.admitted
    expect(basename(path)).toBe('dance – 舞.mp4')
    expect(dirname(dirname(path))).toBe(app.inbox)
    expect(basename(dirname(path))).toMatch(/^[0-9a-f]{32}$/)
    expect((await readFile(path)).equals(content)).toBe(true)
    expect(await app.inboxFiles()).toHaveLength(2)
  })

  test('does not replace another of the same name', async () => {
    await put('clip.mp4', 'one')
    await put('clip.mp4', 'two')
    expect(await Promise.all(app.seen.admitted.map((path) => readFile(path, 'utf8')))).toEqual(['one', 'two'])
  })

  test.each(['../../../outside.mp4', '/etc/outside.mp4', '..\\..\\outside.mp4', '..', '.', '', 'a\0b', '\u202egpm.exe'])(
    'named %j stays in the inbox',
    async (name) => {
      expect((await put(name, 'x')).status).toBe(200)
      const [path = ''] = app.seen.admitted
      expect(dirname(dirname(path))).toBe(app.inbox)
      expect((await stat(path)).size).toBe(1)
    },
  )

  test('passes through without being held in memory', async () => {
    const piece = randomBytes(MiB)
    const digest = createHash('sha256')
    await put('warm-up.mp4', piece)
    const before = process.memoryUsage.rss()
    let most = before
    const call = openUpload()
    const answered = new Promise<number | undefined>((resolve) => call.once('response', (answer) => resolve(answer.resume().statusCode)))
    async function* pieces() {
      for (let n = 0; n < 64; n++) {
        digest.update(piece)
        yield piece
        most = Math.max(most, process.memoryUsage.rss())
      }
    }
    await pipeline(Readable.from(pieces()), call)
    expect(await answered).toBe(200)
    // Sender and receiver are this one process; a body collected whole would cost its 64 MiB, and the copies made on the way.
    expect(Math.max(most, process.memoryUsage.rss()) - before).toBeLessThan(64 * MiB)
    const content = await readFile(app.seen.admitted[1] ?? '')
    expect(createHash('sha256').update(content).digest('hex')).toBe(digest.digest('hex'))
  })

  test('waits for the disk: a sender is not drained faster than its bytes are written', async () => {
    const path = join(app.home, 'clip.part')
    const onDisk: number[] = []
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          onDisk.push((await stat(path)).size / MiB)
          controller.enqueue(new Uint8Array(MiB))
          if (onDisk.length === 8) controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    expect(await writeAll(body, path, 100 * MiB)).toEqual({ ok: true, value: 8 * MiB })
    expect(onDisk).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  })
})

describe('nothing is left of an upload', () => {
  const arriving = () =>
    eventually('some of it is on disk', async () => (await app.inboxFiles()).some((file) => file.endsWith('clip.mp4.part')))
  const gone = () => eventually('nothing is left', async () => (await app.inboxFiles()).length === 0)

  test.each([
    ['of known length', { 'content-length': 10 * MiB }],
    ['of unknown length', { 'transfer-encoding': 'chunked' }],
  ])('%s that its sender broke off', async (_, headers) => {
    const call = openUpload(headers)
    call.write(randomBytes(MiB))
    await arriving()
    call.destroy()
    await gone()
    expect(app.seen.admitted).toEqual([])
  })

  test('that was under way when the host closed', async () => {
    const call = openUpload()
    call.write(randomBytes(MiB))
    await arriving()
    await app.close()
    expect(await app.inboxFiles()).toEqual([])
    expect(app.seen.admitted).toEqual([])
  })

  test('that says it is too large', async () => {
    const call = openUpload({ 'content-length': 97 * MiB })
    const status = await new Promise((resolve) => {
      call.once('response', (answer) => resolve(answer.statusCode))
      call.flushHeaders()
    })
    expect(status).toBe(413)
    call.destroy()
    expect(await app.inboxFiles()).toEqual([])
  })

  test('that turns out too large', async () => {
    await app.remove()
    app = await startServedApp({ uploadLimitBytes: 1000 })
    cookie = await app.enter()
    const exact = await put('clip.mp4', Buffer.alloc(1000))
    expect(exact.status).toBe(200)
    const kept = await app.inboxFiles()
    const answer = await put('clip.mp4', Buffer.alloc(1001), { 'transfer-encoding': 'chunked' })
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ ok: false, failure: { code: 'input.too-large' } })
    expect(await app.inboxFiles()).toEqual(kept)
  })

  test('that is empty', async () => {
    const answer = await put('clip.mp4', '')
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ ok: false, failure: { code: 'input.empty' } })
    expect(await app.inboxFiles()).toEqual([])
  })

  test('that the disk has no room for, as far as its length tells', async () => {
    await app.remove()
    app = await startServedApp({ uploadLimitBytes: Number.MAX_SAFE_INTEGER })
    cookie = await app.enter()
    const call = openUpload({ 'content-length': 2 ** 52 })
    const answer = await new Promise<{ status?: number; body: string }>((resolve) => {
      call.once('response', async (response) => {
        let body = ''
        for await (const piece of response) body += piece
        resolve({ status: response.statusCode, body })
      })
      call.flushHeaders()
    })
    call.destroy()
    expect(answer.status).toBe(507)
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, failure: { code: 'disk.full' } })
    expect(await app.inboxFiles()).toEqual([])
  })

  test('into a place where nothing can be made', async () => {
    const file = join(app.home, 'a-file')
    await writeFile(file, 'x')
    const received = await receive({ name: 'clip.mp4', body: new Blob(['x']).stream(), declaredBytes: null }, join(file, 'inbox'), MiB)
    expect(received).toMatchObject({ ok: false, failure: { code: 'disk.failed' } })
  })
})

test.runIf(process.platform === 'linux')('a disk that fills up while the file arrives is a failure with its own code', async () => {
  expect(await writeAll(new Blob(['x'.repeat(MiB)]).stream(), '/dev/full', 2 * MiB)).toMatchObject({
    ok: false,
    failure: { code: 'disk.full' },
  })
})

describe('a safe name', () => {
  test.each([
    ['clip.mp4', 'clip.mp4'],
    ['a/b\\c.mp4', 'c.mp4'],
    ['...hidden.mp4', 'hidden.mp4'],
    ['what? "this": <that>|*.mp4', 'what_ _this__ _that___.mp4'],
    ['trailing. . ', 'trailing'],
    ['CON.mp4', '_CON.mp4'],
    ['con', '_con'],
    ['console.mp4', 'console.mp4'],
    ['a\r\nb\u0007.mp4', 'ab.mp4'],
    ['half \ud83d.mp4', 'half .mp4'],
    ['cafe\u0301.mp4', 'café.mp4'],
    ['', 'upload'],
    ['///', 'upload'],
  ])('of %j is %j', (wanted, safe) => {
    expect(safeFileName(wanted)).toBe(safe)
  })

  test('is short in bytes, whole in its characters, and keeps its ending', () => {
    const name = safeFileName(`${'💃'.repeat(200)}.mp4`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
    expect(name).toMatch(/^(💃)+\.mp4$/u)
    expect(Buffer.byteLength(safeFileName(`a.${'x'.repeat(500)}`))).toBe(180)
  })
})
