/**
 * A project that something happened to: cut files, records of another version, things of somebody else.
 * Nothing is lost or deleted, what cannot be read is shown, and everything else goes on.
 */
import { appendFile, cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import { parseJson } from '../../src/domain/http'
import { JOB_SCHEMA } from '../../src/domain/job'
import { choreo, cleanEnvironment, temporaryFolder } from '../support/cli'
import { type Media, makeMedia } from './fault-house'

let media: Media
let environment: NodeJS.ProcessEnv
/** A project with one job that was accepted and not followed any further; each test works on a copy. */
let original: string
let id: string

beforeAll(async () => {
  expect(build()).toBe(true)
  media = await makeMedia()
  environment = await cleanEnvironment()
  original = await temporaryFolder('project')
  const { code, result } = await choreo(
    ['run', media.image, media.clip, '--provider', 'evolink', '--rehearse', '--detach', '--project', original, '--json'],
    environment,
  )
  expect(code).toBe(0)
  id = (result.job as { id: string }).id
})

interface Shown {
  history: unknown[]
  jobs: { id: string; state: string }[]
  unreadable: { dir: string; failure: { code: string; message: string; fix: string } }[]
}

async function damaged(damage: (job: string, project: string) => Promise<unknown>) {
  const project = await temporaryFolder('project')
  await cp(original, project, { recursive: true })
  const job = join(project, 'jobs', id)
  await damage(job, project)
  const call = async (...args: string[]) => {
    const { code, result } = await choreo([...args, '--project', project, '--json'], environment)
    return { code, result: result as unknown as Shown & { failure?: { code: string; message: string; fix: string } } }
  }
  return { project, job, call }
}

/** All files below a folder with their bytes. */
async function contents(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) found[join(entry.parentPath, entry.name)] = (await readFile(join(entry.parentPath, entry.name))).toString('base64')
  return found
}

const half = async (path: string) => truncate(path, Math.floor((await stat(path)).size / 2))
const rewrite = async (path: string, change: (record: Record<string, unknown>) => unknown) =>
  writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>)))

describe('a history that was cut', () => {
  it.each([
    [
      'in the middle of its last line',
      async (job: string) => truncate(join(job, 'events.ndjson'), (await stat(join(job, 'events.ndjson'))).size - 20),
    ],
    ['in the middle of the file', (job: string) => half(join(job, 'events.ndjson'))],
    ['to nothing', (job: string) => rm(join(job, 'events.ndjson'))],
    ['by a block of zeros, as some file systems leave it', (job: string) => appendFile(join(job, 'events.ndjson'), Buffer.alloc(512))],
  ])('%s: the job is gone on with, and what is written from then on can be read', async (_name, cut) => {
    const { job, call } = await damaged(cut)
    const text = await readFile(join(job, 'events.ndjson'), 'utf8').catch(() => '')
    expect(await call('resume')).toMatchObject({ code: 0, result: { jobs: [{ id, state: 'saved' }], unreadable: [] } })
    const after = await readFile(join(job, 'events.ndjson'), 'utf8')
    // What was there stays as it was, the broken end too; behind it every line is whole and on a line of its own.
    expect(after.startsWith(text === '' || text.endsWith('\n') ? text : `${text}\n`)).toBe(true)
    const fresh = after.slice(text.length).trim().split('\n').map(parseJson) as { state?: string }[]
    expect(fresh).not.toContain(undefined)
    expect(fresh.flatMap(({ state }) => state ?? [])).toEqual(expect.arrayContaining(['downloading', 'saved']))
    const { result } = await call('jobs', id)
    expect(result.history.length).toBe(after.split('\n').filter((line) => parseJson(line) !== undefined).length)
    expect(await call('jobs', id)).toMatchObject({ code: 0, result: { job: { state: 'saved' } } })
  })
})

