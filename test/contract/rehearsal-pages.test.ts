/** Each provider's sample request is accepted, and the answers have the shapes of its page. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Rehearsal } from '../../src/main/engine/rehearsal/server'
import {
  base64Of,
  bearer,
  clipLink,
  download,
  type Fixtures,
  factsOf,
  getJson,
  imageLink,
  makeClip,
  makeFixtures,
  postJson,
  rehearse,
  smallest,
  until,
} from './rehearsal-fixtures'

let fixtures: Fixtures
let server: Rehearsal

beforeAll(async () => {
  fixtures = await makeFixtures()
  server = await rehearse(fixtures)
})
afterAll(async () => {
  await server.close()
  await fixtures.remove()
})

const link = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/results\/[a-z]+\/[0-9a-f]{32}\.mp4\?expires=\d+&sig=[0-9a-f]{64}$/)

describe('ShortAPI', () => {
  it('answers the page’s sample, counts 0, 1, 2 and gives the link where the page has it', async () => {
    const origin = server.origin('shortapi')
    const created = await postJson(`${origin}/api/v1/job/create`, { ...smallest.shortapi.body, callback_url: 'CALLBACK_URL' })
    expect(created.status).toBe(200)
    expect(created.json).toEqual({ code: 0, data: { amount: '0.43', job_id: expect.stringMatching(/^.+$/) } })
    const url = `${origin}/api/v1/job/query?id=${created.json.data!.job_id}`
    const seen = new Set<unknown>()
    const done = await until(
      () => getJson(url),
      ({ json }) => seen.add(json.data!.status) && (json.data!.status as unknown) === 2,
    )
    expect(done.json).toEqual({ code: 0, data: { status: 2, result: { videos: [{ url: link }] } } })
    expect([...seen].every((status) => [0, 1, 2].includes(status as number))).toBe(true)
  })

  it('takes the picture as raw base64 and refuses a data URI', async () => {
    const url = `${server.origin('shortapi')}/api/v1/job/create`
    const body = (image: string) => ({
      ...smallest.shortapi.body,
      args: { image, video: clipLink, character_orientation: 'image', mode: 'pro', keep_original_sound: 'no' },
    })
    const raw = await base64Of(fixtures.image)
    expect((await postJson(url, body(raw))).json).toMatchObject({ code: 0 })
    const refused = await postJson(url, body(`data:image/jpeg;base64,${raw}`))
    expect(refused.status).toBe(200)
    expect(refused.json).toEqual({ code: 1, info: 'args.image: must be a public URL or base64 without any prefix', data: null })
  })
})

describe('AI/ML API', () => {
  it('answers 201, then the same shape with the link and the money spent', async () => {
    const url = `${server.origin('aimlapi')}/v2/video/generations`
    const created = await postJson(
      url,
      {
        ...smallest.aimlapi.body,
        prompt: 'A character dancing in a sunlit studio.',
        mode: 'std',
        character_orientation: 'video',
        keep_audio: true,
      },
      { ...bearer(), 'x-client-request-id': 'attempt-1' },
    )
    expect(created.status).toBe(201)
    expect(created.json).toEqual({ id: expect.stringMatching(/:/), status: 'queued' })
    expect(created.headers.get('x-client-request-id')).toBe('attempt-1')
    const id = created.json.id as unknown as string
    const done = await until(
      () => getJson(`${url}?generation_id=${encodeURIComponent(id)}`),
      ({ json }) => (json.status as unknown) === 'completed',
    )
    expect(done.json).toEqual({
      id,
      status: 'completed',
      video: { url: link },
      error: null,
      meta: { usage: { credits_used: 1_008_000, usd_spent: 0.504 } },
    })
    expect(done.headers.get('x-aimlapi-usd-spent')).toBe('0.504')
    const logs = await getJson(`${server.origin('aimlapi')}/v2/logs?client_request_id=attempt-1`)
    expect(logs.json.data).toEqual([expect.objectContaining({ client_request_id: 'attempt-1', inference_id: id, cost: 0.504 })])
  })

  it('takes both files as data URIs, a clip of many megabytes too, and refuses raw base64', async () => {
    const url = `${server.origin('aimlapi')}/v2/video/generations`
    const image = await base64Of(fixtures.image)
    const large = join(fixtures.directory, 'noise.mp4')
    await makeClip(large, '1280x720', 6)
    const clip = await base64Of(large)
    expect(clip.length).toBeGreaterThan(1_000_000)
    const body = {
      model: 'klingai/video-v3-motion-control',
      image_url: `data:image/jpeg;base64,${image}`,
      video_url: `data:video/mp4;base64,${clip}`,
    }
    expect((await postJson(url, body)).status).toBe(201)
    const refused = await postJson(url, { ...body, image_url: image })
    expect(refused.status).toBe(400)
    expect(refused.json).toEqual({
      message: 'Body validation error: image_url: Invalid uri',
      path: '/v2/video/generations',
      requestId: expect.any(String),
      statusCode: '400',
      timestamp: expect.any(String),
    })
  })

  it('tells the balance', async () => {
    expect((await getJson(`${server.origin('aimlapi')}/v2/billing`)).json).toEqual({ current_balance: 100, currency: 'USD' })
  })
})

describe('EvoLink', () => {
  const sample = {
    model: 'kling-v3-motion-control',
    prompt: 'A girl wearing a gray loose T-shirt and denim shorts',
    image_urls: [imageLink],
    video_urls: [clipLink],
    quality: '720p',
    model_params: { character_orientation: 'image', keep_sound: true },
  }

  it('answers the page’s sample with the page’s shape', async () => {
    const created = await postJson(`${server.origin('evolink')}/v1/videos/generations`, sample)
    expect(created.status).toBe(200)
    expect(created.json).toEqual({
      created: expect.any(Number),
      id: expect.stringMatching(/^task-unified-\d+-[0-9a-z]+$/),
      model: 'kling-v3-motion-control',
      object: 'video.generation.task',
      progress: 0,
      status: 'pending',
      task_info: { can_cancel: true, estimated_time: 180 },
      type: 'video',
      usage: { billing_rule: 'per_second', credits_reserved: 32.6592, user_group: 'default' },
    })
    const done = await until(
      () => getJson(`${server.origin('evolink')}/v1/tasks/${created.json.id}`),
      ({ json }) => (json.status as unknown) === 'completed',
    )
    expect(done.json).toMatchObject({
      id: created.json.id,
      progress: 100,
      results: [link],
      usage: { credits_used: 32.6592, cost: { credits: 32.6592, usd: 0.4536 } },
    })
    const list = await getJson(`${server.origin('evolink')}/v1/tasks?status=completed`)
    expect(list.json.data).toContainEqual(expect.objectContaining({ id: created.json.id }))
    expect(JSON.stringify(list.json)).not.toContain('/results/')
  })

  it('answers the page’s second sample, with an element', async () => {
    const params = { character_orientation: 'video', keep_sound: false, element_list: [{ element_id: '12345' }] }
    const created = await postJson(`${server.origin('evolink')}/v1/videos/generations`, {
      ...sample,
      quality: '1080p',
      model_params: params,
    })
    expect(created.json).toMatchObject({ status: 'pending', usage: { credits_reserved: 43.5347 } })
  })

  it('gives the same task for the same Idempotency-Key and makes one only', async () => {
    const url = `${server.origin('evolink')}/v1/videos/generations`
    const headers = { ...bearer(), 'idempotency-key': 'attempt-0123456789' }
    const before = server.creates.get('evolink') ?? 0
    const first = await postJson(url, sample, headers)
    const second = await postJson(url, sample, headers)
    expect(second.json.id).toBe(first.json.id)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(server.creates.get('evolink')).toBe(before + 1)
    const other = await postJson(url, { ...sample, quality: '1080p' }, headers)
    expect([other.status, other.json.error!.code]).toEqual([409, 'idempotency_conflict'])
  })

  it('keeps uploaded files, lists, counts and deletes them, and takes their links', async () => {
    const files = server.filesOrigin
    const form = new FormData()
    form.append('fileName', 'my clip.mp4')
    form.append('file', new Blob([await readFile(fixtures.clip)], { type: 'video/mp4' }), 'dance.mp4')
    const stored = (await (
      await fetch(`${files}/api/v1/files/upload/stream`, { method: 'POST', headers: bearer(), body: form })
    ).json()) as Record<string, never>
    const size = (await readFile(fixtures.clip)).length
    expect(stored).toMatchObject({
      success: true,
      code: 200,
      data: { file_name: 'my_clip.mp4', original_name: 'dance.mp4', file_size: size, mime_type: 'video/mp4' },
    })
    const { file_id: id, file_url: url } = stored.data as unknown as { file_id: string; file_url: string }
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(await readFile(fixtures.clip))).toBe(true)

    const picture = await postJson(`${files}/api/v1/files/upload/base64`, {
      base64_data: await base64Of(fixtures.image),
      file_name: 'c.jpg',
    })
    expect(picture.json).toMatchObject({ success: true, data: { mime_type: 'image/jpeg' } })
    expect((await getJson(`${files}/api/v1/files/quota`)).json.data).toMatchObject({ used_files: 2, max_files: 2000, remain_files: 1998 })
    expect((await getJson(`${files}/api/v1/files/list?page=1&pageSize=1`)).json.data).toMatchObject({
      total: 2,
      files: [expect.anything()],
    })

    const created = await postJson(`${server.origin('evolink')}/v1/videos/generations`, {
      ...sample,
      image_urls: picture.json.data!.file_url,
      video_urls: url,
    })
    expect(created.json).toMatchObject({ status: 'pending' })
    expect((await fetch(`${files}/api/v1/files/${id}`, { method: 'DELETE', headers: bearer() })).status).toBe(200)
    expect((await fetch(url)).status).toBe(404)
  })

  it('tells the credits', async () => {
    expect((await getJson(`${server.origin('evolink')}/v1/credits`)).json).toMatchObject({
      success: true,
      data: { user: { remaining_credits: 7200 } },
    })
  })
})

describe('HighwayAPI', () => {
  it('answers a bare task_id, and the result with a link of one hour', async () => {
    const origin = server.origin('highwayapi')
    const body = { ...smallest.highwayapi.body, prompt: 'a', negative_prompt: 'b', keep_original_sound: true }
    const created = await postJson(`${origin}/v3/async/kling-v3.0-motion-control`, body)
    expect(created.json).toEqual({ task_id: expect.any(String) })
    const seen = new Set<unknown>()
    const done = await until(
      () => getJson(`${origin}/v3/async/task-result?task_id=${created.json.task_id}`),
      ({ json }) => seen.add(json.task!.status) && (json.task!.status as unknown) === 'TASK_STATUS_SUCCEED',
    )
    expect(done.json).toMatchObject({
      task: { task_id: created.json.task_id, reason: '', progress_percent: 100 },
      images: [],
      audios: [],
      videos: [{ video_url: link, video_url_ttl: '3600', video_type: 'mp4' }],
    })
    expect(
      [...seen].every((status) => ['TASK_STATUS_QUEUED', 'TASK_STATUS_PROCESSING', 'TASK_STATUS_SUCCEED'].includes(status as string)),
    ).toBe(true)
  })
})

describe('WaveSpeedAI', () => {
  it.each(['std', 'pro'])('answers the %s path with the page’s envelope', async (tier) => {
    const origin = server.origin('wavespeed')
    const created = await postJson(`${origin}/api/v3/kwaivgi/kling-v3.0-${tier}/motion-control`, smallest.wavespeed.body)
    expect(created.status).toBe(200)
    expect(created.json).toEqual({
      code: 200,
      message: 'success',
      data: {
        id: expect.any(String),
        model: `kwaivgi/kling-v3.0-${tier}/motion-control`,
        outputs: [],
        urls: { get: expect.stringMatching(/\/api\/v3\/predictions\/[0-9a-f]+\/result$/) },
        has_nsfw_contents: [],
        status: 'created',
        created_at: expect.stringMatching(/^\d{4}-.*Z$/),
        error: '',
        timings: { inference: 0 },
      },
    })
    const id = created.json.data!.id as unknown as string
    const done = await until(
      () => getJson(`${origin}/api/v3/predictions/${id}/result`),
      ({ json }) => (json.data!.status as unknown) === 'completed',
    )
    expect(done.json.data).toMatchObject({ outputs: [link], has_nsfw_contents: [false], error: '' })
    expect((await getJson(`${origin}/api/v3/predictions/${id}`)).json.data).toMatchObject({ id, status: 'completed' })
    const since = new Date(Date.now() - 60_000).toISOString()
    const history = await postJson(`${origin}/api/v3/predictions`, {
      page: 1,
      page_size: 20,
      created_after: since,
      model: `kwaivgi/kling-v3.0-${tier}/motion-control`,
    })
    expect(history.json.data).toMatchObject({ page: 1, items: [{ id }] })
    const target = join(fixtures.directory, `${tier}.mp4`)
    await download((done.json.data!.outputs as unknown as string[])[0]!, target)
    expect(await factsOf(fixtures, target)).toMatchObject({ kind: 'video' })
  })

  it('uploads in two steps, wants exactly the ticket’s headers, and never the key', async () => {
    const origin = server.origin('wavespeed')
    const bytes = await readFile(fixtures.clip)
    const ticket = await postJson(`${origin}/api/v3/media/uploads`, {
      filename: 'dance.mp4',
      size: bytes.length,
      content_type: 'video/mp4',
    })
    expect(ticket.json).toMatchObject({
      code: 200,
      data: { type: 'video', filename: 'dance.mp4', size: bytes.length, upload: { method: 'PUT' } },
    })
    const upload = ticket.json.data!.upload as unknown as { url: string; headers: Record<string, string> }
    const put = (headers: Record<string, string>) => fetch(upload.url, { method: 'PUT', headers, body: bytes })
    expect((await put({ 'content-type': 'video/mp4' })).status).toBe(403)
    expect((await put({ ...upload.headers, ...bearer() })).status).toBe(400)
    expect(server.violations).toContain('The key was sent to the object store of an upload ticket.')
    expect((await put(upload.headers)).status).toBe(200)
    expect((await put(upload.headers)).status).toBe(412)
    const link = ticket.json.data!.download_url as unknown as string
    expect(Buffer.from(await (await fetch(link)).arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('uploads in one step, and a link of one provider’s store works for another', async () => {
    const form = new FormData()
    form.append('file', new Blob([await readFile(fixtures.clip)], { type: 'video/mp4' }), 'dance.mp4')
    const stored = await fetch(`${server.origin('wavespeed')}/api/v3/media/upload/binary`, {
      method: 'POST',
      headers: bearer(),
      body: form,
    })
    const { data } = (await stored.json()) as { data: { type: string; download_url: string } }
    expect(data).toMatchObject({ type: 'video', filename: 'dance.mp4' })
    const created = await postJson(`${server.origin('highwayapi')}${smallest.highwayapi.path}`, {
      ...smallest.highwayapi.body,
      video: data.download_url,
    })
    expect(created.json).toEqual({ task_id: expect.any(String) })
  })

  it('tells the balance', async () => {
    expect((await getJson(`${server.origin('wavespeed')}/api/v3/balance`)).json).toEqual({
      code: 200,
      message: 'success',
      data: { balance: 100 },
    })
  })
})
