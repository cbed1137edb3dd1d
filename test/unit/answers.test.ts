import { describe, expect, it } from 'vitest'
import {
  failureForStatus,
  firstLink,
  generationFailure,
  provesRefusal,
  retryAfterSeconds,
  spokenReason,
  toLink,
  toNumber,
} from '../../src/domain/providers/answers'
import { answer, htmlPage } from '../support/samples'

describe('the provider’s own words', () => {
  it.each([
    [{ message: 'a' }, 'a'],
    [{ info: 'b' }, 'b'],
    [{ msg: ' c ' }, 'c'],
    [{ reason: 'd' }, 'd'],
    [{ error: 'e' }, 'e'],
    [{ error: { message: 'f', code: 'x' } }, 'f'],
    [{ detail: [{ msg: 'g' }] }, 'g'],
    [{ message: ['h', 'i'] }, 'h; i'],
    [{ message: '', error: 'j' }, 'j'],
    [{ message: null, info: 'k' }, 'k'],
    [{ code: 3 }, null],
    [{ error: {} }, null],
    [{ error: [] }, null],
    ['text', null],
    [null, null],
    [undefined, null],
  ])('of %j are %j', (body, reason) => {
    expect(spokenReason(body)).toBe(reason)
  })

  it('are cut at 500 characters', () => {
    expect(spokenReason({ message: 'x'.repeat(900) })).toHaveLength(500)
    expect(spokenReason({ message: ['x'.repeat(900)] })).toHaveLength(500)
  })
})

describe('how long to wait', () => {
  const at = (header: string | undefined, more: Record<string, string> = {}, now: number | null = null) =>
    retryAfterSeconds(answer(429, '', { ...(header === undefined ? {} : { 'retry-after': header }), ...more }), now)

  it('is read from seconds', () => {
    expect(at('30')).toBe(30)
    expect(at('0')).toBe(0)
    expect(at('1.5')).toBe(1.5)
  })

  it('is read from a date, against the answer’s own date or the given time', () => {
    expect(at('Fri, 20 Nov 2026 10:01:00 GMT', { date: 'Fri, 20 Nov 2026 10:00:15 GMT' })).toBe(45)
    expect(at('Fri, 20 Nov 2026 10:01:00 GMT', {}, Date.parse('2026-11-20T10:00:00Z'))).toBe(60)
    expect(at('Fri, 20 Nov 2026 09:00:00 GMT', { date: 'Fri, 20 Nov 2026 10:00:00 GMT' })).toBe(0)
  })

  it('is unknown without the header, without a time to compare, or with nonsense', () => {
    expect(at(undefined)).toBeUndefined()
    expect(at('')).toBeUndefined()
    expect(at('Fri, 20 Nov 2026 10:01:00 GMT')).toBeUndefined()
    expect(at('soon', { date: 'Fri, 20 Nov 2026 10:00:00 GMT' })).toBeUndefined()
    expect(at('Infinity')).toBeUndefined()
    expect(at('-5', { date: 'Fri, 20 Nov 2026 10:00:00 GMT' })).toBeUndefined()
  })
})

