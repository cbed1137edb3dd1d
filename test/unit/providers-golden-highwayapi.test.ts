import { describe, expect, it } from 'vitest'
import { highwayapi } from '../../src/domain/providers/highwayapi'
import { answer, htmlPage, links, minimalWish } from '../support/samples'

describe('HighwayAPI: the create request', () => {
  it('has the page’s seven fields with their types for a full wish', () => {
    const request = highwayapi.create(
      { orientation: 'image', tier: 'professional', keepAudio: true, prompt: 'neon street', negativePrompt: 'blur' },
      { image: { kind: 'inline', hole: { $media: 'image', as: 'base64', mime: 'image/jpeg' } }, video: links.video },
      'attempt-0123456789',
    )
    expect(request).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/v3/async/kling-v3.0-motion-control',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: {
        kind: 'json',
        value: {
          image: { $media: 'image', as: 'base64', mime: 'image/jpeg' },
          video: 'https://files.example.com/dance.mp4',
          prompt: 'neon street',
          model_name: 'kling-v3-0-pro',
          negative_prompt: 'blur',
          keep_original_sound: true,
          character_orientation: 'image',
        },
      },
    })
    expect(highwayapi.origins).toEqual({ api: 'https://api.highwayapi.ai' })
  })

  it('sends the required fields of a minimal wish and no empty prompts', () => {
    const request = highwayapi.create({ ...minimalWish, keepAudio: false, prompt: '', negativePrompt: '' }, links, 'attempt-0123456789')
    expect(request.body).toEqual({
      kind: 'json',
      value: {
        image: 'https://files.example.com/character.png',
        video: 'https://files.example.com/dance.mp4',
        model_name: 'kling-v3-0-std',
        keep_original_sound: false,
        character_orientation: 'video',
      },
    })
  })

  it('takes clips by link only, and pictures raw or by link', () => {
    expect(highwayapi.accepts).toEqual({ image: ['inline-base64', 'inline-data-uri', 'url'], video: ['url'] })
    expect(highwayapi.upload).toBeUndefined()
  })

  it('asks elsewhere for the result', () => {
    expect(highwayapi.poll('a/b:c d')).toEqual({
      method: 'GET',
      origin: 'api',
      path: '/v3/async/task-result?task_id=a%2Fb%3Ac%20d',
      headers: {},
      auth: 'bearer',
    })
  })
})

describe('HighwayAPI: the create answer', () => {
  it('is the page’s, and says no price', () => {
    expect(highwayapi.readCreate(answer(200, { task_id: '<string>' }))).toEqual({ kind: 'accepted', remoteId: '<string>', charge: null })
  })

  it.each([
    [401, 'FAILED_TO_AUTH', 'provider.bad-key'],
    [403, 'INVALID_API_KEY', 'provider.bad-key'],
    [400, 'MISSING_API_KEY', 'provider.bad-key'],
    [403, 'BILLING_AUTH_FAILED', 'provider.bad-key'],
    [403, 'NOT_ENOUGH_BALANCE', 'provider.no-balance'],
    [400, 'BILLING_BALANCE_NOT_ENOUGH', 'provider.no-balance'],
    [403, 'ACCESS_DENY', 'provider.forbidden'],
    [403, 'NEED_REAL_NAME_VERIFY', 'provider.forbidden'],
    [400, 'INVALID_REQUEST_BODY', 'provider.rejected'],
    [400, 'ILLEGAL_PROMPT', 'provider.content-policy'],
    [400, 'ILLEGAL_IMAGE_CONTENT', 'provider.content-policy'],
    [400, 'IMAGE_NO_FACE_DETECTED', 'provider.media-refused'],
    [400, 'INVALID_IMAGE_SIZE', 'provider.media-refused'],
    [404, 'MODEL_NOT_FOUND', 'provider.not-found'],
    [429, 'RATE_LIMIT_EXCEEDED', 'provider.rate-limited'],
    [429, 'TOKEN_LIMIT_EXCEEDED', 'provider.rate-limited'],
    [403, 'RATE_LIMIT_EXCEEDED', 'provider.rate-limited'],
  ])('HTTP %i %s is %s', (status, reason, code) => {
    const read = highwayapi.readCreate(answer(status, { code: status, reason, message: 'see the documentation', metadata: {} }))
    expect(read).toMatchObject({ kind: 'refused', failure: { code } })
    if (read.kind === 'refused') expect(read.failure.message).toContain('see the documentation')
  })

  it.each([
    [{ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'balance insufficient' }],
    [{ code: 403, reason: 'NOT_ENOUGH_BALANCE' }],
    [{ message: 'not enough balance' }],
    [{ error: 'your account balance is insufficient' }],
  ])('says that a 403 about the balance may be the rate limit: %j', (body) => {
    const read = highwayapi.readCreate(answer(403, body))
    expect(read).toMatchObject({ kind: 'refused', failure: { code: 'provider.no-balance' } })
    if (read.kind === 'refused') expect(read.failure.fix).toMatch(/Top up .* wait a minute: this answer can also mean too many requests/)
  })

  it('does not take a refused resolution for an empty account', () => {
    expect(highwayapi.readCreate(answer(400, { reason: 'INVALID_REQUEST_BODY', message: 'insufficient resolution' }))).toMatchObject({
      failure: { code: 'provider.rejected' },
    })
  })

  it.each([
    ['no id', answer(200, {})],
    ['an empty id', answer(200, { task_id: '' })],
    ['an error in an HTTP 200', answer(200, { code: 500, reason: 'CREATE_TASK_FAILED', message: 'x' })],
    ['an html page', answer(200, htmlPage)],
    ['a failed creation', answer(500, { reason: 'CREATE_TASK_FAILED', message: 'x' })],
    ['an unavailable service', answer(503, { reason: 'SERVICE_NOT_AVAILABLE' })],
  ])('is unclear on %s', (_, response) => {
    expect(highwayapi.readCreate(response)).toMatchObject({ kind: 'unclear', failure: { code: 'job.unconfirmed' } })
  })

  it('reads an html 403 as forbidden and a bodiless 429 as a limit with its wait', () => {
    expect(highwayapi.readCreate(answer(403, htmlPage))).toMatchObject({ kind: 'refused', failure: { code: 'provider.forbidden' } })
    expect(
      highwayapi.readCreate(answer(429, '', { 'retry-after': 'Fri, 20 Nov 2026 10:00:20 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' })),
    ).toMatchObject({
      kind: 'refused',
      failure: { code: 'provider.rate-limited', retryAfterSeconds: 20 },
    })
  })
})

