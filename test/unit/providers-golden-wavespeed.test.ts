import { describe, expect, it } from 'vitest'
import { wavespeed } from '../../src/domain/providers/wavespeed'
import { wavespeedWording } from '../../src/domain/providers/wavespeed-wording'
import { answer, htmlPage, links, minimalWish } from '../support/samples'

/** All fields the page lists for an answer. */
const prediction = {
  id: 'pred-1',
  model: 'kwaivgi/kling-v3.0-std/motion-control',
  outputs: [] as unknown,
  urls: { get: 'https://api.wavespeed.ai/api/v3/predictions/pred-1/result' },
  has_nsfw_contents: [],
  status: 'created',
  created_at: '2023-04-01T12:34:56.789Z',
  error: '',
  timings: { inference: 0 },
}
const enveloped = (data: unknown, code: unknown = 200) => ({ code, message: 'success', data })

describe('WaveSpeedAI: the create request', () => {
  it('has the tier in the path and the page’s six fields', () => {
    const request = wavespeed.create(
      { orientation: 'image', tier: 'standard', keepAudio: true, prompt: 'neon', negativePrompt: 'blur' },
      links,
      'attempt-0123456789',
    )
    expect(request).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/api/v3/kwaivgi/kling-v3.0-std/motion-control',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: {
        kind: 'json',
        value: {
          image: 'https://files.example.com/character.png',
          video: 'https://files.example.com/dance.mp4',
          character_orientation: 'image',
          prompt: 'neon',
          negative_prompt: 'blur',
          keep_original_sound: true,
        },
      },
    })
    expect(wavespeed.origins).toEqual({ api: 'https://api.wavespeed.ai' })
  })

  it('goes to another path for the professional tier, with the callback in the query', () => {
    const request = wavespeed.create(
      { ...minimalWish, tier: 'professional', keepAudio: false, callbackUrl: 'https://me.example/hook?a=1&b=2' },
      links,
      'a',
    )
    expect(request.path).toBe('/api/v3/kwaivgi/kling-v3.0-pro/motion-control?webhook=https%3A%2F%2Fme.example%2Fhook%3Fa%3D1%26b%3D2')
    expect(request.body).toEqual({
      kind: 'json',
      value: {
        image: 'https://files.example.com/character.png',
        video: 'https://files.example.com/dance.mp4',
        character_orientation: 'video',
        keep_original_sound: false,
      },
    })
  })

  it('polls the result by its id', () => {
    expect(wavespeed.poll('pred/1')).toEqual({
      method: 'GET',
      origin: 'api',
      path: '/api/v3/predictions/pred%2F1/result',
      headers: {},
      auth: 'bearer',
    })
  })

  it('uploads both files and takes nothing inline', () => {
    expect(wavespeed.accepts).toEqual({ image: ['own-upload', 'url'], video: ['own-upload', 'url'] })
  })
})

