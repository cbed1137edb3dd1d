/** The inputs of a job once more, to make it anew with changes: as they were where they still are, else what was made of them. */
import { stat } from 'node:fs/promises'
import type { InputNote } from '../../../contract/findings'
import type { MediaItem } from '../../../contract/shapes'
import type { JobInputs } from '../../../contract/window-shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ArtifactRecord, InputRecord, JobRecord } from '../../../domain/job'
import type { Edits } from '../../../domain/media'
import { isWholeLink } from '../delivery/own-link'
import { type InputContext, openFile, openLink } from '../inputs'
import { sha256OfFile } from '../media/hash'
import type { Project } from '../project'
import { absolutePath } from './make-ready'

type Kind = 'image' | 'video'

interface Reopened {
  item: MediaItem
  /** Same bytes as the job was given. False: what was cut and cropped is so already. */
  original: boolean
  notes: InputNote[]
}

/** Fails with `input.missing` where neither an input nor its prepared file is left, or as opening does. */
export async function reopenInputs(job: JobRecord, project: Project, context: InputContext): Promise<Result<JobInputs>> {
  const image = await reopen('image', job, project, context)
  if (!image.ok) return image
  const video = await reopen('video', job, project, context)
  if (!video.ok) return video
  const notes = [...image.value.notes, ...video.value.notes]
  let { request } = job
  if (request.callbackUrl !== undefined && !isWholeLink(request.callbackUrl)) {
    const { callbackUrl: _, ...rest } = request
    request = rest
    notes.push({ code: 'callback-not-kept', sentence: 'The callback address had a secret in it, which is not kept; give it again.' })
  }
  return ok({
    image: image.value.item,
    video: video.value.item,
    request,
    edits: editsLeft(job.edits, image.value.original, video.value.original),
    provider: job.provider,
    notes,
  })
}

async function reopen(kind: Kind, job: JobRecord, project: Project, context: InputContext): Promise<Result<Reopened>> {
  const input = job.inputs[kind]
  const called = `The ${kind === 'image' ? 'picture' : 'clip'} “${input.name}”`
  const about = { kind, name: input.name }
  const notes: InputNote[] = []
  if (input.link && isWholeLink(input.link)) {
    const fetched = await openLink(input.link, context, kind)
    if (fetched.ok && (await isSame(context, fetched.value, input))) return ok({ item: fetched.value, original: true, notes })
    if (!fetched.ok && isGeneral(fetched.failure.code)) return fetched
    notes.push(
      fetched.ok
        ? { code: 'link-changed', ...about, sentence: `The link of ${called.replace(/^The/, 'the')} gives another file now.` }
        : { code: 'link-failed', ...about, failure: fetched.failure, sentence: `${called}: ${fetched.failure.message}` },
    )
  } else if (input.link)
    notes.push({
      code: 'link-not-kept',
      ...about,
      sentence: `The link of ${called.replace(/^The/, 'the')} had a signature in it, which is not kept; add the link again to pass it on.`,
    })

  if (await isThere(input.path, input.bytes, input.sha256)) {
    const opened = await openFile(input.path, context, kind, input.name)
    if (opened.ok) {
      if (input.link) notes.push({ code: 'fetched-copy', ...about, sentence: 'The copy that was fetched for the job is used.' })
      return ok({ item: opened.value, original: true, notes })
    }
    if (isGeneral(opened.failure.code)) return opened
  }
  const artifact = job.artifacts?.[kind]
  const path = artifact && absolutePath(artifact, project)
  if (!artifact || !path || !(await isThere(path, artifact.bytes, artifact.sha256)))
    return fail(
      'input.missing',
      `${called} is not where it was, or has changed, and no prepared file of it is left.`,
      'Choose it again and set up the run anew.',
    )
  const opened = await openFile(path, context, kind, input.name)
  if (!opened.ok) return opened
  const original = artifact.sha256 === input.sha256
  const sentence = `${called} is not where it was, or has changed: ${original ? 'the project’s own copy' : whatIsLeft(kind, artifact)} is used.`
  notes.push(
    original
      ? { code: 'own-copy', ...about, sentence }
      : { code: 'prepared-file', ...about, isChanged: artifact.steps.length > 0, sentence },
  )
  return ok({ item: opened.value, original, notes })
}

function whatIsLeft(kind: Kind, artifact: ArtifactRecord): string {
  const made = artifact.steps.length > 0 ? `, ${kind === 'image' ? 'cropped and scaled' : 'cut and scaled'} as it was sent,` : ''
  return `its prepared file${made}`
}

/** What was done to a prepared file must not be done to it a second time. */
function editsLeft(edits: Edits, imageIsOriginal: boolean, videoIsOriginal: boolean): Edits {
  const { cropImage, trim, cropVideo, tooShort, ...both } = edits
  return {
    ...both,
    ...(imageIsOriginal && cropImage ? { cropImage } : {}),
    ...(videoIsOriginal && trim ? { trim } : {}),
    ...(videoIsOriginal && cropVideo ? { cropVideo } : {}),
    ...(videoIsOriginal && tooShort ? { tooShort } : {}),
  }
}

async function isSame(context: InputContext, item: MediaItem, input: InputRecord): Promise<boolean> {
  const entry = context.library.get(item.id)
  return entry.ok && isThere(entry.value.path, input.bytes, input.sha256)
}

/** @param sha256 null where the job ended before the file was read; then its size has to do */
async function isThere(path: string, bytes: number, sha256: string | null): Promise<boolean> {
  try {
    const found = await stat(path)
    return found.isFile() && found.size === bytes && (sha256 === null || (await sha256OfFile(path)) === sha256)
  } catch {
    return false
  }
}

/** What is wrong with the computer, or was stopped, is no fault of a file. */
function isGeneral(code: string): boolean {
  return code.startsWith('setup.') || code === 'cancelled'
}