describe('HighwayAPI: the poll answer', () => {
  const link = 'https://cdn.example.com/r.mp4?X-Amz-Expires=3600'

  it.each([['3600'], [3600], [undefined]])('reads a success with its link’s life as %o', (ttl) => {
    const body = {
      extra: { seed: '1', debug_info: {} },
      task: { task_id: 't', status: 'TASK_STATUS_SUCCEED', reason: '', task_type: 'KLING', eta: 0, progress_percent: 100 },
      images: [],
      audios: [],
      videos: [{ video_url: link, video_url_ttl: ttl, video_type: 'mp4' }],
    }
    expect(highwayapi.readPoll(answer(200, body))).toEqual({ kind: 'succeeded', url: link, seconds: null, charge: null })
  })

  it('goes on while queued, processing and anything unknown, also without numbers', () => {
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_QUEUED' } }))).toEqual({ kind: 'queued' })
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_PROCESSING', eta: 40, progress_percent: 25 } }))).toEqual({
      kind: 'running',
      progress: 0.25,
      etaSeconds: 40,
    })
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_PROCESSING', eta: 0, progress_percent: 0 } }))).toEqual({
      kind: 'running',
      progress: null,
      etaSeconds: null,
    })
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_WHATEVER' } })).kind).toBe('running')
    expect(highwayapi.readPoll(answer(200, { task: {} })).kind).toBe('running')
  })

  it('reads the reason of a failure, also when there is none', () => {
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_FAILED', reason: 'no person found' } }))).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.generation-failed', message: expect.stringContaining('no person found') },
    })
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_FAILED', reason: '' } }))).toMatchObject({
      failure: { message: expect.stringContaining('no reason') },
    })
  })

  it.each([[[]], [null], [undefined], [[{}]]])('shows a success without a link as a failure: %j', (videos) => {
    expect(highwayapi.readPoll(answer(200, { task: { status: 'TASK_STATUS_SUCCEED' }, videos }))).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.no-result' },
    })
  })

  it('asks again after an answer without a task, an html page and an HTTP failure', () => {
    expect(highwayapi.readPoll(answer(200, {}))).toMatchObject({ kind: 'retry', failure: { code: 'provider.nonsense' } })
    expect(highwayapi.readPoll(answer(200, htmlPage)).kind).toBe('retry')
    expect(highwayapi.readPoll(answer(404, { reason: 'TASK_NOT_FOUND' }))).toMatchObject({
      kind: 'retry',
      failure: { code: 'provider.not-found' },
    })
    expect(highwayapi.readPoll(answer(500, { reason: 'GET_RESULT_FAILED' }))).toMatchObject({
      kind: 'retry',
      failure: { code: 'provider.unavailable' },
    })
  })
})
