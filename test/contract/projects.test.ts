/** Projects as a window has them: listed, made, opened in place of another, while jobs of the one that was left go on. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openProject } from '../../src/main/engine/project'
import { noteProject, projectId, readRecentProjects } from '../../src/main/engine/projects/recent-projects'
import { temporaryFolder } from '../support/cli'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { must, openedEngine } from '../support/opened-engine'
import { eventually } from '../support/raw-http'
import { type ServedHouse, servedHouse } from '../support/served-house'

let house: ServedHouse | null = null
afterEach(async () => {
  await house?.served.close()
  house = null
})

describe('the list of projects', () => {
  it('is kept newest first, once each, at most fifty; one that cannot be read is set aside', async () => {
    const home = await temporaryFolder('home')
    expect(await readRecentProjects(home)).toEqual([])
    for (let number = 0; number < 52; number++) await noteProject(home, { dir: `/p/${number}`, name: `P ${number}` })
    await noteProject(home, { dir: '/p/40', name: 'Forty' })
    const list = await readRecentProjects(home)
    expect(list).toHaveLength(50)
    expect(list.slice(0, 2)).toMatchObject([{ dir: '/p/40', name: 'Forty', id: projectId('/p/40') }, { dir: '/p/51' }])
    await Promise.all(['/a', '/b', '/c', '/d'].map((dir) => noteProject(home, { dir, name: dir })))
    expect(
      (await readRecentProjects(home))
        .slice(0, 4)
        .map(({ dir }) => dir)
        .sort(),
    ).toEqual(['/a', '/b', '/c', '/d'])

    const file = join(home, 'projects.json')
    await writeFile(file, JSON.stringify({ later: 1, projects: [{ dir: '/ok', name: 'Ok', openedAt: 'x', more: 2 }, { dir: 3 }] }))
    expect(await readRecentProjects(home)).toMatchObject([{ dir: '/ok' }])
    await noteProject(home, { dir: '/next', name: 'Next' })
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ later: 1, projects: [{ dir: '/next' }, { dir: '/ok', more: 2 }] })
    await writeFile(file, '{"projects": [')
    expect(await readRecentProjects(home)).toEqual([])
    await noteProject(home, { dir: '/again', name: 'Again' })
    expect(await readRecentProjects(home)).toMatchObject([{ dir: '/again' }])
    expect(await readFile(`${file}.unreadable`, 'utf8')).toBe('{"projects": [')
  })

  it('counts jobs and those that are open, says what is gone, damaged or held by another Choreo', async () => {
    const opened = await openedEngine()
    const { home, client, engine } = opened
    const other = join(home, 'Other')
    const states = ['saved', 'failed', 'abandoned', 'running', 'paused', 'unconfirmed', 'saved'] as const
    for (const [number, state] of states.entries()) await writeJobs(join(other, 'jobs'), [jobRecord(number, state)])
    await mkdir(join(other, 'jobs', 'not_a_job'), { recursive: true })
    await writeFile(join(other, 'choreo.json'), JSON.stringify({ schema: 1, name: 'The other one' }))
    const owner = { pid: process.ppid, host: hostname(), token: 'x', since: '2026-01-01T00:00:00.000Z' }
    await writeFile(join(other, '.lock'), JSON.stringify(owner))
    const damaged = join(home, 'Damaged')
    await mkdir(damaged)
    await writeFile(join(damaged, 'choreo.json'), '{')
    for (const dir of [join(home, 'Gone'), damaged, other]) await noteProject(home, { dir, name: 'As it was called' })

    const list = await client.projects.list()
    expect(list).toMatchObject([
      { name: 'My first project', current: true, jobs: 0, openJobs: 0, heldBy: null, failure: null },
      { name: 'The other one', current: false, jobs: 7, openJobs: 3, heldBy: expect.stringContaining(`${process.ppid}`), failure: null },
      { name: 'As it was called', jobs: 0, failure: { code: 'project.unreadable', message: expect.stringContaining('choreo.json') } },
      { name: 'As it was called', jobs: 0, failure: { code: 'project.unreadable', message: expect.stringContaining('not there') } },
    ])
    // What has ended never changes again; what has not is looked at each time.
    await writeJobs(join(other, 'jobs'), [jobRecord(3, 'saved')])
    expect((await client.projects.list())[1]).toMatchObject({ jobs: 7, openJobs: 2 })

    expect(await client.projects.forget({ id: list[3]!.id })).toEqual({ ok: true, value: null })
    expect(await client.projects.forget({ id: list[0]!.id })).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(await client.projects.list()).toHaveLength(3)
    expect(await client.projects.open({ id: list[1]!.id })).toMatchObject({ ok: false, failure: { code: 'usage' } })
    await engine.close()
  })
})

describe('what a project is told', () => {
  it('its name and defaults stand in choreo.json beside what is not known, and are refused while another writes', async () => {
    const { client, engine, projectDir, home } = await openedEngine()
    expect(must(await client.projects.defaults())).toEqual({
      provider: null,
      request: { orientation: 'video', tier: 'standard', keepAudio: true },
      fit: 'crop',
    })
    expect(await readdir(home)).not.toContain('My first project')
    const defaults = {
      provider: 'wavespeed',
      request: { orientation: 'image', tier: 'professional', keepAudio: false },
      fit: 'pad',
    } as const
    expect(await client.projects.setDefaults(defaults)).toEqual({ ok: true, value: defaults })
    const file = join(projectDir, 'choreo.json')
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), later: [1] }))
    expect(await client.projects.rename({ name: '  Roof  ' })).toEqual({ ok: true, value: null })
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ schema: 1, name: 'Roof', later: [1], defaults })
    expect((await client.system.info()).project).toEqual({ dir: projectDir, name: 'Roof' })
    expect(await client.projects.defaults()).toEqual({ ok: true, value: defaults })
    await engine.close()

    const again = await openedEngine({}, home)
    expect((await again.client.system.info()).project.name).toBe('Roof')
    await writeFile(file, 'not json')
    expect(await again.client.projects.rename({ name: 'x' })).toMatchObject({ ok: false, failure: { code: 'project.unreadable' } })
    expect(await readFile(file, 'utf8')).toBe('not json')
    await again.engine.close()
  })
})

describe('over HTTP', () => {
  it('another project takes the place of the one that is shown, on the same address and session', async () => {
    house = await servedHouse()
    const { client, home } = house
    const [first] = await client.projects.list()
    expect(first).toMatchObject({ current: true, dir: join(home, 'My first project'), failure: null })

    expect(await client.projects.open({ create: 'Café: “Roof”/2' })).toEqual({
      ok: true,
      value: { dir: join(home, 'Café- “Roof”-2'), name: 'Café: “Roof”/2' },
    })
    expect((await client.system.info()).project.name).toBe('Café: “Roof”/2')
    for (const create of ['Café: “Roof”/2', 'settings.json', 'Inbox', '...'])
      expect(await client.projects.open({ create })).toMatchObject({ ok: false, failure: { code: 'usage' } })
    // The name decides nothing about where it lies.
    expect(must(await client.projects.open({ create: '../../up' })).dir).toBe(join(home, '-..-up'))
    expect(await client.projects.list()).toMatchObject([
      { name: '../../up', current: true },
      { name: 'Café: “Roof”/2', current: false },
      { name: 'My first project', current: false, failure: null },
    ])

    // A file that was dropped is no folder, and a project that went away is not made anew.
    const ticket = await house.drop('a.txt', Buffer.from('text'))
    expect(await client.projects.open({ ticket })).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('not a folder') },
    })
    await rm(join(home, 'Café- “Roof”-2'), { recursive: true })
    expect(await client.projects.open({ id: projectId(join(home, 'Café- “Roof”-2')) })).toMatchObject({ ok: false })
    expect(await client.projects.open({ id: 'nobody' })).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect((await client.system.info()).project.name).toBe('../../up')

    expect(await client.projects.open({ id: first!.id })).toMatchObject({ ok: true })
    expect((await client.projects.list())[0]).toMatchObject({ id: first!.id, current: true })
  })

  it('a key of this session and the limits hold in the next project, too', async () => {
    house = await servedHouse()
    const { client } = house
    must(await client.keys.set({ id: 'evolink', key: 'sk-session-123456789' }))
    must(await client.settings.set({ dailyLimitUsd: 3 }))
    must(await client.projects.open({ create: 'Second' }))
    expect((await client.keys.list()).keys.find(({ id }) => id === 'evolink')).toMatchObject({ from: 'session', last4: '6789' })
    expect(must(await client.settings.get()).dailyLimitUsd).toBe(3)
  })

  it('a job of the project that was left goes on; then its folder is free; whoever comes back finds it as it is', async () => {
    house = await servedHouse({ paceScale: 0.3 })
    const { client, home } = house
    const samples = must(await client.media.samples())
    const image = must(await client.media.open({ ticket: samples.image }))
    const video = must(await client.media.open({ ticket: samples.video }))
    const run = {
      image: image.id,
      video: video.id,
      request: { orientation: 'video', tier: 'standard', keepAudio: true },
      edits: { fit: 'crop', padWith: 'white', keepMetadata: false },
      provider: 'evolink',
      rehearse: true,
    } as const
    const job = must(await client.jobs.start(run))
    const first = (await client.projects.list())[0]!
    const lock = join(first.dir, '.lock')
    must(await client.projects.open({ create: 'Second' }))
    expect(must(await client.jobs.list()).jobs).toEqual([])
    const entry = async () => (await client.projects.list()).find(({ id }) => id === first.id)
    expect(await entry()).toMatchObject({ current: false, jobs: 1, openJobs: 1, heldBy: null })

    // There and back while it runs: the same engine, so it is neither stopped nor begun again.
    must(await client.projects.open({ id: first.id }))
    expect(must(await client.jobs.get({ id: job.id })).job.state).not.toMatch(/paused|failed/)
    must(await client.projects.open({ id: projectId(join(home, 'Second')) }))
    expect(existsSync(lock)).toBe(true)

    await eventually('the job is saved', async () => (await entry())?.openJobs === 0)
    await eventually('the folder is free', () => !existsSync(lock))
    const elsewhere = must(await openProject(first.dir))
    expect(await elsewhere.lock()).toEqual({ ok: true, value: undefined })
    await elsewhere.unlock()
    must(await client.projects.open({ id: first.id }))
    const { history, job: saved } = must(await client.jobs.get({ id: job.id }))
    expect(saved.state).toBe('saved')
    expect(history.filter(({ state }) => state === 'submitting')).toHaveLength(1)
    // Media of the project that is shown are found under the same address.
    const film = await fetch(`${house.origin}/${saved.hrefs.result}`, { headers: { cookie: house.cookie }, method: 'HEAD' })
    expect(film.status).toBe(200)
  })

  it('whoever watches is told which project is shown now, until the one that is watched is closed', async () => {
    house = await servedHouse()
    const { client, home } = house
    const [first] = await client.projects.list()
    const events = await client.jobs.watch({})
    const one = await client.jobs.watch({ ids: ['of one job'] })
    must(await client.projects.open({ create: 'Second' }))
    expect((await events.next()).value).toEqual({ event: 'project', dir: join(home, 'Second'), name: 'Second' })
    must(await client.projects.open({ id: first!.id }))
    expect((await events.next()).value).toEqual({ event: 'project', dir: first!.dir, name: first!.name })
    must(await client.projects.open({ id: projectId(join(home, 'Second')) }))
    expect((await events.next()).value).toMatchObject({ event: 'project', name: 'Second' })
    // Nothing goes on there, so it is closed a moment later.
    expect(await events.next()).toEqual({ done: true, value: undefined })
    expect(await one.next()).toEqual({ done: true, value: undefined })
  })

  it('closing ends all projects that are open, and the next start finds the jobs of each', async () => {
    house = await servedHouse({ paceScale: 0.3 })
    const { client, home } = house
    must(await client.projects.open({ create: 'Second' }))
    must(await client.projects.rename({ name: 'Zwei' }))
    must(await client.projects.open({ create: 'Third' }))
    expect(existsSync(join(home, 'Second', '.lock'))).toBe(true)
    await house.served.close()
    expect(existsSync(join(home, 'Second', '.lock'))).toBe(false)
    house = await servedHouse({ home })
    expect((await house.client.projects.list()).map(({ name }) => name)).toEqual(['My first project', 'Third', 'Zwei'])
  })
})
