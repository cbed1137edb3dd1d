/** Each file of a batch is probed once and read once, however many rows name it. */
import PQueue from 'p-queue'
import { ok, type Result } from '../../../domain/failure'
import { diskFailure } from '../disk'
import { type InputContext, openFile, openLink } from '../inputs'
import { sha256OfFile } from '../media/hash'
import { isLink, nameOf } from './source'

export type MediaKind = 'image' | 'video'

export interface Opened {
  /** In the library. */
  id: string
  kind: MediaKind
  name: string
  sha256: string
}

export interface Opener {
  /** @param input absolute path or link, or the id of what is opened already. @param as the column it stands in */
  open(input: string, as?: MediaKind): Promise<Result<Opened>>
  /** What a person calls it, whether it can be opened or not. */
  nameOf(input: string): string
}

const AT_ONCE = 4

export function createOpener(context: InputContext): Opener {
  const known = new Map<string, Promise<Result<Opened>>>()
  const queue = new PQueue({ concurrency: AT_ONCE })

  async function open(input: string, as?: MediaKind): Promise<Result<Opened>> {
    const item = await (isLink(input) ? openLink(input, context, as) : openFile(input, context, as))
    if (!item.ok) return item
    const entry = context.library.get(item.value.id)
    if (!entry.ok) return entry
    try {
      return ok({ id: item.value.id, kind: item.value.facts.kind, name: item.value.name, sha256: await sha256OfFile(entry.value.path) })
    } catch (error) {
      const failure = diskFailure(error)
      if (!failure) throw error
      return { ok: false, failure }
    }
  }

  return {
    nameOf,
    open(input, as) {
      const key = `${as}\n${input}`
      const opening = known.get(key) ?? queue.add(() => open(input, as))
      known.set(key, opening)
      return opening
    },
  }
}
