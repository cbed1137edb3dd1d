/** Every provider refuses in its own words and shape. */
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProviderId } from '../../src/domain/request'
import type { Rehearsal } from '../../src/main/engine/rehearsal/server'
import {
  bearer,
  clipLink,
  type Fixtures,
  getJson,
  imageLink,
  makeClip,
  makeFixtures,
  makeImage,
  postJson,
  rehearse,
  smallest,
  until,
} from './rehearsal-fixtures'

let fixtures: Fixtures
let server: Rehearsal
const short = 'https://example.com/short.mp4'
const small = 'https://example.com/small.jpg'
const text = 'https://example.com/page.mp4'

beforeAll(async () => {
  fixtures = await makeFixtures()
  const files: Record<string, string> = {
    [imageLink]: fixtures.image,
    [clipLink]: fixtures.clip,
    [short]: join(fixtures.directory, 'short.mp4'),
    [small]: join(fixtures.directory, 'small.jpg'),
    [text]: join(fixtures.directory, 'page.mp4'),
  }
  await makeClip(files[short]!, '640x360', 1)
  await makeImage(files[small]!, '200x300')
  await writeFile(files[text]!, '<!doctype html><title>Log in</title>')
  server = await rehearse(fixtures, {
    async fetchLink(url, target) {
      const path = files[url]
      if (path === undefined) return { ok: false, failure: { code: 'link.unreachable', message: 'no such host', fix: 'Check the link.' } }
      await copyFile(path, target)
      return { ok: true, value: undefined }
    },
  })
})
afterAll(async () => {
  await server.close()
  await fixtures.remove()
})

async function create(provider: ProviderId, changes: Record<string, unknown> = {}, headers?: Record<string, string>) {
  const { path, body } = smallest[provider]
  const nested =
    provider === 'shortapi' && !('model' in changes) ? { ...body, args: { ...(body.args as object), ...changes } } : { ...body, ...changes }
  return postJson(`${server.origin(provider)}${path}`, nested, headers)
}

describe('keys', () => {
  const missing: Record<ProviderId, [number, unknown]> = {
    shortapi: [401, { code: 401, info: 'unauthorized' }],
    aimlapi: [
      401,
      {
        message: 'Unauthorized',
        path: '/v2/video/generations',
        requestId: expect.any(String),
        statusCode: '401',
        timestamp: expect.any(String),
      },
    ],
    evolink: [401, { error: { code: 'unauthorized', message: 'No API key provided', type: 'authentication_error' } }],
    highwayapi: [401, { code: 401, reason: 'FAILED_TO_AUTH', message: 'failed to authenticate: no api key given', metadata: {} }],
    wavespeed: [401, { code: 401, message: 'Unauthorized: missing API key' }],
  }
  const bad: Record<ProviderId, [number, unknown]> = {
    shortapi: [200, { code: 401, info: 'invalid api key', data: null }],
    aimlapi: [401, expect.objectContaining({ message: 'Invalid API key' })],
    evolink: [401, { error: { code: 'invalid_api_key', message: 'Invalid API key', type: 'authentication_error' } }],
    highwayapi: [403, { code: 403, reason: 'INVALID_API_KEY', message: 'the api key is invalid', metadata: {} }],
    wavespeed: [401, { code: 401, message: 'Unauthorized: invalid API key' }],
  }
  const poor: Record<ProviderId, [number, unknown]> = {
    shortapi: [200, { code: 1, info: 'insufficient balance', data: null }],
    aimlapi: [403, expect.objectContaining({ message: expect.stringMatching(/run out of credits/), statusCode: '403' })],
    evolink: [402, { error: { code: 'insufficient_quota', message: 'Insufficient credits, please top up', type: 'insufficient_quota' } }],
    highwayapi: [403, { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'not enough balance', metadata: {} }],
    wavespeed: [400, { code: 1407, message: 'insufficient credits' }],
  }

  it.each(ProviderId.options)('%s wants a key, a known one, and a balance', async (provider) => {
    const without = await create(provider, {}, {})
    expect([without.status, without.json]).toEqual(missing[provider])
    const unknown = await create(provider, {}, bearer('bad'))
    expect([unknown.status, unknown.json]).toEqual(bad[provider])
    const broke = await create(provider, {}, bearer('poor'))
    expect([broke.status, broke.json]).toEqual(poor[provider])
    expect(server.creates.get(provider) ?? 0).toBe(0)
  })

  it('wants the word Bearer', async () => {
    expect((await create('wavespeed', {}, { 'x-api-key': 'rehearsal' })).status).toBe(401)
    expect((await create('wavespeed', {}, { authorization: 'rehearsal' })).status).toBe(401)
  })
})

