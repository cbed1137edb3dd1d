/** Many pairs in one command: planned as a whole, agreed to once, gone on with after anything. */
import { execFileSync } from 'node:child_process'
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import { builtCli, choreo, cleanEnvironment, type Finished, startCli, temporaryFolder } from '../support/cli'
import { fixture } from '../support/media-fixtures'

/** What is held in-process, too, or differs from another test in one thing only. */
const inLong = it.runIf(process.env.CHOREO_LONG_TESTS === '1')

let environment: NodeJS.ProcessEnv
let clips: { short: string; other: string }

beforeAll(async () => {
  expect(build()).toBe(true)
  environment = await cleanEnvironment()
  clips = { short: await fixture('hevc10.mkv'), other: await fixture('light.mp4') }
})

interface Job {
  id: string
  dir: string
  state: string
  line: number | null
  image: string
  video: string
  result: string | null
}
interface Failure {
  code: string
  message: string
  fix: string
}
interface Row {
  line: number | null
  image: string
  video: string
  failure: Failure
}

const jobsOf = (finished: Finished) => finished.result.jobs as Job[]
const rowsOf = (finished: Finished) => finished.result.rows as Row[]
const failureOf = (finished: Finished) => finished.result.failure as Failure

/** Two pictures and two clips, ready to be sent as they are. */
async function folderOfFour(): Promise<string> {
  const folder = await temporaryFolder('batch')
  await copyFile(await fixture('photo.jpg'), join(folder, 'a.jpg'))
  await copyFile(await fixture('photo.png'), join(folder, 'b.png'))
  await copyFile(clips.other, join(folder, 'dance.mp4'))
  await copyFile(await fixture('light-tall.mp4'), join(folder, 'wave.mp4'))
  return folder
}

async function table(text: string): Promise<{ folder: string; path: string }> {
  const folder = await folderOfFour()
  const path = join(folder, 'shots.csv')
  await writeFile(path, text)
  return { folder, path }
}

/** Create requests that were answered, job by job, as the histories tell it. */
async function answers(project: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const job of await readdir(join(project, 'jobs'))) {
    const history = await readFile(join(project, 'jobs', job, 'events.ndjson'), 'utf8')
    counts[job] = history.split('\n').filter((line) => line.includes('"event":"answer"')).length
  }
  return counts
}

/** Tasks that the rehearsal's provider knows: its side of the count. */
async function tasks(project: string): Promise<number> {
  return (await readdir(join(project, '.rehearsal', 'tasks'))).filter((name) => name.endsWith('.json')).length
}

const rehearse = (source: string, project: string, ...more: string[]) =>
  choreo(['batch', source, '--provider', 'evolink', '--rehearse', '--project', project, '--json', ...more], environment)

