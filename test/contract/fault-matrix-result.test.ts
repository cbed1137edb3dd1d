/** What may happen to a result that was paid for, between the provider's “done” and the clip on the disk. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { JobView } from '../../src/contract/shapes'
import type { Effect } from '../../src/main/engine/rehearsal/fault'
import type { House, Script } from './fault-house'
import { matrix, type Outcome, saved } from './fault-matrix'

const result = (effect: Effect, more: { from?: number; times?: number } = {}): Script => ({ at: 'result', effect, ...more }) as Script
const always = (effect: Effect) => ({ script: [result(effect, { times: Number.POSITIVE_INFINITY })] })
const rest = (state: 'failed' | 'paused', code: Outcome['code'], says?: Outcome['says']): Outcome => ({
  state,
  code,
  says,
  accepted: 1,
  requests: 1,
})

const asked = (house: House, { provider }: JobView) => house.asked(provider, 'result')
const withRange = (house: House, view: JobView) => asked(house, view).filter(({ headerNames }) => headerNames.includes('range'))
const tellsHowToGoOn = (_house: House, { failure }: JobView) => expect(failure?.fix).toMatch(/resume/)

matrix([
  { name: 'an expired link, and a fresh one', options: { script: [result({ kind: 'expired-link' })] }, outcome: saved },
  {
    name: 'links that are always expired',
    options: always({ kind: 'expired-link' }),
    outcome: rest('failed', 'result.expired'),
    also(house, view) {
      // The link and one fresh one; the person is told under which number it lies at the provider.
      expect(asked(house, view)).toHaveLength(2)
      expect(view.failure?.fix).toContain(view.remoteId)
    },
  },
  { name: 'a clip that trickles', options: { script: [result({ kind: 'slow', bytesPerSecond: 200_000 })] }, outcome: saved },
  {
    name: 'a download that is cut',
    options: { script: [result({ kind: 'truncated-download' })] },
    outcome: saved,
    also: (house, view) => expect(withRange(house, view)).toHaveLength(1),
  },
  {
    name: 'a download that is cut again and again',
    options: { script: [result({ kind: 'truncated-download', afterBytes: 2000 }, { times: 5 })] },
    outcome: rest('paused', 'network.interrupted'),
    also: tellsHowToGoOn,
    resumed: saved,
    // The first try of the resume goes on behind what five broken ones had brought.
    alsoResumed: (house, view) => expect(withRange(house, view)).toHaveLength(5),
  },
  {
    name: 'a cut, and then the range is ignored',
    options: { script: [result({ kind: 'truncated-download' }), result({ kind: 'ignore-range' }, { from: 2 })] },
    outcome: saved,
    async also(house, view) {
      expect(withRange(house, view)).toHaveLength(1)
      const provenance = JSON.parse(await readFile(join(view.dir, 'result.json'), 'utf8')) as { result: { bytes: number } }
      expect((await readFile(join(view.dir, 'result.mp4'))).length).toBe(provenance.result.bytes)
    },
  },
  {
    name: 'passed on to another host, which must not see the key',
    options: ({ stranger }) => always({ kind: 'redirect-to', location: `${stranger.origin}/clip.mp4` }),
    outcome: saved,
    also(_house, _view, { stranger }) {
      const requests = stranger.heard.filter(({ path }) => path === '/clip.mp4')
      expect(requests.length).toBeGreaterThan(0)
      for (const { headers } of requests) expect(Object.keys(headers)).not.toContain('authorization')
    },
  },
  {
    name: 'passed on without https',
    options: always({ kind: 'redirect-to', location: 'http://example.com/clip.mp4' }),
    outcome: rest('paused', 'network.refused-origin', 'example.com'),
    also(house, view) {
      // Asking the same again cannot help: the link once, and a fresh one once.
      expect(asked(house, view)).toHaveLength(2)
      tellsHowToGoOn(house, view)
    },
  },
  {
    name: 'passed on in a circle',
    options: ({ stranger }) => always({ kind: 'redirect-to', location: `${stranger.origin}/round` }),
    outcome: rest('paused', 'network.refused-origin', '5 times'),
  },
  {
    name: 'passed on to no address',
    options: ({ stranger }) => always({ kind: 'redirect-to', location: `${stranger.origin}/nowhere` }),
    outcome: rest('paused', 'network.refused-origin'),
  },
  { name: 'a clip that calls itself text', options: always({ kind: 'wrong-content-type', contentType: 'text/plain' }), outcome: saved },
  { name: 'a page once, then the clip', options: { script: [result({ kind: 'not-a-video' })] }, outcome: saved },
  {
    name: 'always a page',
    options: always({ kind: 'not-a-video' }),
    outcome: rest('failed', 'result.not-a-video'),
    also: (house, view) => expect(asked(house, view)).toHaveLength(2),
  },
  { name: 'an empty file once, then the clip', options: { script: [result({ kind: 'empty' })] }, outcome: saved },
  { name: 'always an empty file', options: always({ kind: 'empty' }), outcome: rest('failed', 'result.not-a-video', 'empty') },
  {
    name: '500 and 503, dropped twice, then the clip',
    options: {
      script: [
        result({ kind: 'status', status: 500 }),
        result({ kind: 'status', status: 503 }, { from: 2 }),
        result({ kind: 'drop-before-accept' }, { from: 3, times: 2 }),
      ],
    },
    outcome: saved,
  },
  {
    name: '503 for a long time',
    options: { script: [result({ kind: 'status', status: 503 }, { times: 5 })] },
    outcome: rest('paused', 'provider.unavailable'),
    also: tellsHowToGoOn,
    resumed: saved,
  },
])