describe('bodies', () => {
  it.each([
    ['shortapi', { character_orientation: 'left' }],
    ['shortapi', { keep_original_sound: true }],
    ['shortapi', { video: 'data:video/mp4;base64,AAAA' }],
    ['shortapi', { mode: 'turbo' }],
    ['shortapi', { model: 'kwaivgi/kling-2.6/motion-control' }],
    ['shortapi', { character_orientation: undefined }],
    ['aimlapi', { keep_audio: 'yes' }],
    ['aimlapi', { video_url: 'http://example.com/dance.mp4' }],
    ['aimlapi', { mode: 'professional' }],
    ['aimlapi', { model: 'klingai/v3' }],
    ['evolink', { image_urls: 'data:image/png;base64,AAAA' }],
    ['evolink', { video_urls: [clipLink, clipLink] }],
    ['evolink', { quality: '4k' }],
    ['evolink', { quality: undefined }],
    ['evolink', { prompt: 'x'.repeat(2501) }],
    ['evolink', { model_params: { character_orientation: 'image', element_list: [{ element_id: '1' }] } }],
    ['evolink', { model_params: { character_orientation: 'video', element_list: [{ element_id: '1' }, { element_id: '2' }] } }],
    ['evolink', { callback_url: 'http://example.com/hook' }],
    ['evolink', { callback_url: 'https://192.168.1.5/hook' }],
    ['evolink', { callback_url: `https://example.com/${'x'.repeat(2048)}` }],
    ['highwayapi', { model_name: 'kling-v3-0' }],
    ['highwayapi', { keep_original_sound: 'yes' }],
    ['highwayapi', { negative_prompt: 'x'.repeat(2501) }],
    ['highwayapi', { video: 'AAAAAAAAAAAAAAAAAAAA' }],
    ['wavespeed', { character_orientation: undefined }],
    ['wavespeed', { image: undefined }],
    ['wavespeed', { keep_original_sound: 'true' }],
    ['wavespeed', { mode: 'std' }],
  ] as const)('%s refuses %j', async (provider, changes) => {
    const { status, json } = await create(provider, changes)
    if (provider === 'shortapi') expect([status, json]).toEqual([200, { code: 1, info: expect.stringMatching(/./), data: null }])
    else expect(status).toBe(400)
    if (provider === 'aimlapi')
      expect(json).toMatchObject({ message: expect.stringMatching(/^Body validation error: /), statusCode: '400' })
    if (provider === 'evolink') expect(json).toMatchObject({ error: { code: 'invalid_parameters', type: 'invalid_request_error' } })
    if (provider === 'highwayapi') expect(json).toMatchObject({ code: 400, reason: 'INVALID_REQUEST_BODY' })
    if (provider === 'wavespeed') expect(json).toMatchObject({ code: 400, message: expect.stringMatching(/./) })
    expect(server.creates.get(provider) ?? 0).toBe(0)
  })

  it('wants JSON, said to be JSON', async () => {
    const url = `${server.origin('highwayapi')}${smallest.highwayapi.path}`
    const plain = await fetch(url, {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'text/plain' },
      body: JSON.stringify(smallest.highwayapi.body),
    })
    expect([plain.status, await plain.json()]).toMatchObject([400, { message: 'Content-Type must be application/json' }])
    const broken = await fetch(url, { method: 'POST', headers: { ...bearer(), 'content-type': 'application/json' }, body: '{"image":' })
    expect([broken.status, await broken.json()]).toMatchObject([400, { message: 'request body is not valid JSON' }])
  })
})