describe('a folder', () => {
  it('runs every picture with every clip, and a second time nothing', async () => {
    const folder = await folderOfFour()
    await writeFile(join(folder, '.hidden'), 'x')
    await writeFile(join(folder, 'notes.txt'), 'not a picture')
    await mkdir(join(folder, 'more'))
    const project = await temporaryFolder('project')
    const first = await rehearse(folder, project)
    expect(first.result).toMatchObject({ ok: true })
    expect(first.code).toBe(0)
    const jobs = jobsOf(first)
    expect(jobs.map(({ image, video, state }) => [image, video, state])).toEqual([
      ['a.jpg', 'dance.mp4', 'saved'],
      ['a.jpg', 'wave.mp4', 'saved'],
      ['b.png', 'dance.mp4', 'saved'],
      ['b.png', 'wave.mp4', 'saved'],
    ])
    for (const { result } of jobs)
      expect(
        execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv', result!], { encoding: 'utf8' }),
      ).toContain('h264')
    for (const name of ['.hidden', 'notes.txt', 'more'])
      expect(first.stderr).toMatch(new RegExp(`“${name.replace('.', '\\.')}” is passed over: .+`))
    expect(Object.values(await answers(project))).toEqual([1, 1, 1, 1])

    const second = await rehearse(folder, project)
    expect(second.code).toBe(0)
    expect(jobsOf(second).map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
    expect(second.lines.filter(({ event }) => event === 'state')).toEqual([])
    expect(Object.values(await answers(project))).toEqual([1, 1, 1, 1])
    expect(await tasks(project)).toBe(4)
  })

  inLong('that has grown, or whose files are called otherwise now, runs only what is new', async () => {
    const folder = await temporaryFolder('batch')
    await copyFile(await fixture('photo.jpg'), join(folder, 'a.jpg'))
    await copyFile(clips.other, join(folder, 'dance.mp4'))
    const project = await temporaryFolder('project')
    const [old] = jobsOf(await rehearse(folder, project))
    const grown = await folderOfFour()
    await copyFile(clips.other, join(grown, 'renamed.mp4'))
    execFileSync('rm', [join(grown, 'dance.mp4'), join(grown, 'b.png')])
    const finished = await rehearse(grown, project)
    expect(finished.code).toBe(0)
    expect(jobsOf(finished).map(({ video, state }) => [video, state])).toEqual([
      ['renamed.mp4', 'saved'],
      ['wave.mp4', 'saved'],
    ])
    expect(jobsOf(finished)[0]!.id).toBe(old!.id)
    expect(await tasks(project)).toBe(2)
  })

  it('with a damaged picture does not begin, and names it', async () => {
    const folder = await folderOfFour()
    await copyFile(await fixture('truncated.jpg'), join(folder, 'c.jpg'))
    const project = await temporaryFolder('project')
    const finished = await rehearse(folder, project)
    expect(finished.code).toBe(1)
    expect(failureOf(finished)).toMatchObject({ code: 'image.damaged' })
    expect(rowsOf(finished)).toMatchObject([{ line: null, image: 'c.jpg', failure: { code: 'image.damaged' } }])
    expect(await readdir(project)).toEqual([])
  })

  it('without a clip is no batch', async () => {
    const folder = await temporaryFolder('batch')
    await copyFile(await fixture('photo.jpg'), join(folder, 'a.jpg'))
    const finished = await rehearse(folder, await temporaryFolder('project'))
    expect(finished.code).toBe(1)
    expect(failureOf(finished)).toMatchObject({ code: 'input.missing', message: expect.stringContaining('no clip') })
  })
})

describe('a table', () => {
  inLong('may come from a spreadsheet: byte order mark, semicolons, quotation marks, wishes of each row', async () => {
    const { path } = await table(
      '\ufeffImage;Video;Prompt;Negative prompt;tier;mute;trim;crop_image\r\n' +
        'a.jpg;dance.mp4;"she says ""hi""; then\r\nbows";;professional;yes;;\r\n' +
        '\r\n' +
        'b.png;wave.mp4;;;;no;0-3.2;0,0,600,480\r\n',
    )
    const project = await temporaryFolder('project')
    const finished = await rehearse(path, project)
    expect(finished.result).toMatchObject({ ok: true })
    const jobs = jobsOf(finished)
    expect(jobs.map(({ line, image, video }) => [line, image, video])).toEqual([
      [2, 'a.jpg', 'dance.mp4'],
      [5, 'b.png', 'wave.mp4'],
    ])
    const [first, second] = await Promise.all(
      jobs.map(async ({ dir }) => JSON.parse(await readFile(join(dir, 'job.json'), 'utf8')) as { request: object; edits: object }),
    )
    expect(first!.request).toEqual({ orientation: 'video', tier: 'professional', keepAudio: false, prompt: 'she says "hi"; then\nbows' })
    expect(second!.request).toEqual({ orientation: 'video', tier: 'standard', keepAudio: true })
    expect(second!.edits).toMatchObject({ trim: { start: 0, end: 3.2 }, cropImage: { x: 0, y: 0, width: 600, height: 480 } })
  })

  it('has the same row twice only once, and says so', async () => {
    const { path } = await table('image,video,prompt\na.jpg,dance.mp4,\na.jpg,dance.mp4,bow\n./a.jpg,dance.mp4,\n')
    const project = await temporaryFolder('project')
    const finished = await rehearse(path, project)
    expect(finished.code).toBe(0)
    expect(jobsOf(finished).map(({ line }) => line)).toEqual([2, 3])
    expect(finished.stderr).toContain('Line 4 (a.jpg with dance.mp4) is the same as line 2')
    expect(await tasks(project)).toBe(2)
  })

  it.each([
    ['unknown columns', 'image,video,colour,speed\na.jpg,dance.mp4,red,2\n', /“colour”, “speed”/],
    ['no column for the clip', 'image,prompt\na.jpg,bow\n', /no column “video”/],
    ['a column twice', 'image,video,Image\na.jpg,dance.mp4,b.png\n', /“image” twice/],
    ['no rows', 'image,video\n', /no rows/],
    ['an open quotation mark', 'image,video\na.jpg,"dance.mp4\n', /quotation mark is wrong in line \d/],
    ['nothing', '', /no column/],
  ])('with %s is wrong usage', async (_name, text, message) => {
    const { path } = await table(text)
    const project = await temporaryFolder('project')
    const finished = await rehearse(path, project)
    expect(finished.code).toBe(2)
    expect(failureOf(finished)).toMatchObject({ code: 'usage', message: expect.stringMatching(message) })
    expect(await readdir(project)).toEqual([])
  })

  it('that is no text is wrong usage', async () => {
    const finished = await rehearse(clips.short, await temporaryFolder('project'))
    expect(finished.code).toBe(2)
    expect(failureOf(finished).message).toContain('UTF-8')
  })

  it('names the line of each row that cannot be read, and begins nothing', async () => {
    const { path } = await table(
      'image,video,trim,fit\na.jpg,dance.mp4,,\na.jpg,dance.mp4,9-3,\n,wave.mp4,,\nb.png,wave.mp4,,stretch\nb.png,wave.mp4,,,more\n',
    )
    const project = await temporaryFolder('project')
    const finished = await rehearse(path, project)
    expect(finished.code).toBe(2)
    expect(failureOf(finished).message).toContain(
      '4 rows of 5 cannot be run, so nothing was begun. Line 3 (a.jpg with dance.mp4): trim is “9-3”.',
    )
    expect(rowsOf(finished).map(({ line, failure }) => [line, failure.code])).toEqual([
      [3, 'usage'],
      [4, 'usage'],
      [5, 'usage'],
      [6, 'usage'],
    ])
    expect(await readdir(project)).toEqual([])
  })

  it('whose files cannot be run lists every refusal, and begins nothing', async () => {
    const { path, folder } = await table('image,video,trim\na.jpg,dance.mp4,\ngone.jpg,dance.mp4,\na.jpg,wave.mp4,0-1\ndance.mp4,a.jpg,\n')
    const project = await temporaryFolder('project')
    const finished = await rehearse(path, project)
    expect(finished.code).toBe(1)
    expect(failureOf(finished)).toMatchObject({
      code: 'input.missing',
      message: expect.stringContaining('Line 3 (gone.jpg with dance.mp4)'),
    })
    expect(rowsOf(finished).map(({ line, failure }) => [line, failure.code])).toEqual([
      [3, 'input.missing'],
      [4, 'video.too-short'],
      [5, 'image.not-an-image'],
    ])
    expect(await readdir(project)).toEqual([])
    expect(await readdir(folder)).toHaveLength(5)
  })
})

describe('going on', () => {
  it('after kill −9 every row is saved, with exactly one create each', async () => {
    const folder = await folderOfFour()
    const project = await temporaryFolder('project')
    const child = startCli(
      // One at a time: another whose request is under way just then would rightly have to be settled by a person.
      ['batch', folder, '--provider', 'evolink', '--rehearse', '--project', project, '--parallel', '1', '--json'],
      environment,
    )
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_code, signal) => resolve(signal)))
    let seen = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      seen += text
      if (seen.includes('"state":"accepted"')) child.kill('SIGKILL')
    })
    expect(await ended).toBe('SIGKILL')
    const before = await readdir(join(project, 'jobs'))
    expect(before.length).toBeLessThan(4)

    const finished = await rehearse(folder, project)
    expect(finished.result).toMatchObject({ ok: true })
    const jobs = jobsOf(finished)
    expect(jobs.map(({ state }) => state)).toEqual(['saved', 'saved', 'saved', 'saved'])
    expect(jobs.map(({ id }) => id)).toEqual(expect.arrayContaining(before))
    expect((await readdir(join(project, 'jobs'))).sort()).toEqual(jobs.map(({ id }) => id).sort())
    expect(await tasks(project)).toBe(4)
  })

  it('after Ctrl-C says what goes on, and the same command finishes it', async () => {
    const folder = await folderOfFour()
    const project = await temporaryFolder('project')
    const slow = { ...environment, CHOREO_PACE_SCALE: '1' }
    const child = startCli(
      ['batch', folder, '--provider', 'evolink', '--rehearse', '--project', project, '--parallel', '1', '--json'],
      slow,
    )
    let seen = ''
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      if (!seen.includes('"state":"accepted"') && (seen + text).includes('"state":"accepted"')) child.kill('SIGINT')
      seen += text
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code).toBe(1)
    const result = JSON.parse(seen.trim().split('\n').at(-1)!) as { ok: boolean; failure: Failure; jobs: Job[]; rows: Row[] }
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'cancelled',
        message: expect.stringContaining('1 job was accepted and goes on at the provider'),
        fix: expect.stringContaining('same command'),
      },
    })
    expect(result.jobs).toHaveLength(1)
    expect(result.rows).toHaveLength(3)

    const finished = await rehearse(folder, project)
    expect(finished.code).toBe(0)
    expect(jobsOf(finished).map(({ state }) => state)).toEqual(['saved', 'saved', 'saved', 'saved'])
    expect(await tasks(project)).toBe(4)
  })

  it('leaves a failed row alone until it is told to try again', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\nb.png,dance.mp4\n')
    const project = await temporaryFolder('project')
    const [first] = jobsOf(await rehearse(path, project))
    const record = JSON.parse(await readFile(join(first!.dir, 'job.json'), 'utf8')) as object
    const failure = { code: 'provider.generation-failed', message: 'It failed there.', fix: 'Try again.' }
    await writeFile(join(first!.dir, 'job.json'), JSON.stringify({ ...record, state: 'failed', result: null, failure }))

    const left = await rehearse(path, project)
    expect(left.code).toBe(1)
    expect(failureOf(left)).toMatchObject({
      code: failure.code,
      message: expect.stringContaining('1 of 2 is not saved. Line 2'),
      fix: expect.stringContaining('--retry-failed'),
    })
    expect(jobsOf(left).map(({ state }) => state)).toEqual(['failed', 'saved'])
    expect(await tasks(project)).toBe(2)

    const again = await rehearse(path, project, '--retry-failed')
    expect(again.code).toBe(0)
    expect(jobsOf(again)[0]!.id).not.toBe(first!.id)
    expect(await tasks(project)).toBe(3)
  })

  inLong('takes a job that was noted but never made for none', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const { result } = await rehearse(path, project)
    const [job] = result.jobs as Job[]
    await rm(job!.dir, { recursive: true })
    // As a kill between the two writes leaves it: the folder is there, its record is not.
    await mkdir(job!.dir)
    const finished = await rehearse(path, project)
    expect(finished.code).toBe(0)
    expect(jobsOf(finished)[0]!.id).not.toBe(job!.id)
    const book = JSON.parse(await readFile(join(project, 'batches', `${result.batch as string}.json`), 'utf8')) as {
      rows: { jobs: string[] }[]
    }
    expect(book.rows[0]!.jobs).toEqual([job!.id, jobsOf(finished)[0]!.id])
  })

  it('never sends an unconfirmed row again', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const run = () =>
      choreo(['batch', path, '--provider', 'shortapi', '--rehearse', '--project', project, '--retry-failed', '--json'], environment)
    const [job] = jobsOf(await run())
    const record = JSON.parse(await readFile(join(job!.dir, 'job.json'), 'utf8')) as { attempts: object[] }
    const attempts = record.attempts.map((attempt) => ({ ...attempt, remoteId: null }))
    await writeFile(
      join(job!.dir, 'job.json'),
      JSON.stringify({ ...record, attempts, state: 'unconfirmed', remoteId: null, resultUrl: null, result: null }),
    )
    const history = await readFile(join(job!.dir, 'events.ndjson'), 'utf8')
    await writeFile(join(job!.dir, 'events.ndjson'), history.slice(0, history.indexOf('{"at"', history.indexOf('"state":"submitting"'))))
    const finished = await run()
    expect(finished.code).toBe(1)
    expect(jobsOf(finished)).toMatchObject([{ id: job!.id, state: 'unconfirmed' }])
    expect(await tasks(project)).toBe(1)
  })

  it('refuses where the record of a batch cannot be read, since its rows may have been paid for', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const { result } = await rehearse(path, project)
    const book = join(project, 'batches', `${result.batch as string}.json`)
    const text = await readFile(book, 'utf8')
    expect(JSON.parse(text)).toMatchObject({
      schema: 1,
      provider: 'evolink',
      rehearsal: true,
      source: 'shots.csv',
      rows: [{ line: 2, image: 'a.jpg', video: 'dance.mp4', jobs: [expect.any(String)] }],
    })
    await writeFile(book, text.slice(0, text.length / 2))
    const cut = await rehearse(path, project)
    expect(cut.code).toBe(1)
    expect(failureOf(cut)).toMatchObject({ code: 'project.unreadable' })
    await writeFile(book, text.replace('"schema": 1', '"schema": 2'))
    expect(failureOf(await rehearse(path, project))).toMatchObject({ code: 'project.newer' })
    expect(await readFile(book, 'utf8')).toContain('"schema": 2')
  })
})

