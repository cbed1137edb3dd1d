/** Carries out a plan: from the two originals to two files a provider takes. Content-addressed, verified, whole or not there. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { type Failure, fail, failed, ok, type Result } from '../../domain/failure'
import type { Crop, ImageFacts, MediaFacts, VideoFacts } from '../../domain/media'
import type { Change, Step } from '../../domain/plan'
import type { ImagePlan } from '../../domain/plan-image'
import type { VideoPlan } from '../../domain/plan-video'
import { artifactKey, RECIPE, reuse, type Sidecar } from './artifact-record'
import { diskFailure, replaceFile, syncFile, syncFolder } from './disk'
import { inTurn } from './in-turn'
import { decodesWhole } from './media/decode-check'
import { hashFile } from './media/hash'
import { makeImage } from './media/image'
import { requireTools, type Tools } from './media/tools'
import { verifyImage, verifyVideo } from './media/verify'
import { makeVideo } from './media/video'
import { walksThrough } from './media/walk-check'

/** A file ready to be delivered. */
export interface Artifact {
  /** The original itself when it is untouched. */
  path: string
  sha256: string
  /** Of the original it was made from; the same as `sha256` when untouched. */
  sourceSha256: string
  bytes: number
  mime: string
  facts: MediaFacts
  change: Change
  steps: Step[]
  /** The command line that made it, or what was done in words; null when it is the original. */
  how: string | null
  /** SSIM of an encoded clip’s brightness against the part of the source it shows, 0–1, over all its frames; null where none was measured. */
  likeness: number | null
  /** The part of the original that is shown, in its display pixels, also where the pixels decided that; null when all of it is. */
  crop: Crop | null
}

export interface PrepareJob {
  image: { path: string; facts: ImageFacts }
  video: { path: string; facts: VideoFacts }
  plan: { image: ImagePlan; video: VideoPlan }
  /** Carried out where a copy by keyframes did not come out as planned; an encoder cuts anywhere. */
  instead?: { image: ImagePlan; video: VideoPlan }
}

export interface PrepareOptions {
  /** Where artifacts are kept, `<project>/prepared`. */
  directory: string
  tools: Tools
  /** Fraction 0–1 of each of the two, never falling; both run at once. */
  onProgress?(stage: 'image' | 'encode', fraction: number): void
  signal?: AbortSignal
}

/** A temporary file this old belongs to a run that is gone. */
const STALE_MS = 60 * 60 * 1000
const TEMPORARY = /^\.choreo-[0-9a-f]+-[0-9a-f]+\.part\./

/**
 * Prepares picture and clip at once. When one fails the other is stopped.
 * Failures: those of reading and making, `artifact.not-as-planned`, `disk.*`, `setup.*`, `cancelled`. Nothing unfinished stays.
 */
export async function prepare(job: PrepareJob, options: PrepareOptions): Promise<Result<{ image: Artifact; video: Artifact }>> {
  const made = await carryOut(job, options)
  const { change, trimmed } = job.plan.video
  return !made.ok && made.failure.code === 'artifact.not-as-planned' && job.instead && change === 'copied' && trimmed
    ? carryOut({ ...job, plan: job.instead }, options)
    : made
}

