import { describe, expect, it } from 'vitest'
import { aimlapi } from '../../src/domain/providers/aimlapi'
import { answer, htmlPage, links, minimalWish } from '../support/samples'

const url = 'https://cdn.aimlapi.com/generations/hedgehog/1759866285599-0cdfb138-c03a-49d4-a601-4f6413e27b15.mp4'

describe('AI/ML API: the create request', () => {
  it('is the page’s sample', () => {
    const request = aimlapi.create(
      { ...minimalWish, prompt: 'A character dancing in a sunlit studio.' },
      { image: { kind: 'url', url: '<YOUR_CHARACTER_IMAGE_URL>' }, video: { kind: 'url', url: '<YOUR_REFERENCE_VIDEO_URL>' } },
      'attempt-0123456789',
    )
    expect(request).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/v2/video/generations',
      headers: { 'content-type': 'application/json', 'x-client-request-id': 'attempt-0123456789' },
      auth: 'bearer',
      body: {
        kind: 'json',
        value: {
          model: 'klingai/video-v3-motion-control',
          image_url: '<YOUR_CHARACTER_IMAGE_URL>',
          video_url: '<YOUR_REFERENCE_VIDEO_URL>',
          prompt: 'A character dancing in a sunlit studio.',
          mode: 'std',
          character_orientation: 'video',
          keep_audio: true,
        },
      },
    })
    expect(aimlapi.origins).toEqual({ api: 'https://api.aimlapi.com' })
  })

  it('leaves out nothing but the prompt of a minimal wish, since its orientation would default to `video`', () => {
    const request = aimlapi.create({ ...minimalWish, orientation: 'image' }, links, 'attempt-0123456789')
    if (request.body?.kind !== 'json') throw new Error('no JSON')
    expect(Object.keys(request.body.value as object).sort()).toEqual([
      'character_orientation',
      'image_url',
      'keep_audio',
      'mode',
      'model',
      'video_url',
    ])
    expect(request.body.value).toMatchObject({ character_orientation: 'image' })
  })

  it('carries both media of a full wish as data URIs, since both fields are uris', () => {
    const request = aimlapi.create(
      { orientation: 'image', tier: 'professional', keepAudio: false, prompt: 'slow' },
      {
        image: { kind: 'inline', hole: { $media: 'image', as: 'data-uri', mime: 'image/png' } },
        video: { kind: 'inline', hole: { $media: 'video', as: 'data-uri', mime: 'video/mp4' } },
      },
      'attempt-0123456789',
    )
    expect(request.body).toEqual({
      kind: 'json',
      value: {
        model: 'klingai/video-v3-motion-control',
        image_url: { $media: 'image', as: 'data-uri', mime: 'image/png' },
        video_url: { $media: 'video', as: 'data-uri', mime: 'video/mp4' },
        prompt: 'slow',
        mode: 'pro',
        character_orientation: 'image',
        keep_audio: false,
      },
    })
    expect(aimlapi.accepts).toEqual({ image: ['inline-data-uri', 'url'], video: ['inline-data-uri', 'url'] })
  })

  it('encodes the colon of an id in the query', () => {
    expect(aimlapi.poll('0cdfb138-c03a:klingai/video-v3')).toEqual({
      method: 'GET',
      origin: 'api',
      path: '/v2/video/generations?generation_id=0cdfb138-c03a%3Aklingai%2Fvideo-v3',
      headers: {},
      auth: 'bearer',
    })
  })
})

describe('AI/ML API: the create answer', () => {
  it.each([200, 201])('is accepted with HTTP %i and no side fields at all', (status) => {
    expect(aimlapi.readCreate(answer(status, { id: 'abc123XYZ', status: 'queued' }))).toEqual({
      kind: 'accepted',
      remoteId: 'abc123XYZ',
      charge: null,
    })
  })

  it('lives with nulls and with side fields of another shape', () => {
    expect(aimlapi.readCreate(answer(200, { id: 'a:b', status: 'queued', video: null, error: null, meta: null }))).toMatchObject({
      remoteId: 'a:b',
    })
    expect(aimlapi.readCreate(answer(200, { id: 'a:b', status: 'queued', video: '', error: [], meta: { usage: null } }))).toMatchObject({
      remoteId: 'a:b',
    })
    expect(aimlapi.readCreate(answer(200, { id: 'a:b', meta: { usage: {} } }))).toMatchObject({ kind: 'accepted', charge: null })
  })

  it.each([
    ['no id', answer(200, { status: 'queued' })],
    ['an empty id', answer(200, { id: '', status: 'queued' })],
    ['an html page', answer(200, htmlPage)],
    ['an empty body', answer(201, '')],
    ['an accepted-for-later status', answer(202, { id: 'x' })],
    ['a server fault', answer(500, { message: 'oops' })],
    ['“generation timeout”', answer(504, { message: 'generation timeout' })],
  ])('is unclear on %s', (_, response) => {
    expect(aimlapi.readCreate(response)).toMatchObject({ kind: 'unclear', failure: { code: 'job.unconfirmed' } })
  })

  it('is refused when the job ends at once, which is never charged', () => {
    const read = aimlapi.readCreate(answer(200, { id: 'x', status: 'error', error: { name: 'BadMedia', message: 'two people' } }))
    expect(read).toMatchObject({ kind: 'refused', failure: { code: 'provider.generation-failed' } })
  })

  it.each([
    [400, 'Body validation error', 'provider.rejected'],
    [401, 'Invalid API key', 'provider.bad-key'],
    [403, 'You’ve run out of credits. Please top up.', 'provider.no-balance'],
    [403, 'You are not allowed to use this model', 'provider.forbidden'],
    [403, 'Insufficient permissions for this key', 'provider.forbidden'],
    [404, 'no such model', 'provider.not-found'],
    [413, 'too large', 'provider.media-refused'],
    [429, 'slow down', 'provider.rate-limited'],
  ])('HTTP %i “%s” is %s', (status, message, code) => {
    const body = { message, path: '/v2/video/generations', requestId: 'r', statusCode: String(status), timestamp: 't' }
    const read = aimlapi.readCreate(answer(status, body))
    expect(read).toMatchObject({ kind: 'refused', failure: { code } })
    if (read.kind === 'refused') expect(read.failure.message).toContain(message)
  })

  it('reads a 403 without words as no balance, but a gateway’s page as forbidden', () => {
    expect(aimlapi.readCreate(answer(403, {}))).toMatchObject({ failure: { code: 'provider.no-balance' } })
    expect(aimlapi.readCreate(answer(403, htmlPage))).toMatchObject({ failure: { code: 'provider.forbidden' } })
  })

  it('keeps the detail lines of a validation error', () => {
    const read = aimlapi.readCreate(answer(400, { message: ['image_url: Expected uri, received string', 'mode: Expected std | pro'] }))
    if (read.kind !== 'refused') throw new Error(read.kind)
    expect(read.failure.message).toContain('image_url: Expected uri')
    expect(read.failure.message).toContain('mode: Expected')
  })
})