describe('what a status means', () => {
  it.each([
    [301, 'provider.nonsense'],
    [400, 'provider.rejected'],
    [401, 'provider.bad-key'],
    [402, 'provider.no-balance'],
    [403, 'provider.forbidden'],
    [404, 'provider.not-found'],
    [408, 'provider.rejected'],
    [413, 'provider.media-refused'],
    [422, 'provider.rejected'],
    [429, 'provider.rate-limited'],
    [500, 'provider.unavailable'],
    [503, 'provider.unavailable'],
    [524, 'provider.unavailable'],
    [200, 'provider.nonsense'],
  ])('%i alone is %s', (status, code) => {
    const failure = failureForStatus('X', answer(status, htmlPage))
    expect(failure.code).toBe(code)
    expect(failure.detail).toContain(`HTTP ${status}`)
    expect(failure.message).not.toContain('html')
  })

  it.each([
    'insufficient balance',
    'Insufficient credits',
    'insufficient account balance',
    'insufficient_user_quota',
    'not enough balance',
    'NOT_ENOUGH_BALANCE',
    'Your account balance is insufficient',
    'balance not enough',
    'You’ve run out of credits',
    'out of credits',
    'quota exceeded',
    'You have no credits left',
  ])('400 or 403 with “%s” is no balance', (message) => {
    expect(failureForStatus('X', answer(400, { message })).code).toBe('provider.no-balance')
    expect(failureForStatus('X', answer(403, { message })).code).toBe('provider.no-balance')
    expect(failureForStatus('X', answer(429, { message })).code).toBe('provider.rate-limited')
  })

  it.each(['insufficient permissions', 'Insufficient image resolution', 'run out of time', 'the scene has no balanced light'])(
    '400 with “%s” is a rejection',
    (message) => {
      expect(failureForStatus('X', answer(400, { message })).code).toBe('provider.rejected')
    },
  )

  it.each([
    'content policy violation',
    'Content safety check failed',
    'NSFW content detected',
    'ILLEGAL_PROMPT',
    'illegal image content',
    'sensitive information',
    'Risk control failure',
  ])('400, 403 or 422 with “%s” is content', (message) => {
    for (const status of [400, 403, 422]) expect(failureForStatus('X', answer(status, { message })).code).toBe('provider.content-policy')
    expect(failureForStatus('X', answer(500, { message })).code).toBe('provider.unavailable')
  })

  it.each(['illegal argument: mode', 'model names are case-sensitive'])('400 with “%s” is a rejection', (message) => {
    expect(failureForStatus('X', answer(400, { message })).code).toBe('provider.rejected')
  })

  it('says whose words it repeats, and the wait', () => {
    expect(failureForStatus('Acme', answer(429, { message: 'calm down' }, { 'retry-after': '9' }))).toMatchObject({
      message: 'Acme asks to slow down. It says: “calm down”',
      retryAfterSeconds: 9,
    })
  })

  it('tells the meaning of an answer from its HTTP status', () => {
    const failure = failureForStatus('Acme', answer(200, 'x'), 'bad mode', 400)
    expect(failure).toMatchObject({
      code: 'provider.rejected',
      message: 'Acme rejects the request. It says: “bad mode”',
      detail: 'HTTP 200 x',
    })
  })

  it('keeps no more than 2000 characters of a raw answer', () => {
    expect(failureForStatus('X', answer(500, 'y'.repeat(9000))).detail!.length).toBeLessThan(2100)
  })
})

describe('whether a create was refused for sure', () => {
  it.each([
    [400, true],
    [402, true],
    [429, true],
    [499, true],
    [408, false],
    [399, false],
    [500, false],
    [502, false],
    [504, false],
    [200, false],
    [302, false],
  ])('HTTP %i: %s', (status, proven) => {
    expect(provesRefusal(status)).toBe(proven)
  })
})

describe('a failed generation', () => {
  it('warns that a new run is a new paid job, and says what is known of the money', () => {
    expect(generationFailure('X', 'no person', 'raw', true)).toMatchObject({
      code: 'provider.generation-failed',
      message: 'X could not make the result: “no person”. It says the charge was refunded.',
      fix: expect.stringContaining('A new run is a new paid job'),
      detail: 'raw',
    })
    expect(generationFailure('X', null, '', null).message).toBe('X could not make the result and gives no reason.')
    expect(generationFailure('X', 'nsfw', '', null).code).toBe('provider.content-policy')
  })
})

describe('values out of answers', () => {
  it.each([
    [0, 0],
    ['0.02', 0.02],
    [' 7 ', 7],
    ['', null],
    [' ', null],
    ['7 s', null],
    [null, null],
    [undefined, null],
    [Number.NaN, null],
    ['Infinity', null],
    [true, null],
    [[3], null],
  ])('number %j → %j', (value, number) => {
    expect(toNumber(value)).toBe(number)
  })

  it.each([
    ['https://a.example/b.mp4', 'https://a.example/b.mp4'],
    [' HTTP://a.example/b ', 'HTTP://a.example/b'],
    ['', null],
    ['/b.mp4', null],
    ['javascript:alert(1)', null],
    ['file:///etc/passwd', null],
    ['AAAAIGZ0eXA=', null],
    [{ url: 'https://a' }, null],
    [null, null],
  ])('link %j → %j', (value, link) => {
    expect(toLink(value)).toBe(link)
  })

  it('finds the first link of a list, of objects by their keys, and of a single value', () => {
    expect(firstLink(['', 'https://a', 'https://b'], ['url'])).toBe('https://a')
    expect(firstLink([{ x: 'https://x' }, { url: 'https://a' }], ['url'])).toBe('https://a')
    expect(firstLink({ url: 'https://u', video_url: 'https://v' }, ['video_url', 'url'])).toBe('https://v')
    expect(firstLink('https://a', [])).toBe('https://a')
    expect(firstLink([], ['url'])).toBeNull()
    expect(firstLink(null, ['url'])).toBeNull()
  })
})
