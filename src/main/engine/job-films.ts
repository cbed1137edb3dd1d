/** The two films of a job, its reference and its result: where they lie, what is known of them, and a copy the window can play. */
import { join } from 'node:path'
import type { FilmOf, JobFilms } from '../../contract/window-shapes'
import { fail, ok, type Result } from '../../domain/failure'
import type { JobRecord } from '../../domain/job'
import { absolutePath } from './jobs/make-ready'
import type { World } from './jobs/world'
import type { Library } from './library'
import { probe } from './media/probe'

/** Null: nothing was prepared yet. */
export function referencePath(job: JobRecord, world: World): string | null {
  return job.artifacts && absolutePath(job.artifacts.video, world.project)
}

/** Null: nothing is saved yet. */
export function resultPath(job: JobRecord, world: World): string | null {
  return job.result && join(world.store.dir(job.id), job.result)
}

/** Facts of a job's reference and result; null where there is no such file, or it cannot be read. Failures: `job.unknown`. */
export async function filmsOf(id: string, world: World, signal?: AbortSignal): Promise<Result<JobFilms>> {
  const job = await world.store.read(id)
  if (!job.ok) return job
  const [reference, result] = await Promise.all(
    [referencePath(job.value, world), resultPath(job.value, world)].map(async (path) => {
      const facts = path === null ? null : await probe(path, world.tools, signal, 'video')
      return facts?.ok && facts.value.kind === 'video' ? facts.value : null
    }),
  )
  return ok({ reference: reference ?? null, result: result ?? null })
}

/**
 * A copy of one of them that Chromium shows, kept with those of clips on the table. Failures: `job.unknown`, `input.missing` where
 * there is no such film, those of `probe` and of `run`, `disk.*`.
 */
export async function filmCopy(
  { id, film }: { id: string; film: FilmOf },
  world: World,
  library: Library,
  signal?: AbortSignal,
): Promise<Result<{ href: string }>> {
  const job = await world.store.read(id)
  if (!job.ok) return job
  const path = film === 'reference' ? referencePath(job.value, world) : resultPath(job.value, world)
  if (path === null) return fail('input.missing', `The job ${id} has no such film.`, 'Wait until it is saved.')
  const facts = await probe(path, world.tools, signal, 'video')
  if (!facts.ok) return facts
  if (facts.value.kind !== 'video') return fail('video.not-a-video', `${path} is not a clip.`, 'Look at the job’s folder.')
  const copy = await world.previews.proxy({ path, facts: facts.value }, { signal })
  return copy.ok ? ok({ href: library.publish(copy.value) }) : copy
}
