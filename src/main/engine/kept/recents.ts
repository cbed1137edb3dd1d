/** Files that were used before, the last one first: `recents.json` beside the settings. Only those that are still there are shown. */
import { stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { z } from 'zod'
import type { Recent } from '../../../contract/window-shapes'
import type { MediaFacts } from '../../../domain/media'
import type { Library } from '../library'
import { within } from '../within'
import { keptList } from './kept-list'

const MOST_FILES = 24
/** A network drive that is gone may take minutes to say so; its files count as gone until then. */
const PATIENCE_MS = 300

const Entry = z.looseObject({
  path: z.string().min(1),
  kind: z.enum(['image', 'video']),
  at: z.string(),
  bytes: z.number(),
})

export interface Recents {
  /** Puts it in front, in the background. */
  note(path: string, facts: MediaFacts): void
  list(): Promise<Recent[]>
  /** Resolves when nothing is being written any more. */
  settle(): Promise<void>
}

/** @param inbox where files are copies: the same file given twice lies there twice, and is shown once */
export function createRecents(home: string, inbox: string, library: Library): Recents {
  const kept = keptList(join(home, 'recents.json'), 'files', Entry, MOST_FILES)
  const tickets = new Map<string, string>()
  let writing: Promise<unknown> = Promise.resolve()

  const isCopy = (path: string) => path.startsWith(inbox + sep)
  const ticketOf = (path: string): string => {
    const ticket = tickets.get(path) ?? library.admit(path)
    tickets.set(path, ticket)
    return ticket
  }

  return {
    note(path, { kind, bytes }) {
      const entry = { path, kind, bytes, at: new Date().toISOString() }
      const isSame = (other: z.infer<typeof Entry>) =>
        other.kind === kind &&
        (other.path === path || (isCopy(path) && isCopy(other.path) && other.bytes === bytes && basename(other.path) === basename(path)))
      writing = writing.then(() => kept.change((entries) => [entry, ...entries.filter((other) => !isSame(other))]))
    },
    async list() {
      await writing
      const entries = await kept.read()
      const there = await Promise.all(entries.map(({ path }) => isFile(path)))
      return entries
        .filter((_entry, index) => there[index])
        .map(({ path, kind, at }) => ({ ticket: ticketOf(path), kind, name: basename(path), at, href: library.publish(path) }))
    },
    settle: async () => void (await writing),
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = stat(path).then(
    (status) => status.isFile(),
    () => false,
  )
  return (await within(PATIENCE_MS, found)) ?? false
}