describe('WaveSpeedAI: the create answer', () => {
  it('is accepted with code 200, whatever else is there or not', () => {
    expect(wavespeed.readCreate(answer(200, enveloped(prediction)))).toEqual({ kind: 'accepted', remoteId: 'pred-1', charge: null })
    expect(wavespeed.readCreate(answer(200, { code: 200, data: { id: 'pred-1' } }))).toMatchObject({ kind: 'accepted', remoteId: 'pred-1' })
    expect(wavespeed.readCreate(answer(200, { code: '200', data: { id: 'pred-1', outputs: '', error: null } }))).toMatchObject({
      kind: 'accepted',
    })
  })

  it('does not take ShortAPI’s 0 for success', () => {
    expect(wavespeed.readCreate(answer(200, { code: 0, data: {} })).kind).toBe('refused')
    expect(wavespeed.readCreate(answer(200, { code: 0, data: { id: 'pred-1' } }))).toMatchObject({
      kind: 'unclear',
      failure: { message: expect.stringContaining('pred-1') },
    })
  })

  it.each([
    ['HTTP 200', answer(200, { code: 400, message: 'invalid image', data: null }), 'provider.rejected'],
    ['HTTP 200', answer(200, { code: 401, message: 'bad key', data: null }), 'provider.bad-key'],
    ['HTTP 200', answer(200, { code: 429, message: 'slow', data: null }), 'provider.rate-limited'],
    ['HTTP 200', answer(200, { code: 1400, message: 'missing parameter', data: null }), 'provider.rejected'],
    ['HTTP 200', answer(200, { code: 1407, message: 'refused', data: null }), 'provider.no-balance'],
    ['HTTP 200', answer(200, { code: 1402, message: 'Failed to download', data: null }), 'provider.media-unreachable'],
    ['HTTP 200', answer(200, { code: 1200, message: 'blocked', data: null }), 'provider.content-policy'],
    ['HTTP 400', answer(400, { code: 1407, message: 'insufficient credits' }), 'provider.no-balance'],
    ['HTTP 400', answer(400, { code: 400, message: 'insufficient balance' }), 'provider.no-balance'],
    ['HTTP 400', answer(400, { code: 1401, message: 'invalid parameter' }), 'provider.rejected'],
    ['HTTP 401', answer(401, { code: 401, message: 'Unauthorized' }), 'provider.bad-key'],
    ['HTTP 402', answer(402, htmlPage), 'provider.no-balance'],
    ['HTTP 403', answer(403, htmlPage), 'provider.forbidden'],
    ['HTTP 404', answer(404, { code: 404, message: 'no such model' }), 'provider.not-found'],
    ['HTTP 429', answer(429, ''), 'provider.rate-limited'],
  ])('is refused: %s %j is %s', (_, response, code) => {
    expect(wavespeed.readCreate(response)).toMatchObject({ kind: 'refused', failure: { code } })
  })

  it.each([
    ['no id', answer(200, enveloped({ ...prediction, id: undefined }))],
    ['no data', answer(200, { code: 200, message: 'success' })],
    ['an html page', answer(200, htmlPage)],
    ['a fault of the service inside an HTTP 200', answer(200, { code: 5003, data: null })],
    ['an HTTP code of the service inside an HTTP 200', answer(200, { code: 500, message: 'x' })],
    ['a server fault', answer(500, { code: 500 })],
    ['a gateway’s page', answer(502, htmlPage)],
  ])('is unclear on %s', (_, response) => {
    expect(wavespeed.readCreate(response)).toMatchObject({ kind: 'unclear', failure: { code: 'job.unconfirmed' } })
  })
})

