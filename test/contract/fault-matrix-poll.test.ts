/** What may happen while a job that was accepted is asked for: nothing but its own end ends it. */
import { expect } from 'vitest'
import type { Effect } from '../../src/main/engine/rehearsal/fault'
import type { House, Script } from './fault-house'
import { type Case, matrix, saved } from './fault-matrix'

/** One after the other, from the first poll on. */
const onPolls = (...effects: Effect[]): { script: Script[] } => ({
  script: effects.map((effect, index) => ({ at: 'poll', from: index + 1, effect }) as Script),
})
const always = (effect: Effect): { script: Script[] } => ({ script: [{ at: 'poll', effect, times: Number.POSITIVE_INFINITY } as Script] })

/** Every fault of the script was met, and the job was asked for once more. */
const metAll =
  (count: number) =>
  (house: House, { provider }: { provider: Parameters<House['asked']>[0] }) =>
    expect(house.asked(provider, 'poll').length).toBeGreaterThan(count)

async function rawAnswers(house: House, id: string): Promise<string[]> {
  return (await house.history(id)).filter(({ event }) => event === 'poll').map(({ text }) => String(text))
}

const survived: Case[] = [
  {
    name: '500, 502, 503',
    options: onPolls(...[500, 502, 503].map((status): Effect => ({ kind: 'status', status, body: 'Bad Gateway' }))),
    outcome: saved,
    also: metAll(3),
  },
  {
    name: '429 with and without Retry-After',
    options: onPolls({ kind: 'status', status: 429, retryAfter: '9' }, { kind: 'status', status: 429 }),
    outcome: saved,
    also: metAll(2),
  },
  {
    name: 'a page, half of the JSON, nothing',
    options: onPolls({ kind: 'html-instead-of-json' }, { kind: 'truncated-json' }, { kind: 'empty' }),
    outcome: saved,
    also: metAll(3),
  },
  {
    name: 'a status nobody knows',
    options: onPolls({ kind: 'unknown-status' }, { kind: 'unknown-status' }),
    outcome: saved,
    also: metAll(2),
  },
  {
    name: 'dropped, and an answer that trickles',
    options: onPolls({ kind: 'drop-before-accept' }, { kind: 'drop-before-accept' }, { kind: 'slow', bytesPerSecond: 800 }),
    outcome: saved,
    also: metAll(2),
  },
  {
    name: 'JSON that calls itself a page',
    options: onPolls({ kind: 'wrong-content-type', contentType: 'text/html' }),
    outcome: saved,
  },
]

matrix([
  ...survived,
  {
    name: 'failed with a reason',
    options: always({ kind: 'failed-with-reason', reason: 'No complete upper body detected in the image.' }),
    outcome: { state: 'failed', code: 'provider.generation-failed', says: 'No complete upper body', accepted: 1, requests: 1 },
  },
  {
    name: 'failed without a reason',
    options: always({ kind: 'failed-without-reason' }),
    outcome: { state: 'failed', code: 'provider.generation-failed', says: 'no reason', accepted: 1, requests: 1 },
  },
  {
    name: 'completed without a link',
    options: always({ kind: 'completed-without-link' }),
    outcome: { state: 'failed', code: 'provider.no-result', accepted: 1, requests: 1 },
    async also(house, { id, failure, remoteId }) {
      expect(failure?.fix).toContain('support')
      // The raw answer is kept: with the failure, and whole in the history.
      expect((await rawAnswers(house, id)).at(-1)).toContain(failure!.detail!.slice(0, 60))
      expect(remoteId).not.toBeNull()
    },
  },
  {
    name: 'the key is refused for a while',
    options: { script: [{ at: 'poll', effect: { kind: 'status', status: 401 }, times: 8 }] },
    outcome: { state: 'paused', code: 'provider.bad-key', accepted: 1, requests: 1 },
    also: (_house, { failure }) => expect(failure?.fix).toMatch(/resume/),
  },
])
