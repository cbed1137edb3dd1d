/** Films of jobs, put side by side as one file in the project's `exports`. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { ExportEvent, SideBySide } from '../../contract/window-shapes'
import { fail, failed, ok, type Result } from '../../domain/failure'
import type { JobRecord } from '../../domain/job'
import { providers } from '../../domain/providers/all'
import { diskFailure, syncFolder } from './disk'
import { referencePath, resultPath } from './job-films'
import type { World } from './jobs/world'
import type { Library } from './library'
import { probe } from './media/probe'
import { type Film, makeSideBySide } from './media/side-by-side'
import { requireTools } from './media/tools'

/** An unfinished file this old belongs to nobody. */
const STALE_MS = 6 * 3_600_000
const UNFINISHED = /^\.choreo-[0-9a-f]{12}\.part\.mp4$/
/** A folder with more exports of one name is not looked through. */
const MOST_OF_ONE_NAME = 10_000

/**
 * Failures: `usage`, `job.unknown`, `input.missing` where a job has no saved result, those of `probe` and of `run`,
 * `disk.*`. On any of them nothing is left in the folder.
 */
export async function* exportSideBySide(
  input: SideBySide,
  world: World,
  library: Library,
  signal?: AbortSignal,
): AsyncGenerator<ExportEvent, void> {
  let told = 0
  let reached = 0
  let wakeUp = () => {}
  let result: Result<string> | null = null
  const working = make(input, world, signal, (fraction) => {
    reached = fraction
    if (reached - told >= 0.01) wakeUp()
  }).then((made) => {
    result = made
  })
  const outcome = () => result
  while (outcome() === null) {
    await Promise.race([
      working,
      new Promise<void>((go) => {
        wakeUp = go
      }),
    ])
    if (outcome() === null && reached > told) {
      told = reached
      yield { event: 'progress', fraction: told }
    }
  }
  const made = outcome()!
  yield { event: 'done', result: made.ok ? ok({ path: made.value, href: library.publish(made.value) }) : made }
}

/** @returns path of the finished file */
async function make(
  input: SideBySide,
  world: World,
  signal: AbortSignal | undefined,
  onProgress: (fraction: number) => void,
): Promise<Result<string>> {
  const directory = join(world.project.dir, 'exports')
  let temporary: string | null = null
  try {
    const ready = requireTools(world.tools)
    if (!ready.ok) return ready
    const films = await filmsFor(input, world, signal)
    if (!films.ok) return films
    const there = await world.project.ensure()
    if (!there.ok) return there
    await mkdir(directory, { recursive: true })
    await sweep(directory)
    temporary = join(directory, `.choreo-${randomBytes(6).toString('hex')}.part.mp4`)
    const made = await makeSideBySide({
      films: films.value.films,
      sound: films.value.sound,
      ffmpeg: ready.value.ffmpeg,
      target: temporary,
      onProgress,
      signal,
    })
    if (!made.ok) return made
    const path = await putInPlace(temporary, directory, films.value.name)
    temporary = null
    return ok(path)
  } catch (error) {
    const failure = diskFailure(error)
    if (!failure) throw error
    return failed(failure)
  } finally {
    if (temporary) await rm(temporary, { force: true }).catch(() => {})
  }
}

interface Films {
  films: [Film, ...Film[]]
  /** Place in `films`. */
  sound: number | null
  name: string
}

async function filmsFor(input: SideBySide, world: World, signal?: AbortSignal): Promise<Result<Films>> {
  if (input.offsets.length !== input.jobs.length)
    return fail('usage', 'Each result needs an offset.', 'Give as many offsets as results; 0 for none.')
  const jobs: JobRecord[] = []
  for (const id of input.jobs) {
    const job = await world.store.read(id)
    if (!job.ok) return job
    jobs.push(job.value)
  }
  const wanted: { path: string; offset: number }[] = []
  if (input.reference) {
    const path = referencePath(jobs[0]!, world)
    if (path === null) return fail('input.missing', 'There is no prepared reference clip.', 'Export the results without the reference.')
    wanted.push({ path, offset: 0 })
  }
  for (const [at, job] of jobs.entries()) {
    const path = resultPath(job, world)
    if (path === null)
      return fail(
        'input.missing',
        `The job ${job.id} at ${providers[job.provider].name} has no saved result.`,
        'Wait until it is saved, or leave it out.',
      )
    wanted.push({ path, offset: input.offsets[at]! })
  }
  const { sound } = input
  const heard = sound === 'none' ? null : sound === 'reference' ? (input.reference ? 0 : -1) : input.jobs.indexOf(sound.job)
  if (heard === -1) return fail('usage', 'The sound was asked for from a film that is not in it.', 'Choose the sound of one of the films.')

  const origin = Math.min(...wanted.map(({ offset }) => offset))
  const films: Film[] = []
  for (const { path, offset } of wanted) {
    const facts = await probe(path, world.tools, signal, 'video')
    if (!facts.ok) return facts
    if (facts.value.kind !== 'video')
      return fail('video.not-a-video', `${basename(path)} is not a clip.`, 'Leave out the job it belongs to.')
    films.push({ path, facts: facts.value, start: offset - origin })
  }
  const [first, ...others] = films
  const place = heard === null ? null : typeof sound === 'object' && input.reference ? heard + 1 : heard
  return ok({ films: [first!, ...others], sound: place, name: nameFor(jobs) })
}

/** `dancer_dance_evolink+wavespeed`: what is in it, by names that every file system takes. */
function nameFor(jobs: readonly JobRecord[]): string {
  const { image, video } = jobs[0]!.inputs
  const plain = (name: string) =>
    basename(name, extname(name))
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .slice(0, 60)
  const who = [...new Set(jobs.map(({ provider }) => provider))].join('+')
  return [plain(image.name), plain(video.name), who].filter((part) => part !== '' && part !== '-').join('_')
}

/** Under the first free name; the file appears whole or not at all. @returns its path */
async function putInPlace(temporary: string, directory: string, name: string): Promise<string> {
  const file = await open(temporary, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  for (let number = 1; ; number++) {
    const path = join(directory, `${number === 1 ? name : `${name}-${number}`}.mp4`)
    try {
      // Takes the name, so that two exports at once never get the same.
      await (await open(path, 'wx')).close()
    } catch (error) {
      const taken = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST'
      if (taken && number < MOST_OF_ONE_NAME) continue
      throw error
    }
    try {
      await rename(temporary, path)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    await syncFolder(directory)
    return path
  }
}

/** Removes what a crash left behind; a younger file may belong to an export that is still going on. */
async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!UNFINISHED.test(name)) continue
    const path = join(directory, name)
    const status = await stat(path).catch(() => null)
    if (status && Date.now() - status.mtimeMs > STALE_MS) await rm(path, { force: true })
  }
}