describe('WaveSpeedAI: the poll answer', () => {
  const link = 'https://static.wavespeed.ai/outputs/r.mp4'

  it.each([[[link]], [[{ url: link }]], [link], [{ url: link }]])('reads `completed` with outputs %j', (outputs) => {
    expect(wavespeed.readPoll(answer(200, enveloped({ ...prediction, status: 'completed', outputs })))).toEqual({
      kind: 'succeeded',
      url: link,
      seconds: null,
      charge: null,
    })
  })

  it.each([[[]], [null], [undefined], [''], [[{}]], [['AAAAIGZ0eXBpc29t']]])(
    'shows `completed` with outputs %j as a failure',
    (outputs) => {
      expect(wavespeed.readPoll(answer(200, enveloped({ ...prediction, status: 'completed', outputs })))).toMatchObject({
        kind: 'failed',
        failure: { code: 'provider.no-result' },
      })
    },
  )

  it('goes on while created, processing and anything unknown, and needs no other field', () => {
    expect(wavespeed.readPoll(answer(200, enveloped(prediction))).kind).toBe('queued')
    expect(wavespeed.readPoll(answer(200, enveloped({ status: 'processing' }))).kind).toBe('running')
    expect(wavespeed.readPoll(answer(200, enveloped({ status: 'warming-up' }))).kind).toBe('running')
    expect(wavespeed.readPoll(answer(200, enveloped({}))).kind).toBe('running')
  })

  it.each(['failed', 'cancelled', 'timeout', 'deleted'])('is final on `%s`', (status) => {
    expect(wavespeed.readPoll(answer(200, enveloped({ ...prediction, status, error: '' })))).toMatchObject({
      kind: 'failed',
      failure: { code: 'provider.generation-failed' },
    })
    expect(wavespeed.readPoll(answer(200, enveloped({ id: 'pred-1', status })))).toMatchObject({ kind: 'failed' })
  })

  it('names the end that is no failure of its own', () => {
    const read = wavespeed.readPoll(answer(200, enveloped({ ...prediction, status: 'deleted' })))
    if (read.kind !== 'failed') throw new Error(read.kind)
    expect(read.failure.message).toContain('deleted')
  })

  it('tells a link it could not fetch and moderated content from a failed run', () => {
    const failing = (changes: object) => wavespeed.readPoll(answer(200, enveloped({ ...prediction, status: 'failed', ...changes })))
    expect(failing({ error: '1402: Failed to download image from the provided URL.' })).toMatchObject({
      failure: { code: 'provider.media-unreachable' },
    })
    expect(failing({ code: 1402, error: 'x' })).toMatchObject({ failure: { code: 'provider.media-unreachable' } })
    expect(failing({ code: '1402' })).toMatchObject({ failure: { code: 'provider.media-unreachable' } })
    expect(failing({ code: 1200, error: 'x' })).toMatchObject({ failure: { code: 'provider.content-policy' } })
    expect(failing({ code: 1405, error: 'no person' })).toMatchObject({
      failure: { code: 'provider.generation-failed', message: expect.stringContaining('no person') },
    })
  })

  it('reads an ended job as ended when its code stands in the envelope', () => {
    expect(wavespeed.readPoll(answer(200, enveloped({ ...prediction, status: 'failed', error: 'no person' }, 500)))).toMatchObject({
      kind: 'failed',
    })
  })

  it.each([
    ['code 5003 in an HTTP 200', answer(200, { code: 5003, data: null }), 'provider.unavailable'],
    ['code 0', answer(200, { code: 0, data: { status: 'completed', outputs: [link] } }), 'provider.rejected'],
    ['an html page', answer(200, htmlPage), 'provider.nonsense'],
    ['no data', answer(200, { code: 200 }), 'provider.nonsense'],
    ['“Prediction not found”', answer(404, { code: 404, message: 'Prediction not found' }), 'provider.not-found'],
    ['a limit', answer(429, ''), 'provider.rate-limited'],
    ['a server fault', answer(500, htmlPage), 'provider.unavailable'],
  ])('asks again after %s', (_, response, code) => {
    expect(wavespeed.readPoll(response)).toMatchObject({ kind: 'retry', failure: { code } })
  })
})

