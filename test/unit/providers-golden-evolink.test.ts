import { describe, expect, it } from 'vitest'
import { evolink } from '../../src/domain/providers/evolink'
import { answer, htmlPage, links, minimalWish } from '../support/samples'

const files = {
  image: { kind: 'url', url: 'https://example.com/character.png' },
  video: { kind: 'url', url: 'https://example.com/dance.mp4' },
} as const

/** The page's answer, word for word. */
const created = {
  created: 1757169743,
  id: 'task-unified-1757169743-v3mc',
  model: 'kling-v3-motion-control',
  object: 'video.generation.task',
  progress: 0,
  status: 'pending',
  task_info: { can_cancel: true, estimated_time: 180 },
  type: 'video',
  usage: { billing_rule: 'per_second', credits_reserved: 40.824, user_group: 'default' },
}

describe('EvoLink: the create request', () => {
  it('is the page’s first sample', () => {
    const request = evolink.create(
      { orientation: 'image', tier: 'standard', keepAudio: true, prompt: 'A girl wearing a gray loose T-shirt and denim shorts' },
      files,
      'attempt-0123456789',
    )
    expect(request).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/v1/videos/generations',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'attempt-0123456789' },
      auth: 'bearer',
      body: {
        kind: 'json',
        value: {
          model: 'kling-v3-motion-control',
          prompt: 'A girl wearing a gray loose T-shirt and denim shorts',
          image_urls: ['https://example.com/character.png'],
          video_urls: ['https://example.com/dance.mp4'],
          quality: '720p',
          model_params: { character_orientation: 'image', keep_sound: true },
        },
      },
    })
    expect(evolink.origins).toEqual({ api: 'https://api.evolink.ai', files: 'https://files-api.evolink.ai' })
  })

  it('is the page’s sample for 1080p with an element', () => {
    const request = evolink.create(
      { orientation: 'video', tier: 'professional', keepAudio: false, elementId: '12345' },
      files,
      'attempt-0123456789',
    )
    expect(request.body).toEqual({
      kind: 'json',
      value: {
        model: 'kling-v3-motion-control',
        image_urls: ['https://example.com/character.png'],
        video_urls: ['https://example.com/dance.mp4'],
        quality: '1080p',
        model_params: { character_orientation: 'video', keep_sound: false, element_list: [{ element_id: '12345' }] },
      },
    })
  })

  it('carries watermark and callback, and the watermark also when it is off', () => {
    const request = evolink.create(
      { ...minimalWish, watermark: false, callbackUrl: 'https://your-domain.com/webhooks/video-task-completed' },
      links,
      'a',
    )
    expect(request.body).toMatchObject({
      value: {
        callback_url: 'https://your-domain.com/webhooks/video-task-completed',
        model_params: { watermark_info: { enabled: false } },
      },
    })
  })

  it('sends a minimal wish with `quality`, which one page requires, and nothing it was not asked for', () => {
    const request = evolink.create(minimalWish, links, 'attempt-0123456789')
    if (request.body?.kind !== 'json') throw new Error('no JSON')
    expect(Object.keys(request.body.value as object).sort()).toEqual(['image_urls', 'model', 'model_params', 'quality', 'video_urls'])
    expect(request.body.value).toMatchObject({ model_params: { character_orientation: 'video', keep_sound: true } })
  })

  it('takes links only', () => {
    expect(evolink.accepts).toEqual({ image: ['own-upload', 'url'], video: ['own-upload', 'url'] })
  })

  it('polls the task by its id', () => {
    expect(evolink.poll('task-unified-1757169743-v3mc')).toEqual({
      method: 'GET',
      origin: 'api',
      path: '/v1/tasks/task-unified-1757169743-v3mc',
      headers: {},
      auth: 'bearer',
    })
    expect(evolink.poll('../credits?x').path).toBe('/v1/tasks/..%2Fcredits%3Fx')
  })
})

