/** check, prepare and the request preview: all that needs no provider. */

import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import type { CheckAnswer, Composition, Prepared, PrepareEvent, RequestPreview, Stage } from '../../contract/shapes'
import { assess, planForAll, quoteFor } from '../../domain/assess'
import { toCurl } from '../../domain/curl'
import { ok, type Result } from '../../domain/failure'
import { providers } from '../../domain/providers/all'
import type { MediaRef } from '../../domain/providers/provider'
import type { ProviderId } from '../../domain/request'
import { bestPart, knownBestPart } from './best-part'
import { diskFailure } from './disk'
import type { Library } from './library'
import { withKeyframes } from './media/keyframes'
import type { Previews } from './media/previews'
import type { Tools } from './media/tools'
import { type Pair, pairOf } from './pair'
import { type Artifact, prepare } from './prepare'
import { keyName } from './secrets'
import type { Settings } from './settings'

export async function checkPair(
  composition: Composition,
  ids: readonly ProviderId[],
  library: Library,
  previews: Previews,
  tools: Tools,
): Promise<Result<CheckAnswer>> {
  const pair = pairOf(composition, library)
  if (!pair.ok) return pair
  const { video } = pair.value
  const subject = await withKeyframes(pair.value.subject, video.path, tools)
  const verdicts = ids.map(async (id) => assess(providers[id], subject, await knownBestPart([id], video.path, subject, previews)))
  return ok({ facts: { image: subject.image, video: subject.video }, verdicts: await Promise.all(verdicts) })
}

export interface PrepareContext {
  library: Library
  tools: Tools
  previews: Previews
  preparedDir: string
  signal?: AbortSignal
}

/** @param outDir where the finished pair is put as well, under names a person can read */
export async function* preparePair(
  composition: Composition,
  ids: readonly [ProviderId, ...ProviderId[]],
  outDir: string | undefined,
  context: PrepareContext,
): AsyncGenerator<PrepareEvent, void> {
  const pair = pairOf(composition, context.library)
  if (!pair.ok) return yield { event: 'done', result: pair }
  const { image, video } = pair.value
  const progress: PrepareEvent[] = []
  const state = { isDone: false, wakeUp() {} }
  const report = (stage: Stage, fraction: number) => {
    progress.push({ event: 'progress', stage, fraction: Math.min(1, Math.max(0, fraction)) })
    state.wakeUp()
  }
  const finished = planAndPrepare(pair.value, ids, context, report).finally(() => {
    state.isDone = true
    state.wakeUp()
  })
  // It may fail while whoever reads this is slow; it is asked for its end below.
  finished.catch(() => {})
  while (!state.isDone || progress.length > 0) {
    const next = progress.shift()
    if (next) yield next
    else
      await new Promise<void>((go) => {
        state.wakeUp = go
      })
  }
  const result = await finished
  if (!result.ok) return yield { event: 'done', result }

  const paths = outDir === undefined ? null : await handOut(result.value, [image.name, video.name], resolve(outDir))
  if (paths && !paths.ok) return yield { event: 'done', result: paths }
  yield {
    event: 'done',
    result: ok(
      describe(
        result.value,
        ids,
        composition,
        paths?.value ?? { image: result.value.image.path, video: result.value.video.path },
        context.library,
      ),
    ),
  }
}

async function planAndPrepare(
  { subject: plain, image, video }: Pair,
  ids: readonly [ProviderId, ...ProviderId[]],
  { tools, previews, signal, preparedDir }: PrepareContext,
  report: (stage: Stage, fraction: number) => void,
): Promise<Result<{ image: Artifact; video: Artifact }>> {
  const subject = await withKeyframes(plain, video.path, tools, signal)
  const stretch = await bestPart(ids, video.path, subject, previews, { signal, onProgress: (fraction) => report('look', fraction) })
  const plan = planForAll(ids, subject, stretch)
  if (!plan.ok) return plan
  const instead = planForAll(ids, { ...subject, keyframes: [] }, stretch)
  return prepare(
    {
      image: { path: image.path, facts: subject.image },
      video: { path: video.path, facts: subject.video },
      plan: plan.value,
      instead: instead.ok ? instead.value : undefined,
    },
    { directory: preparedDir, tools, signal, onProgress: report },
  )
}