async function carryOut(job: PrepareJob, options: PrepareOptions): Promise<Result<{ image: Artifact; video: Artifact }>> {
  const { directory, tools } = options
  if (options.signal?.aborted) return cancelled()
  const other = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, other.signal]) : other.signal
  try {
    await mkdir(directory, { recursive: true })
    await sweep(directory)
  } catch (error) {
    return failed(diskFailure(error) ?? unexpected(error))
  }

  const report = (stage: 'image' | 'encode') => {
    let furthest = -1
    return (fraction: number) => {
      if (signal.aborted || fraction <= furthest) return
      furthest = fraction
      options.onProgress?.(stage, fraction)
    }
  }
  const image = one(imageMaking(job.image, job.plan.image, options, report('image'), signal))
  const video = one<VideoPlan, VideoFacts>({
    source: job.video,
    plan: job.plan.video,
    directory,
    extension: 'mp4',
    mime: (facts) => (facts.container === 'mov' ? 'video/quicktime' : `video/${facts.container}`),
    tool: `ffmpeg ${tools.ffmpeg?.version ?? ''}`.trim(),
    report: report('encode'),
    signal,
    checkOriginal: async (sha256, { suspect, onProgress }) => {
      const ready = requireTools(tools)
      if (!ready.ok) return ready
      // ffmpeg cannot read animated WebP; making it anew decodes all of it another way.
      if (job.video.facts.container === 'webp') return ok(null)
      const check = { path: job.video.path, sha256, facts: job.video.facts, ...ready.value, suspect, onProgress, signal }
      return job.plan.video.change === 'untouched' ? walksThrough(check) : decodesWhole(check)
    },
    make: async (target, onProgress) => {
      const ready = requireTools(tools)
      if (!ready.ok) return ready
      return makeVideo({ source: job.video.path, facts: job.video.facts, plan: job.plan.video, target, ...ready.value, onProgress, signal })
    },
    verify: (path) => verifyVideo(path, job.plan.video, tools, signal),
  })

  const stopOther = (result: Result<Artifact>) => {
    if (!result.ok) other.abort()
    return result
  }
  const [madeImage, madeVideo] = await Promise.all([image.then(stopOther), video.then(stopOther)])
  if (options.signal?.aborted) return cancelled()
  // The one that was stopped because of the other is not the reason.
  const reasons = [madeImage, madeVideo].flatMap((result) => (result.ok ? [] : [result.failure]))
  const reason = reasons.find((failure) => failure.code !== 'cancelled') ?? reasons[0]
  if (reason || !madeImage.ok || !madeVideo.ok) return reason ? failed(reason) : cancelled()
  return ok({ image: madeImage.value, video: madeVideo.value })
}

/** The picture alone. Failures as those of `prepare`. */
export function prepareImage(source: PrepareJob['image'], plan: ImagePlan, options: PrepareOptions): Promise<Result<Artifact>> {
  return one(imageMaking(source, plan, options, () => {}, options.signal ?? new AbortController().signal))
}

function imageMaking(
  source: PrepareJob['image'],
  plan: ImagePlan,
  { directory, tools }: PrepareOptions,
  report: (fraction: number) => void,
  signal: AbortSignal,
): Making<ImagePlan, ImageFacts> {
  return {
    source,
    plan,
    directory,
    extension: plan.output.format === 'png' ? 'png' : 'jpg',
    mime: (facts) => `image/${facts.format}`,
    tool: 'sharp',
    report,
    signal,
    // Its facts come from decoding it.
    checkOriginal: () => Promise.resolve(ok(null)),
    make: (target, onProgress) => makeImage({ source: source.path, facts: source.facts, plan, target, onProgress, signal }),
    verify: (path) => verifyImage(path, plan, tools, signal),
  }
}

interface Making<Plan, Facts> {
  source: { path: string; facts: Facts }
  plan: Plan
  directory: string
  extension: string
  mime(facts: Facts): string
  tool: string
  report(fraction: number): void
  signal: AbortSignal
  /**
   * Whether an original is sound: one whose frames are sent as they are (an encoder would have found out by itself), or one that is
   * suspected since what was made of it came out wrong, where the smallest fault counts.
   */
  checkOriginal(sha256: string, how: { suspect?: boolean; onProgress?(fraction: number): void }): Promise<Result<null>>
  make(
    target: string,
    onProgress: (fraction: number) => void,
  ): Promise<Result<{ how: string; crop?: Crop | null; likeness?: number | null }>>
  verify(path: string): Promise<Result<Facts>>
}

async function one<Plan extends ImagePlan | VideoPlan, Facts extends ImageFacts | VideoFacts>(
  making: Making<Plan, Facts>,
): Promise<Result<Artifact>> {
  try {
    const { source, plan, directory, signal } = making
    making.report(0)
    const original = await hashFile(source.path, signal)
    if (!original) return cancelled()
    if (original.bytes !== source.facts.bytes)
      return fail(
        `${source.facts.kind}.unreadable`,
        `The ${source.facts.kind === 'image' ? 'picture' : 'clip'} was changed after it was checked.`,
        'Add it again.',
      )
    if (plan.change === 'untouched') {
      const sound = await making.checkOriginal(original.sha256, { onProgress: (fraction) => making.report(fraction * 0.99) })
      if (!sound.ok) return sound
      making.report(1)
      return ok({
        path: source.path,
        ...original,
        mime: making.mime(source.facts),
        facts: source.facts,
        sourceSha256: original.sha256,
        change: plan.change,
        steps: plan.steps,
        how: null,
        likeness: null,
        crop: null,
      })
    }

    const key = artifactKey(original.sha256, plan)
    const path = join(directory, `${key}.${making.extension}`)
    return await inTurn(path, () => makeOrReuse(making, original, key, path))
  } catch (error) {
    return failed(missing(error) ?? diskFailure(error) ?? unexpected(error))
  }
}

