/** Media, a server and small requests for the rehearsal's tests. Everything is made by ffmpeg in a folder of its own. */
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import type { MediaFacts } from '../../src/domain/media'
import type { ProviderId } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { findTools, type Tools } from '../../src/main/engine/media/tools'
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../../src/main/engine/rehearsal/server'
import { packagedFfprobe } from '../support/packaged-ffprobe'

const run = promisify(execFile)

export interface Fixtures {
  directory: string
  tools: Tools
  /** 320×400 JPEG */
  image: string
  /** 480×360, 3.2 s, with sound */
  clip: string
  remove(): Promise<void>
}

/** The rehearsal fetches links of other hosts through the function it is given, never by itself. */
export const imageLink = 'https://example.com/character.jpg'
export const clipLink = 'https://example.com/dance.mp4'

export async function makeFixtures(): Promise<Fixtures> {
  const directory = await mkdtemp(join(tmpdir(), 'choreo-rehearsal-'))
  const image = join(directory, 'character.jpg')
  const clip = join(directory, 'dance.mp4')
  await makeImage(image, '320x400')
  await makeClip(clip, '480x360', 3.2)
  return {
    directory,
    tools: await findTools({ ...process.env, ...packagedFfprobe }),
    image,
    clip,
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

export async function makeImage(path: string, size: string): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${size}`, '-frames:v', '1', '-y', path])
}

export async function makeClip(path: string, size: string, seconds: number): Promise<void> {
  const sources = ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=24:d=${seconds}`, '-f', 'lavfi', '-i', `sine=f=440:d=${seconds}`]
  await run('ffmpeg', [
    '-v',
    'error',
    ...sources,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    '-y',
    path,
  ])
}

/** A server whose two example links lead to the fixtures, and which waits in no queue. */
export async function rehearse(fixtures: Fixtures, more: Partial<RehearsalOptions> = {}): Promise<Rehearsal> {
  const links: Record<string, string> = { [imageLink]: fixtures.image, [clipLink]: fixtures.clip }
  const started = await startRehearsal({
    directory: join(fixtures.directory, 'state'),
    tools: fixtures.tools,
    paceScale: 0,
    async fetchLink(url, target) {
      const path = links[url]
      if (path === undefined) return { ok: false, failure: { code: 'link.unreachable', message: 'no such host', fix: 'Check the link.' } }
      await copyFile(path, target)
      return { ok: true, value: undefined }
    },
    ...more,
  })
  if (!started.ok) throw new Error(`${started.failure.message} ${started.failure.detail ?? ''}`)
  return started.value
}

export interface Reply {
  status: number
  headers: Headers
  json: Json
}

/** Whatever came; the tests compare it whole or by path. */
export type Json = { [key: string]: Json }

export const bearer = (key = 'rehearsal') => ({ authorization: `Bearer ${key}` })

export async function postJson(url: string, body: unknown, headers: Record<string, string> = bearer()): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, json: (await response.json()) as Json }
}

export async function getJson(url: string, headers: Record<string, string> = bearer()): Promise<Reply> {
  const response = await fetch(url, { headers })
  return { status: response.status, headers: response.headers, json: (await response.json()) as Json }
}

/** Asks again until the answer says what is waited for. */
export async function until(ask: () => Promise<Reply>, done: (reply: Reply) => boolean): Promise<Reply> {
  for (let turn = 0; turn < 200; turn++) {
    const reply = await ask()
    if (done(reply)) return reply
    await sleep(50)
  }
  throw new Error('the task did not come to its end in time')
}

export async function download(url: string, target: string): Promise<void> {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('video/mp4')
  await writeFile(target, Buffer.from(await response.arrayBuffer()))
}

export async function factsOf(fixtures: Fixtures, path: string): Promise<MediaFacts> {
  const probed = await probe(path, fixtures.tools)
  if (!probed.ok) throw new Error(probed.failure.message)
  return probed.value
}

export async function base64Of(path: string): Promise<string> {
  return (await readFile(path)).toString('base64')
}

/** The least body each provider's page allows, with links. */
export const smallest: Record<ProviderId, { path: string; body: Record<string, unknown> }> = {
  shortapi: {
    path: '/api/v1/job/create',
    body: { model: 'kwaivgi/kling-3.0/motion-control', args: { image: imageLink, video: clipLink, character_orientation: 'video' } },
  },
  aimlapi: { path: '/v2/video/generations', body: { model: 'klingai/video-v3-motion-control', image_url: imageLink, video_url: clipLink } },
  evolink: {
    path: '/v1/videos/generations',
    body: {
      model: 'kling-v3-motion-control',
      image_urls: imageLink,
      video_urls: clipLink,
      quality: '720p',
      model_params: { character_orientation: 'video' },
    },
  },
  highwayapi: {
    path: '/v3/async/kling-v3.0-motion-control',
    body: { image: imageLink, video: clipLink, model_name: 'kling-v3-0-std', character_orientation: 'video' },
  },
  wavespeed: {
    path: '/api/v3/kwaivgi/kling-v3.0-std/motion-control',
    body: { image: imageLink, video: clipLink, character_orientation: 'video' },
  },
}