describe('WaveSpeedAI: the upload', () => {
  const [two, one] = wavespeed.upload?.ways ?? []
  if (two?.kind !== 'ticket' || one?.kind !== 'form') throw new Error('WaveSpeed uploads by ticket, else by form')

  it('asks for a ticket with name, size and type', () => {
    expect(two.request({ name: 'dance.mp4', mime: 'video/mp4', bytes: 1234 })).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/api/v3/media/uploads',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
      body: { kind: 'json', value: { filename: 'dance.mp4', size: 1234, content_type: 'video/mp4' } },
    })
    expect(wavespeed.upload).toMatchObject({ maxBytes: 209_715_200, lifeHours: 168 })
  })

  it('puts the bytes with exactly the ticket’s headers and without the key', () => {
    const data = {
      type: 'video',
      download_url: 'https://static.wavespeed.ai/media/d.mp4',
      filename: 'dance.mp4',
      size: 1234,
      upload: { method: 'PUT', url: 'https://store.example.com/put?sig=1', headers: { 'Content-Type': 'video/mp4', 'If-None-Match': '*' } },
    }
    expect(two.readTicket(answer(200, enveloped(data)))).toEqual({
      kind: 'ticket',
      url: 'https://static.wavespeed.ai/media/d.mp4',
      put: {
        method: 'PUT',
        origin: 'absolute',
        path: 'https://store.example.com/put?sig=1',
        headers: { 'content-type': 'video/mp4', 'if-none-match': '*' },
        auth: 'none',
        body: { kind: 'file', mime: 'video/mp4' },
      },
    })
    expect(two.readTicket(answer(200, enveloped({ ...data, upload: { url: 'https://store.example.com/put' } })))).toMatchObject({
      kind: 'ticket',
      put: { headers: {}, auth: 'none', body: { kind: 'file', mime: 'application/octet-stream' } },
    })
  })

  it.each([404, 405, 501])('tries the one-step way when the ticket’s address is missing (HTTP %i)', (status) => {
    expect(two.readTicket(answer(status, ''))).toMatchObject({ kind: 'failed', tryNextWay: true })
  })

  it.each([
    ['a quota', answer(429, { code: 429, message: 'Upload quota exceeded' }), 'provider.rate-limited'],
    ['a bad key', answer(401, { code: 401 }), 'provider.bad-key'],
    ['a ticket without a place', answer(200, enveloped({ download_url: 'https://static.wavespeed.ai/d' })), null],
    ['an html page', answer(200, htmlPage), 'provider.nonsense'],
  ])('does not try the other way after %s', (_, response, code) => {
    const read = two.readTicket(response)
    expect(read).toMatchObject({ kind: 'failed', tryNextWay: false })
    if (read.kind === 'failed' && code) expect(read.failure.code).toBe(code)
  })

  it('does not take a quota that is used up for haste alone', () => {
    const quota = answer(429, { code: 429, message: 'Upload quota exceeded' })
    for (const read of [two.readTicket(quota), one.read(quota), two.readPut(answer(429, ''), 'https://static.wavespeed.ai/d')]) {
      if (read.kind !== 'failed') throw new Error('it was taken for success')
      expect(read.failure.message).toContain('upload quota')
      expect(read.failure.fix).toMatch(/upload quota on WaveSpeedAI’s own page/)
    }
    expect(two.readTicket(quota)).toMatchObject({ failure: { message: expect.stringContaining('“Upload quota exceeded”') } })
  })

  it('reads the PUT: stored, already there, or try the other way', () => {
    const url = 'https://static.wavespeed.ai/media/d.mp4'
    expect(two.readPut(answer(200, ''), url)).toEqual({ kind: 'stored', url, expiresAt: null })
    expect(two.readPut(answer(412, '<Error/>'), url)).toEqual({ kind: 'stored', url, expiresAt: null })
    expect(two.readPut(answer(403, '<Error/>'), url)).toMatchObject({ kind: 'failed', tryNextWay: true })
  })

  it('uploads in one step as multipart `file`', () => {
    expect(one.request({ name: 'c.png', mime: 'image/png', bytes: 1 })).toEqual({
      method: 'POST',
      origin: 'api',
      path: '/api/v3/media/upload/binary',
      headers: {},
      auth: 'bearer',
      body: { kind: 'multipart', fields: {}, fileField: 'file', fileName: 'c.png', mime: 'image/png' },
    })
    expect(one.read(answer(200, enveloped({ download_url: 'https://static.wavespeed.ai/c.png' })))).toMatchObject({
      kind: 'stored',
      expiresAt: null,
    })
    expect(one.read(answer(200, enveloped({})))).toMatchObject({ kind: 'failed', tryNextWay: false })
    expect(one.read(answer(413, ''))).toMatchObject({ kind: 'failed', failure: { code: 'provider.media-refused' } })
  })
})

