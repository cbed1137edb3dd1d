/** The real tools of this machine, a scratch folder for each test, and an ffmpeg that keeps a diary. */
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll } from 'vitest'
import { planForAll } from '../../src/domain/assess'
import type { Failure, Result } from '../../src/domain/failure'
import { type Edits, type ImageFacts, noEdits, type VideoFacts } from '../../src/domain/media'
import { defaultRequest, type MotionRequest, type ProviderId } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { findTools, requireTools, type Tools } from '../../src/main/engine/media/tools'
import type { PrepareJob } from '../../src/main/engine/prepare'
import { fixture, fixtureFolder } from './media-fixtures'
import { scratchFolder } from './scratch'

export const everyProvider: [ProviderId, ...ProviderId[]] = ['shortapi', 'aimlapi', 'evolink', 'highwayapi', 'wavespeed']

let tools: Promise<Tools> | null = null
export function realTools(): Promise<Tools> {
  tools ??= findTools(process.env)
  return tools
}

export async function realPaths(): Promise<{ ffmpeg: string; ffprobe: string }> {
  return valueIn(requireTools(await realTools()))
}

// Made once, before the first test of a process that needs them; on a busy machine that takes longer than a test may.
beforeAll(() => fixtureFolder().then(() => {}), 300_000)

export { scratchFolder }

export function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message} ${result.failure.detail ?? ''}`)
  return result.value
}

export function failureOf<T>(result: Result<T>): Failure {
  if (result.ok) throw new Error(`it succeeded: ${JSON.stringify(result.value).slice(0, 300)}`)
  return result.failure
}

export async function imageOf(name: string): Promise<{ path: string; facts: ImageFacts }> {
  const path = await fixture(name)
  const facts = valueIn(await probe(path, await realTools()))
  if (facts.kind !== 'image') throw new Error(`${name} is not a picture`)
  return { path, facts }
}

export async function clipOf(name: string): Promise<{ path: string; facts: VideoFacts }> {
  return clipAt(await fixture(name), name)
}

async function clipAt(path: string, name = path): Promise<{ path: string; facts: VideoFacts }> {
  const facts = valueIn(await probe(path, await realTools(), undefined, 'video'))
  if (facts.kind !== 'video') throw new Error(`${name} is not a clip`)
  return { path, facts }
}

interface Wanted {
  image?: string
  video?: string
  /** A clip that is no fixture, by its path. */
  videoAt?: string
  providers?: [ProviderId, ...ProviderId[]]
  edits?: Partial<Edits>
  request?: Partial<MotionRequest>
}

/** A job as the engine would give it to `prepare`: fixtures, planned for the providers. */
export async function jobFor(wanted: Wanted): Promise<PrepareJob> {
  const image = await imageOf(wanted.image ?? 'photo.jpg')
  const video = wanted.videoAt ? await clipAt(wanted.videoAt) : await clipOf(wanted.video ?? 'plain.mp4')
  const plan = valueIn(
    planForAll(wanted.providers ?? everyProvider, {
      image: image.facts,
      video: video.facts,
      request: { ...defaultRequest, ...wanted.request },
      edits: { ...noEdits, ...wanted.edits },
    }),
  )
  return { image, video, plan }
}

/** The real ffmpeg behind a script that writes down each start: process id, then the arguments. */
export async function diaryFfmpeg(folder: string): Promise<{ path: string; encodes(): Promise<{ pid: number }[]> }> {
  const { ffmpeg } = await realPaths()
  const path = join(folder, 'ffmpeg-with-diary')
  const diary = join(folder, 'diary')
  await writeFile(diary, '')
  await writeFile(path, `#!/bin/sh\necho "$$ $*" >> '${diary}'\nexec '${ffmpeg}' "$@"\n`, { mode: 0o755 })
  return {
    path,
    async encodes() {
      const lines = (await readFile(diary, 'utf8')).split('\n')
      return lines.filter((line) => line.includes('-progress pipe:2')).map((line) => ({ pid: Number(line.split(' ')[0]) }))
    },
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until something is so, for at most ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('it did not happen within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Processes that this one has started and that still run, but for those that were there when the tests began. */
export function childrenOf(pid: number): number[] {
  if (process.platform !== 'linux') return []
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  })
  return children.filter((child) => /^(ffmpeg|ffprobe)/.test(nameOf(child)))
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8')
  } catch {
    return ''
  }
}
