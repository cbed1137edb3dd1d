/** Servers that only pretend to answer: a byte now and then, for ever. No job may hang on one for ever. */
import { stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { download } from '../../src/main/engine/net/download'
import { createTransport } from '../../src/main/engine/net/transport'
import { temporaryFolder } from '../support/cli'

let server: Server
let origin = ''
let asked: (string | undefined)[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.headers.range)
    response.writeHead(request.headers.range ? 206 : 200, {
      etag: '"one"',
      'content-type': 'video/mp4',
      ...(request.headers.range
        ? { 'content-range': `bytes ${/\d+/.exec(request.headers.range)![0]}-9999999/10000000` }
        : { 'content-length': '10000000' }),
    })
    const drip = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(drip))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

it('an answer that never ends is given up, and counts as one that may have been meant', async () => {
  const transport = createTransport('0.0.0-test', 300)
  const sent = await transport.send(
    { method: 'POST', origin: 'api', path: '/create', headers: {}, auth: 'none', body: { kind: 'json', value: { a: 1 } } },
    { origins: { api: origin, files: origin }, key: null, headersTimeout: 5000 },
  )
  expect(sent).toMatchObject({ kind: 'unknown', failure: { code: 'network.timeout' } })
  await transport.close()
})

it('a file that never ends is asked for again behind what came, and in the end left for later', async () => {
  asked = []
  const target = join(await temporaryFolder('slow'), 'clip.mp4')
  const transport = createTransport('0.0.0-test')
  const fetched = await download({ url: `${origin}/clip`, target, maxBytes: 1e9, transport, paceScale: 0.001, patienceMs: 150 })
  expect(fetched).toMatchObject({ ok: false, failure: { code: 'network.timeout' } })
  expect(asked).toHaveLength(5)
  expect(asked.slice(1).every((range) => /^bytes=\d+-$/.test(range ?? ''))).toBe(true)
  expect((await stat(`${target}.part`)).size).toBeGreaterThan(0)
  await transport.close()
})