async function makeOrReuse<Plan extends ImagePlan | VideoPlan, Facts extends ImageFacts | VideoFacts>(
  making: Making<Plan, Facts>,
  original: { sha256: string; bytes: number },
  key: string,
  path: string,
): Promise<Result<Artifact>> {
  const { plan, directory, signal } = making
  let temporary: string | null = null
  try {
    const known = await reuse(path, `${join(directory, key)}.json`, signal)
    if (known) {
      making.report(1)
      return ok({ path, ...known, sourceSha256: original.sha256, change: plan.change, steps: plan.steps })
    }
    if (signal.aborted) return cancelled()
    if (plan.change === 'copied') {
      const sound = await making.checkOriginal(original.sha256, { onProgress: (fraction) => making.report(fraction * 0.9) })
      if (!sound.ok) return sound
    }

    temporary = join(directory, `.choreo-${key.slice(0, 16)}-${randomBytes(6).toString('hex')}.part.${making.extension}`)
    // Checking the finished file is part of the work: the last hundredth is its.
    const made = await making.make(temporary, (fraction) => making.report(fraction * 0.99))
    if (!made.ok) return await blamed(made, making, original.sha256)
    const facts = await making.verify(temporary)
    if (!facts.ok) return await blamed(facts, making, original.sha256)
    const hashed = await hashFile(temporary, signal)
    if (!hashed) return cancelled()
    await syncFile(temporary)
    const crop = made.value.crop ?? plan.crop?.rect ?? null
    const likeness = made.value.likeness ?? null
    const artifact = { ...hashed, mime: making.mime(facts.value), facts: facts.value, crop }
    // The temporary name is gone by the time anyone reads this.
    const how = made.value.how.replaceAll(temporary, path)
    const sidecar: z.input<typeof Sidecar> = {
      recipe: RECIPE,
      source: original,
      plan,
      made: artifact,
      how,
      likeness,
      tool: making.tool,
    }
    await rename(temporary, path)
    temporary = null
    await replaceFile(`${join(directory, key)}.json`, `${JSON.stringify(sidecar, null, 2)}\n`)
    await syncFolder(directory)
    making.report(1)
    return ok({ path, ...artifact, how, likeness, sourceSha256: original.sha256, change: plan.change, steps: plan.steps })
  } finally {
    if (temporary) await rm(temporary, { force: true }).catch(() => {})
  }
}

/** What came out wrong is the original's fault when that cannot be decoded as it announces. */
async function blamed<Plan, Facts>(result: { ok: false; failure: Failure }, making: Making<Plan, Facts>, sha256: string) {
  if (!/^(encode\.failed|artifact\.)/.test(result.failure.code) || making.signal.aborted) return result
  const sound = await making.checkOriginal(sha256, { suspect: true })
  return !sound.ok && sound.failure.code === 'video.damaged' ? sound : result
}

/** Removes what a crashed run left behind; a younger file may belong to a run that is still going on. */
async function sweep(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!TEMPORARY.test(name)) continue
    const path = join(directory, name)
    const status = await stat(path).catch(() => null)
    if (status && Date.now() - status.mtimeMs > STALE_MS) await rm(path, { force: true })
  }
}

/** Only an original can be missing here: everything else was just written. */
function missing(error: unknown) {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const reads = error instanceof Error && 'syscall' in error && error.syscall === 'open'
  return code === 'ENOENT' && reads
    ? fail('input.missing', 'The original is no longer where it was.', 'Put it back, or add it again.').failure
    : null
}

function unexpected(error: unknown) {
  return fail('bug', 'Preparing the files failed in an unforeseen way.', 'Try again.', { detail: String(error) }).failure
}

function cancelled() {
  return fail('cancelled', 'Stopped before the files were ready.', 'Start it again when you like.')
}
