import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listen } from '../../src/main/serve/loopback'
import { type ServedApp, startServedApp } from '../support/served-app'

let app: ServedApp
beforeEach(async () => {
  app = await startServedApp()
})
afterEach(() => app.remove())

const exchange = (token: unknown, headers: Record<string, string> = {}) =>
  app.request('/session', { method: 'POST', body: JSON.stringify({ token }), headers })

const greet = { json: { name: 'Ada' } }
const call = (headers: Record<string, string>) =>
  app.request('/rpc/greet', { method: 'POST', body: JSON.stringify(greet), headers: { 'content-type': 'application/json', ...headers } })

describe('the token', () => {
  test('is 256 bits and opens a strict cookie that scripts cannot read', async () => {
    expect(Buffer.from(app.token, 'base64url')).toHaveLength(32)
    const answer = await exchange(app.token)
    expect(answer.status).toBe(200)
    const cookie = answer.headers['set-cookie']?.[0] ?? ''
    expect(cookie.split('; ').slice(1).sort()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Strict'])
    expect(cookie).not.toContain(app.token)
    expect(Buffer.from(cookie.split(/[=;]/)[1] ?? '', 'base64url')).toHaveLength(32)
  })

  test('works once; the second time a sentence says what to do, and the first window goes on', async () => {
    const cookie = await app.enter()
    const again = await exchange(app.token)
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
    const { ok, failure } = JSON.parse(again.body.toString())
    expect(ok).toBe(false)
    expect(failure.fix).toMatch(/window that is already open/)
    expect(failure.fix).toMatch(/start it again/)
    expect((await call({ cookie })).status).toBe(200)
  })

  test('sent again by the window that is already in changes nothing', async () => {
    const cookie = await app.enter()
    const answer = await exchange(app.token, { cookie })
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('survives wrong guesses', async () => {
    for (const guess of ['', 'x', app.token.slice(1), `${app.token}x`, app.token.toLowerCase()]) {
      const answer = await exchange(guess)
      expect(answer.status).toBe(403)
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect((await exchange(app.token)).status).toBe(200)
  })

  test.each([
    ['no body', ''],
    ['no JSON', 'token'],
    ['no token', '{}'],
    ['a token that is no text', '{"token":{"length":43}}'],
    ['a body far too long', JSON.stringify({ token: 'x'.repeat(100_000) })],
  ])('%s is refused with a sentence', async (_, body) => {
    const answer = await app.request('/session', { method: 'POST', body })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body.toString())).toMatchObject({ ok: false, failure: { code: 'usage' } })
  })

  test('of one host does not open another', async () => {
    const other = await startServedApp()
    try {
      expect((await exchange(other.token)).status).toBe(403)
      expect((await call({ cookie: await other.enter() })).status).toBe(401)
    } finally {
      await other.remove()
    }
  })
})

describe('without the cookie', () => {
  test.each([
    ['POST', '/rpc/greet'],
    ['POST', '/rpc/wait'],
    ['PUT', '/inbox?name=a.mp4'],
    ['GET', '/m/clip'],
    ['HEAD', '/m/clip'],
    ['GET', '/m/unknown'],
    ['GET', '/session'],
    ['GET', '/nothing'],
    ['DELETE', '/'],
  ])('%s %s is closed', async (method, path) => {
    for (const cookie of [undefined, `${app.cookieName}=`, `${app.cookieName}=guess`, `${app.cookieName}=${app.token}`]) {
      const answer = await app.request(path, { method, headers: cookie === undefined ? {} : { cookie } })
      expect(answer.status).toBe(401)
    }
    expect(app.seen.admitted).toEqual([])
    expect(await app.inboxFiles()).toEqual([])
  })

  test('the window itself loads', async () => {
    expect((await app.request('/')).status).toBe(200)
    expect((await app.request('/assets/index-BxY12_-a.js')).status).toBe(200)
  })
})

test('with the cookie everything is open', async () => {
  const cookie = await app.enter()
  const greeting = await call({ cookie })
  expect(JSON.parse(greeting.body.toString())).toEqual({ json: 'hello Ada' })
  const range = await app.request('/m/clip', { headers: { cookie, range: 'bytes=10-19' } })
  expect([range.status, range.body.length]).toEqual([206, 10])
  expect((await app.request('/m/clip', { method: 'POST', headers: { cookie } })).status).toBe(405)
  expect((await app.request('/m/..%2foutside.txt', { headers: { cookie } })).status).toBe(404)
  expect((await app.request('/nothing', { headers: { cookie } })).status).toBe(404)
  expect((await app.request('/rpc/nothing', { method: 'POST', headers: { cookie } })).status).toBe(404)
})

describe('the Host header', () => {
  const paths = [
    ['GET', '/'],
    ['GET', '/assets/plain.css'],
    ['POST', '/session'],
    ['POST', '/rpc/greet'],
    ['GET', '/m/clip'],
    ['PUT', '/inbox?name=a'],
  ] as const

  test('must be ours on every address, cookie or not', async () => {
    const cookie = await app.enter()
    const foreign = [
      'evil.example',
      `evil.example:${app.port}`,
      '127.0.0.1',
      'localhost',
      `127.0.0.1:${app.port + 1}`,
      `127.0.0.1.evil.example:${app.port}`,
      `[::1]:${app.port}`,
    ]
    for (const host of foreign) {
      for (const [method, path] of paths) {
        const answer = await app.request(path, { method, headers: { host, cookie } })
        expect([host, path, answer.status]).toEqual([host, path, 403])
      }
    }
  })

  test('may say localhost', async () => {
    const cookie = await app.enter()
    const host = `localhost:${app.port}`
    expect((await call({ cookie, host })).status).toBe(200)
    expect((await call({ cookie, host, origin: `http://${host}` })).status).toBe(200)
  })

  test('localhost is sent to the one origin that media links name', async () => {
    const answer = await app.request('/', { headers: { host: `localhost:${app.port}` } })
    expect([answer.status, answer.headers.location]).toEqual([307, `${app.origin}/`])
  })

  test('cannot be talked around by naming another host in the request line, nor be left out', async () => {
    const raw = (head: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(app.port, '127.0.0.1', () => socket.end(head))
        let text = ''
        socket.on('data', (piece) => {
          text += piece
        })
        socket.once('close', () => resolve(text.split('\r\n')[0] ?? ''))
        socket.once('error', reject)
      })
    const ours = `Host: 127.0.0.1:${app.port}\r\n`
    expect(await raw(`GET http://evil.example/ HTTP/1.1\r\n${ours}Connection: close\r\n\r\n`)).toContain(' 403 ')
    expect(await raw(`GET http://127.0.0.1:${app.port}/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).toContain(' 403 ')
    expect(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain(' 400 ')
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toContain(' 403 ')
    expect(await raw('GET / HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n')).toMatch(/ 40[03] /)
  })
})

describe('another page', () => {
  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost'])(
    'of origin %s is refused, cookie or not',
    async (origin) => {
      const cookie = await app.enter()
      expect((await call({ cookie, origin })).status).toBe(403)
      expect((await exchange(app.token, { origin })).status).toBe(403)
      expect((await app.request('/inbox?name=a', { method: 'PUT', body: 'x', headers: { cookie, origin } })).status).toBe(403)
      expect(await app.inboxFiles()).toEqual([])
    },
  )

  test('cannot spend the token', async () => {
    await exchange(app.token, { origin: 'https://evil.example' })
    expect((await exchange(app.token)).status).toBe(200)
  })

  test('on this machine is the same site, and is refused by what the browser says of the request', async () => {
    const cookie = await app.enter()
    for (const site of ['same-site', 'cross-site']) {
      const answer = await app.request('/m/clip', { headers: { cookie, 'sec-fetch-site': site } })
      expect(answer.status).toBe(403)
    }
    for (const site of ['same-origin', 'none']) {
      expect((await app.request('/m/clip', { headers: { cookie, 'sec-fetch-site': site } })).status).toBe(200)
    }
  })

  test('of our own origin is served', async () => {
    const cookie = await app.enter()
    expect((await call({ cookie, origin: app.origin })).status).toBe(200)
  })
})

test('every answer carries the security headers', async () => {
  const cookie = await app.enter()
  const answers = await Promise.all([
    app.request('/'),
    app.request('/assets/plain.css'),
    app.request('/nothing'),
    app.request('/', { headers: { host: 'evil.example' } }),
    app.request('/', { headers: { host: `localhost:${app.port}` } }),
    app.request('/session', { method: 'POST' }),
    app.request('/m/clip', { headers: { cookie } }),
    app.request('/m/clip', { headers: { cookie, range: 'bytes=5000-' } }),
    app.request('/m/unknown', { headers: { cookie } }),
    app.request('/rpc/break', { method: 'POST', headers: { cookie } }),
    call({ cookie }),
    app.request('/back\\slash'),
  ])
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 401, 403, 307, 400, 200, 416, 404, 500, 200, 400])
  for (const { headers } of answers) {
    const policy = new Map(
      headers['content-security-policy']
        ?.toString()
        .split('; ')
        .map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
    )
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' blob: data:",
      'media-src': "'self' blob:",
      'connect-src': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
    })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
})

test('a bug shows in the terminal and not in the answer', async () => {
  const answer = await app.request('/rpc/break', { method: 'POST', headers: { cookie: await app.enter() } })
  expect(answer.status).toBe(500)
  expect(answer.body.toString()).not.toContain('secret')
  expect(app.seen.log.join('\n')).toContain('a secret of the inside')
})

describe('the window’s files', () => {
  test('have their types and their rules for caches', async () => {
    const page = await app.request('/')
    expect(page.headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    expect(page.body.toString()).toContain('<title>Choreo</title>')
    expect((await app.request('/index.html')).headers['cache-control']).toBe('no-store')
    expect((await app.request('/assets/index-BxY12_-a.js')).headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect((await app.request('/assets/plain.css')).headers).toMatchObject({
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'no-cache',
    })
    const head = await app.request('/', { method: 'HEAD' })
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([200, 0, String(page.body.length)])
  })

  test.each([
    '/../outside.txt',
    '/..%2foutside.txt',
    '/%2e%2e/outside.txt',
    '/%2e%2e%2foutside.txt',
    '/%252e%252e%252foutside.txt',
    '/assets/../../outside.txt',
    '/assets/..%2f..%2foutside.txt',
    '/assets/%2e%2e/%2e%2e/outside.txt',
    '/..%5coutside.txt',
    '/assets/....//outside.txt',
    '//outside.txt',
    '/%2foutside.txt',
    '/index.html%00.txt',
    '/%00',
    '/%ff',
    '/%',
    '/.hidden',
    '/assets',
    '/assets/',
    '/link.txt',
    '/linked/outside.txt',
  ])('%s leads nowhere', async (path) => {
    await symlink(join(app.home, 'outside.txt'), join(app.rendererDir, 'link.txt'))
    await symlink(app.home, join(app.rendererDir, 'linked'))
    const cookie = await app.enter()
    const answer = await app.request(path, { headers: { cookie } })
    expect([400, 404]).toContain(answer.status)
    expect(answer.body.toString()).not.toMatch(/outside|hidden/)
  })

  test('in a neighbouring folder whose name begins the same are not among them', async () => {
    await mkdir(`${app.rendererDir}-old`)
    await writeFile(join(`${app.rendererDir}-old`, 'a.txt'), 'outside')
    await symlink(join(`${app.rendererDir}-old`, 'a.txt'), join(app.rendererDir, 'a.txt'))
    expect((await app.request('/a.txt')).status).toBe(401)
  })
})

describe('the port', () => {
  test('is reachable from this machine alone', async () => {
    const outward = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((address) => address.family === 'IPv4' && !address.internal)
    // 127.0.0.2 is this machine too, under a name that was not bound; it stands in where there is no other network.
    for (const host of [...outward.map((address) => address.address), ...(process.platform === 'linux' ? ['127.0.0.2'] : [])]) {
      const outcome = await new Promise<string>((resolve) => {
        const socket = connect({ port: app.port, host, timeout: 3000 })
        socket.once('connect', () => resolve('connected'))
        socket.once('error', () => resolve('refused'))
        socket.once('timeout', () => resolve('refused'))
        socket.once('close', () => socket.destroy())
      })
      expect([host, outcome]).toEqual([host, 'refused'])
    }
  })

  test('in use, or no port at all, is a failure with a sentence', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const busy = await listen(port)
    await new Promise((resolve) => other.close(resolve))
    expect(busy).toMatchObject({ ok: false, failure: { code: 'usage', message: `Port ${port} is in use by another program.` } })
    for (const wrong of [-1, 65536, 1.5, Number.NaN]) expect((await listen(wrong)).ok).toBe(false)
  })

  test('that is given is the one taken, and answers with a sentence until the engine is there', async () => {
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const taken = await listen(port)
    expect(taken).toMatchObject({ ok: true, value: { port } })
    if (!taken.ok) return
    const answer = await fetch(`http://127.0.0.1:${port}/`)
    expect([answer.status, (await answer.json()).failure.message]).toEqual([503, 'Choreo is still starting.'])
    await taken.value.close()
  })
})
