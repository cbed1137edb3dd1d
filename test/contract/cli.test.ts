/** The command line as other programs use it: exit codes, NDJSON, files that are there or not. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import { ProviderId } from '../../src/domain/request'
import { choreo, cleanEnvironment, temporaryFolder } from '../support/cli'
import { fixture } from '../support/media-fixtures'

let environment: NodeJS.ProcessEnv
let image: string
let video: string

beforeAll(async () => {
  expect(build()).toBe(true)
  environment = await cleanEnvironment()
  image = await fixture('photo.jpg')
  video = await fixture('light-long.mp4')
})

function probe(path: string) {
  return JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path], { encoding: 'utf8' }),
  ) as {
    format: { duration: string; size: string }
    streams: { codec_type: string; codec_name: string; width?: number; height?: number; pix_fmt?: string }[]
  }
}

describe('check', () => {
  it('judges all five providers and changes nothing', async () => {
    const home = environment.CHOREO_HOME!
    const before = readdirSync(home)
    const { code, result } = await choreo(['check', image, video, '--orientation', 'image', '--json'], environment)
    expect(code).toBe(0)
    expect(result.ok).toBe(true)
    const providers = result.providers as {
      provider: string
      accepts: string
      violations: { rule: string; measured: string; limit: string; source: string; fix: string }[]
    }[]
    expect(providers.map(({ provider }) => provider).sort()).toEqual([...ProviderId.options].sort())
    for (const { provider, accepts, violations } of providers) {
      expect(accepts).toBe('after-changes')
      // HighwayAPI's page gives a limit for the result only.
      const source = provider === 'highwayapi' ? 'assumed' : 'documented'
      expect(violations.find(({ rule }) => rule === 'video.duration.max')).toMatchObject({ source, fix: 'trimmed' })
    }
    expect(result.facts).toMatchObject({ image: { kind: 'image' }, video: { kind: 'video' } })
    expect(readdirSync(home)).toEqual(before)
  })

  it('says in words what a person would want to know', async () => {
    const { code, stdout } = await choreo(['check', image, video, '--provider', 'evolink', '--orientation', 'image'], environment)
    expect(code).toBe(0)
    expect(stdout).toMatch(/evolink: accepts after changes · .*\$\d/)
    expect(stdout).toContain('→')
  })
})

describe('prepare', () => {
  it('makes one pair that satisfies all five, as ffprobe sees it', async () => {
    const out = await temporaryFolder('out')
    const { code, lines, result } = await choreo(
      ['prepare', image, video, '--provider', 'all', '--orientation', 'image', '--out', out, '--json'],
      environment,
    )
    expect(code).toBe(0)
    expect(result).toMatchObject({ ok: true, orientation: 'image', providers: [...ProviderId.options] })
    // The clip is too long, so it is looked through for its best part first.
    const stages = lines.filter(({ event }) => event === 'progress').map(({ stage }) => stage)
    expect(stages[0]).toBe('look')
    expect(new Set(stages)).toEqual(new Set(['look', 'image', 'encode']))
    const { path, bytes, durationSeconds } = result.video as { path: string; bytes: number; durationSeconds: number }
    const { format, streams } = probe(path)
    const clip = streams.find(({ codec_type }) => codec_type === 'video')!
    expect(clip).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p' })
    expect(Math.min(clip.width!, clip.height!)).toBeGreaterThanOrEqual(340)
    expect(clip.width! % 2).toBe(0)
    expect(Number(format.duration)).toBeLessThanOrEqual(10)
    expect(Number(format.duration)).toBeGreaterThan(9.5)
    expect(durationSeconds).toBeCloseTo(Number(format.duration), 1)
    expect(Number(format.size)).toBe(bytes)
    expect(bytes).toBeLessThanOrEqual(10_000_000)
    expect(readdirSync(out).length).toBe(2)
    expect((result.quotes as { provider: string }[]).length).toBe(5)
  })
})

describe('run', () => {
  // All five are rehearsed in the window, too.
  it.each(process.env.CHOREO_LONG_TESTS === '1' ? ProviderId.options : (['evolink', 'highwayapi'] as const))(
    'rehearses with %s to a saved, playable result',
    async (provider) => {
      const project = await temporaryFolder('project')
      const { code, lines, result } = await choreo(
        ['run', image, video, '--provider', provider, '--orientation', 'image', '--rehearse', '--project', project, '--json'],
        // A home of its own, where nobody looked through the clip yet.
        await cleanEnvironment(),
      )
      expect(result).toMatchObject({ ok: true })
      expect(code).toBe(0)
      const job = result.job as { id: string; dir: string; state: string; remoteId: string; result: string; provider: string }
      expect(job).toMatchObject({ state: 'saved', provider })
      expect(job.remoteId).toBeTruthy()
      const states = lines.filter(({ event }) => event === 'state').map(({ state }) => state)
      expect(states[0]).toBe('preparing')
      expect(lines.some(({ event, stage }) => event === 'progress' && stage === 'look')).toBe(true)
      expect(states).toEqual(expect.arrayContaining(['preparing', 'delivering', 'submitting', 'accepted', 'downloading', 'saved']))
      const { format, streams } = probe(job.result)
      expect(streams.some(({ codec_name }) => codec_name === 'h264')).toBe(true)
      // HighwayAPI's page promises 5 s for orientation “image”.
      expect(Number(format.duration)).toBeCloseTo(provider === 'highwayapi' ? 5 : 9.9, 0)
      for (const name of ['job.json', 'events.ndjson', 'request.json', 'result.json']) expect(existsSync(join(job.dir, name))).toBe(true)
      const provenance = JSON.parse(readFileSync(join(job.dir, 'result.json'), 'utf8')) as {
        inputs: { image: { sha256: string } }
        rehearsal: boolean
      }
      expect(provenance.rehearsal).toBe(true)
      expect(provenance.inputs.image.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(existsSync(join(project, '.lock'))).toBe(false)
    },
  )

  it('keeps the very command that made the clip, and it makes the same again', async () => {
    const project = await temporaryFolder('project')
    const { result } = await choreo(
      ['run', image, video, '--provider', 'evolink', '--orientation', 'image', '--rehearse', '--project', project, '--json'],
      environment,
    )
    const { dir } = result.job as { dir: string }
    const history = readFileSync(join(dir, 'events.ndjson'), 'utf8').trimEnd().split('\n')
    const prepared = history.map((line) => JSON.parse(line)).find(({ event }) => event === 'prepared')
    const again = join(project, 'again.mp4')
    execFileSync('/bin/sh', ['-c', prepared.how.video.replaceAll(/\S+prepared\/[\w.-]+\.mp4/g, again)], { stdio: 'ignore' })
    expect(Number(probe(again).format.duration)).toBeCloseTo(9.9, 0)
  })

  it('is a rehearsal when there is no key, and says so', async () => {
    const project = await temporaryFolder('project')
    const { code, result, stderr } = await choreo(
      ['run', image, video, '--provider', 'wavespeed', '--orientation', 'image', '--project', project, '--json'],
      environment,
    )
    expect(code).toBe(0)
    expect(result.job).toMatchObject({ state: 'saved', rehearsal: true })
    expect(stderr).toContain('rehearsal')
  })

  it('names the failure and leaves no half result when the clip cannot be used', async () => {
    const project = await temporaryFolder('project')
    const { code, result } = await choreo(
      ['run', image, await fixture('short.mp4'), '--provider', 'evolink', '--rehearse', '--project', project, '--json'],
      environment,
    )
    expect(code).toBe(1)
    expect(result).toMatchObject({ ok: false, failure: { code: 'video.too-short' } })
    expect(readdirSync(project)).not.toContain('.lock')
  })

  it('goes on after it was detached', async () => {
    const project = await temporaryFolder('project')
    const detached = await choreo(
      ['run', image, video, '--provider', 'evolink', '--orientation', 'image', '--rehearse', '--detach', '--project', project, '--json'],
      environment,
    )
    expect(detached.code).toBe(0)
    const { id } = detached.result.job as { id: string }
    const resumed = await choreo(['resume', '--project', project, '--json'], environment)
    expect(resumed.code).toBe(0)
    expect(resumed.result).toMatchObject({ ok: true, jobs: [{ id, state: 'saved' }] })
    const listed = await choreo(['jobs', '--project', project, '--json'], environment)
    expect(listed.result).toMatchObject({ ok: true, jobs: [{ id, state: 'saved' }], unreadable: [] })
    const one = await choreo(['jobs', id, '--project', project, '--json'], environment)
    const history = one.result.history as { event: string }[]
    expect(history.filter(({ event }) => event === 'answer').length).toBe(1)
  })
})

describe('curl', () => {
  it.each(ProviderId.options)('shows the exact request for %s without key or media', async (provider) => {
    const secret = 'key-that-must-not-be-shown'
    const { code, result } = await choreo(['curl', image, video, '--provider', provider, '--orientation', 'image', '--json'], {
      ...environment,
      [`CHOREO_${provider.toUpperCase()}_API_KEY`]: secret,
    })
    expect(code).toBe(0)
    const curl = result.curl as string
    expect(curl).toContain(`Bearer $CHOREO_${provider.toUpperCase()}_API_KEY`)
    expect(curl).not.toContain(secret)
    expect(curl.length).toBeLessThan(2000)
  })
})

describe('doctor', () => {
  it('finds what is here', async () => {
    const { code, result } = await choreo(['doctor', '--json'], environment)
    expect(code).toBe(0)
    const checks = result.checks as { name: string; state: string }[]
    for (const name of ['ffmpeg', 'ffprobe', 'sharp']) expect(checks.find((check) => check.name === name)).toMatchObject({ state: 'ok' })
  })

  it('says what to do when ffmpeg is not where the person says', async () => {
    const { code, result } = await choreo(['doctor', '--json'], { ...environment, CHOREO_FFMPEG: '/nowhere/ffmpeg' })
    expect(code).toBe(1)
    expect(result).toMatchObject({ ok: false, failure: { code: 'setup.no-ffmpeg' } })
  })
})

describe('wrong usage', () => {
  it.each([
    ['an unknown flag', ['check', 'a.jpg', 'b.mp4', '--bogus'], 'usage'],
    ['a missing argument', ['run', 'a.jpg'], 'usage'],
    ['an unknown command', ['fly'], 'usage'],
    ['an unknown provider', ['run', 'a.jpg', 'b.mp4', '--provider', 'nobody'], 'provider.unknown'],
    ['no provider', ['run', 'a.jpg', 'b.mp4'], 'usage'],
    ['a trim that ends before it starts', ['prepare', 'a.jpg', 'b.mp4', '--provider', 'all', '--trim', '9-3'], 'usage'],
    ['a crop that is none', ['prepare', 'a.jpg', 'b.mp4', '--provider', 'all', '--crop-image', '1,2,3'], 'usage'],
    ['an orientation that is none', ['check', 'a.jpg', 'b.mp4', '--orientation', 'sideways'], 'usage'],
    ['a cost that is none', ['run', 'a.jpg', 'b.mp4', '--provider', 'evolink', '--max-cost', 'much'], 'usage'],
  ])('%s exits with 2 and says why', async (_name, args, code) => {
    const finished = await choreo([...args, '--json'], environment)
    expect(finished.code).toBe(2)
    expect(finished.result).toMatchObject({ ok: false, failure: { code } })
    const failure = finished.result.failure as { message: string; fix: string }
    expect(failure.message.length).toBeGreaterThan(5)
    expect(failure.fix.length).toBeGreaterThan(5)
  })
})

describe('bad input', () => {
  it.each([
    ['a missing picture', '/nowhere/face.jpg', null, 'input.missing'],
    ['an empty picture', 'empty.jpg', null, 'input.empty'],
    ['a truncated picture', 'truncated.jpg', null, 'image.damaged'],
    ['a text named .jpg', 'text.jpg', null, 'image.not-an-image'],
    ['a picture of 8×8', 'tiny.png', null, 'image.too-small'],
    ['a picture of 20000×300', 'wide.png', null, 'image.too-elongated'],
    ['a missing clip', null, '/nowhere/dance.mp4', 'input.missing'],
    ['a truncated clip', null, 'cut.mp4', 'video.damaged'],
    ['a script named .mp4', null, 'script.mp4', 'video.not-a-video'],
    ['a playlist named .mp4', null, 'playlist.mp4', 'video.not-a-video'],
    ['a clip of 2 s', null, 'short.mp4', 'video.too-short'],
    ['sound only', null, 'sound.mp4', 'video.not-a-video'],
  ])('%s has its own failure code and leaves nothing behind', async (_name, badImage, badVideo, code) => {
    const resolve = async (name: string | null, otherwise: string) =>
      name === null ? otherwise : name.startsWith('/') ? name : fixture(name)
    const out = await temporaryFolder('out')
    const own = await cleanEnvironment()
    const finished = await choreo(
      ['prepare', await resolve(badImage, image), await resolve(badVideo, video), '--provider', 'all', '--out', out, '--json'],
      own,
    )
    expect(finished.result).toMatchObject({ ok: false, failure: { code } })
    expect(finished.code).toBe(1)
    expect(readdirSync(out)).toEqual([])
    const prepared = join(own.CHOREO_HOME!, 'My first project', 'prepared')
    expect(existsSync(prepared) ? readdirSync(prepared) : []).toEqual([])
  })
})