describe('WaveSpeedAI: the prompt optimizer', () => {
  const { create, readCreate, poll, readPoll, usd } = wavespeedWording
  const done = (outputs: unknown) => answer(200, enveloped({ ...prediction, status: 'completed', outputs }))

  it('is asked with text, with a picture, or with both, for a clip', () => {
    const request = {
      method: 'POST',
      origin: 'api',
      path: '/api/v3/wavespeed-ai/prompt-optimizer',
      headers: { 'content-type': 'application/json' },
      auth: 'bearer',
    }
    const body = (value: object) => ({ ...request, body: { kind: 'json', value: { mode: 'video', ...value } } })
    expect(create('she bows', null)).toEqual(body({ text: 'she bows' }))
    expect(create('', 'https://files.example.com/a.png')).toEqual(body({ image: 'https://files.example.com/a.png' }))
    expect(create('she bows', 'https://files.example.com/a.png')).toEqual(
      body({ text: 'she bows', image: 'https://files.example.com/a.png' }),
    )
    expect(poll('pred/1').path).toBe('/api/v3/predictions/pred%2F1/result')
    expect(usd).toBe(0.001)
  })

  it('is accepted, refused and left unclear like any prediction', () => {
    expect(readCreate(answer(200, enveloped(prediction)))).toMatchObject({ kind: 'accepted', remoteId: 'pred-1' })
    expect(readCreate(answer(400, { code: 1407, message: 'insufficient credits' }))).toMatchObject({ kind: 'refused' })
    expect(readCreate(answer(502, htmlPage))).toMatchObject({ kind: 'unclear' })
  })

  it('gives its text in the first output', () => {
    expect(readPoll(done(['  She bows slowly.\n']))).toEqual({ kind: 'done', text: 'She bows slowly.' })
    expect(readPoll(done('She bows.'))).toEqual({ kind: 'done', text: 'She bows.' })
    expect(readPoll(done([{ text: 'She bows.' }]))).toEqual({ kind: 'done', text: 'She bows.' })
    for (const status of ['created', 'processing', 'moderating', undefined])
      expect(readPoll(answer(200, enveloped({ ...prediction, status })))).toEqual({ kind: 'waiting' })
  })

  it.each([
    ['done without a text', done([]), 'failed', 'provider.no-result'],
    ['done with spaces', done(['  ']), 'failed', 'provider.no-result'],
    ['failed', answer(200, enveloped({ ...prediction, status: 'failed', error: 'too long' })), 'failed', 'provider.generation-failed'],
    ['failed, said outside', answer(200, enveloped({ ...prediction, status: 'timeout' }, 5004)), 'failed', 'provider.generation-failed'],
    ['moderated', answer(200, enveloped({ ...prediction, status: 'failed', code: 1200 })), 'failed', 'provider.content-policy'],
    ['a limit', answer(429, ''), 'retry', 'provider.rate-limited'],
    ['an html page', answer(200, htmlPage), 'retry', 'provider.nonsense'],
    ['no data', answer(200, { code: 200 }), 'retry', 'provider.nonsense'],
    ['a fault', answer(200, { code: 5003, data: null }), 'retry', 'provider.unavailable'],
  ])('reads %s', (_name, response, kind, code) => {
    expect(readPoll(response)).toMatchObject({ kind, failure: { code } })
  })
})

describe('WaveSpeedAI: the balance', () => {
  it('is in dollars and needs code 200', () => {
    expect(wavespeed.balance?.request()).toEqual({ method: 'GET', origin: 'api', path: '/api/v3/balance', headers: {}, auth: 'bearer' })
    expect(wavespeed.balance?.read(answer(200, enveloped({ balance: 4.2 })))).toEqual({ usd: 4.2, credits: null })
    expect(wavespeed.balance?.read(answer(200, enveloped({ balance: 4.2 }, 401)))).toBeNull()
    expect(wavespeed.balance?.read(answer(200, enveloped({})))).toBeNull()
    expect(wavespeed.balance?.read(answer(200, { data: { balance: 4.2 } }))).toBeNull()
  })
})