describe('EvoLink: the create answer', () => {
  it('reads the page’s answer, and makes no money out of reserved credits', () => {
    expect(evolink.readCreate(answer(200, created))).toEqual({ kind: 'accepted', remoteId: 'task-unified-1757169743-v3mc', charge: null })
  })

  it('needs the id alone', () => {
    expect(evolink.readCreate(answer(200, { id: 't' }))).toEqual({ kind: 'accepted', remoteId: 't', charge: null })
    expect(evolink.readCreate(answer(201, { id: 't', usage: {}, task_info: {}, results: null, error: null }))).toMatchObject({
      remoteId: 't',
    })
    expect(evolink.readCreate(answer(200, { id: 't', usage: '', task_info: [], results: '', error: 3, progress: 'x' }))).toMatchObject({
      remoteId: 't',
    })
  })

  it.each([
    [400, 'invalid_parameters', 'provider.rejected'],
    [401, 'invalid_api_key', 'provider.bad-key'],
    [402, 'insufficient_quota', 'provider.no-balance'],
    [403, 'insufficient_user_quota', 'provider.no-balance'],
    [429, 'insufficient_token_quota', 'provider.no-balance'],
    [403, 'access_denied', 'provider.forbidden'],
    [404, 'model_not_found', 'provider.not-found'],
    [413, 'too_large', 'provider.media-refused'],
    [429, 'rate_limit', 'provider.rate-limited'],
    [400, 'content_policy_violation', 'provider.content-policy'],
  ])('HTTP %i with code %s is %s', (status, code, expected) => {
    const message = code === 'content_policy_violation' ? 'Blocked by content policy' : 'something about it'
    const read = evolink.readCreate(answer(status, { error: { code, message, type: 't' } }))
    expect(read).toMatchObject({ kind: 'refused', failure: { code: expected } })
    if (read.kind === 'refused') expect(read.failure.message).toContain(message)
  })

  it.each([
    ['no id', answer(200, { ...created, id: undefined })],
    ['an html page', answer(200, htmlPage)],
    ['a server fault', answer(500, { error: { code: 'x', message: 'y' } })],
    ['a gateway’s 503', answer(503, htmlPage)],
    ['an outcome that may be paid', answer(409, { error: { code: 'paid_outcome_unknown', message: 'x' } })],
    ['a key that was seen before', answer(409, { error: { code: 'idempotency_conflict', message: 'x' } })],
  ])('is unclear on %s', (_, response) => {
    expect(evolink.readCreate(response)).toMatchObject({ kind: 'unclear', failure: { code: 'job.unconfirmed' } })
  })
})

describe('EvoLink: the poll answer', () => {
  const done = { id: 't', status: 'completed', progress: 100, results: ['https://cdn.example.com/r.mp4'] }

  it('reads the first result, its length and its cost', () => {
    expect(
      evolink.readPoll(
        answer(200, {
          ...done,
          result_data: [{ video_url: 'https://cdn.example.com/other.mp4', duration: '9.9' }],
          usage: { billing_rule: 'per_second', credits_reserved: 81.6, credits_used: 80, cost: { credits: 80, usd: 1.11 } },
        }),
      ),
    ).toEqual({
      kind: 'succeeded',
      url: 'https://cdn.example.com/r.mp4',
      seconds: 9.9,
      charge: { usd: 1.11, credits: 80, source: 'usage.cost.usd' },
    })
  })

  it('never turns credits into money', () => {
    expect(evolink.readPoll(answer(200, { ...done, usage: { credits_used: 81.648 } }))).toMatchObject({
      charge: { usd: null, credits: 81.648, source: 'usage.credits_used' },
    })
    expect(evolink.readPoll(answer(200, { ...done, usage: { credits_reserved: 408_240 } }))).toMatchObject({ charge: null })
  })

  it('finds the link in `result_data` when `results` is empty', () => {
    expect(
      evolink.readPoll(answer(200, { status: 'completed', results: [], result_data: [{ video_url: 'https://a.example/b.mp4' }] })),
    ).toMatchObject({
      kind: 'succeeded',
      url: 'https://a.example/b.mp4',
    })
  })

  it('reads pending as queued, processing with its progress and estimate', () => {
    expect(evolink.readPoll(answer(200, created))).toEqual({ kind: 'queued' })
    expect(
      evolink.readPoll(answer(200, { status: 'processing', progress: 45, task_info: { can_cancel: true, estimated_time: 90 } })),
    ).toEqual({
      kind: 'running',
      progress: 0.45,
      etaSeconds: 90,
    })
    expect(evolink.readPoll(answer(200, { status: 'processing' }))).toEqual({ kind: 'running', progress: null, etaSeconds: null })
    expect(evolink.readPoll(answer(200, { status: 'processing', progress: '250' }))).toMatchObject({ progress: 1 })
  })

  it.each([['archiving'], [''], [null], [7]])('keeps running on the unknown status %o', (status) => {
    expect(evolink.readPoll(answer(200, { id: 't', status })).kind).toBe('running')
  })

  it('reads failures with their code and text', () => {
    expect(
      evolink.readPoll(answer(200, { status: 'failed', error: { code: 'content_policy_violation', message: 'blocked', type: 't' } })),
    ).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.content-policy' },
    })
    const read = evolink.readPoll(answer(200, { status: 'failed', error: { code: 'image_processing_error', message: 'cannot fetch' } }))
    expect(read).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.generation-failed', message: expect.stringContaining('cannot fetch') },
    })
    expect(evolink.readPoll(answer(200, { status: 'failed', error: { code: 'service_error' } }))).toMatchObject({
      failure: { message: expect.stringContaining('service_error') },
    })
    expect(evolink.readPoll(answer(200, { status: 'failed' }))).toMatchObject({
      failure: { message: expect.stringContaining('no reason') },
    })
    expect(evolink.readPoll(answer(200, { status: 'cancelled' }))).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('cancelled') },
    })
  })

  it.each([[[]], [null], [undefined], [['']], [[{}]]])('shows `completed` without a link as a failure: %j', (results) => {
    expect(evolink.readPoll(answer(200, { status: 'completed', results }))).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.no-result' },
    })
  })

  it('asks again after what is no answer', () => {
    expect(evolink.readPoll(answer(200, htmlPage)).kind).toBe('retry')
    expect(evolink.readPoll(answer(403, htmlPage))).toMatchObject({ kind: 'retry', failure: { code: 'provider.forbidden' } })
    expect(evolink.readPoll(answer(429, '', { 'retry-after': '30' }))).toMatchObject({ kind: 'retry', failure: { retryAfterSeconds: 30 } })
  })
})

