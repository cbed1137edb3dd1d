/** One writer at a time: locks of the living hold, locks of the dead do not, and nobody takes another's away. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import { openProject, type Project } from '../../src/main/engine/project'
import { choreo, cleanEnvironment, startCli, temporaryFolder } from '../support/cli'
import { makeMedia } from './fault-house'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

async function open(folder: string): Promise<Project> {
  const project = await openProject(folder)
  if (!project.ok) throw new Error(project.failure.message)
  return project.value
}

/** A process that does nothing and lives until the end of the test. */
function sleeper(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  children.push(child)
  return child
}

async function withLock(content: string | object, ageMs = 0): Promise<Project> {
  const folder = await temporaryFolder('lock')
  const path = join(folder, '.lock')
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  const then = new Date(Date.now() - ageMs)
  await utimes(path, then, then)
  return open(folder)
}

const owner = (pid: number, more: object = {}) => ({
  pid,
  host: hostname(),
  token: 'f'.repeat(16),
  since: '2026-01-01T00:00:00.000Z',
  ...more,
})

/** What the lock itself writes of this process. */
async function ownBeginning(): Promise<string> {
  const project = await open(await temporaryFolder('lock'))
  expect(await project.lock()).toMatchObject({ ok: true })
  const { began } = JSON.parse(await readFile(join(project.dir, '.lock'), 'utf8')) as { began: string }
  await project.unlock()
  return began
}

const HOUR = 3_600_000

describe('a lock', () => {
  it('of a process that is gone is taken over', async () => {
    const child = sleeper()
    const { pid } = child
    child.kill('SIGKILL')
    await once(child, 'exit')
    const project = await withLock(owner(pid!))
    expect(await project.lock()).toMatchObject({ ok: true })
    await project.unlock()
    expect(existsSync(join(project.dir, '.lock'))).toBe(false)
  })

  it('of a living process holds', async () => {
    const { pid } = sleeper()
    const project = await withLock(owner(pid!))
    expect(await project.lock()).toMatchObject({
      ok: false,
      failure: { code: 'project.locked', message: expect.stringContaining(String(pid)) },
    })
    expect(existsSync(join(project.dir, '.lock'))).toBe(true)
  })

  it.runIf(process.platform === 'linux')('of a dead process whose number was given to another is taken over', async () => {
    const { pid } = sleeper()
    const [boot, ticks] = (await ownBeginning()).split(' ')
    expect(await (await withLock(owner(pid!, { began: `${boot} ${Number(ticks) - 5000}` }))).lock()).toMatchObject({ ok: true })
    expect(await (await withLock(owner(pid!, { began: `00000000-0000-0000-0000-000000000000 ${ticks}` }))).lock()).toMatchObject({
      ok: true,
    })
  })

  it('of this process’s own number, from an earlier life, is taken over', async () => {
    expect(await (await withLock(owner(process.pid))).lock()).toMatchObject({ ok: true })
  })

  it.each([
    ['nothing', ''],
    ['half of what it should', '{"pid":12,"ho'],
  ])('that says %s is taken over, but not while it may be just being written', async (_name, content) => {
    expect(await (await withLock(content, HOUR)).lock()).toMatchObject({ ok: true })
    const fresh = await withLock(content)
    const began = performance.now()
    expect(await fresh.lock()).toMatchObject({ ok: true })
    expect(performance.now() - began).toBeGreaterThan(1000)
  })

  it('of another computer holds for a day', async () => {
    const foreign = owner(1, { host: 'another-computer' })
    expect(await (await withLock(foreign, HOUR)).lock()).toMatchObject({ ok: false, failure: { code: 'project.locked' } })
    expect(await (await withLock(foreign, 25 * HOUR)).lock()).toMatchObject({ ok: true })
  })

  it('that is stale goes to exactly one of many who want it', async () => {
    for (let round = 0; round < 5; round++) {
      const { dir } = await withLock(owner(2 ** 22 + 1))
      const projects = await Promise.all(Array.from({ length: 12 }, () => open(dir)))
      const taken = await Promise.all(projects.map((project) => project.lock()))
      expect(taken.filter(({ ok }) => ok)).toHaveLength(1)
      expect((await readdir(dir)).filter((name) => name.startsWith('.lock'))).toEqual(['.lock'])
      await Promise.all(projects.map((project) => project.unlock()))
      expect(existsSync(join(dir, '.lock'))).toBe(false)
    }
  })

  it('is shared by everything that one face wants at the same moment', async () => {
    const project = await open(await temporaryFolder('lock'))
    expect((await Promise.all(Array.from({ length: 5 }, () => project.lock()))).every(({ ok }) => ok)).toBe(true)
    await project.unlock()
  })
})

describe('two Choreos on one project', () => {
  beforeAll(() => {
    expect(build()).toBe(true)
  })

  it('the second is told who has it, and takes over when the first was killed', async () => {
    const media = await makeMedia()
    const project = await temporaryFolder('project')
    // The pace of real life: the first poll comes after seconds.
    const slow = await cleanEnvironment({ CHOREO_PACE_SCALE: '1' })
    const first = startCli(['run', media.image, media.clip, '--provider', 'evolink', '--rehearse', '--project', project, '--json'], slow)
    children.push(first)
    const accepted = async () =>
      (await readdir(join(project, 'jobs')).catch(() => []))[0] !== undefined &&
      (await readFile(join(project, 'jobs', (await readdir(join(project, 'jobs')))[0]!, 'events.ndjson'), 'utf8').catch(() => '')).includes(
        '"accepted"',
      )
    while (!(await accepted())) await sleep(50)

    const environment = await cleanEnvironment()
    const second = await choreo(['resume', '--project', project, '--json'], environment)
    expect(second.code).toBe(1)
    expect(second.result).toMatchObject({
      ok: false,
      failure: { code: 'project.locked', message: expect.stringContaining(`process ${first.pid} `) },
    })
    // Looking needs no lock.
    expect(await choreo(['jobs', '--project', project, '--json'], environment)).toMatchObject({
      code: 0,
      result: { jobs: [{ state: 'accepted' }] },
    })

    first.kill('SIGKILL')
    await once(first, 'exit')
    expect(existsSync(join(project, '.lock'))).toBe(true)
    const third = await choreo(['resume', '--project', project, '--json'], environment)
    expect(third).toMatchObject({ code: 0, result: { ok: true, jobs: [{ state: 'saved' }] } })
    expect(existsSync(join(project, '.lock'))).toBe(false)
  })
})
