import { describe, expect, it } from 'vitest'
import { aimlapi } from '../../src/domain/providers/aimlapi'
import { evolink } from '../../src/domain/providers/evolink'
import { linksIn, matchLost, toMillis } from '../../src/domain/providers/history'
import type { LostAttempt } from '../../src/domain/providers/provider'
import { wavespeed } from '../../src/domain/providers/wavespeed'
import { answer, htmlPage, minimalWish } from '../support/samples'

const sentAtMs = Date.parse('2026-11-20T10:00:00Z')
const lost: LostAttempt = { id: 'attempt-0123456789', sentAtMs, request: minimalWish, links: ['https://files.example.com/dance.mp4?sig=1'] }
const none = new Set<string>()
const row = (id: string, secondsAfter: number | null, inputs: string[] = []) => ({
  id,
  createdMs: secondsAfter === null ? null : sentAtMs + secondsAfter * 1000,
  inputs,
})

describe('a job whose create answer was lost', () => {
  it('is found by its own files, whatever the time, and whatever the signature of the link', () => {
    expect(matchLost([row('a', 5), row('b', 9_000, ['https://files.example.com/dance.mp4?sig=2'])], lost, none)).toEqual({
      kind: 'found',
      remoteId: 'b',
      by: 'its files',
    })
  })

  it('is not proved by an upload alone that several jobs use', () => {
    const both = { ...lost, links: ['https://files.example.com/one.jpg', 'https://files.example.com/dance.mp4'] }
    const other = row('other', 5, ['https://files.example.com/two.jpg', 'https://files.example.com/dance.mp4'])
    const own = row('own', 6, ['https://files.example.com/one.jpg', 'https://files.example.com/dance.mp4', 'https://example.com/callback'])
    expect(matchLost([other], both, none)).toEqual({ kind: 'absent' })
    expect(matchLost([other, own], both, none)).toEqual({ kind: 'found', remoteId: 'own', by: 'its files' })
    expect(matchLost([row('brief', 5, ['https://files.example.com/one.jpg'])], both, none)).toMatchObject({ remoteId: 'brief' })
  })

  it('is found as the only unknown job of its time', () => {
    expect(matchLost([row('a', 5), row('old', -4_000), row('later', 4_000), row('undated', null)], lost, none)).toEqual({
      kind: 'found',
      remoteId: 'a',
      by: 'its time',
    })
    expect(matchLost([row('a', -89), row('known', 3)], lost, new Set(['known']))).toMatchObject({ remoteId: 'a' })
    expect(matchLost([row('a', 599)], lost, none)).toMatchObject({ remoteId: 'a' })
  })

  it('is not taken for another job: neither one with other files nor one of another time', () => {
    expect(matchLost([row('a', 5, ['https://files.example.com/other.mp4'])], lost, none)).toEqual({ kind: 'absent' })
    expect(matchLost([row('yesterday', -86_400, ['https://files.example.com/dance.mp4'])], lost, none)).toEqual({ kind: 'absent' })
    expect(matchLost([row('a', -91), row('b', 601)], lost, none)).toEqual({ kind: 'absent' })
    expect(matchLost([row('a', 5)], lost, new Set(['a']))).toEqual({ kind: 'absent' })
  })

  it('is for the person to choose when several may be it', () => {
    expect(matchLost([row('a', 5), row('b', 6)], lost, none)).toEqual({ kind: 'several', remoteIds: ['a', 'b'] })
    const twice = ['https://files.example.com/dance.mp4']
    expect(matchLost([row('a', 5, twice), row('b', 6, twice), row('c', 7)], lost, none)).toEqual({ kind: 'several', remoteIds: ['a', 'b'] })
  })
})

