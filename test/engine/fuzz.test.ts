/**
 * Damages fixtures at random, by a seed, and holds the engine to its promise: facts or a known failure, soon, and nothing left behind.
 * `CHOREO_LONG_TESTS=1` runs a thousand cases of each format; `CHOREO_FUZZ_SEED` and `CHOREO_FUZZ_CASES` choose others.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planForAll } from '../../src/domain/assess'
import { failureCodes } from '../../src/domain/failure'
import { type ImageFacts, MediaFacts, noEdits, type VideoFacts } from '../../src/domain/media'
import { defaultRequest } from '../../src/domain/request'
import { probe } from '../../src/main/engine/media/probe'
import { prepare } from '../../src/main/engine/prepare'
import { fixture } from '../support/media-fixtures'
import { childrenOf, clipOf, everyProvider, imageOf, realTools, scratchFolder } from '../support/media-tools'

const pictures = [
  'photo.jpg',
  'exif-6.jpg',
  'ultra-hdr.jpg',
  'cmyk.jpg',
  'palette-transparent.png',
  'two-frames.webp',
  'moving.gif',
  'deep.tiff',
  'photo.avif',
  'marked.svg',
  'phone.heic',
]
const clips = [
  'marked.mp4',
  'hevc10.mov',
  'two-tracks.mkv',
  'vp9.webm',
  'no-times.avi',
  'late-clock.ts',
  'mpeg2.mpg',
  'windows.wmv',
  'moving-clip.gif',
  'moving-clip.png',
  'moving-clip.webp',
]
const SHORT_RUN = 50
const LONG_RUN = 1000
const long = process.env.CHOREO_LONG_TESTS === '1'
const seed = Number(process.env.CHOREO_FUZZ_SEED ?? 20_261_120)
const cases = Number(process.env.CHOREO_FUZZ_CASES ?? (long ? LONG_RUN : Math.ceil(SHORT_RUN / (pictures.length + clips.length))))
/** A case that takes longer hangs, also on a busy machine. */
const CASE_MS = 45_000
const known = new Set<string>(failureCodes)
/** What may be wrong with a damaged file; anything else would blame the person or the machine. */
const fair = /^(image|video|input|encode|artifact)\./

/** Numbers that follow from the seed (mulberry32). */
function numbers(from: number): (below: number) => number {
  let state = from >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const nasty = [0x00000000, 0xffffffff, 0x7fffffff, 0x80000000, 0x0000ffff, 0x00010000, 0x01000000]

function damaged(whole: Buffer, next: (below: number) => number): Buffer {
  let bytes: Buffer = Buffer.from(whole)
  const header = Math.min(bytes.length, 512)
  for (let wounds = 1 + next(3); wounds > 0 && bytes.length > 8; wounds -= 1) {
    const within = next(2) === 0 ? header : bytes.length
    switch (next(6)) {
      case 0:
        for (let flips = 1 + next(20); flips > 0; flips -= 1) bytes[next(Math.min(within, bytes.length))]! ^= 1 << next(8)
        break
      case 1:
        bytes = bytes.subarray(0, 1 + next(bytes.length))
        break
      case 2: {
        const at = next(within) % bytes.length
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(Array.from({ length: 1 + next(64) }, () => next(256))),
          bytes.subarray(at),
        ])
        break
      }
      case 3: {
        const at = next(Math.min(within, bytes.length) - 4)
        bytes.writeUInt32BE(nasty[next(nasty.length)]!, at)
        break
      }
      case 4: {
        const at = next(bytes.length)
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + next(2000)))])
        break
      }
      default: {
        const [from, to] = [next(bytes.length), next(bytes.length)]
        bytes.copy(bytes, to, from, Math.min(bytes.length, from + next(500)))
      }
    }
  }
  return bytes
}

interface Tally {
  accepted: number
  prepared: number
  refused: Map<string, number>
}

async function hold(name: string, as: 'image' | 'video', tally: Tally) {
  const whole = await readFile(await fixture(name))
  const next = numbers(seed + [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0))
  const folder = await scratchFolder()
  const path = join(folder, name)
  const other = as === 'image' ? await clipOf('marked.mp4') : await imageOf('photo.jpg')
  const tools = await realTools()
  for (let number = 0; number < cases; number += 1) {
    await writeFile(path, damaged(whole, next))
    const label = `${name}, case ${number} of seed ${seed}`
    const signal = AbortSignal.timeout(CASE_MS)
    const found = await probe(path, tools, signal, as)
    let failure = found.ok ? null : found.failure
    if (found.ok) {
      expect(MediaFacts.parse(found.value)).toEqual(found.value)
      tally.accepted += 1
      if (found.value.kind === as) failure = await carryOut({ path, facts: found.value }, other, folder, signal, tally)
    }
    expect(signal.aborted, `${label} hangs`).toBe(false)
    if (failure) {
      expect(known.has(failure.code) && fair.test(failure.code), `${label}: ${failure.code} ${failure.message} ${failure.detail}`).toBe(
        true,
      )
      tally.refused.set(failure.code, (tally.refused.get(failure.code) ?? 0) + 1)
    }
    expect(childrenOf(process.pid), `${label} leaves a process`).toEqual([])
    expect(await readdir(folder), `${label} leaves a file`).toEqual([name])
  }
}

async function carryOut(
  file: { path: string; facts: ImageFacts | VideoFacts },
  other: { path: string; facts: ImageFacts | VideoFacts },
  folder: string,
  signal: AbortSignal,
  tally: Tally,
) {
  const [image, video] = file.facts.kind === 'image' ? [file, other] : [other, file]
  if (image.facts.kind !== 'image' || video.facts.kind !== 'video') throw new Error('kinds are mixed up')
  const edits = { ...noEdits, ...(video.facts.seconds > 4 ? { trim: { start: 0, end: 3.1 } } : {}) }
  const plan = planForAll(everyProvider, { image: image.facts, video: video.facts, request: { ...defaultRequest }, edits })
  if (!plan.ok) return plan.failure
  const directory = join(folder, 'prepared')
  await mkdir(directory)
  const made = await prepare(
    { image: { path: image.path, facts: image.facts }, video: { path: video.path, facts: video.facts }, plan: plan.value },
    { directory, tools: await realTools(), signal },
  )
  const left = await readdir(directory)
  if (!made.ok) expect(left.filter((file) => file.includes('.part.'))).toEqual([])
  else tally.prepared += 1
  await rm(directory, { recursive: true })
  return made.ok ? null : made.failure
}

describe(`${cases} damaged files of each kind`, () => {
  for (const [as, names] of [
    ['image', pictures],
    ['video', clips],
  ] as const)
    it.each(names.map((name) => [name]))(
      `${as}: %s`,
      async (name) => {
        const tally: Tally = { accepted: 0, prepared: 0, refused: new Map() }
        await hold(name, as, tally)
        if (long)
          process.stdout.write(
            `${name}: ${tally.accepted} read, ${tally.prepared} prepared, refused ${JSON.stringify(Object.fromEntries(tally.refused))}\n`,
          )
      },
      CASE_MS * (long ? cases : 4),
    )
})
