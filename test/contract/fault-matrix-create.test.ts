/** What may happen to the one request that costs money. Nothing is ever sent a second time in doubt. */
import { expect } from 'vitest'
import type { Effect } from '../../src/main/engine/rehearsal/fault'
import type { Script } from './fault-house'
import { type Case, foundOrUnconfirmed, matrix, saved, unconfirmed } from './fault-matrix'

const onCreate = (effect: Effect, times = 1): { script: Script[] } => ({ script: [{ at: 'create', effect, times } as Script] })

const gateway = [500, 502, 503].flatMap((status): Case[] => [
  {
    name: `${status}, although it was accepted`,
    options: onCreate({ kind: 'status', status, accepted: true, body: '<html>Bad Gateway</html>' }),
    outcome: foundOrUnconfirmed,
  },
  { name: `${status}, and nothing was accepted`, options: onCreate({ kind: 'status', status }), outcome: unconfirmed },
])

matrix([
  { name: 'accepted, then dropped', options: onCreate({ kind: 'accept-then-drop' }), outcome: foundOrUnconfirmed },
  { name: 'dropped before it was accepted', options: onCreate({ kind: 'drop-before-accept' }), outcome: unconfirmed },
  {
    name: '429 with Retry-After',
    options: onCreate({ kind: 'status', status: 429, retryAfter: '7' }),
    outcome: { ...saved, requests: 2 },
    async also(house, { id }) {
      const again = (await house.history(id)).find(({ againInSeconds }) => againInSeconds !== undefined)
      expect(again).toMatchObject({ state: 'delivering', againInSeconds: 7 })
    },
  },
  { name: '429 without Retry-After', options: onCreate({ kind: 'status', status: 429 }), outcome: { ...saved, requests: 2 } },
  {
    name: '429 for ever',
    options: onCreate({ kind: 'status', status: 429, retryAfter: '1' }, Number.POSITIVE_INFINITY),
    outcome: { state: 'failed', code: 'provider.rate-limited', accepted: 0, requests: 5 },
    also: (_house, { failure }) => expect(failure?.fix).not.toMatch(/waits and tries again/),
  },
  {
    name: 'refused with 400',
    options: onCreate({ kind: 'status', status: 400, body: '{"message":"the clip is too dark"}' }),
    outcome: { state: 'failed', code: 'provider.rejected', says: 'the clip is too dark', accepted: 0, requests: 1 },
  },
  ...gateway,
  { name: 'a page instead of JSON', options: onCreate({ kind: 'html-instead-of-json' }), outcome: foundOrUnconfirmed },
  { name: 'half of the JSON', options: onCreate({ kind: 'truncated-json' }), outcome: foundOrUnconfirmed },
  { name: '200 without an id', options: onCreate({ kind: 'ok-without-id' }), outcome: foundOrUnconfirmed },
  { name: '200 without a body', options: onCreate({ kind: 'empty' }), outcome: foundOrUnconfirmed },
  { name: 'an answer that trickles', options: onCreate({ kind: 'slow', bytesPerSecond: 600 }), outcome: saved },
  { name: 'JSON that calls itself a page', options: onCreate({ kind: 'wrong-content-type', contentType: 'text/html' }), outcome: saved },
])