describe('EvoLink: the upload', () => {
  const way = evolink.upload?.ways[0]
  if (way?.kind !== 'form') throw new Error('EvoLink uploads by form')

  it('streams the file as `file` with `fileName` to the Files API', () => {
    expect(way.request({ name: 'dance.mp4', mime: 'video/mp4', bytes: 12 })).toEqual({
      method: 'POST',
      origin: 'files',
      path: '/api/v1/files/upload/stream',
      headers: {},
      auth: 'bearer',
      body: { kind: 'multipart', fields: { fileName: 'dance.mp4' }, fileField: 'file', fileName: 'dance.mp4', mime: 'video/mp4' },
    })
    expect(evolink.upload).toMatchObject({ maxBytes: 100_000_000, lifeHours: 72 })
  })

  it('passes on `file_url`, not `download_url`', () => {
    const data = {
      file_id: 'f',
      file_url: 'https://files.evolink.ai/f.mp4',
      download_url: 'https://files.evolink.ai/d',
      expires_at: '2026-11-23T00:00:00Z',
    }
    expect(way.read(answer(200, { success: true, code: 200, msg: 'ok', data }))).toEqual({
      kind: 'stored',
      url: 'https://files.evolink.ai/f.mp4',
      expiresAt: '2026-11-23T00:00:00Z',
    })
    expect(way.read(answer(200, { data: { file_url: 'https://files.evolink.ai/f.mp4' } }))).toMatchObject({
      kind: 'stored',
      expiresAt: null,
    })
  })

  it('reads `success: false` in an HTTP 200 as a failure with its text, even beside a link', () => {
    const read = way.read(answer(200, { success: false, msg: 'file quota reached', data: { file_url: 'https://files.evolink.ai/f.mp4' } }))
    expect(read).toMatchObject({
      kind: 'failed',
      failure: { code: 'delivery.failed', message: expect.stringContaining('file quota reached') },
    })
  })

  it('reads HTTP failures and nonsense', () => {
    expect(way.read(answer(401, { msg: 'bad' }))).toMatchObject({ kind: 'failed', failure: { code: 'provider.bad-key' } })
    expect(way.read(answer(413, ''))).toMatchObject({ kind: 'failed', failure: { code: 'provider.media-refused' } })
    expect(way.read(answer(200, htmlPage))).toMatchObject({ kind: 'failed', failure: { code: 'delivery.failed' } })
    expect(way.read(answer(200, { success: true, data: {} }))).toMatchObject({ kind: 'failed', failure: { code: 'delivery.failed' } })
  })
})

describe('EvoLink: the balance', () => {
  it('is in credits and never in money', () => {
    expect(evolink.balance?.request()).toEqual({ method: 'GET', origin: 'api', path: '/v1/credits', headers: {}, auth: 'bearer' })
    const body = {
      success: true,
      message: '',
      data: { token: { remaining_credits: 1, unlimited_credits: true }, user: { remaining_credits: 720.5, used_credits: 3 } },
    }
    expect(evolink.balance?.read(answer(200, body))).toEqual({ usd: null, credits: 720.5 })
    expect(evolink.balance?.read(answer(200, { data: { token: {} } }))).toBeNull()
    expect(evolink.balance?.read(answer(500, body))).toBeNull()
  })
})
