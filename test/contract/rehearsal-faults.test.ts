/** The script of faults does to a request what a bad day does, and to that request only. */
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderId } from '../../src/domain/request'
import { type Fault, FaultScript } from '../../src/main/engine/rehearsal/fault'
import type { Rehearsal } from '../../src/main/engine/rehearsal/server'
import { bearer, type Fixtures, getJson, makeFixtures, postJson, rehearse, smallest, until } from './rehearsal-fixtures'

let fixtures: Fixtures
let server: Rehearsal | null = null
let count = 0

beforeAll(async () => {
  fixtures = await makeFixtures()
})
afterEach(async () => {
  await server?.close()
  server = null
})
afterAll(() => fixtures.remove())

async function serve(faults: Fault[]): Promise<Rehearsal> {
  count += 1
  server = await rehearse(fixtures, { faults, directory: join(fixtures.directory, `state-${count}`) })
  return server
}

const send = (on: Rehearsal, provider: ProviderId, method = 'POST', path = smallest[provider].path) =>
  fetch(`${on.origin(provider)}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...bearer() },
    redirect: 'manual',
    ...(method === 'POST' ? { body: JSON.stringify(smallest[provider].body) } : {}),
  })

function requestFor(provider: ProviderId, signal: AbortSignal): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer() },
    body: JSON.stringify(smallest[provider].body),
    signal,
  }
}

async function waveId(on: Rehearsal): Promise<string> {
  const created = await postJson(`${on.origin('wavespeed')}${smallest.wavespeed.path}`, smallest.wavespeed.body)
  return created.json.data!.id as unknown as string
}

async function waveLink(on: Rehearsal, id: string): Promise<string> {
  const done = await until(
    () => getJson(`${on.origin('wavespeed')}/api/v3/predictions/${id}/result`),
    ({ json }) => (json.data!.status as unknown) === 'completed',
  )
  return (done.json.data!.outputs as unknown as string[])[0]!
}

describe('which requests are hit', () => {
  it('counts each provider and point for itself', () => {
    const effect = { kind: 'empty' } as const
    const script = new FaultScript([
      { provider: 'evolink', at: 'poll', effect, from: 2, times: 2 },
      { provider: 'evolink', at: 'create', effect },
      { provider: 'wavespeed', at: 'poll', effect, from: 3, times: Number.POSITIVE_INFINITY },
    ])
    const hits = (provider: ProviderId, at: 'poll' | 'create') => Array.from({ length: 5 }, () => script.next(provider, at) !== null)
    expect(hits('evolink', 'poll')).toEqual([false, true, true, false, false])
    expect(hits('evolink', 'create')).toEqual([true, false, false, false, false])
    expect(hits('wavespeed', 'poll')).toEqual([false, false, true, true, true])
    expect(hits('shortapi', 'poll')).toEqual([false, false, false, false, false])
  })
})

describe('creates', () => {
  it('can be dropped before anything is accepted', async () => {
    const on = await serve([{ provider: 'shortapi', at: 'create', effect: { kind: 'drop-before-accept' } }])
    await expect(send(on, 'shortapi')).rejects.toThrow('fetch failed')
    expect(on.creates.get('shortapi') ?? 0).toBe(0)
    expect((await send(on, 'shortapi')).status).toBe(200)
  })

  it('can be accepted without an answer, and be found in the history', async () => {
    const on = await serve([{ provider: 'wavespeed', at: 'create', effect: { kind: 'accept-then-drop' } }])
    await expect(send(on, 'wavespeed')).rejects.toThrow('fetch failed')
    expect(on.creates.get('wavespeed')).toBe(1)
    const history = await postJson(`${on.origin('wavespeed')}/api/v3/predictions`, { page: 1, page_size: 10 })
    expect(history.json.data!.items).toHaveLength(1)
  })

  it('can get any status, before or after they were accepted', async () => {
    const on = await serve([
      { provider: 'aimlapi', at: 'create', effect: { kind: 'status', status: 429, retryAfter: '7', body: '{"message":"slow down"}' } },
      { provider: 'aimlapi', at: 'create', from: 2, effect: { kind: 'status', status: 502, accepted: true, body: 'Bad Gateway' } },
    ])
    const limited = await send(on, 'aimlapi')
    expect([limited.status, limited.headers.get('retry-after'), await limited.json()]).toEqual([429, '7', { message: 'slow down' }])
    expect(on.creates.get('aimlapi') ?? 0).toBe(0)
    const gateway = await send(on, 'aimlapi')
    expect([gateway.status, await gateway.text()]).toEqual([502, 'Bad Gateway'])
    expect(on.creates.get('aimlapi')).toBe(1)
  })

  it.each(['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed'] as const)(
    '%s can say yes without an id, with a page, with half of it, with nothing',
    async (provider) => {
      const on = await serve([
        { provider, at: 'create', effect: { kind: 'ok-without-id' } },
        { provider, at: 'create', from: 2, effect: { kind: 'html-instead-of-json' } },
        { provider, at: 'create', from: 3, effect: { kind: 'truncated-json' } },
        { provider, at: 'create', from: 4, effect: { kind: 'empty' } },
      ])
      const first = (await (await send(on, provider)).json()) as Record<string, unknown>
      const data = (first.data ?? first) as Record<string, unknown>
      expect([data.id, data.job_id, data.task_id].filter(Boolean)).toEqual([])
      const page = await send(on, provider)
      expect([page.status, (await page.text()).slice(0, 9)]).toEqual([200, '<!doctype'])
      await expect((await send(on, provider)).json()).rejects.toThrow()
      expect(await (await send(on, provider)).text()).toBe('')
      expect(on.creates.get(provider)).toBe(4)
    },
  )

  it('can be redirected', async () => {
    const on = await serve([
      { provider: 'evolink', at: 'create', effect: { kind: 'redirect-to', location: 'http://127.0.0.1:9/elsewhere' } },
    ])
    const answer = await send(on, 'evolink')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://127.0.0.1:9/elsewhere'])
    expect(on.creates.get('evolink') ?? 0).toBe(0)
  })
})

describe('polls', () => {
  it('can say what no page knows, fail with and without a reason, and finish without a link; the task itself is unharmed', async () => {
    const on = await serve([
      { provider: 'wavespeed', at: 'poll', effect: { kind: 'unknown-status' } },
      {
        provider: 'wavespeed',
        at: 'poll',
        from: 2,
        effect: { kind: 'failed-with-reason', reason: 'No complete upper body detected in the image.' },
      },
      { provider: 'wavespeed', at: 'poll', from: 3, effect: { kind: 'failed-without-reason' } },
      { provider: 'wavespeed', at: 'poll', from: 4, effect: { kind: 'completed-without-link' } },
      { provider: 'wavespeed', at: 'poll', from: 5, effect: { kind: 'status', status: 503 } },
    ])
    const id = await waveId(on)
    const poll = async () => (await getJson(`${on.origin('wavespeed')}/api/v3/predictions/${id}/result`)).json.data
    expect(await poll()).toMatchObject({ status: 'moderating', outputs: [] })
    expect(await poll()).toMatchObject({ status: 'failed', error: 'No complete upper body detected in the image.' })
    expect(await poll()).toMatchObject({ status: 'failed', error: '' })
    expect(await poll()).toMatchObject({ status: 'completed', outputs: [] })
    expect((await fetch(`${on.origin('wavespeed')}/api/v3/predictions/${id}/result`, { headers: bearer() })).status).toBe(503)
    expect(await waveLink(on, id)).toMatch(/\/results\/wavespeed\//)
  })

  it('can trickle', async () => {
    const on = await serve([{ provider: 'highwayapi', at: 'poll', effect: { kind: 'slow', bytesPerSecond: 1000 } }])
    const created = await postJson(`${on.origin('highwayapi')}${smallest.highwayapi.path}`, smallest.highwayapi.body)
    const started = Date.now()
    const answer = await getJson(`${on.origin('highwayapi')}/v3/async/task-result?task_id=${created.json.task_id}`)
    expect(answer.json.task).toMatchObject({ task_id: created.json.task_id })
    expect(Date.now() - started).toBeGreaterThan(200)
  })
})

describe('results', () => {
  const at = 'result'
  it('can be cut, whole instead of a part, mislabelled, no clip, or empty', async () => {
    const on = await serve([
      { provider: 'wavespeed', at, effect: { kind: 'truncated-download' } },
      { provider: 'wavespeed', at, from: 2, effect: { kind: 'ignore-range' } },
      { provider: 'wavespeed', at, from: 3, effect: { kind: 'wrong-content-type', contentType: 'text/plain' } },
      { provider: 'wavespeed', at, from: 4, effect: { kind: 'not-a-video' } },
      { provider: 'wavespeed', at, from: 5, effect: { kind: 'empty' } },
      { provider: 'wavespeed', at, from: 6, effect: { kind: 'redirect-to', location: 'https://example.com/elsewhere.mp4' } },
      { provider: 'wavespeed', at, from: 7, effect: { kind: 'status', status: 500 } },
      { provider: 'wavespeed', at, from: 8, effect: { kind: 'drop-before-accept' } },
    ])
    const link = await waveLink(on, await waveId(on))
    await expect(fetch(link).then((answer) => answer.arrayBuffer())).rejects.toThrow()
    const whole = await fetch(link, { headers: { range: 'bytes=10-19' } })
    const bytes = (await whole.arrayBuffer()).byteLength
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'none'])
    expect(bytes).toBeGreaterThan(1000)
    const mislabelled = await fetch(link)
    expect([mislabelled.headers.get('content-type'), (await mislabelled.arrayBuffer()).byteLength]).toEqual(['text/plain', bytes])
    const page = await fetch(link)
    expect([page.headers.get('content-type'), (await page.text()).slice(0, 9)]).toEqual(['video/mp4', '<!doctype'])
    expect((await (await fetch(link)).arrayBuffer()).byteLength).toBe(0)
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(302)
    expect((await fetch(link)).status).toBe(500)
    await expect(fetch(link)).rejects.toThrow('fetch failed')
    expect((await (await fetch(link)).arrayBuffer()).byteLength).toBe(bytes)
  })

  it('can expire until the task is polled again', async () => {
    const on = await serve([{ provider: 'wavespeed', at, effect: { kind: 'expired-link' } }])
    const id = await waveId(on)
    const link = await waveLink(on, id)
    expect((await fetch(link)).status).toBe(403)
    expect((await fetch(link)).status).toBe(403)
    const fresh = await waveLink(on, id)
    expect(fresh).not.toBe(link)
    expect((await fetch(fresh)).status).toBe(200)
  })
})

describe('clients that go away', () => {
  it('leave the server standing: in the middle of a body, before the answer, in the middle of a file', async () => {
    const on = await serve([
      { provider: 'wavespeed', at: 'create', effect: { kind: 'slow', bytesPerSecond: 200 } },
      { provider: 'wavespeed', at: 'result', effect: { kind: 'slow', bytesPerSecond: 2000 } },
    ])
    await expect(
      fetch(`${on.origin('wavespeed')}${smallest.wavespeed.path}`, requestFor('wavespeed', AbortSignal.timeout(250))).then((answer) =>
        answer.text(),
      ),
    ).rejects.toThrow()
    const { hostname, port } = new URL(on.filesOrigin)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head =
          'POST /evolink-files/api/v1/files/upload/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-length: 1000\r\n'
        socket.write(`${head}content-type: multipart/form-data; boundary=b\r\n\r\n--b\r\n`, () => setTimeout(() => socket.destroy(), 50))
      })
      socket.on('close', () => resolve())
    })
    const link = await waveLink(on, await waveId(on))
    await expect(fetch(link, { signal: AbortSignal.timeout(250) }).then((answer) => answer.arrayBuffer())).rejects.toThrow()
    await sleep(300)
    expect((await (await fetch(link)).arrayBuffer()).byteLength).toBeGreaterThan(1000)
    expect(on.creates.get('wavespeed')).toBe(2)
  })
})

describe('uploads', () => {
  it('can be refused at the ticket, lost at the store, or answered by nobody', async () => {
    const on = await serve([
      { provider: 'wavespeed', at: 'upload', effect: { kind: 'status', status: 404 } },
      { provider: 'wavespeed', at: 'put', effect: { kind: 'status', status: 503 } },
      { provider: 'evolink', at: 'upload', effect: { kind: 'accept-then-drop' } },
    ])
    const ticket = () =>
      postJson(`${on.origin('wavespeed')}/api/v3/media/uploads`, { filename: 'a.mp4', size: 3, content_type: 'video/mp4' })
    const missing = await fetch(`${on.origin('wavespeed')}/api/v3/media/uploads`, { method: 'POST', headers: bearer() })
    expect(missing.status).toBe(404)
    const upload = (await ticket()).json.data!.upload as unknown as { url: string; headers: Record<string, string> }
    const put = () => fetch(upload.url, { method: 'PUT', headers: upload.headers, body: 'abc' })
    expect((await put()).status).toBe(503)
    expect((await put()).status).toBe(200)
    const form = () => {
      const body = new FormData()
      body.append('file', new Blob(['abc'], { type: 'video/mp4' }), 'a.mp4')
      return fetch(`${on.filesOrigin}/api/v1/files/upload/stream`, { method: 'POST', headers: bearer(), body })
    }
    await expect(form()).rejects.toThrow('fetch failed')
    expect((await getJson(`${on.filesOrigin}/api/v1/files/list`)).json.data!.total).toBe(1)
    expect((await form()).status).toBe(200)
  })
})
