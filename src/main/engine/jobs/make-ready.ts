/** preparing and delivering: from the person's files to references the provider can read. Nothing is paid for here. */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, rename, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Host } from '../../../contract/shapes'
import { planForAll } from '../../../domain/assess'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import type { ArtifactRecord, InputRecord, JobRecord } from '../../../domain/job'
import type { ImageFacts, VideoFacts } from '../../../domain/media'
import { providers } from '../../../domain/providers/all'
import type { MediaRefs } from '../../../domain/providers/provider'
import { bestPart } from '../best-part'
import { deliver } from '../delivery/deliver'
import { bucketOf } from '../delivery/hosts'
import { diskFailure } from '../disk'
import { withKeyframes } from '../media/keyframes'
import { probe } from '../media/probe'
import { type Artifact, prepare } from '../prepare'
import type { Project } from '../project'
import { type Counterpart, note, publishProgress, type World } from './world'

export type PreparedJob = JobRecord & { artifacts: NonNullable<JobRecord['artifacts']> }

export async function prepareJob(job: JobRecord, world: World, signal: AbortSignal): Promise<Result<PreparedJob>> {
  const facts = await probeInputs(job, world, signal)
  if (!facts.ok) return facts
  const subject = await withKeyframes(
    { ...facts.value, request: job.request, edits: job.edits },
    job.inputs.video.path,
    world.tools,
    signal,
  )
  const stretch = await bestPart([job.provider], job.inputs.video.path, subject, world.previews, {
    signal,
    onProgress: (fraction) => publishProgress(world, job, 'look', fraction),
  })
  const plan = planForAll([job.provider], subject, stretch)
  if (!plan.ok) return plan
  const instead = planForAll([job.provider], { ...subject, keyframes: [] }, stretch)
  const made = await prepare(
    {
      image: { path: job.inputs.image.path, facts: facts.value.image },
      video: { path: job.inputs.video.path, facts: facts.value.video },
      plan: plan.value,
      instead: instead.ok ? instead.value : undefined,
    },
    {
      directory: world.project.preparedDir,
      tools: world.tools,
      onProgress: (stage, fraction) => publishProgress(world, job, stage, fraction),
      signal,
    },
  )
  if (!made.ok) return made
  const image = await keepInProject(made.value.image, world.project)
  if (!image.ok) return image
  const video = await keepInProject(made.value.video, world.project)
  if (!video.ok) return video
  const artifacts = { image: toRecord(image.value, world.project), video: toRecord(video.value, world.project) }
  const inputs = {
    image: { ...job.inputs.image, sha256: made.value.image.sourceSha256 },
    video: { ...job.inputs.video, sha256: made.value.video.sourceSha256 },
  }
  const noted = await note(
    job,
    world,
    { artifacts, inputs },
    {
      event: 'prepared',
      image: artifacts.image.change,
      video: artifacts.video.change,
      // Copyable, so that a person can see and repeat what was done to the files.
      how: { image: image.value.how, video: video.value.how },
      likeness: video.value.likeness,
    },
  )
  return noted.ok ? ok({ ...noted.value, artifacts }) : noted
}

async function probeInputs(job: JobRecord, world: World, signal: AbortSignal): Promise<Result<{ image: ImageFacts; video: VideoFacts }>> {
  const image = await probe(job.inputs.image.path, world.tools, signal, 'image')
  if (!image.ok) return orLinkGone(image, job.inputs.image)
  const video = await probe(job.inputs.video.path, world.tools, signal, 'video')
  if (!video.ok) return orLinkGone(video, job.inputs.video)
  if (image.value.kind !== 'image')
    return fail('image.not-an-image', `${job.inputs.image.name} is no picture any more.`, 'Choose the picture again.')
  if (video.value.kind !== 'video')
    return fail('video.not-a-video', `${job.inputs.video.name} is no clip any more.`, 'Choose the clip again.')
  return ok({ image: image.value, video: video.value })
}

/** What was fetched from a link has a name that no person knows, and is kept for a week. */
function orLinkGone(found: { ok: false; failure: Failure }, input: InputRecord): { ok: false; failure: Failure } {
  if (found.failure.code !== 'input.missing' || !input.link) return found
  return fail(
    'input.missing',
    `What was fetched from the link of “${input.name}” is not kept any more.`,
    'Nothing was submitted. Add the link again and run it anew.',
  )
}

