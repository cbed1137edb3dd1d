import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExportEvent, SideBySide } from '../../src/contract/window-shapes'
import type { JobRecord } from '../../src/domain/job'
import { openEngine } from '../../src/main/engine/engine'
import { probe } from '../../src/main/engine/media/probe'
import { MOST_WIDTH, makeSideBySide, sidesOf } from '../../src/main/engine/media/side-by-side'
import { H264, scene } from '../support/clip-scenes'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { failureOf, realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

const run = promisify(execFile)

/** One colour, with a tone of this pitch where there is one. */
function plain(colour: string, size: string, seconds: number, pitch: number | null = null) {
  const sound = pitch === null ? [] : ['-f', 'lavfi', '-i', `sine=frequency=${pitch}:duration=${seconds}`, '-c:a', 'aac']
  const picture = ['-f', 'lavfi', '-i', `color=${colour}:s=${size}:r=25:d=${seconds}`]
  return scene(...picture, ...sound.slice(0, 4), ...H264, ...sound.slice(4), `${colour}.mp4`)
}

async function factsOf(path: string) {
  const facts = valueIn(await probe(path, await realTools()))
  if (facts.kind !== 'video') throw new Error('it is not a clip')
  return facts
}

/** Colours at these distances from the left edge, half way down, as red, green and blue. */
async function coloursAt(path: string, at: number, ...across: number[]): Promise<number[][]> {
  const { width, height } = await factsOf(path)
  const { stdout } = await run(
    (await realPaths()).ffmpeg,
    ['-v', 'error', '-ss', String(at), '-i', path, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    { encoding: 'buffer', maxBuffer: 20_000_000 },
  )
  return across.map((x) => [...stdout.subarray((Math.floor(height / 2) * width + x) * 3).subarray(0, 3)])
}

const isRed = ([r, g, b]: number[]) => r! > 180 && g! < 80 && b! < 80
const isBlue = ([r, g, b]: number[]) => b! > 180 && r! < 80 && g! < 80

describe('films side by side', () => {
  it('share one height within the limits, and every side is even', () => {
    expect(
      sidesOf([
        { width: 540, height: 960 },
        { width: 720, height: 1280 },
      ]),
    ).toEqual({ height: 1080, widths: [608, 608] })
    expect(sidesOf([{ width: 321, height: 181 }])).toEqual({ height: 182, widths: [322] })
    const five = sidesOf(Array.from({ length: 5 }, () => ({ width: 1920, height: 1080 })))
    expect(five.widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(MOST_WIDTH)
    expect(five.height).toBeGreaterThan(420)
    expect([five.height, ...five.widths].filter((side) => side % 2)).toEqual([])
  })

  it('last as long as the longest, in the right places, with the chosen sound', async () => {
    const red = await plain('red', '320x180', 1)
    const blue = await plain('blue', '180x320', 2.4, 440)
    const target = join(await scratchFolder(), 'both.mp4')
    const seen: number[] = []
    valueIn(
      await makeSideBySide({
        films: [
          { ...red, start: 0.5 },
          { ...blue, start: 0 },
        ],
        sound: 1,
        ffmpeg: (await realPaths()).ffmpeg,
        target,
        onProgress: (fraction) => seen.push(fraction),
      }),
    )
    const facts = await factsOf(target)
    expect(facts).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p', height: 320, width: 568 + 180, faststart: true, frameRate: 25 })
    expect(Math.abs(facts.seconds - 2.4)).toBeLessThan(0.1)
    expect(facts.audio).toMatchObject({ codec: 'aac' })
    expect(seen.at(-1)).toBe(1)
    for (const moment of [0.1, 2.2]) {
      const [left, right] = await coloursAt(target, moment, 100, 650)
      // The first film rests at its first frame before it begins and at its last when it is over.
      expect(isRed(left!), String(left)).toBe(true)
      expect(isBlue(right!), String(right)).toBe(true)
    }
  })

  it('are silent when no sound is chosen, or when the chosen one has none', async () => {
    const red = await plain('red', '320x180', 0.6)
    const blue = await plain('blue', '320x180', 0.6, 440)
    const films = [
      { ...red, start: 0 },
      { ...blue, start: 0 },
    ] as const
    for (const sound of [null, 0]) {
      const target = join(await scratchFolder(), 'silent.mp4')
      valueIn(await makeSideBySide({ films, sound, ffmpeg: (await realPaths()).ffmpeg, target }))
      expect((await factsOf(target)).audio).toBeNull()
      const [left, right] = await coloursAt(target, 0.3, 100, 420)
      expect([isRed(left!), isBlue(right!)]).toEqual([true, true])
    }
  })

  it('leave nothing behind when they are stopped', async () => {
    const long = await plain('red', '1280x720', 20)
    const target = join(await scratchFolder(), 'stopped.mp4')
    const stop = new AbortController()
    const made = await makeSideBySide({
      films: [
        { ...long, start: 0 },
        { ...long, start: 0 },
      ],
      sound: null,
      ffmpeg: (await realPaths()).ffmpeg,
      target,
      onProgress: () => stop.abort(),
      signal: stop.signal,
    })
    expect(failureOf(made).code).toBe('cancelled')
    expect(await readdir(dirname(target))).toEqual([])
  })
})

describe('the export of jobs', () => {
  async function project(jobs: Partial<JobRecord>[]) {
    const home = await scratchFolder()
    const dir = join(home, 'project')
    const red = await plain('red', '320x180', 1, 300)
    const blue = await plain('blue', '320x180', 1.5, 600)
    const records = jobs.map((changes, number) => {
      const record = jobRecord(number, 'saved', changes)
      return { ...record, artifacts: { ...record.artifacts!, video: { ...record.artifacts!.video, path: red.path } } }
    })
    await mkdir(join(dir, 'jobs'), { recursive: true })
    await writeJobs(join(dir, 'jobs'), records)
    for (const { id } of records) await writeFile(join(dir, 'jobs', id, 'result.mp4'), await readFile(blue.path))
    const engine = valueIn(
      await openEngine({
        projectDir: dir,
        environment: { ...process.env, CHOREO_HOME: home },
        version: '0',
        face: 'serve',
        mediaBase: 'http://x/',
      }),
    )
    onTestFinished(() => engine.close())
    const client = createRouterClient(engine.router)
    const exported = async (input: SideBySide, signal?: AbortSignal) => {
      const events: ExportEvent[] = []
      for await (const event of await client.jobs.exportSideBySide(input, { signal })) events.push(event)
      const last = events.at(-1)
      if (last?.event !== 'done') throw new Error('it did not end')
      return { events, result: last.result }
    }
    return { engine, client, records, exportsDir: join(dir, 'exports'), exported }
  }

  it('lies in the project under a free name, and can be played', async () => {
    const { engine, client, records, exportsDir, exported } = await project([{}, {}])
    const ids = records.map(({ id }) => id) as [string, string]
    const wish: SideBySide = { jobs: ids, reference: true, offsets: [0, -0.25], sound: 'reference' }
    const first = valueIn((await exported(wish)).result)
    const second = valueIn((await exported({ ...wish, sound: { job: ids[1] } })).result)
    expect((await readdir(exportsDir)).sort()).toEqual(['dancer-0_clip-0_shortapi+aimlapi-2.mp4', 'dancer-0_clip-0_shortapi+aimlapi.mp4'])
    expect(engine.door.resolve(first.href.slice(2))).toEqual({ path: first.path, mime: 'video/mp4' })
    expect(second.path).not.toBe(first.path)
    const facts = await factsOf(first.path)
    expect(facts).toMatchObject({ width: 960, height: 180 })
    // The first result begins a quarter of a second after the second one, and both last 1.5 s.
    expect(Math.abs(facts.seconds - 1.75)).toBeLessThan(0.1)

    const films = valueIn(await client.jobs.films({ id: ids[0] }))
    expect(films.reference).toMatchObject({ frameRate: 25, width: 320 })
    expect(films.result?.seconds).toBeCloseTo(1.5, 1)
  })

  it('says in words what is missing, and leaves nothing', async () => {
    const { records, exportsDir, exported } = await project([{}, { state: 'running', result: null }])
    const ids = records.map(({ id }) => id) as [string, string]
    const missing = failureOf((await exported({ jobs: ids, reference: true, offsets: [0, 0], sound: 'none' })).result)
    expect(missing).toMatchObject({ code: 'input.missing', message: expect.stringContaining('no saved result') })
    expect(failureOf((await exported({ jobs: [ids[0]], reference: false, offsets: [], sound: 'none' })).result).code).toBe('usage')
    expect(failureOf((await exported({ jobs: [ids[0]], reference: false, offsets: [0], sound: 'reference' })).result).code).toBe('usage')
    const stopped = await exported({ jobs: [ids[0]], reference: true, offsets: [0], sound: 'none' }, AbortSignal.abort()).catch(() => null)
    if (stopped) expect(failureOf(stopped.result).code).toBe('cancelled')
    expect(await readdir(exportsDir).catch(() => [])).toEqual([])
  })
})