function describe(
  made: { image: Artifact; video: Artifact },
  ids: readonly ProviderId[],
  composition: Composition,
  paths: { image: string; video: string },
  library: Library,
): Prepared {
  const { image, video } = made
  if (image.facts.kind !== 'image' || video.facts.kind !== 'video') throw new Error('the artifacts are mixed up')
  const seconds = video.facts.seconds
  return {
    providers: [...ids],
    orientation: composition.request.orientation,
    image: {
      path: paths.image,
      format: image.facts.format,
      width: image.facts.width,
      height: image.facts.height,
      bytes: image.bytes,
      change: image.change,
      steps: image.steps,
      crop: image.crop,
    },
    video: {
      path: paths.video,
      codec: video.facts.codec,
      width: video.facts.width,
      height: video.facts.height,
      durationSeconds: Math.round(seconds * 1000) / 1000,
      bytes: video.bytes,
      change: video.change,
      steps: video.steps,
    },
    quotes: ids.map((id) => quoteFor(providers[id], composition.request, seconds)),
    hrefs: { image: library.publish(image.path), video: library.publish(video.path) },
  }
}

/** Copies the pair to the person's folder; never over an input, and whole or not at all. */
async function handOut(
  made: { image: Artifact; video: Artifact },
  names: [string, string],
  folder: string,
): Promise<Result<{ image: string; video: string }>> {
  try {
    await mkdir(folder, { recursive: true })
    const [imageName, videoName] = names
    const image = await handOutOne(made.image.path, folder, imageName)
    try {
      return ok({ image, video: await handOutOne(made.video.path, folder, videoName) })
    } catch (error) {
      // Half a pair is no use to anybody.
      await rm(image, { force: true })
      throw error
    }
  } catch (error) {
    const failure = diskFailure(error)
    if (!failure) throw error
    return { ok: false, failure }
  }
}

async function handOutOne(from: string, folder: string, name: string): Promise<string> {
  const stem = basename(name, extname(name)).replace(/[^\p{L}\p{N}._ -]/gu, '_') || 'prepared'
  const extension = extname(from) || extname(name)
  const target = join(folder, `${stem}.prepared${extension}`)
  const temporary = join(folder, `.${randomBytes(6).toString('hex')}.part`)
  try {
    await copyFile(from, temporary)
    await rename(temporary, target)
  } finally {
    await rm(temporary, { force: true })
  }
  return target
}

/** The request a run would send. What is uploaded first stands in it as a placeholder link. */
export function previewRequest(composition: Composition, id: ProviderId, library: Library, settings: Settings): Result<RequestPreview> {
  const pair = pairOf(composition, library)
  if (!pair.ok) return pair
  const provider = providers[id]
  const verdict = assess(provider, pair.value.subject)
  const [refusal] = verdict.failures
  if (refusal || !verdict.plan) return { ok: false, failure: refusal! }
  const { plan } = verdict
  const uploads: ('image' | 'video')[] = []
  const ref = (kind: 'image' | 'video'): MediaRef => {
    const entry = pair.value[kind]
    const [way] = provider.accepts[kind]
    if (entry.link && plan[kind].change === 'untouched' && provider.accepts[kind].includes('url')) return { kind: 'url', url: entry.link }
    if (way === 'inline-base64' || way === 'inline-data-uri') {
      const mime =
        kind === 'image'
          ? `image/${plan.image.output.format}`
          : plan.video.change === 'untouched' && pair.value.subject.video.container === 'mov'
            ? 'video/quicktime'
            : 'video/mp4'
      return { kind: 'inline', hole: { $media: kind, as: way === 'inline-base64' ? 'base64' : 'data-uri', mime } }
    }
    uploads.push(kind)
    return { kind: 'url', url: `https://UPLOADED/${kind}` }
  }
  const request = provider.create(composition.request, { image: ref('image'), video: ref('video') }, 'ATTEMPT-ID')
  const origin = settings.origins[id][request.origin === 'files' ? 'files' : 'api']
  const note =
    uploads.length > 0
      ? `Before this, ${uploads.map((kind) => (kind === 'image' ? 'the picture' : 'the clip')).join(' and ')} ${uploads.length > 1 ? 'are' : 'is'} uploaded; the links stand in for what the upload answers.`
      : 'Both files travel inside the request or behind your own links.'
  return ok({ curl: toCurl(request, origin + request.path, keyName(id)), note, uploads })
}
