/** What a person does with jobs beside running them: stars and notes, a pause in asking, a look at other projects. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { JobEvent } from '../../src/contract/shapes'
import { LONGEST_NOTE } from '../../src/contract/window-shapes'
import type { JobRecord, JobState } from '../../src/domain/job'
import { openEngine } from '../../src/main/engine/engine'
import { temporaryFolder } from '../support/cli'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { House, type Media, makeMedia } from './fault-house'

let media: Media
let house: House | null = null

beforeAll(async () => {
  media = await makeMedia()
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))
afterEach(async () => {
  await house?.close()
  house = null
})

async function withProject<T>(
  records: readonly object[],
  work: (opened: Awaited<ReturnType<typeof openOn>>, project: string, home: string) => Promise<T>,
): Promise<T> {
  const [project, home] = [await temporaryFolder('remarks'), await temporaryFolder('home')]
  await writeJobs(join(project, 'jobs'), records as JobRecord[])
  const opened = await openOn(project, home)
  try {
    return await work(opened, project, home)
  } finally {
    await opened.engine.close()
  }
}

async function openOn(project: string, home: string) {
  const engine = await openEngine({
    projectDir: project,
    environment: { ...process.env, ...packagedFfprobe, CHOREO_HOME: home },
    version: '0.0.0',
    face: 'desktop',
    mediaBase: '',
  })
  if (!engine.ok) throw new Error(engine.failure.message)
  return { engine: engine.value, client: createRouterClient(engine.value.router) }
}

/** As Choreo wrote records before there were remarks. */
function older(record: JobRecord): object {
  const { rating: _rating, note: _note, offset: _offset, savedAt: _savedAt, ...rest } = record
  return rest
}

const recordIn = async (project: string, id: string) =>
  JSON.parse(await readFile(join(project, 'jobs', id, 'job.json'), 'utf8')) as JobRecord

describe('a record from before there were remarks', () => {
  it('is read as it is, and tells when it was saved', async () => {
    const records = [jobRecord(1, 'saved'), jobRecord(2, 'failed')]
    await withProject(records.map(older), async ({ client }) => {
      const list = await client.jobs.list()
      if (!list.ok) throw new Error(list.failure.message)
      expect(list.value.unreadable).toEqual([])
      const [failed, saved] = list.value.jobs
      expect(saved).toMatchObject({
        rating: null,
        note: '',
        seconds: 29.9,
        acceptedAt: records[0]!.acceptedAt,
        savedAt: records[0]!.updatedAt,
      })
      expect(failed).toMatchObject({ rating: null, note: '', offset: 0, savedAt: null })
    })
  })
})

