/** Every picture of a folder with every clip of it. Content decides what a file is. */
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { BatchNote } from '../../../contract/findings'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import type { MediaKind, Opener } from './opener'
import { MOST_ROWS, nameOf, type Source, type Wishes } from './source'

/** A file that is called so was meant to be one; if it cannot be read, the person should know. */
const mediaNames = /^\.(jpe?g|jfif|png|webp|gif|tiff?|avif|hei[cf]|bmp|mp4|m4v|mov|mkv|webm|avi|mpe?g|ts|mts|m2ts|wmv|flv)$/i

export async function readFolder(path: string, name: string, wishes: Wishes, opener: Opener): Promise<Result<Source>> {
  const entries = await readdir(path, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const looked = await Promise.all(entries.map((entry) => look(path, entry, opener)))
  const filesOf = (kind: MediaKind) => looked.flatMap((file) => (file.kind === kind ? [file.path] : []))
  const found = { image: filesOf('image'), video: filesOf('video') }
  const broken = looked.flatMap((file) => (file.kind === 'broken' ? [file] : []))
  const notes = looked.flatMap((file) => (file.kind === 'neither' ? [passedOver(nameOf(file.path), file.why)] : []))
  // A machine that is not set up, or a person who stopped it, is no fault of a file.
  const general = broken.find(({ failure }) => failure.code.startsWith('setup.') || failure.code === 'cancelled')
  if (general) return { ok: false, failure: general.failure }
  const count = found.image.length * found.video.length
  if (broken.length === 0 && count === 0) {
    const missing = [found.image.length === 0 ? 'picture' : '', found.video.length === 0 ? 'clip' : ''].filter(Boolean).join(' and no ')
    return fail(
      'input.missing',
      `There is no ${missing} in the folder “${name}”.`,
      'Put at least one picture and one clip directly into it, or give a table.',
      {
        detail: notes
          .map(({ sentence }) => sentence)
          .join('\n')
          .slice(0, 2000),
      },
    )
  }
  if (count > MOST_ROWS)
    return fail(
      'usage',
      `${found.image.length} pictures with ${found.video.length} clips make ${count} jobs.`,
      `Split the folder: a batch has at most ${MOST_ROWS} jobs.`,
    )
  const pairs = found.image.flatMap((image) => found.video.map((video) => ({ line: null, image, video, ...wishes, failure: null })))
  const rowsOfBroken = broken.map(({ path: file, failure }) => ({ line: null, image: file, video: '', ...wishes, failure }))
  return ok({ name, notes, rows: [...rowsOfBroken, ...pairs] })
}

type PassedOver = Extract<BatchNote, { code: 'passed-over' }>
type Looked = { path: string } & ({ kind: MediaKind } | { kind: 'neither'; why: PassedOver['why'] } | { kind: 'broken'; failure: Failure })

const reasons: Record<PassedOver['why'], string> = {
  hidden: 'it is hidden',
  folder: 'it is a folder, and folders in folders are not looked into',
  'no-media': 'it is neither a picture nor a clip',
}

function passedOver(name: string, why: PassedOver['why']): PassedOver {
  return { code: 'passed-over', name, why, sentence: `“${name}” is passed over: ${reasons[why]}.` }
}

async function look(folder: string, entry: Dirent, opener: Opener): Promise<Looked> {
  const path = join(folder, entry.name)
  if (entry.name.startsWith('.')) return { path, kind: 'neither', why: 'hidden' }
  if (entry.isDirectory()) return { path, kind: 'neither', why: 'folder' }
  const opened = await opener.open(path)
  if (opened.ok) return { path, kind: opened.value.kind }
  const { failure } = opened
  const isNeither = ['image.not-an-image', 'video.not-a-video', 'input.not-a-file'].includes(failure.code)
  if (isNeither || (failure.code.startsWith('input.') && !mediaNames.test(extname(entry.name))))
    return { path, kind: 'neither', why: 'no-media' }
  return { path, kind: 'broken', failure }
}
