import { describe, expect, it } from 'vitest'
import { shortapi } from '../../src/domain/providers/shortapi'
import { answer, htmlPage, links, minimalWish } from '../support/samples'

describe('ShortAPI: the create request', () => {
  it('is the page’s sample, with every default said aloud', () => {
    const request = shortapi.create(
      { ...minimalWish, callbackUrl: 'CALLBACK_URL' },
      {
        image: { kind: 'url', url: 'https://file.shortapi.ai/assets/examples/kwaivgi/kling-3.0/motion-control-image.webp' },
        video: { kind: 'url', url: 'https://file.shortapi.ai/assets/examples/kwaivgi/kling-3.0/motion-control-video.mp4' },
      },
      'attempt-0123456789',
    )
    expect(request).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/api/v1/job/create',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: {
        kind: 'json',
        value: {
          model: 'kwaivgi/kling-3.0/motion-control',
          args: {
            image: 'https://file.shortapi.ai/assets/examples/kwaivgi/kling-3.0/motion-control-image.webp',
            video: 'https://file.shortapi.ai/assets/examples/kwaivgi/kling-3.0/motion-control-video.mp4',
            character_orientation: 'video',
            // The page: mode defaults to `std`, keep_original_sound to `yes`.
            mode: 'std',
            keep_original_sound: 'yes',
          },
          callback_url: 'CALLBACK_URL',
        },
      },
    })
    expect(shortapi.origins).toEqual({ api: 'https://api.shortapi.ai' })
  })

  it('carries a full wish in `args`, the sound as a word, and the picture as a raw base64 hole', () => {
    const request = shortapi.create(
      { orientation: 'image', tier: 'professional', keepAudio: false, prompt: 'A knight’s dance' },
      { image: { kind: 'inline', hole: { $media: 'image', as: 'base64', mime: 'image/jpeg' } }, video: links.video },
      'attempt-0123456789',
    )
    expect(request.body).toEqual({
      kind: 'json',
      value: {
        model: 'kwaivgi/kling-3.0/motion-control',
        args: {
          mode: 'pro',
          prompt: 'A knight’s dance',
          image: { $media: 'image', as: 'base64', mime: 'image/jpeg' },
          video: 'https://files.example.com/dance.mp4',
          keep_original_sound: 'no',
          character_orientation: 'image',
        },
      },
    })
  })

  it('takes pictures as raw base64 without prefix and clips by link only', () => {
    expect(shortapi.accepts).toEqual({ image: ['inline-base64', 'url'], video: ['url'] })
    expect(shortapi.upload).toBeUndefined()
  })

  it('asks for a job by its id, encoded', () => {
    expect(shortapi.poll('a b&c=d:e/f')).toEqual({
      method: 'GET',
      origin: 'api',
      path: '/api/v1/job/query?id=a%20b%26c%3Dd%3Ae%2Ff',
      headers: {},
      auth: 'bearer',
    })
  })
})

describe('ShortAPI: the create answer', () => {
  it('reads the page’s answer: the id in `data`, the amount as a string', () => {
    expect(shortapi.readCreate(answer(200, { code: 0, data: { amount: '0.02', job_id: 'job-1' } }))).toEqual({
      kind: 'accepted',
      remoteId: 'job-1',
      charge: { usd: 0.02, credits: null, source: 'data.amount' },
    })
  })

  it('reads an id at the top level, as `data.id` and as a number, and lives without an amount', () => {
    expect(shortapi.readCreate(answer(200, { code: 0, job_id: 'top' }))).toMatchObject({ kind: 'accepted', remoteId: 'top', charge: null })
    expect(shortapi.readCreate(answer(200, { code: 0, data: { id: 'inner' } }))).toMatchObject({
      kind: 'accepted',
      remoteId: 'inner',
      charge: null,
    })
    expect(shortapi.readCreate(answer(200, { code: 0, data: { job_id: 77 } }))).toMatchObject({ kind: 'accepted', remoteId: '77' })
    expect(shortapi.readCreate(answer(200, { code: '0', data: { job_id: 'job-1' } }))).toMatchObject({
      kind: 'accepted',
      remoteId: 'job-1',
    })
  })

  it('reads `code != 0` in an HTTP 200 as a refusal with the text of `info`', () => {
    const read = shortapi.readCreate(answer(200, { code: 1001, info: 'invalid model' }))
    expect(read).toMatchObject({ kind: 'refused', failure: { code: 'provider.rejected' } })
    if (read.kind !== 'refused') throw new Error(read.kind)
    expect(read.failure.message).toContain('invalid model')
    expect(read.failure.message).not.toContain('HTTP 400')
    expect(read.failure.detail).toContain('HTTP 200')
  })

  it('does not take WaveSpeed’s 200 for success', () => {
    expect(shortapi.readCreate(answer(200, { code: 200, data: {} })).kind).toBe('refused')
    expect(shortapi.readCreate(answer(200, { code: 200, data: { job_id: 'job-1' } }))).toMatchObject({
      kind: 'unclear',
      failure: { code: 'job.unconfirmed', message: expect.stringContaining('job-1') },
    })
  })

  it('reads “insufficient balance” inside an HTTP 200 as no balance', () => {
    expect(shortapi.readCreate(answer(200, { code: 1102, info: 'insufficient balance' }))).toMatchObject({
      kind: 'refused',
      failure: { code: 'provider.no-balance' },
    })
  })

  it.each([
    ['no id', answer(200, { code: 0, data: { amount: '0.02' } })],
    ['an empty id, as the page prints it', answer(200, { code: 0, data: { amount: '0.02', job_id: '' } })],
    ['no data', answer(200, { code: 0, data: null })],
    ['an html page', answer(200, htmlPage)],
    ['an empty body', answer(200, '')],
    ['a list', answer(200, [])],
    ['a fault of the server', answer(500, { code: 500, message: 'internal' })],
    ['a gateway’s 502 page', answer(502, htmlPage)],
    ['a gateway’s timeout', answer(504, '')],
    ['a request timeout', answer(408, '')],
    ['a fault of the service inside an HTTP 200', answer(200, { code: 503, info: 'busy' })],
  ])('says it is unclear on %s', (_, response) => {
    expect(shortapi.readCreate(response)).toMatchObject({ kind: 'unclear', failure: { code: 'job.unconfirmed' } })
  })

  it.each([
    [400, 'provider.rejected'],
    [401, 'provider.bad-key'],
    [402, 'provider.no-balance'],
    [403, 'provider.forbidden'],
    [404, 'provider.not-found'],
    [413, 'provider.media-refused'],
    [422, 'provider.rejected'],
    [429, 'provider.rate-limited'],
  ])('reads HTTP %i as a proven refusal', (status, code) => {
    expect(shortapi.readCreate(answer(status, { message: 'no' }))).toMatchObject({ kind: 'refused', failure: { code } })
  })

  it('passes on how long a 429 asks to wait', () => {
    expect(shortapi.readCreate(answer(429, '', { 'retry-after': '7' }))).toMatchObject({
      kind: 'refused',
      failure: { retryAfterSeconds: 7 },
    })
  })
})

