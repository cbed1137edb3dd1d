/** Projects with many jobs: listed right and quickly, from records first and from what is remembered of them later. */
import { cp, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobList } from '../../src/contract/shapes'
import { JOB_SCHEMA, type JobRecord, type JobState } from '../../src/domain/job'
import { noEdits } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { openEngine } from '../../src/main/engine/engine'
import { createKnownRows } from '../../src/main/engine/jobs/known-rows'
import { createJobStore } from '../../src/main/engine/jobs/store'
import { startRehearsal } from '../../src/main/engine/rehearsal/server'
import { temporaryFolder } from '../support/cli'
import { jobRecord, writeJobs, writeTasks } from '../support/many-jobs'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { makeMedia } from './fault-house'

const JOBS = 300
const states: JobState[] = ['saved', 'saved', 'saved', 'failed', 'abandoned', 'paused', 'accepted', 'unconfirmed']
const records = Array.from({ length: JOBS }, (_, number) => jobRecord(number, states[number % states.length]!))

let project: string
let home: string
let jobsDir: string

/** Records that Choreo wrote a while ago: what was changed a moment ago is not remembered yet. */
async function writeOldJobs(jobs: readonly JobRecord[]): Promise<void> {
  await writeJobs(jobsDir, jobs)
  letTimePass()
}

/** For the clock alone; the times of files stay what they are. */
function letTimePass(): void {
  vi.setSystemTime(Date.now() + 10_000)
}