describe('media', () => {
  const clipField: Record<ProviderId, string> = {
    shortapi: 'video',
    aimlapi: 'video_url',
    evolink: 'video_urls',
    highwayapi: 'video',
    wavespeed: 'video',
  }
  const imageField: Record<ProviderId, string> = {
    shortapi: 'image',
    aimlapi: 'image_url',
    evolink: 'image_urls',
    highwayapi: 'image',
    wavespeed: 'image',
  }

  it.each(['evolink', 'highwayapi'] as const)('%s refuses a clip of one second, as its page says', async (provider) => {
    const { status, json } = await create(provider, { [clipField[provider]]: short })
    expect(status).toBe(400)
    expect(JSON.stringify(json)).toContain('video duration min: 1 s, must be ≥ 3 s')
  })

  it.each(['evolink', 'highwayapi', 'wavespeed'] as const)('%s refuses a picture of 200 px', async (provider) => {
    const { status, json } = await create(provider, { [imageField[provider]]: small })
    expect(status).toBe(400)
    expect(JSON.stringify(json)).toContain('200×300')
  })

  it.each(ProviderId.options)('%s refuses a page that calls itself a clip', async (provider) => {
    const { status, json } = await create(provider, { [clipField[provider]]: text })
    expect(status).toBe(provider === 'shortapi' ? 200 : 400)
    expect(JSON.stringify(json)).toMatch(/video/)
    expect(json).not.toHaveProperty('data.job_id')
  })

  it('says at once, or after accepting, that a link cannot be opened', async () => {
    const gone = 'https://example.com/gone.mp4'
    expect((await create('shortapi', { video: gone })).json).toEqual({ code: 1, info: 'failed to fetch video: no such host', data: null })
    expect((await create('aimlapi', { video_url: gone })).json.message).toBe('Body validation error: video_url: no such host')
    expect((await create('highwayapi', { video: gone })).json.message).toBe('video: no such host')

    const lateWave = await create('wavespeed', { video: gone })
    expect(lateWave.json).toMatchObject({ code: 200, data: { status: 'created' } })
    const wave = await until(
      () => getJson(`${server.origin('wavespeed')}/api/v3/predictions/${lateWave.json.data!.id}/result`),
      ({ json }) => (json.data!.status as unknown) === 'failed',
    )
    expect(wave.json.data).toMatchObject({ code: 1402, outputs: [], error: '1402: Failed to download video from the provided URL.' })

    const lateEvo = await create('evolink', { image_urls: [gone] })
    const evo = await until(
      () => getJson(`${server.origin('evolink')}/v1/tasks/${lateEvo.json.id}`),
      ({ json }) => (json.status as unknown) === 'failed',
    )
    expect(evo.json.error).toMatchObject({ code: 'image_processing_error' })
  })
})

describe('unknown things', () => {
  it('answers for an unknown job as each provider does', async () => {
    expect((await getJson(`${server.origin('shortapi')}/api/v1/job/query?id=x`)).json).toEqual({
      code: 404,
      info: 'job not found',
      data: null,
    })
    expect(await getJson(`${server.origin('aimlapi')}/v2/video/generations?generation_id=x`)).toMatchObject({
      status: 404,
      json: { message: 'Generation not found' },
    })
    expect(await getJson(`${server.origin('evolink')}/v1/tasks/x`)).toMatchObject({
      status: 404,
      json: { error: { code: 'resource_not_found' } },
    })
    expect(await getJson(`${server.origin('highwayapi')}/v3/async/task-result?task_id=x`)).toMatchObject({
      status: 404,
      json: { reason: 'TASK_NOT_FOUND' },
    })
    expect(await getJson(`${server.origin('wavespeed')}/api/v3/predictions/x/result`)).toMatchObject({
      status: 404,
      json: { code: 404, message: 'Prediction not found' },
    })
  })

  it('knows no other path', async () => {
    expect(
      (await fetch(`${server.origin('wavespeed')}/api/v3/kwaivgi/kling-v3.0-max/motion-control`, { method: 'POST', headers: bearer() }))
        .status,
    ).toBe(404)
    expect((await fetch(`${server.origin('shortapi')}/../results/shortapi/../../link-secret`)).status).toBe(404)
  })
})
