import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { RouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../support/raw-http'
import { type ServedApp, type smallRouter, startServedApp } from '../support/served-app'

let app: ServedApp
let cookie: string
let client: RouterClient<ReturnType<typeof smallRouter>>
beforeEach(async () => {
  app = await startServedApp()
  cookie = await app.enter()
  client = createORPCClient(new RPCLink({ url: `${app.origin}/rpc`, headers: { cookie, origin: app.origin } }))
})
afterEach(() => app.remove())

describe('calls over HTTP', () => {
  test('answer', async () => {
    expect(await client.greet({ name: 'Ada' })).toBe('hello Ada')
  })

  test('refuse what the contract refuses', async () => {
    const wrong = JSON.parse('{"name":7}')
    await expect(client.greet(wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST', status: 400 })
    expect(app.seen.log).toEqual([])
  })

  test('without a session fail in the client with the status that says so', async () => {
    const stranger: typeof client = createORPCClient(new RPCLink({ url: `${app.origin}/rpc` }))
    await expect(stranger.greet({ name: 'Ada' })).rejects.toMatchObject({ status: 401 })
  })

  test('cannot be made by a link: GET is not answered', async () => {
    const answer = await app.request('/rpc/greet?data=%7B%22json%22%3A%7B%22name%22%3A%22Ada%22%7D%7D', { headers: { cookie } })
    expect(answer.status).toBe(404)
  })
})

describe('event streams', () => {
  test('bring every event and the value at the end', async () => {
    const stream = await client.count({ to: 200 })
    const seen: number[] = []
    for (;;) {
      const step = await stream.next()
      if (step.done) {
        expect(step.value).toBe('counted')
        break
      }
      seen.push(step.value)
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  })

  test('bring an event when it happens, not when the stream ends', async () => {
    const leaving = new AbortController()
    const stream = await client.wait(undefined, { signal: leaving.signal })
    expect(await stream.next()).toEqual({ done: false, value: 'waiting' })
    expect(app.seen).toMatchObject({ running: 1, aborted: 0 })
    leaving.abort()
  })

  test('end in the engine when the caller aborts', async () => {
    const leaving = new AbortController()
    const stream = await client.wait(undefined, { signal: leaving.signal })
    await stream.next()
    const waiting = stream.next()
    leaving.abort()
    await expect(waiting).rejects.toThrow()
    await eventually('the generator ended', () => app.seen.running === 0)
    expect(app.seen.aborted).toBe(1)
    expect(app.seen.log).toEqual([])
  })

  test('end in the engine when the caller stops reading', async () => {
    const stream = await client.wait()
    await stream.next()
    await stream.return?.(undefined)
    await eventually('the generator ended', () => app.seen.running === 0)
  })

  test('run side by side', async () => {
    const streams = await Promise.all([client.wait(), client.wait(), client.wait()])
    await Promise.all(streams.map((stream) => stream.next()))
    expect(app.seen.running).toBe(3)
    await streams[0]?.return?.(undefined)
    await eventually('one generator ended', () => app.seen.running === 2)
    expect(await client.greet({ name: 'Ada' })).toBe('hello Ada')
    await Promise.all(streams.slice(1).map((stream) => stream.return?.(undefined)))
  })

  test('do not hold up the end of the host', async () => {
    const stream = await client.wait()
    await stream.next()
    const waiting = stream.next()
    const ended = expect(waiting).rejects.toThrow()
    await app.close()
    await ended
    await eventually('the generator ended', () => app.seen.running === 0)
    await expect(client.greet({ name: 'Ada' })).rejects.toThrow()
  })
})