describe('how many at once', () => {
  inLong('with --parallel 1 is one: a job begins when the one before is saved', async () => {
    const folder = await folderOfFour()
    const finished = await rehearse(folder, await temporaryFolder('project'), '--parallel', '1')
    expect(finished.code).toBe(0)
    const order: string[] = []
    for (const { event, job } of finished.lines) if (event === 'state' && order.at(-1) !== job) order.push(job as string)
    expect(order).toEqual(jobsOf(finished).map(({ id }) => id))
  })

  it.each(['0', '33', '1.5', 'many'])('%s is wrong usage', async (parallel) => {
    const finished = await rehearse('nowhere', await temporaryFolder('project'), '--parallel', parallel)
    expect(finished.code).toBe(2)
    expect(failureOf(finished).message).toContain('--parallel')
  })
})

describe('money', () => {
  const real = ['--provider', 'evolink', '--json']
  /** Port 9 of this computer: whoever sends a byte there is refused. */
  const withKey = () => ({
    ...environment,
    CHOREO_EVOLINK_API_KEY: 'test-key-of-nobody',
    CHOREO_EVOLINK_BASE_URL: 'http://127.0.0.1:9',
    CHOREO_EVOLINK_FILES_URL: 'http://127.0.0.1:9',
  })

  it('says the total before it begins', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\nb.png,wave.mp4\n')
    const project = await temporaryFolder('project')
    const finished = await choreo(['batch', path, ...real, '--project', project, '--parallel', '2', '--rehearse'], environment)
    const [announced] = finished.lines
    const single = await choreo(['check', await fixture('photo.jpg'), clips.other, '--provider', 'evolink', '--json'], environment)
    const [{ quote }] = single.result.providers as [{ quote: { usd: number } }]
    expect(announced).toMatchObject({ event: 'batch', rows: 2, begin: 2, goOn: 0, quote: { unknown: 0 } })
    const { usd } = (announced as { quote: { usd: number } }).quote
    expect(usd).toBeCloseTo(2 * quote.usd, 4)
    expect(finished.stderr).toContain(`2 jobs for about $${usd.toFixed(2)}`)
  })

  it('asks first: without a person or --yes nothing is begun', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    for (const json of [['--json'], []]) {
      const finished = await choreo(['batch', path, '--provider', 'evolink', '--project', project, ...json], withKey())
      expect(finished.code).toBe(2)
      expect(finished.stdout + finished.stderr).toMatch(/This would run 1 job for about \$\d.*--yes/s)
      expect(await readdir(project)).toEqual([])
    }
  })

  it('asks a person at a terminal, and takes only yes for a yes', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const ask = (answer: string) => {
      const command = [process.execPath, builtCli, 'batch', path, '--provider', 'evolink', '--project', project]
        .map((word) => `'${word}'`)
        .join(' ')
      try {
        return {
          code: 0,
          text: execFileSync('script', ['-qec', command, '/dev/null'], { env: withKey(), input: answer, encoding: 'utf8' }),
        }
      } catch (error) {
        const { status, stdout } = error as { status: number; stdout: string }
        return { code: status, text: stdout }
      }
    }
    const no = ask('\n')
    expect(no.text).toMatch(/Run 1 job for about \$\d+\.\d\d\? \[y\/N\]/)
    expect(no.text).toContain('Nothing was begun.')
    expect(no.code).toBe(1)
    expect(await readdir(project)).toEqual([])
    const yes = ask('y\n')
    expect(yes.code).toBe(1)
    expect(await readdir(join(project, 'jobs'))).toHaveLength(1)
  })

  it('--yes runs it; a key that nobody answers to leaves failed rows that say so', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const finished = await choreo(['batch', path, ...real, '--project', project, '--yes'], withKey())
    expect(finished.code).toBe(1)
    expect(jobsOf(finished)).toMatchObject([{ state: 'failed', line: 2 }])
    expect(failureOf(finished).code).toMatch(/^(network|delivery)\./)
    expect(Object.values(await answers(project))).toEqual([0])
  })

  it('begins no more jobs after a failure that would meet them all', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\nb.png,wave.mp4\n')
    const project = await temporaryFolder('project')
    const requests: string[] = []
    const server = createServer((request, response) => {
      requests.push(request.url!)
      request.resume()
      request.on('end', () => response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"wrong key"}}'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const finished = await choreo(['batch', path, ...real, '--project', project, '--yes', '--parallel', '1'], {
        ...withKey(),
        CHOREO_EVOLINK_BASE_URL: origin,
        CHOREO_EVOLINK_FILES_URL: origin,
      })
      expect(finished.code).toBe(1)
      expect(failureOf(finished)).toMatchObject({
        code: 'provider.bad-key',
        message: expect.stringContaining('2 of 2 are not saved. Line 2'),
      })
      expect(jobsOf(finished)).toMatchObject([{ line: 2, state: 'failed' }])
      expect(rowsOf(finished)).toMatchObject([{ line: 3, failure: { code: 'provider.bad-key' } }])
      expect(requests).toHaveLength(1)
    } finally {
      server.close()
    }
  })

  it('--max-cost is for the whole batch, and refuses before anything is sent', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\nb.png,wave.mp4\n')
    const project = await temporaryFolder('project')
    const { quote } = (await rehearse(path, await temporaryFolder('project'))).result as { quote: { usd: number } }
    const limit = (quote.usd * 0.9).toFixed(4)
    for (const more of [['--rehearse'], ['--yes']]) {
      const finished = await choreo(['batch', path, ...real, '--project', project, '--max-cost', limit, ...more], withKey())
      expect(finished.code).toBe(1)
      expect(failureOf(finished)).toMatchObject({ code: 'money.too-expensive', message: expect.stringContaining('The batch costs about') })
      expect(await readdir(project)).toEqual([])
    }
    const enough = await rehearse(path, project, '--max-cost', quote.usd.toString())
    expect(enough.code).toBe(0)
  })

  inLong('--max-cost counts what earlier runs of the batch came to', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const { quote } = (await rehearse(path, project)).result as { quote: { usd: number } }
    await writeFile(path, 'image,video\na.jpg,dance.mp4\nb.png,wave.mp4\n')
    const finished = await rehearse(path, project, '--max-cost', (quote.usd * 1.5).toString())
    expect(failureOf(finished)).toMatchObject({ code: 'money.too-expensive', message: expect.stringContaining('so far') })
    expect(await tasks(project)).toBe(1)
  })

  it('--max-cost refuses a price that is not published', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\n')
    const project = await temporaryFolder('project')
    const finished = await choreo(
      ['batch', path, '--provider', 'highwayapi', '--rehearse', '--max-cost', '100', '--project', project, '--json'],
      environment,
    )
    expect(finished.code).toBe(1)
    expect(failureOf(finished)).toMatchObject({ code: 'money.price-unknown' })
    expect(await readdir(project)).toEqual([])
  })

  inLong('a daily limit that the batch would pass refuses the whole of it', async () => {
    const { path } = await table('image,video\na.jpg,dance.mp4\nb.png,wave.mp4\n')
    const project = await temporaryFolder('project')
    const { quote } = (await rehearse(path, await temporaryFolder('project'))).result as { quote: { usd: number } }
    const own = { ...withKey(), CHOREO_HOME: await temporaryFolder('home') }
    await writeFile(join(own.CHOREO_HOME, 'settings.json'), JSON.stringify({ dailyLimitUsd: quote.usd * 0.75 }))
    const finished = await choreo(['batch', path, ...real, '--project', project, '--yes'], own)
    expect(failureOf(finished)).toMatchObject({ code: 'money.daily-limit' })
    expect(await readdir(project)).toEqual([])
  })
})
