/** One paid run of the real command whose journal's writes are counted, and may be fatal. */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { parseJson } from '../../src/domain/http'
import { JobRecord } from '../../src/domain/job'
import type { ProviderId } from '../../src/domain/request'
import { choreo, root } from '../support/cli'
import { environmentFor, ids, type Media, serve } from './fault-house'

export interface Write {
  /** From 1; another one at each run, since polls come and go. */
  count: number
  /** The same at each run. */
  name: string
  what: 'mkdir' | 'rename' | 'append' | 'write'
  file: string
  /** The state or event that it tells of. */
  tells: string
}

const preload = ['--import', pathToFileURL(join(root, 'test/support/crash-at.mjs')).href]

/** A project of its own, its providers in this process, and the real command in front of them. */
export async function openStage(media: Media, provider: ProviderId) {
  const directory = await mkdtemp(join(media.directory, 'crash-'))
  const server = await serve(directory, media)
  const place = { origin: new URL(server.filesOrigin).origin }
  const wires = Object.fromEntries(ids.map((id) => [id, place])) as Record<ProviderId, typeof place>
  const environment = environmentFor(join(directory, 'home'), wires, place, 0.004)
  const project = join(directory, 'project')
  const log = join(directory, 'writes.ndjson')
  return {
    directory,
    server,
    project,
    accepted: () => server.creates.get(provider) ?? 0,
    requests: () => server.requests.filter((request) => request.provider === provider && request.point === 'create').length,
    /** @param at the fatal write of an undisturbed run */
    run: (at: Write | null, when: 'before' | 'half' | 'after' | 'full') =>
      choreo(
        ['run', media.image, media.clip, '--provider', provider, '--via', 'evolink', '--project', project, '--json'],
        {
          ...environment,
          CHOREO_CRASH_FOLDER: join(project, 'jobs'),
          CHOREO_CRASH_LOG: log,
          CHOREO_CRASH_AT: at?.name ?? '',
          CHOREO_CRASH_WHEN: when,
        },
        preload,
      ),
    call: (...args: string[]) => choreo([...args, '--project', project, '--json'], environment),
    async writes(): Promise<Write[]> {
      return (await readFile(log, 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Write)
    },
    async record(): Promise<JobRecord | null> {
      const folders = await readdir(join(project, 'jobs')).catch(() => [])
      expect(folders.length).toBeLessThanOrEqual(1)
      const path = join(project, 'jobs', folders[0] ?? '', 'job.json')
      return existsSync(path) ? JobRecord.parse(JSON.parse(await readFile(path, 'utf8'))) : null
    },
    /** Lines of the history that cannot be read, but for the one that was being written when it was killed. */
    async brokenLines(id: string): Promise<string[]> {
      const lines = (await readFile(join(project, 'jobs', id, 'events.ndjson'), 'utf8')).trimEnd().split('\n')
      return lines.filter((line) => parseJson(line) === undefined).slice(1)
    },
    async close() {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Every write of an undisturbed run, in its order. */
export async function countWrites(media: Media, provider: ProviderId): Promise<Write[]> {
  const stage = await openStage(media, provider)
  const finished = await stage.run(null, 'before')
  expect(finished.result).toMatchObject({ ok: true, job: { state: 'saved' } })
  const writes = await stage.writes()
  await stage.close()
  return writes
}