describe('AI/ML API: the poll answer', () => {
  it('reads the page’s final answer, which has neither `error` nor `meta`', () => {
    expect(aimlapi.readPoll(answer(200, { id: 'abc123XYZ', status: 'completed', video: { url } }))).toEqual({
      kind: 'succeeded',
      url,
      seconds: null,
      charge: null,
    })
  })

  it('reads the cost from `meta.usage`, else from the header', () => {
    const done = { id: 'x', status: 'completed', video: { url } }
    expect(aimlapi.readPoll(answer(200, { ...done, meta: { usage: { credits_used: 1_260_000, usd_spent: 0.63 } } }))).toMatchObject({
      charge: { usd: 0.63, credits: 1_260_000, source: 'meta.usage.usd_spent' },
    })
    expect(aimlapi.readPoll(answer(200, { ...done, meta: { usage: { usd_spent: '0.63' } } }))).toMatchObject({
      charge: { usd: 0.63, credits: null },
    })
    expect(aimlapi.readPoll(answer(200, done, { 'x-aimlapi-usd-spent': '0.5', 'x-aimlapi-credits-used': '10' }))).toMatchObject({
      charge: { usd: 0.5, credits: 10, source: 'x-aimlapi-usd-spent' },
    })
  })

  it('goes on while queued, generating and anything unknown', () => {
    expect(aimlapi.readPoll(answer(200, { id: 'x', status: 'queued' })).kind).toBe('queued')
    expect(aimlapi.readPoll(answer(200, { id: 'x', status: 'generating', video: null })).kind).toBe('running')
    expect(aimlapi.readPoll(answer(200, { id: 'x', status: 'post-processing' })).kind).toBe('running')
    expect(aimlapi.readPoll(answer(200, { id: 'x' })).kind).toBe('running')
  })

  it.each([
    [{ name: 'E', message: 'No complete upper body detected' }, 'No complete upper body detected'],
    [{ name: 'Timeout', message: null }, 'Timeout'],
    [{ name: 'Timeout' }, 'Timeout'],
    ['plain words', 'plain words'],
    [null, 'gives no reason'],
    [undefined, 'gives no reason'],
  ])('reads the error %j', (error, words) => {
    const read = aimlapi.readPoll(answer(200, { id: 'x', status: 'error', error }))
    expect(read).toMatchObject({ kind: 'failed', failure: { code: 'provider.generation-failed' } })
    if (read.kind === 'failed') expect(read.failure.message).toContain(words)
  })

  it.each([[null], [undefined], [{}], [{ url: null }], [{ url: '/relative.mp4' }], ['']])(
    'shows `completed` without a link as a failure: %j',
    (video) => {
      expect(aimlapi.readPoll(answer(200, { id: 'x', status: 'completed', video }))).toMatchObject({
        kind: 'failed',
        failure: { code: 'provider.no-result' },
      })
    },
  )

  it('asks again after an html page, a 403 and a 5xx, and never ends the job', () => {
    expect(aimlapi.readPoll(answer(200, htmlPage))).toMatchObject({ kind: 'retry', failure: { code: 'provider.nonsense' } })
    expect(aimlapi.readPoll(answer(403, { message: 'out of credits' }))).toMatchObject({
      kind: 'retry',
      failure: { code: 'provider.no-balance' },
    })
    expect(aimlapi.readPoll(answer(502, htmlPage))).toMatchObject({ kind: 'retry', failure: { code: 'provider.unavailable' } })
  })
})

describe('AI/ML API: the balance', () => {
  it('asks and reads dollars, as number or text', () => {
    expect(aimlapi.balance?.request()).toEqual({ method: 'GET', origin: 'api', path: '/v2/billing', headers: {}, auth: 'bearer' })
    expect(aimlapi.balance?.read(answer(200, { current_balance: 12.5, currency: 'USD' }))).toEqual({ usd: 12.5, credits: null })
    expect(aimlapi.balance?.read(answer(200, { current_balance: '0' }))).toEqual({ usd: 0, credits: null })
  })

  it('reads nothing from an answer without one', () => {
    expect(aimlapi.balance?.read(answer(200, {}))).toBeNull()
    expect(aimlapi.balance?.read(answer(401, { current_balance: 3 }))).toBeNull()
    expect(aimlapi.balance?.read(answer(200, htmlPage))).toBeNull()
  })
})