describe('ShortAPI: the poll answer', () => {
  it('reads the page’s answer for status 2', () => {
    expect(
      shortapi.readPoll(answer(200, { code: 0, data: { status: 2, result: { videos: [{ url: 'https://cdn.example.com/r.mp4' }] } } })),
    ).toEqual({
      kind: 'succeeded',
      url: 'https://cdn.example.com/r.mp4',
      seconds: null,
      charge: null,
    })
  })

  it('reads numbers as text, and the word of the skill file', () => {
    const result = { videos: [{ url: 'https://cdn.example.com/r.mp4' }] }
    expect(shortapi.readPoll(answer(200, { code: '0', data: { status: '2', result } })).kind).toBe('succeeded')
    expect(shortapi.readPoll(answer(200, { code: 0, data: { status: 'succeeded', result } })).kind).toBe('succeeded')
  })

  it('keeps waiting on 0, a falsy status, and on 1', () => {
    expect(shortapi.readPoll(answer(200, { code: 0, data: { status: 0, result: null } }))).toEqual({ kind: 'queued' })
    expect(shortapi.readPoll(answer(200, { code: 0, data: { status: 1 } }))).toEqual({ kind: 'running', progress: null, etaSeconds: null })
  })

  it.each([['processing'], [null], [undefined], [-1], ['']])('keeps running on the unknown status %o', (status) => {
    expect(shortapi.readPoll(answer(200, { code: 0, data: { status } })).kind).toBe('running')
  })

  it.each([[3], ['4'], [99], ['failed']])('reads status %o as failed, with the reason', (status) => {
    const read = shortapi.readPoll(answer(200, { code: 0, data: { status, error: 'No complete upper body detected in the image.' } }))
    expect(read).toMatchObject({ kind: 'failed', failure: { code: 'provider.generation-failed' } })
    if (read.kind === 'failed') expect(read.failure.message).toContain('No complete upper body')
  })

  it.each([[0], [1], [2], [3]])('reads `refunded` as failed whatever the status: %i', (status) => {
    const read = shortapi.readPoll(answer(200, { code: 0, data: { status, refunded: true, error: 'bad clip' } }))
    expect(read.kind).toBe('failed')
    if (read.kind === 'failed') expect(read.failure.message).toMatch(/bad clip.*refunded/)
  })

  it('does not read `refunded: false` or null as an end', () => {
    expect(shortapi.readPoll(answer(200, { code: 0, data: { status: 1, refunded: false } })).kind).toBe('running')
    expect(shortapi.readPoll(answer(200, { code: 0, data: { status: 1, refunded: null } })).kind).toBe('running')
  })

  it.each([[{ videos: [] }], [{ videos: null }], [{}], [null], [''], [{ videos: [{}] }], [{ videos: [{ url: '' }] }]])(
    'shows a success without a link as a failure: %j',
    (result) => {
      expect(shortapi.readPoll(answer(200, { code: 0, data: { status: 2, result } }))).toMatchObject({
        kind: 'failed',
        failure: { code: 'provider.no-result' },
      })
    },
  )

  it.each([
    ['another code', answer(200, { code: 1001, info: 'busy' }), 'provider.rejected'],
    ['an html page', answer(200, htmlPage), 'provider.nonsense'],
    ['no data', answer(200, { code: 0 }), 'provider.nonsense'],
    ['a server fault', answer(503, ''), 'provider.unavailable'],
    ['a rate limit', answer(429, ''), 'provider.rate-limited'],
    ['an unknown job', answer(404, ''), 'provider.not-found'],
  ])('asks again after %s', (_, response, code) => {
    expect(shortapi.readPoll(response)).toMatchObject({ kind: 'retry', failure: { code } })
  })
})
