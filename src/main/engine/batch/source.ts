/** What a batch is made from: rows as a folder or a table gives them, before any file of them is looked at. */
import type { BatchNote } from '../../../contract/findings'
import type { Failure } from '../../../domain/failure'
import type { Edits } from '../../../domain/media'
import type { MotionRequest } from '../../../domain/request'

export interface Wishes {
  request: MotionRequest
  edits: Edits
}

export interface SourceRow extends Wishes {
  /** Of the table's file, from 1; null for a folder. */
  line: number | null
  /** Absolute path or https link. */
  image: string
  video: string
  /** Why the row cannot be read. */
  failure: Failure | null
}

export interface Source {
  name: string
  rows: SourceRow[]
  /** What was passed over. */
  notes: BatchNote[]
}

/** More than this is a wrong folder, not a wish. */
export const MOST_ROWS = 10_000

/** `https://…` and the like; anything else is a path. */
export function isLink(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(text)
}

/** What a person calls the file. Of a link no more than that: its query may hold a secret. */
export function nameOf(input: string): string {
  const path = isLink(input) ? input.replace(/[?#].*$/, '') : input
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path
}
