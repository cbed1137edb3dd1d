/** Disks that take nothing: read-only, full, or no folder at all. The sentence and the exit code are right, and nothing is lost. */
import { execFileSync } from 'node:child_process'
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import type { JobRecord } from '../../src/domain/job'
import { appendDurably, diskFailure, replaceFile } from '../../src/main/engine/disk'
import { choreo, cleanEnvironment, type Finished, temporaryFolder } from '../support/cli'
import { countWrites, openStage, type Write } from './crash-stage'
import { type Media, makeMedia, remoteIdsIn } from './fault-house'

let media: Media
let environment: NodeJS.ProcessEnv
const undo: (() => void)[] = []

beforeAll(async () => {
  expect(build()).toBe(true)
  media = await makeMedia()
  environment = await cleanEnvironment()
})
afterAll(() => {
  for (const step of undo.splice(0).reverse()) step()
})

const rehearse = (project: string, ...more: string[]) =>
  choreo(['run', media.image, media.clip, '--provider', 'evolink', '--rehearse', '--project', project, '--json', ...more], environment)

function expectRefused({ code, result }: Finished, failureCode: string): void {
  expect(result).toMatchObject({ ok: false, failure: { code: failureCode } })
  expect(code).toBe(1)
  const failure = result.failure as { message: string; fix: string }
  expect(failure.message).toMatch(/^[A-Z/].{10,}\.$/)
  expect(failure.fix).toMatch(/^[A-Z].{10,}\.$/)
}

/** Superusers may write where others may not: for them the folder is mounted read-only, for all others its rights are taken away. */
function makeReadOnly(folder: string): (() => void) | null {
  if (process.getuid?.() !== 0) {
    execFileSync('chmod', ['-R', 'a-w', folder])
    return () => execFileSync('chmod', ['-R', 'u+w', folder])
  }
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' })
    execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'ignore' })
    return () => execFileSync('umount', [folder])
  } catch {
    // Without the right to mount (some containers) the places the system itself keeps read-only have to do.
    return null
  }
}

describe('a place that cannot be written to', () => {
  it.runIf(process.platform === 'linux')('of the system: a run says so and leaves nothing', async () => {
    expectRefused(await rehearse('/sys/choreo-project'), 'disk.read-only')
  })

  it('a file where the folder should be', async () => {
    const path = join(await temporaryFolder('place'), 'project')
    await writeFile(path, 'I am a file')
    expectRefused(await rehearse(path), 'project.unreadable')
    expect(await readFile(path, 'utf8')).toBe('I am a file')
  })

  it('a project that became read-only can be looked at, is not touched, and goes on when it can be written again', async () => {
    const project = await temporaryFolder('project')
    expect((await rehearse(project, '--detach')).code).toBe(0)
    const before = await readdir(project, { recursive: true })
    const back = makeReadOnly(project)
    if (back) {
      undo.push(back)
      const listed = await choreo(['jobs', '--project', project, '--json'], environment)
      expect(listed).toMatchObject({ code: 0, result: { jobs: [{ state: 'accepted' }], unreadable: [] } })
      expectRefused(await choreo(['resume', '--project', project, '--json'], environment), 'disk.read-only')
      expectRefused(await rehearse(project), 'disk.read-only')
      back()
      undo.pop()
    }
    expect(await readdir(project, { recursive: true })).toEqual(before)
    expect(await choreo(['resume', '--project', project, '--json'], environment)).toMatchObject({
      code: 0,
      result: { jobs: [{ state: 'saved' }] },
    })
  })
})

/** A disk of one megabyte; null where nothing may be mounted. */
async function smallDisk(): Promise<string | null> {
  const folder = await temporaryFolder('disk')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  undo.push(() => execFileSync('umount', [folder]))
  return folder
}

