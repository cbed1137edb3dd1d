/**
 * The cap as a proof by trial: clips drawn at random under caps that bite. Either the finished file is under the cap, or the plan
 * said before encoding that it cannot be, and what could be. `CHOREO_LONG_TESTS=1` runs a thousand instead of a dozen, with caps up to
 * 100 MB; `CHOREO_CAP_SEED` and `CHOREO_CAP_CASES` choose others.
 */
import { execFile } from 'node:child_process'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { documented, type Limits } from '../../src/domain/limits'
import { noEdits } from '../../src/domain/media'
import { planVideo } from '../../src/domain/plan-video'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { verifyVideo } from '../../src/main/engine/media/verify'
import { makeVideo } from '../../src/main/engine/media/video'
import { realPaths, realTools, scratchFolder, valueIn } from '../support/media-tools'

const call = promisify(execFile)
const LONG = process.env.CHOREO_LONG_TESTS === '1'
const CASES = Number(process.env.CHOREO_CAP_CASES ?? (LONG ? 1000 : 12))
const SEED = Number(process.env.CHOREO_CAP_SEED ?? 20_261_120)
const limits = providers.evolink.limits

interface Case {
  content: keyof typeof pictures
  width: number
  height: number
  rate: number
  seconds: number
  sound: boolean
  maxBytes: number
  seed: number
}

/** From what costs nearly nothing to what cannot be compressed at all. */
const pictures = {
  still: ({ width, height, rate, seconds }: Case) => `smptehdbars=size=${width}x${height}:rate=${rate}:duration=${seconds}`,
  moving: ({ width, height, rate, seconds }: Case) => `testsrc2=size=${width}x${height}:rate=${rate}:duration=${seconds}`,
  grain: ({ seed, ...one }: Case) => `${pictures.moving({ seed, ...one })},noise=alls=30:allf=t:all_seed=${seed}`,
  noise: ({ seed, ...one }: Case) => `${pictures.still({ seed, ...one })},noise=alls=100:allf=t:all_seed=${seed}`,
  cuts: (one: Case) =>
    `${pictures.moving(one)},hue=h='if(eq(mod(floor(t*3),2),0),0,180)',crop=iw/2:ih/2:'if(eq(mod(floor(t*3),2),0),0,iw/2)':0,scale=${one.width}:${one.height}`,
  fade: ({ seed, ...one }: Case) =>
    `${pictures.moving({ seed, ...one })},noise=alls=60:allf=t:all_seed=${seed}:enable='gt(t,${one.seconds / 2})'`,
}

/** The same cases for the same seed on every machine. */
function* cases(seed: number, count: number): Generator<Case> {
  let state = seed
  const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least * (most / least) ** random()
  const contents = Object.keys(pictures) as (keyof typeof pictures)[]
  for (let number = 0; number < count; number += 1) {
    const wide = random() < 0.5
    const [long, short] = [2 * Math.round(between(180, 330)), 2 * Math.round(between(171, 180))]
    yield {
      content: contents[number % contents.length]!,
      width: wide ? long : short,
      height: wide ? short : long,
      rate: [12, 24, 25, 30, 50, 60][Math.floor(random() * 6)]!,
      seconds: Math.round(between(3.1, LONG ? 9 : 4) * 100) / 100,
      sound: random() < 0.5,
      maxBytes: Math.round(number % 7 === 3 ? between(10_000, 30_000) : between(60_000, LONG && random() < 0.3 ? 100_000_000 : 1_500_000)),
      seed: 1 + Math.floor(random() * 1e6),
    }
  }
}

describe('the cap', () => {
  it(`holds in ${CASES} cases, or the plan said so before`, { timeout: 60_000 + CASES * 30_000 }, async () => {
    const { ffmpeg, ffprobe } = await realPaths()
    const tools = await realTools()
    const folder = await scratchFolder()
    const told: string[] = []
    const count = { made: 0, refused: 0, fullest: 0 }
    for (const one of cases(SEED, CASES)) {
      const name = JSON.stringify(one)
      const source = join(folder, 'source.mp4')
      const target = join(folder, 'made.mp4')
      const sound = one.sound ? ['-f', 'lavfi', '-i', `anoisesrc=duration=${one.seconds}:sample_rate=48000`, '-c:a', 'aac'] : []
      const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '10', '-pix_fmt', 'yuv420p', '-movflags', '+faststart']
      await call(ffmpeg, ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', pictures[one.content](one), ...sound, ...video, source])
      const facts = valueIn(await probe(source, tools))
      if (facts.kind !== 'video') throw new Error('not a clip')
      const capped: Limits = { ...limits, video: { ...limits.video, maxBytes: documented(one.maxBytes) } }
      const plan = planVideo(facts, capped, defaultRequest, noEdits)
      if (!plan.ok) {
        expect(plan.failure.code, name).toBe('video.unreachable')
        expect(plan.failure.message, name).toMatch(/need at least [\d.]+ [kM]B/)
        count.refused += 1
        continue
      }
      if (plan.value.change === 'untouched') {
        expect(facts.bytes, name).toBeLessThanOrEqual(one.maxBytes)
        continue
      }
      const made = await makeVideo({ source, facts, plan: plan.value, target, ffmpeg, ffprobe })
      if (!made.ok) {
        told.push(`${name}: ${made.failure.message} ${made.failure.detail ?? ''}`)
        continue
      }
      const { size } = await stat(target)
      if (size > one.maxBytes) told.push(`${name}: ${size} bytes`)
      const verified = await verifyVideo(target, plan.value, tools)
      if (!verified.ok) told.push(`${name}: ${verified.failure.message}`)
      count.made += 1
      count.fullest = Math.max(count.fullest, size / one.maxBytes)
      await rm(target)
    }
    expect(told).toEqual([])
    // A run that planned nothing, refused nothing or never came near a cap would prove nothing.
    expect(count.made).toBeGreaterThan(CASES / 3)
    expect(count.refused).toBeGreaterThan(0)
    expect(count.fullest).toBeGreaterThan(0.9)
  })
})