describe('a record that cannot be read', () => {
  const cases: [string, (path: string) => Promise<unknown>, string, RegExp][] = [
    ['was cut in the middle', half, 'project.unreadable', /not JSON/],
    ['is empty', (path) => truncate(path, 0), 'project.unreadable', /not JSON/],
    ['is of a newer Choreo', (path) => rewrite(path, (job) => ({ ...job, schema: JOB_SCHEMA + 1 })), 'project.newer', /newer Choreo/],
    ['has another shape', (path) => rewrite(path, () => ({ schema: JOB_SCHEMA, hello: 'there' })), 'project.unreadable', /cannot be read/],
  ]
  it.each(cases)('%s: it is shown with what is known of it, and left as it is', async (_name, damage, code, says) => {
    const { project, job, call } = await damaged((folder) => damage(join(folder, 'job.json')))
    const before = await contents(join(project, 'jobs'))
    const remoteId = /"remoteId":"([^"]+)"/.exec(await readFile(join(job, 'events.ndjson'), 'utf8'))![1]!

    const listed = await call('jobs')
    expect(listed).toMatchObject({ code: 0, result: { jobs: [], unreadable: [{ dir: job, failure: { code } }] } })
    const [shown] = listed.result.unreadable
    expect(shown!.failure.message).toMatch(says)
    expect(shown!.failure.fix).toContain(remoteId)
    expect(await call('jobs', id)).toMatchObject({ code: 1, result: { ok: false, failure: { code } } })
    expect(await call('resume')).toMatchObject({ code: 0, result: { jobs: [], unreadable: [{ dir: job }] } })
    expect(await call('confirm', id, '--not-submitted')).toMatchObject({ code: 1, result: { failure: { code } } })
    expect(await contents(join(project, 'jobs'))).toEqual(before)
  })
})

describe('things of somebody else', () => {
  it('stay where they are, and the job goes on beside them', async () => {
    const { project, job, call } = await damaged(async (folder, root) => {
      const jobs = join(root, 'jobs')
      await writeFile(join(jobs, 'notes.txt'), 'mine')
      await writeFile(join(jobs, '.DS_Store'), 'theirs')
      await mkdir(join(jobs, 'holiday pictures'))
      await writeFile(join(jobs, 'holiday pictures', 'beach.jpg'), 'sand')
      await mkdir(join(jobs, '2026-01-01_0000_empty_000000'))
      await writeFile(join(folder, 'thoughts.md'), 'nice dance')
      await writeFile(join(root, 'README'), 'my project')
    })
    expect(await call('resume')).toMatchObject({ code: 0, result: { jobs: [{ id, state: 'saved' }], unreadable: [] } })
    for (const path of ['jobs/notes.txt', 'jobs/.DS_Store', 'jobs/holiday pictures/beach.jpg', 'README'])
      expect((await stat(join(project, path))).size).toBeGreaterThan(0)
    expect(await readFile(join(job, 'thoughts.md'), 'utf8')).toBe('nice dance')
  })

  it('a copy of an open job is shown and never sent', async () => {
    const copies = ['copy-of-it', `${'x'.repeat(20)}_2`, 'Kopie (1)']
    const { project, call } = await damaged(async (folder, root) => {
      await rewrite(join(folder, 'job.json'), (job) => ({ ...job, state: 'delivering', remoteId: null, attempts: [] }))
      for (const name of copies) await cp(folder, join(root, 'jobs', name), { recursive: true })
    })
    const before = await Promise.all(copies.map((name) => contents(join(project, 'jobs', name))))
    const listed = await call('jobs')
    expect(listed.result.jobs.map((job) => job.id)).toEqual([id])
    expect(listed.result.unreadable.map(({ dir }) => dir).sort()).toEqual(copies.map((name) => join(project, 'jobs', name)).sort())
    for (const { failure } of listed.result.unreadable)
      expect(failure).toMatchObject({ code: 'project.unreadable', fix: expect.stringContaining('name') })
    expect((await call('resume')).result.jobs).toMatchObject([{ id, state: 'saved' }])
    expect(await Promise.all(copies.map((name) => contents(join(project, 'jobs', name))))).toEqual(before)
  })

  it('a finished job under another name is a finished job', async () => {
    const { project, call } = await damaged(async () => {})
    expect(await call('resume')).toMatchObject({ code: 0 })
    await cp(join(project, 'jobs', id), join(project, 'jobs', 'the-best-one'), { recursive: true })
    const { result } = await call('jobs')
    expect(result.unreadable).toEqual([])
    expect(result.jobs.map((job) => [job.id, job.state]).sort()).toEqual(
      [
        [id, 'saved'],
        ['the-best-one', 'saved'],
      ].sort(),
    )
  })
})

describe('a project file that cannot be used', () => {
  it.each([
    ['is of a newer Choreo', '{"schema":99,"name":"x"}', 'project.newer'],
    ['was cut', '{"schema":1,"na', 'project.unreadable'],
  ])('%s: every command says so and changes nothing', async (_name, text, code) => {
    const { project, call } = await damaged((_job, root) => writeFile(join(root, 'choreo.json'), text))
    const before = await contents(project)
    for (const command of [['jobs'], ['resume'], ['run', media.image, media.clip, '--provider', 'evolink', '--rehearse']])
      expect(await call(...command)).toMatchObject({ code: 1, result: { ok: false, failure: { code } } })
    expect(await contents(project)).toEqual(before)
  })
})