describe('a full disk', () => {
  it.runIf(process.platform === 'linux')('is a failure of its own', async () => {
    const failure = await appendDurably('/dev/full', 'a line\n').then(
      () => null,
      (error: unknown) => diskFailure(error),
    )
    expect(failure).toMatchObject({ code: 'disk.full', fix: expect.stringContaining('space') })
  })

  it('leaves the older file whole and nothing half beside it', async () => {
    const folder = (await smallDisk()) ?? (await temporaryFolder('disk'))
    const path = join(folder, 'job.json')
    await replaceFile(path, 'the older one')
    // Where nothing may be mounted, what cannot be created stands for what does not fit.
    const isSmall = undo.length > 0
    if (isSmall) await writeFile(join(folder, 'filler'), Buffer.alloc(2_000_000)).catch(() => {})
    else await symlink('/dev/full', join(folder, 'filler'))
    const target = isSmall ? path : join(folder, 'filler', 'job.json')
    const failure = await replaceFile(target, 'the newer one, which is longer'.repeat(1000)).then(
      () => null,
      (error: unknown) => diskFailure(error),
    )
    expect(failure?.code).toBe(isSmall ? 'disk.full' : 'disk.failed')
    expect(await readFile(path, 'utf8')).toBe('the older one')
    expect((await readdir(folder)).sort()).toEqual(['filler', 'job.json'])
  })

  /** Where the disk fills up, in the words of the write; what is on the disk then, and what it comes to once there is space again. */
  const moments: { moment: string; at(write: Write): boolean; sent: boolean; afterwards: JobRecord['state'] | null }[] = [
    {
      moment: 'before the job has a record',
      at: ({ file, tells }) => file === 'job.json' && tells === 'draft',
      sent: false,
      afterwards: null,
    },
    { moment: 'while it is prepared', at: ({ tells }) => tells === 'prepared', sent: false, afterwards: 'saved' },
    { moment: 'before the intent', at: ({ what, tells }) => what === 'rename' && tells === 'submitting', sent: false, afterwards: 'saved' },
    {
      moment: 'in the middle of the intent',
      at: ({ what, tells }) => what === 'append' && tells === 'submitting',
      sent: false,
      afterwards: 'unconfirmed',
    },
    { moment: 'before the answer', at: ({ tells }) => tells === 'answer', sent: true, afterwards: 'unconfirmed' },
    {
      moment: 'between the answer and its id',
      at: ({ what, tells }) => what === 'rename' && tells === 'accepted',
      sent: true,
      afterwards: 'saved',
    },
    { moment: 'behind the id', at: ({ what, tells }) => what === 'append' && tells === 'accepted', sent: true, afterwards: 'saved' },
    {
      moment: 'before the download',
      at: ({ what, tells }) => what === 'rename' && tells === 'downloading',
      sent: true,
      afterwards: 'saved',
    },
    { moment: 'when the clip is put in place', at: ({ file }) => file === 'result.mp4', sent: true, afterwards: 'saved' },
    { moment: 'with the last word', at: ({ what, tells }) => what === 'rename' && tells === 'saved', sent: true, afterwards: 'saved' },
  ]
  let writes: Write[] = []
  beforeAll(async () => {
    writes = await countWrites(media, 'shortapi')
  })

  it.each(moments)('$moment: it is said, and nothing that was paid for is lost', async ({ at, sent, afterwards }) => {
    const stage = await openStage(media, 'shortapi')
    const run = await stage.run(writes.find(at)!, 'full')
    expectRefused(run, 'disk.full')
    expect([stage.accepted(), stage.requests()]).toEqual(sent ? [1, 1] : [0, 0])
    const [remoteId] = await remoteIdsIn(join(stage.directory, 'server'), 'shortapi')
    // Where the id could not be kept, the person is asked to keep it.
    const noted = (await stage.record())?.remoteId ?? null
    if (sent && noted === null) expect((run.result.failure as { message: string }).message).toContain(remoteId)

    await stage.call('resume')
    const then = await stage.record()
    expect(then?.state ?? null).toBe(afterwards)
    if (then?.state === 'unconfirmed') {
      await stage.call('confirm', then.id, ...(remoteId ? ['--remote-id', remoteId] : ['--not-submitted']))
      await stage.call('resume')
    }
    expect((await stage.record())?.state ?? null).toBe(afterwards === null ? null : 'saved')
    expect(stage.accepted()).toBe(afterwards === null ? 0 : 1)
    await stage.close()
  })
})