/** Every line with other words behind a right checksum. */
function relabelled(text: string, words: (entry: unknown[]) => unknown): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const json = JSON.stringify(words(JSON.parse(line.slice(9)) as unknown[]))
      return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`
    })
    .join('')
}

async function withEngine<T>(
  work: (engine: { list(): Promise<JobList>; resolve(href: string): { path: string; mime: string } | null }) => Promise<T>,
): Promise<T> {
  const opened = await openEngine({
    projectDir: project,
    environment: { ...process.env, ...packagedFfprobe, CHOREO_HOME: home },
    version: '0.0.0',
    face: 'cli',
    mediaBase: '',
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  try {
    const client = createRouterClient(opened.value.router)
    return await work({
      async list() {
        const list = await client.jobs.list()
        if (!list.ok) throw new Error(list.failure.message)
        return list.value
      },
      resolve: (href) => opened.value.door.resolve(href.replace(/^m\//, '')),
    })
  } finally {
    await opened.value.close()
  }
}

const list = () => withEngine((engine) => engine.list())
/** Links are new for each engine. */
const told = ({ jobs }: JobList) => jobs.map(({ hrefs: _links, ...view }) => view)

async function rememberedFile(): Promise<string> {
  const folder = join(home, 'job-lists')
  const names = await readdir(folder)
  expect(names).toHaveLength(1)
  return join(folder, names[0]!)
}

beforeEach(async () => {
  project = await temporaryFolder('many')
  home = await temporaryFolder('home')
  jobsDir = join(project, 'jobs')
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a list of many jobs', () => {
  it('shows every job, newest first, with links that lead to its files', async () => {
    await writeJobs(jobsDir, records)
    await withEngine(async ({ list, resolve }) => {
      const { jobs, unreadable } = await list()
      expect(unreadable).toEqual([])
      expect(jobs.map(({ id }) => id)).toEqual(records.map(({ id }) => id).reverse())
      for (const [index, view] of jobs.entries()) {
        const record = records[JOBS - 1 - index]!
        expect(view).toMatchObject({
          state: record.state,
          provider: record.provider,
          remoteId: record.remoteId,
          quoteUsd: 3.21,
          chargeUsd: 3.21,
          failure: record.failure,
        })
        expect(view.dir).toBe(join(jobsDir, record.id))
        expect(resolve(view.hrefs.image!)).toEqual({ path: join(project, record.artifacts!.image.path), mime: 'image/jpeg' })
        expect(resolve(view.hrefs.reference!)).toEqual({ path: join(project, record.artifacts!.video.path), mime: 'video/mp4' })
        if (record.result) expect(resolve(view.hrefs.result!)).toEqual({ path: join(jobsDir, record.id, 'result.mp4'), mime: 'video/mp4' })
        else expect(view.hrefs.result).toBeNull()
      }
      const links = jobs.flatMap(({ hrefs }) => Object.values(hrefs).filter((href) => href !== null))
      expect(new Set(links).size).toBe(links.length)
      expect((await list()).jobs[0]!.hrefs).toEqual(jobs[0]!.hrefs)
      expect(resolve(`${links[0]!.slice(0, -1)}f`)).toBeNull()
      expect(resolve('m/00000000000000000000000000000000')).toBeNull()
    })
  })

  it('shows records that cannot be read, leaves them where they are, and tells a newer Choreo’s from a broken one', async () => {
    await writeOldJobs(records)
    const [cut, newer, foreign, empty, odd] = records.slice(0, 5).map(({ id }) => join(jobsDir, id, 'job.json'))
    const whole = await readFile(cut!, 'utf8')
    await writeFile(cut!, whole.slice(0, whole.length / 2))
    await writeFile(newer!, JSON.stringify({ ...records[1], schema: JOB_SCHEMA + 1 }))
    await writeFile(foreign!, '{"name":"something else"}')
    await writeFile(empty!, '')
    await rm(odd!)
    await mkdir(odd!)
    // Not jobs: a folder that never became one, a file, a hidden folder.
    await mkdir(join(jobsDir, '2026-01-01_0000_never-began_000000'))
    await writeFile(join(jobsDir, 'notes.txt'), 'mine')
    await mkdir(join(jobsDir, '.stversions'))
    for (const time of ['first', 'again']) {
      const { jobs, unreadable } = await list()
      expect(jobs, time).toHaveLength(JOBS - 5)
      const codes = new Map(unreadable.map(({ dir, failure }) => [join(dir, 'job.json'), failure.code]))
      expect(codes).toEqual(
        new Map([
          [cut, 'project.unreadable'],
          [newer, 'project.newer'],
          [foreign, 'project.unreadable'],
          [empty, 'project.unreadable'],
          [odd, 'disk.failed'],
        ]),
      )
    }
    expect(await readFile(cut!, 'utf8')).toBe(whole.slice(0, whole.length / 2))
  })

  it('knows a job by its folder: one that was renamed by hand stays whole', async () => {
    await writeJobs(jobsDir, records.slice(0, 3))
    await rename(join(jobsDir, records[0]!.id), join(jobsDir, '2026-01-01_0000_the-good-one'))
    const { jobs } = await list()
    const renamed = jobs.find(({ id }) => id === '2026-01-01_0000_the-good-one')!
    expect(renamed.dir).toBe(join(jobsDir, '2026-01-01_0000_the-good-one'))
    expect(renamed.result).toBe(join(renamed.dir, 'result.mp4'))
  })
})

describe('what is remembered of finished jobs', () => {
  const finished = records.filter(({ state }) => ['saved', 'failed', 'abandoned'].includes(state))
  // Enough of them that a file is kept.
  const many = Array.from({ length: JOBS }, (_, number) => jobRecord(number, number % 3 === 0 ? 'failed' : 'saved'))

  it('lies outside the project, holds finished jobs alone, and gives the same list', async () => {
    const mixed = [...many, ...Array.from({ length: 20 }, (_, number) => jobRecord(JOBS + number, 'accepted'))]
    await writeOldJobs(mixed)
    const before = await readdir(project)
    const first = await list()
    expect(await readdir(project)).toEqual(before)
    const lines = (await readFile(await rememberedFile(), 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(JOBS)
    expect(told(await list())).toEqual(told(first))
    expect(finished.length).toBeGreaterThan(0)
  })

  it('is not kept for a small project, nor for what was changed a moment ago', async () => {
    await writeOldJobs(many.slice(0, 50))
    await list()
    expect(await readdir(home)).not.toContain('job-lists')
    // The clock stands still from here on, so that this moment lasts as long as a slow disk takes.
    vi.useRealTimers()
    vi.useFakeTimers({ toFake: ['Date'] })
    await writeJobs(jobsDir, many)
    await list()
    expect(await readdir(home)).not.toContain('job-lists')
  })

  it('is really used: a list does not read the records again', async () => {
    await writeOldJobs(many)
    const first = await list()
    const file = await rememberedFile()
    const text = await readFile(file, 'utf8')
    // The same stamp and a right checksum with other words: only somebody who reads this file can show them.
    const line = text.slice(0, text.indexOf('\n'))
    const json = line.slice(9).replace('A dancer on a roof', 'A dancer in a cave')
    await writeFile(file, text.replace(line, `${crc32(json).toString(16).padStart(8, '0')} ${json}`))
    const prompts = (await list()).jobs.map(({ request }) => request.prompt)
    expect(prompts.filter((prompt) => prompt?.startsWith('A dancer in a cave'))).toHaveLength(1)
    expect(first.jobs).toHaveLength(JOBS)
  })

  it.each<[string, (file: string) => Promise<void>]>([
    ['gone', (file) => rm(file)],
    ['empty', (file) => writeFile(file, '')],
    ['something else', (file) => writeFile(file, Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 131) % 256)))],
    ['cut in the middle of a line', async (file) => writeFile(file, (await readFile(file, 'utf8')).slice(0, 12_345))],
    [
      'damaged in the middle of a line',
      async (file) => {
        const bytes = await readFile(file)
        for (let at = 300; at < bytes.length; at += 997) bytes[at] = bytes[at] === 0x61 ? 0x62 : 0x61
        await writeFile(file, bytes)
      },
    ],
    [
      'of rows of another shape',
      async (file) =>
        writeFile(
          file,
          relabelled(await readFile(file, 'utf8'), (entry) => ['0123456789abcdef', ...entry.slice(1, 5), { id: 'wrong' }]),
        ),
    ],
    [
      'JSON of another shape',
      async (file) =>
        writeFile(
          file,
          relabelled(await readFile(file, 'utf8'), () => ({ a: 1 })),
        ),
    ],
    [
      'about other sizes and times',
      async (file) =>
        writeFile(
          file,
          relabelled(await readFile(file, 'utf8'), ([shape, folder]) => [shape, folder, 1, 2, 3, { id: 'wrong' }]),
        ),
    ],
    [
      'a folder',
      async (file) => {
        await rm(file)
        await mkdir(file)
      },
    ],
  ])('is passed over where it is %s', async (_name, spoil) => {
    await writeOldJobs(many)
    const first = await list()
    const file = await rememberedFile()
    await spoil(file)
    expect(told(await list())).toEqual(told(first))
    expect(told(await list())).toEqual(told(first))
  })

  it('gives way to the folder: changed, replaced, new and deleted jobs are seen at once', async () => {
    await writeOldJobs(many)
    await list()
    const path = (number: number) => join(jobsDir, many[number]!.id, 'job.json')
    // Another length.
    await writeFile(path(0), JSON.stringify({ ...many[0], request: { ...many[0]!.request, prompt: 'changed' } }))
    // The same length and the same time of change, as a sync program may leave it.
    const { atime, mtime, size } = await stat(path(1))
    await writeFile(path(1), (await readFile(path(1), 'utf8')).replace('evening sun', 'morning sun'))
    await utimes(path(1), atime, mtime)
    expect((await stat(path(1))).size).toBe(size)
    await rm(join(jobsDir, many[2]!.id), { recursive: true })
    await cp(join(jobsDir, many[3]!.id), join(jobsDir, '2026-09-01_0000_a-copy_aaaaaa'), { recursive: true })
    await writeFile(path(4), '{')
    for (const time of ['first', 'again']) {
      const { jobs, unreadable } = await list()
      const byId = new Map(jobs.map((job) => [job.id, job]))
      expect(byId.get(many[0]!.id)?.request.prompt, time).toBe('changed')
      expect(byId.get(many[1]!.id)?.request.prompt, time).toContain('morning sun')
      expect(byId.has(many[2]!.id), time).toBe(false)
      expect(byId.has('2026-09-01_0000_a-copy_aaaaaa'), time).toBe(true)
      expect(
        unreadable.map(({ dir }) => dir),
        time,
      ).toEqual([join(jobsDir, many[4]!.id)])
      expect(jobs, time).toHaveLength(JOBS - 1)
    }
  })

  it('does not grow for ever', async () => {
    await writeOldJobs(many)
    await list()
    const file = await rememberedFile()
    const { size } = await stat(file)
    for (let round = 0; round < 4; round++) {
      for (const { id } of many) await utimes(join(jobsDir, id, 'job.json'), new Date(2026, 1, round + 1), new Date(2026, 1, round + 1))
      letTimePass()
      await list()
    }
    expect((await stat(file)).size).toBeLessThan(2.5 * size)
  })

  it('is done without where the home takes no folder', async () => {
    await writeOldJobs(many)
    await writeFile(join(home, 'job-lists'), 'in the way')
    expect((await list()).jobs).toHaveLength(JOBS)
    expect((await list()).jobs).toHaveLength(JOBS)
  })
})

describe('jobs of the last minutes', () => {
  it('are found without reading the others', async () => {
    const now = Date.now()
    const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString()
    const named = (createdAt: string, name: string, named = createdAt) => ({
      createdAt,
      id: `${named.slice(0, 16).replace('T', '_').replace(':', '')}_${name}`,
    })
    const job = (number: number, changes: Partial<JobRecord>) => jobRecord(number, 'accepted', changes)
    await writeJobs(jobsDir, [
      ...records,
      job(1000, named(at(0), 'just-now')),
      job(1001, named(at(9), 'nine-minutes')),
      job(1002, named(at(11), 'eleven-minutes')),
      job(1003, named(at(5), 'named-ahead', at(120))),
    ])
    await mkdir(join(jobsDir, `${at(0).slice(0, 10)}_9999_never-began`))
    const known = createKnownRows(join(home, 'rows.ndjson'))
    const store = createJobStore(jobsDir, (text) => text, known)
    const found = await store.recent(new Date(now - 10 * 60_000))
    expect(found.map(({ id }) => id.slice(16)).sort()).toEqual(['just-now', 'named-ahead', 'nine-minutes'])
    // The whole record, since a twin is known by its inputs.
    expect(found[0]!.inputs.image.sha256).toHaveLength(64)
  })
})

describe('jobs that a provider with few places already runs', () => {
  it('are all asked for, and a new one waits until there is room beside them', async () => {
    vi.useRealTimers()
    const media = await makeMedia()
    const directory = await temporaryFolder('places')
    const running = Array.from({ length: 5 }, (_, number) => jobRecord(number * 5 + 4, number % 2 ? 'accepted' : 'paused'))
    expect(new Set(running.map(({ provider }) => provider))).toEqual(new Set(['wavespeed']))
    await writeJobs(jobsDir, running)
    await writeTasks(directory, running)
    const started = await startRehearsal({ directory, tools: media.tools, paceScale: 10_000 })
    if (!started.ok) throw new Error(started.failure.message)
    const rehearsal = started.value
    const environment = {
      ...process.env,
      ...packagedFfprobe,
      CHOREO_HOME: home,
      CHOREO_PACE_SCALE: '0.02',
      CHOREO_WAVESPEED_API_KEY: 'key-of-a-test',
      CHOREO_WAVESPEED_BASE_URL: rehearsal.origin('wavespeed'),
    }
    const opened = await openEngine({ projectDir: project, environment, version: '0.0.0', face: 'cli', mediaBase: '' })
    if (!opened.ok) throw new Error(opened.failure.message)
    try {
      const client = createRouterClient(opened.value.router)
      const open = async (path: string) => {
        const item = await client.media.open({ ticket: opened.value.admit(path) })
        if (!item.ok) throw new Error(item.failure.message)
        return item.value.id
      }
      const polls = () => running.map(({ remoteId }) => rehearsal.requests.filter(({ path }) => path.includes(remoteId!)).length)
      const fewest = () => Math.min(...polls())
      await client.jobs.resume()
      await expect.poll(fewest, { timeout: 20_000 }).toBeGreaterThanOrEqual(3)

      const wish = { image: await open(media.image), video: await open(media.clip), request: defaultRequest, edits: noEdits }
      const added = await client.jobs.start({ ...wish, provider: 'wavespeed', rehearse: false })
      if (!added.ok) throw new Error(added.failure.message)
      const state = async () => {
        const job = await client.jobs.get({ id: added.value.id })
        return job.ok ? job.value.job.state : job.failure.code
      }
      const waitsOn = async () => {
        const before = fewest()
        await expect.poll(fewest, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 5)
        expect(await state()).toBe('preparing')
        expect(rehearsal.creates.get('wavespeed')).toBeUndefined()
      }
      await expect
        .poll(async () => JSON.stringify(await client.jobs.get({ id: added.value.id })), { timeout: 20_000 })
        .toContain('"prepared"')
      await waitsOn()
      for (const { id } of running.slice(0, 2)) await client.jobs.stopWaiting({ id })
      running.splice(0, 2)
      // Three are left, which is as many as WaveSpeed's first tier runs.
      await waitsOn()
      await client.jobs.stopWaiting({ id: running[0]!.id })
      await expect.poll(state, { timeout: 20_000 }).toBe('accepted')
      expect(rehearsal.creates.get('wavespeed')).toBe(1)
    } finally {
      await opened.value.close()
      await rehearsal.close()
      await rm(media.directory, { recursive: true, force: true })
    }
  })
})