/**
 * What is sent is kept in the project, also when it is the original untouched: an upload's inbox is emptied and a
 * person's file may move, while a result should keep its reference beside it. The copy costs no space where the disk can share blocks.
 */
async function keepInProject(artifact: Artifact, project: Project): Promise<Result<Artifact>> {
  if (artifact.change !== 'untouched') return ok(artifact)
  const path = join(project.preparedDir, `${artifact.sha256}${extensions[artifact.mime] ?? ''}`)
  const unfinished = join(project.preparedDir, `.${randomBytes(6).toString('hex')}.part`)
  try {
    const there = await stat(path).catch(() => null)
    if (there?.size === artifact.bytes) return ok({ ...artifact, path })
    await copyFile(artifact.path, unfinished, constants.COPYFILE_FICLONE)
    await rename(unfinished, path)
    return ok({ ...artifact, path })
  } catch (error) {
    const failure = diskFailure(error)
    if (!failure) throw error
    return { ok: false, failure }
  } finally {
    await rm(unfinished, { force: true })
  }
}

const extensions: Record<string, string> = { 'image/jpeg': '.jpg', 'image/png': '.png', 'video/mp4': '.mp4', 'video/quicktime': '.mov' }

/** Forward slashes and relative inside the project, so that a synced or zipped folder stays readable. */
function toRecord(artifact: Artifact, project: Project): ArtifactRecord {
  const inside = relative(project.dir, artifact.path)
  const path = inside.startsWith('..') || isAbsolute(inside) ? artifact.path : inside.split(sep).join('/')
  return {
    path,
    sha256: artifact.sha256,
    bytes: artifact.bytes,
    mime: artifact.mime,
    change: artifact.change,
    steps: artifact.steps,
    width: artifact.facts.width,
    height: artifact.facts.height,
    seconds: artifact.facts.kind === 'video' ? artifact.facts.seconds : null,
  }
}

export function absolutePath(artifact: Pick<ArtifactRecord, 'path'>, project: Project): string {
  return isAbsolute(artifact.path) ? artifact.path : join(project.dir, artifact.path)
}

export async function deliverJob(
  job: PreparedJob,
  counterpart: Counterpart,
  world: World,
  signal: AbortSignal,
): Promise<Result<MediaRefs>> {
  const provider = providers[job.provider]
  const context = {
    transport: world.transport,
    originsOf: counterpart.originsOf,
    keyOf: counterpart.keyOf,
    host: job.host as Host | null,
    bucket: bucketOf(world),
    uploads: world.uploads,
    scope: { scope: world.project.dir, lasting: !job.rehearsal },
    paceScale: world.settings.paceScale,
    signal,
  }
  const share = { image: 0, video: 0 }
  const refs: Partial<MediaRefs> = {}
  const total = job.artifacts.image.bytes + job.artifacts.video.bytes
  for (const kind of ['image', 'video'] as const) {
    const artifact = job.artifacts[kind]
    const delivered = await deliver(
      kind,
      { ...artifact, absolutePath: absolutePath(artifact, world.project) },
      job.inputs[kind].link,
      provider,
      {
        ...context,
        onProgress(fraction) {
          share[kind] = fraction * artifact.bytes
          publishProgress(world, job, 'upload', (share.image + share.video) / total)
        },
      },
    )
    if (!delivered.ok) return delivered
    const { ref, by, host, expiresAt, reused } = delivered.value
    refs[kind] = ref
    const kept = await world.store.append(job.id, {
      at: new Date().toISOString(),
      event: 'delivered',
      media: kind,
      by,
      host,
      expiresAt,
      reused,
      url: ref.kind === 'url' ? ref.url : null,
    })
    if (!kept.ok) return kept
  }
  return ok(refs as MediaRefs)
}

/** A provider could not fetch what was uploaded for it: the next job uploads it anew. */
export async function forgetUploads(job: JobRecord, world: World): Promise<void> {
  for (const artifact of Object.values(job.artifacts ?? {})) await world.uploads.forget(artifact.sha256)
}