describe('what a list says', () => {
  it('in times of seconds, milliseconds and dates', () => {
    expect(toMillis(1_757_169_743)).toBe(1_757_169_743_000)
    expect(toMillis(1_757_169_743_123)).toBe(1_757_169_743_123)
    expect(toMillis('2026-11-20T10:00:00Z')).toBe(sentAtMs)
    expect([toMillis('soon'), toMillis(null), toMillis(Number.NaN)]).toEqual([null, null, null])
  })

  it('in links anywhere inside', () => {
    expect(linksIn({ a: ['https://x', 'no'], b: { c: 'http://y' }, d: 3, e: null })).toEqual(['https://x', 'http://y'])
  })
})

describe('the providers’ lists', () => {
  it('EvoLink: with `data` or with `tasks`, neither needing the other', () => {
    expect(evolink.history?.request(lost)).toMatchObject({
      method: 'GET',
      path: expect.stringMatching(/^\/v1\/tasks\?model=kling-v3-motion-control&/),
    })
    const rows = [{ id: 'task-1', created: sentAtMs / 1000 + 3, status: 'processing' }]
    for (const body of [{ data: rows }, { tasks: rows }])
      expect(evolink.history?.read(answer(200, body), lost, none)).toEqual({ kind: 'found', remoteId: 'task-1', by: 'its time' })
    expect(evolink.history?.read(answer(200, { data: [{ id: 'task-1' }] }), lost, none)).toEqual({ kind: 'absent' })
  })

  it('WaveSpeedAI: asks for the model of the tier around the time, and reads rows without outputs', () => {
    expect(wavespeed.history?.request({ ...lost, request: { ...minimalWish, tier: 'professional' } })).toMatchObject({
      method: 'POST',
      path: '/api/v3/predictions',
      body: {
        value: {
          model: 'kwaivgi/kling-v3.0-pro/motion-control',
          created_after: '2026-11-20T09:45:00.000Z',
          created_before: '2026-11-20T10:30:00.000Z',
          page: 1,
          page_size: 100,
        },
      },
    })
    const read = (items: unknown) => wavespeed.history?.read(answer(200, { code: 200, data: { items } }), lost, none)
    expect(read([{ id: 'p', created_at: '2026-11-20T10:00:02Z' }])).toEqual({ kind: 'found', remoteId: 'p', by: 'its time' })
    expect(read([{ id: 'p', created_at: '2026-11-20T11:00:00Z', input: { video: 'https://files.example.com/dance.mp4' } }])).toMatchObject({
      by: 'its files',
    })
    // Its own result links and addresses are not what it was given.
    expect(read([{ id: 'p', created_at: '2026-11-20T10:00:02Z', outputs: ['https://x/y.mp4'], urls: { get: 'https://z' } }])).toMatchObject(
      { by: 'its time' },
    )
  })

  it('AI/ML API: by its label alone', () => {
    expect(aimlapi.history?.request(lost).path).toBe('/v2/logs?client_request_id=attempt-0123456789')
    const read = (data: unknown) => aimlapi.history?.read(answer(200, { data }), lost, none)
    expect(read([{ client_request_id: 'attempt-0123456789', generation_id: 'g:1' }])).toEqual({
      kind: 'found',
      remoteId: 'g:1',
      by: 'its label',
    })
    expect(read([{ client_request_id: 'another', generation_id: 'g:2' }])).toEqual({ kind: 'absent' })
    expect(
      read([
        { clientRequestId: 'attempt-0123456789', inference_id: 'a' },
        { clientRequestId: 'attempt-0123456789', inferenceId: 'b' },
      ]),
    ).toEqual({
      kind: 'several',
      remoteIds: ['a', 'b'],
    })
  })

  it.each([answer(200, htmlPage), answer(200, {}), answer(500, ''), answer(401, { message: 'no' }), answer(404, '')])(
    'say nothing when they cannot be read: %j',
    (response) => {
      for (const provider of [evolink, wavespeed, aimlapi])
        expect(provider.history?.read(response, lost, none)).toMatchObject({ kind: 'unreadable' })
    },
  )
})