describe('a remark', () => {
  it('is kept in the record in every state, tells the watchers, and moves nothing', async () => {
    const states: JobState[] = ['saved', 'failed', 'abandoned', 'paused', 'unconfirmed', 'accepted', 'draft']
    const records = states.map((state, number) => jobRecord(number, state))
    await withProject(records.map(older), async ({ client }, project, home) => {
      const abort = new AbortController()
      const events = await client.jobs.watch({}, { signal: abort.signal })
      for (const [index, record] of records.entries()) {
        const remark = { rating: (index % 5) + 1, note: `Take ${index}: the left hand is off.` }
        const told = await client.jobs.remark({ id: record.id, remark })
        expect(told).toMatchObject({ ok: true, value: { ...remark, state: record.state, updatedAt: record.updatedAt } })
        const { value } = await events.next()
        expect(value as JobEvent).toMatchObject({ event: 'state', job: record.id, state: record.state, at: record.updatedAt, view: remark })
        expect(await recordIn(project, record.id)).toEqual({ ...record, savedAt: null, ...remark })
      }
      abort.abort()
      const id = records[0]!.id
      // What is absent stays as it is, whoever kept it.
      const { note } = await recordIn(project, id)
      expect(await client.jobs.remark({ id, remark: { offset: -0.25 } })).toMatchObject({ value: { rating: 1, note, offset: -0.25 } })
      expect(await client.jobs.remark({ id, remark: { rating: null } })).toMatchObject({ value: { rating: null, note, offset: -0.25 } })
      expect(await recordIn(project, id)).toMatchObject({ rating: null, note, offset: -0.25 })
      await expect(client.jobs.remark({ id, remark: { offset: 31 } })).rejects.toThrow()
      await client.jobs.remark({ id, remark: { rating: null, note: '' } })
      expect(await client.jobs.get({ id })).toMatchObject({ ok: true, value: { job: { rating: null, note: '' } } })
      expect(await client.jobs.remark({ id: 'no-such-job', remark: { rating: 1, note: '' } })).toMatchObject({
        failure: { code: 'job.unknown' },
      })
      await expect(client.jobs.remark({ id, remark: { rating: 6, note: '' } })).rejects.toThrow()
      await expect(client.jobs.remark({ id, remark: { rating: 1, note: 'x'.repeat(LONGEST_NOTE + 1) } })).rejects.toThrow()

      // One writer at a time, for this as for everything that writes jobs.
      const second = await openOn(project, home)
      const lock = JSON.parse(await readFile(join(project, '.lock'), 'utf8')) as { pid: number }
      expect(lock.pid).toBe(process.pid)
      const refused = await second.client.jobs.remark({ id, remark: { rating: 2, note: '' } })
      expect(refused).toMatchObject({ ok: false, failure: { code: 'project.locked' } })
      await second.engine.close()
    })
  })

  it('that is made while the job runs is in the record of the saved job, and undoes nothing', async () => {
    const paid = await House.open(media, { pace: 0.02 })
    house = paid
    const { id } = await paid.start('evolink')
    const remarks = Array.from({ length: 30 }, (_, number) => ({ rating: (number % 5) + 1, note: `thought ${number}` }))
    let saved = false
    const watching = paid.until(id).then((view) => {
      saved = true
      return view
    })
    let last = remarks[0]!
    for (let turn = 0; !saved; turn++) {
      last = remarks[turn % remarks.length]!
      expect(await paid.client.jobs.remark({ id, remark: last })).toMatchObject({ ok: true, value: last })
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
    const view = await watching
    expect(view.state).toBe('saved')
    expect(await paid.record(id)).toMatchObject({ ...last, state: 'saved' })
    expect(view.savedAt).toMatch(/^\d{4}-/)
    expect(Date.parse(view.savedAt!)).toBeGreaterThanOrEqual(Date.parse(view.acceptedAt!))
    expect(view.seconds).toBeCloseTo(3.2, 0)
    await paid.expectSound((await paid.jobs())[0]!)
    expect(paid.accepted('evolink')).toBe(1)
  })

  it('holds no key that was pasted into it', async () => {
    house = await House.open(media)
    const { id } = await house.run('shortapi')
    const note = 'mine: secret-key-of-shortapi-0123456789'
    expect(await house.client.jobs.remark({ id, remark: { rating: 3, note } })).toMatchObject({ value: { note: 'mine: <key>' } })
    expect((await house.record(id)).note).toBe('mine: <key>')
  })
})

describe('a pause', () => {
  it('ends the asking, not the jobs: what was accepted is asked for when it is set back', async () => {
    house = await House.open(media)
    const paid = house
    const polls = () => paid.asked('evolink', 'poll').length
    expect((await paid.client.system.info()).paused).toBe(false)
    expect(await paid.client.jobs.pause({ paused: true })).toEqual({ paused: true })
    const { id } = await paid.start('evolink')
    // Creating goes on: nothing of it is asking.
    await paid.until(id, (state) => state === 'accepted')
    paid.engine.wake()
    await new Promise((resolve) => setTimeout(resolve, 400))
    paid.engine.wake()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(polls()).toBe(0)
    expect((await paid.client.system.info()).paused).toBe(true)
    // Who does not want to wait any longer need not.
    const other = await paid.start('aimlapi')
    await paid.until(other.id, (state) => state === 'accepted')
    expect(await paid.client.jobs.stopWaiting({ id: other.id })).toMatchObject({ ok: true, value: { state: 'paused' } })
    expect(await paid.client.jobs.pause({ paused: false })).toEqual({ paused: false })
    expect((await paid.until(id)).state).toBe('saved')
    expect(polls()).toBeGreaterThan(0)
  })

  it('is over with the session, and does not keep Choreo from closing', async () => {
    house = await House.open(media)
    await house.client.jobs.pause({ paused: true })
    const { id } = await house.start('evolink')
    await house.until(id, (state) => state === 'accepted')
    await house.reopenEngine()
    expect((await house.client.system.info()).paused).toBe(false)
    expect(await house.resume()).toMatchObject([{ id, state: 'saved' }])
  })
})

describe('going on', () => {
  it('is a matter of one job: the other one stays paused, and neither is sent a second time', async () => {
    house = await House.open(media)
    const paid = house
    const paused = async (provider: 'evolink' | 'wavespeed') => {
      const { id } = await paid.start(provider)
      await paid.until(id, (state) => state === 'accepted')
      expect(await paid.client.jobs.stopWaiting({ id })).toMatchObject({ ok: true, value: { state: 'paused' } })
      return id
    }
    await paid.client.jobs.pause({ paused: true })
    const [first, other] = [await paused('evolink'), await paused('wavespeed')]
    await paid.client.jobs.pause({ paused: false })

    // Pressed twice, as a person does who saw nothing happen.
    const answers = await Promise.all([paid.client.jobs.goOn({ id: first }), paid.client.jobs.goOn({ id: first })])
    expect(answers).toMatchObject([{ ok: true }, { ok: true }])
    await paid.until(first, (state) => state === 'saved')
    expect(await paid.client.jobs.get({ id: other })).toMatchObject({ ok: true, value: { job: { state: 'paused' } } })

    await paid.reopenEngine()
    expect(await paid.client.jobs.goOn({ id: first })).toMatchObject({ ok: true, value: { state: 'saved' } })
    await paid.client.jobs.goOn({ id: other })
    await paid.until(other, (state) => state === 'saved')
    expect([paid.createRequests('evolink'), paid.createRequests('wavespeed')]).toEqual([1, 1])
    expect(await paid.client.jobs.goOn({ id: 'nobody' })).toMatchObject({ ok: false, failure: { code: 'job.unknown' } })
  })
})

describe('other projects', () => {
  it('are listed with their jobs and links, without a lock, and one that is gone says so', async () => {
    const here = jobRecord(1, 'saved')
    const [there, gone, broken] = [
      await temporaryFolder('other'),
      join(await temporaryFolder('gone'), 'away'),
      await temporaryFolder('odd'),
    ]
    // The same job in a copy of the project: its links must lead to the copy's files.
    await writeJobs(join(there, 'jobs'), [here, jobRecord(2, 'accepted')])
    await writeFile(join(there, 'choreo.json'), JSON.stringify({ schema: 1, name: 'Second stage' }))
    await mkdir(broken, { recursive: true })
    await writeFile(join(broken, 'choreo.json'), '{')
    await withProject([here], async ({ client, engine }, project, home) => {
      expect(await client.jobs.elsewhere()).toEqual([])
      const openedAt = new Date().toISOString()
      const projects = [project, there, gone, broken].map((dir) => ({ dir, name: 'as it was called', openedAt }))
      await writeFile(join(home, 'projects.json'), JSON.stringify({ projects }))
      const own = await client.jobs.list()
      const found = await client.jobs.elsewhere()
      expect(found).toMatchObject([
        { dir: there, name: 'Second stage', failure: null, jobs: [{ state: 'accepted' }, { id: here.id, state: 'saved' }] },
        { dir: gone, name: 'as it was called', failure: { code: 'input.missing' }, jobs: [] },
        { dir: broken, failure: { code: 'project.unreadable' }, jobs: [] },
      ])
      expect(new Set(found.map(({ id }) => id)).size).toBe(3)
      const pathOf = (href: string | null) => engine.door.resolve(href!.replace(/^m\//, ''))?.path
      expect(pathOf(found[0]!.jobs[1]!.hrefs.result)).toBe(join(there, 'jobs', here.id, 'result.mp4'))
      if (!own.ok) throw new Error(own.failure.message)
      expect(pathOf(own.value.jobs[0]!.hrefs.result)).toBe(join(project, 'jobs', here.id, 'result.mp4'))
      await expect(readFile(join(there, '.lock'))).rejects.toThrow('ENOENT')
    })
  })
})
