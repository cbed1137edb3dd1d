/** preparing and delivering: from the person's files to references the provider can read. Nothing is paid for here. */
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Host } from '../../../contract/shapes'
import { planForAll } from '../../../domain/assess'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ArtifactRecord, JobRecord } from '../../../domain/job'
import type { ImageFacts, VideoFacts } from '../../../domain/media'
import { providers } from '../../../domain/providers/all'
import type { MediaRefs } from '../../../domain/providers/provider'
import { deliver } from '../delivery/deliver'
import { probe } from '../media/probe'
import { type Artifact, prepare } from '../prepare'
import type { Project } from '../project'
import { type Counterpart, note, publishProgress, type World } from './world'

export type PreparedJob = JobRecord & { artifacts: NonNullable<JobRecord['artifacts']> }

export async function prepareJob(job: JobRecord, world: World, signal: AbortSignal): Promise<Result<PreparedJob>> {
  const facts = await probeInputs(job, world, signal)
  if (!facts.ok) return facts
  const plan = planForAll([job.provider], { ...facts.value, request: job.request, edits: job.edits })
  if (!plan.ok) return plan
  const made = await prepare(
    {
      image: { path: job.inputs.image.path, facts: facts.value.image },
      video: { path: job.inputs.video.path, facts: facts.value.video },
      plan: plan.value,
    },
    {
      directory: world.project.preparedDir,
      tools: world.tools,
      onProgress: (stage, fraction) => publishProgress(world, job, stage, fraction),
      signal,
    },
  )
  if (!made.ok) return made
  const artifacts = { image: toRecord(made.value.image, world.project), video: toRecord(made.value.video, world.project) }
  const inputs = {
    image: { ...job.inputs.image, sha256: made.value.image.sourceSha256 },
    video: { ...job.inputs.video, sha256: made.value.video.sourceSha256 },
  }
  const noted = await note(job, world, { artifacts, inputs }, { event: 'prepared', image: artifacts.image.change, video: artifacts.video.change })
  return noted.ok ? ok({ ...noted.value, artifacts }) : noted
}

async function probeInputs(job: JobRecord, world: World, signal: AbortSignal): Promise<Result<{ image: ImageFacts; video: VideoFacts }>> {
  const image = await probe(job.inputs.image.path, world.tools, signal)
  if (!image.ok) return image
  const video = await probe(job.inputs.video.path, world.tools, signal)
  if (!video.ok) return video
  if (image.value.kind !== 'image') return fail('image.not-an-image', `${job.inputs.image.name} is no picture any more.`, 'Choose the picture again.')
  if (video.value.kind !== 'video') return fail('video.not-a-video', `${job.inputs.video.name} is no clip any more.`, 'Choose the clip again.')
  return ok({ image: image.value, video: video.value })
}

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

export function absolutePath(artifact: ArtifactRecord, project: Project): string {
  return isAbsolute(artifact.path) ? artifact.path : join(project.dir, artifact.path)
}

export async function deliverJob(job: PreparedJob, counterpart: Counterpart, world: World, signal: AbortSignal): Promise<Result<MediaRefs>> {
  const provider = providers[job.provider]
  const context = {
    transport: world.transport,
    originsOf: counterpart.originsOf,
    keyOf: counterpart.keyOf,
    host: job.host as Host | null,
    paceScale: world.settings.paceScale,
    signal,
  }
  const share = { image: 0, video: 0 }
  const refs: Partial<MediaRefs> = {}
  const total = job.artifacts.image.bytes + job.artifacts.video.bytes
  for (const kind of ['image', 'video'] as const) {
    const artifact = job.artifacts[kind]
    const delivered = await deliver(kind, { ...artifact, absolutePath: absolutePath(artifact, world.project) }, job.inputs[kind].link, provider, {
      ...context,
      onProgress(fraction) {
        share[kind] = fraction * artifact.bytes
        publishProgress(world, job, 'upload', (share.image + share.video) / total)
      },
    })
    if (!delivered.ok) return delivered
    const { ref, by, host, expiresAt } = delivered.value
    refs[kind] = ref
    const kept = await world.store.append(job.id, {
      at: new Date().toISOString(),
      event: 'delivered',
      media: kind,
      by,
      host,
      expiresAt,
      url: ref.kind === 'url' ? ref.url : null,
    })
    if (!kept.ok) return kept
  }
  return ok(refs as MediaRefs)
}
