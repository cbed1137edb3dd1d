import { readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { Agent, createServer, get, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerMedia, type MediaDoor } from '../../src/main/engine/media-door'
import { eventually, rawRequest } from '../support/raw-http'

const size = 1000
const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251))
const bigSize = 48 * 1024 * 1024

let folder: string
let server: Server
let port: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'choreo-door-'))
  await writeFile(join(folder, 'clip.mp4'), bytes)
  await writeFile(join(folder, 'empty.mp4'), '')
  await writeFile(join(folder, 'big.mp4'), '')
  await truncate(join(folder, 'big.mp4'), bigSize)
  const known: Record<string, string> = {
    clip: 'clip.mp4',
    empty: 'empty.mp4',
    big: 'big.mp4',
    gone: 'gone.mp4',
    folder: '.',
    shrinks: 'shrinks.mp4',
  }
  const door: MediaDoor = {
    resolve: (id) => (known[id] === undefined ? null : { path: join(folder, known[id]), mime: 'video/mp4' }),
  }
  server = createServer(
    getRequestListener((request) => answerMedia(door, new URL(request.url).pathname.slice(1), request), { overrideGlobalObjects: false }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

const media = (id: string, headers: Record<string, string> = {}, method = 'GET') => rawRequest(port, `/${id}`, { method, headers })

describe('a range of a file', () => {
  test.each([
    ['from the start', 'bytes=0-99', 0, 99],
    ['the first byte', 'bytes=0-0', 0, 0],
    ['in the middle', 'bytes=500-599', 500, 599],
    ['open to the end', 'bytes=900-', 900, 999],
    ['the whole, open', 'bytes=0-', 0, 999],
    ['the last byte', 'bytes=999-999', 999, 999],
    ['past the end', 'bytes=990-5000', 990, 999],
    ['past any number', `bytes=1-${'9'.repeat(400)}`, 1, 999],
    ['the last bytes', 'bytes=-10', 990, 999],
    ['more last bytes than there are', 'bytes=-5000', 0, 999],
    ['in other letters and with blanks', ' Bytes = 10 - 19 ', 10, 19],
  ])('%s', async (_, range, start, end) => {
    const answer = await media('clip', { range })
    expect(answer.status).toBe(206)
    expect(answer.headers['content-range']).toBe(`bytes ${start}-${end}/${size}`)
    expect(answer.headers['content-length']).toBe(String(end - start + 1))
    expect(answer.headers['accept-ranges']).toBe('bytes')
    expect(answer.body.equals(bytes.subarray(start, end + 1))).toBe(true)
  })

  test.each([
    ['beginning at the end', 'bytes=1000-'],
    ['beginning past the end', 'bytes=2000-3000'],
    ['beginning past any number', `bytes=${'9'.repeat(400)}-`],
    ['no last bytes', 'bytes=-0'],
  ])('%s cannot be had', async (_, range) => {
    const answer = await media('clip', { range })
    expect(answer.status).toBe(416)
    expect(answer.headers['content-range']).toBe(`bytes */${size}`)
    expect(answer.body).toHaveLength(0)
  })

  test.each([
    ['several at once', 'bytes=0-1,5-9'],
    ['backwards', 'bytes=9-5'],
    ['no numbers', 'bytes=-'],
    ['another unit', 'seconds=0-1'],
    ['no unit', '0-1'],
    ['letters', 'bytes=a-b'],
    ['negative', 'bytes=-1-5'],
    ['fractions', 'bytes=0.5-2'],
    ['empty', ''],
  ])('%s: the whole file', async (_, range) => {
    const answer = await media('clip', { range })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-range']).toBeUndefined()
    expect(answer.headers['content-length']).toBe(String(size))
    expect(answer.body.equals(bytes)).toBe(true)
  })

  test.each(['bytes=0-', 'bytes=-5', 'bytes=0-0'])('of an empty file (%s) cannot be had', async (range) => {
    const answer = await media('empty', { range })
    expect(answer.status).toBe(416)
    expect(answer.headers['content-range']).toBe('bytes */0')
  })
})

describe('a whole file', () => {
  test('comes with its exact length, its type, and rules for caches', async () => {
    const answer = await media('clip')
    expect(answer.status).toBe(200)
    expect(answer.body.equals(bytes)).toBe(true)
    expect(answer.headers).toMatchObject({
      'content-length': String(size),
      'content-type': 'video/mp4',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
    })
  })

  test('is described by HEAD without being sent, and HEAD knows no ranges', async () => {
    const asked: Record<string, string>[] = [{}, { range: 'bytes=0-9' }]
    for (const headers of asked) {
      const answer = await media('clip', headers, 'HEAD')
      expect(answer.status).toBe(200)
      expect(answer.headers['content-length']).toBe(String(size))
      expect(answer.headers['accept-ranges']).toBe('bytes')
      expect(answer.body).toHaveLength(0)
    }
  })

  test('may be empty', async () => {
    const answer = await media('empty')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-length']).toBe('0')
  })

  test('larger than any buffer arrives complete', async () => {
    const answer = await media('big')
    expect(answer.body).toHaveLength(bigSize)
  })
})

describe('a copy that the browser has', () => {
  test('is still good while the file is the same', async () => {
    const { etag = '' } = (await media('clip')).headers
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await media('clip', { 'if-none-match': known, range: 'bytes=0-9' })
      expect(answer.status).toBe(304)
      expect(answer.headers.etag).toBe(etag)
      expect(answer.body).toHaveLength(0)
    }
    expect((await media('clip', { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('is completed by a range only while the file is the same', async () => {
    const { etag = '' } = (await media('clip')).headers
    const ifRange = async (condition: string) => (await media('clip', { 'if-range': condition, range: 'bytes=0-9' })).status
    expect(await ifRange(etag)).toBe(206)
    expect(await ifRange('"other"')).toBe(200)
    expect(await ifRange(`W/${etag}`)).toBe(200)
    expect(await ifRange('Fri, 20 Nov 2026 08:00:00 GMT')).toBe(200)
  })

  test('is not good any more when the file changes, even to the same size', async () => {
    const { etag = '' } = (await media('clip')).headers
    await utimes(join(folder, 'clip.mp4'), new Date(), new Date(Date.now() + 5000))
    const answer = await media('clip', { 'if-none-match': etag })
    expect(answer.status).toBe(200)
    expect(answer.headers.etag).not.toBe(etag)
  })
})

describe('no file', () => {
  test.each([
    ['an unknown id', 'nothing'],
    ['an id that looks like a path', '..%2f..%2fetc%2fpasswd'],
    ['a file that vanished', 'gone'],
    ['a folder', 'folder'],
  ])('%s: 404 with a sentence', async (_, id) => {
    const answer = await media(id)
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ ok: false, failure: { code: 'input.unknown-id' } })
  })

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is not answered', async (method) => {
    const answer = await media('clip', {}, method)
    expect(answer.status).toBe(405)
    expect(answer.headers.allow).toBe('GET, HEAD')
  })
})

test('a file that becomes shorter breaks the transfer instead of leaving the player waiting', async () => {
  const path = join(folder, 'shrinks.mp4')
  await writeFile(path, '')
  await truncate(path, bigSize)
  const kept = new Agent({ keepAlive: true })
  const outcome = await new Promise<string>((resolve) => {
    get({ host: '127.0.0.1', port, path: '/shrinks', agent: kept, timeout: 5000 }, (answer) => {
      answer.once('data', () => {
        answer.pause()
        truncate(path, 1024).then(() => answer.resume())
      })
      answer.once('end', () => resolve('complete'))
      answer.once('error', () => resolve('broken'))
    }).once('timeout', () => resolve('waiting'))
  })
  kept.destroy()
  expect(outcome).toBe('broken')
})

describe.runIf(process.platform === 'linux')('open files', () => {
  /** How often this process holds the file open. */
  const holds = (name: string) =>
    readdirSync('/proc/self/fd').filter((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`) === join(folder, name)
      } catch {
        return false
      }
    }).length

  test('are closed after every kind of answer', async () => {
    const asked: Record<string, string>[] = [{}, { range: 'bytes=0-9' }, { range: 'bytes=5000-' }, { 'if-none-match': '*' }]
    for (const headers of asked) {
      await media('clip', headers)
      await media('clip', headers, 'HEAD')
    }
    await eventually('all handles closed', () => holds('clip.mp4') === 0)
  })

  test('are closed when the client goes away in the middle', async () => {
    const sockets = Array.from({ length: 5 }, () => {
      const socket = connect(port, '127.0.0.1')
      socket.write(`GET /big HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
      socket.once('data', () => socket.pause())
      return socket
    })
    await eventually('five transfers stand still', () => holds('big.mp4') === 5)
    for (const socket of sockets) socket.destroy()
    await eventually('all handles closed', () => holds('big.mp4') === 0)
  })

  test('are closed when the reader has seen enough', async () => {
    const door: MediaDoor = { resolve: () => ({ path: join(folder, 'big.mp4'), mime: 'video/mp4' }) }
    const answer = await answerMedia(door, 'big', new Request('http://127.0.0.1/m/big'))
    const reader = answer.body!.getReader()
    expect((await reader.read()).done).toBe(false)
    expect(holds('big.mp4')).toBe(1)
    await reader.cancel()
    expect(holds('big.mp4')).toBe(0)
  })

  test('are closed when the request is aborted before anyone read the answer', async () => {
    const leaving = new AbortController()
    const door: MediaDoor = { resolve: () => ({ path: join(folder, 'big.mp4'), mime: 'video/mp4' }) }
    const answer = await answerMedia(door, 'big', new Request('http://127.0.0.1/m/big', { signal: leaving.signal }))
    expect(holds('big.mp4')).toBe(1)
    leaving.abort()
    await eventually('the handle closed', () => holds('big.mp4') === 0)
    await expect(answer.arrayBuffer()).rejects.toThrow()
  })

  test('are closed when the request is aborted; a reader that leaves then is told of no error, one that stays is', async () => {
    const begun = async () => {
      const leaving = new AbortController()
      const door: MediaDoor = { resolve: () => ({ path: join(folder, 'big.mp4'), mime: 'video/mp4' }) }
      const answer = await answerMedia(door, 'big', new Request('http://127.0.0.1/m/big', { signal: leaving.signal }))
      const reader = answer.body!.getReader()
      await reader.read()
      leaving.abort()
      return { reader, next: reader.read() }
    }
    const left = await begun()
    await new Promise((go) => setTimeout(go, 20))
    await left.reader.cancel()
    expect(await left.next).toMatchObject({ done: true })
    const stayed = await begun()
    await expect(stayed.next).rejects.toThrow()
    expect(holds('big.mp4')).toBe(0)
  })
})
