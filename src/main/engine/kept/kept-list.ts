/**
 * Lists of what was used before, the last one first, as a convenience and nothing more: one that cannot be read is set
 * aside under another name and begun anew, and an entry of another shape is passed over.
 */
import { rename } from 'node:fs/promises'
import { z } from 'zod'
import { fail, type Result } from '../../../domain/failure'
import { changeKept, readKept } from './kept-file'

export interface KeptList<T> {
  /** Never fails: what cannot be read is an empty list. */
  read(): Promise<T[]>
  change(change: (items: T[]) => T[]): Promise<Result<unknown>>
}

/** @param field under which the file holds the list */
export function keptList<T>(path: string, field: string, item: z.ZodType<T>, most: number): KeptList<T> {
  const unreadable = fail('disk.failed', `The list ${path} cannot be read.`, 'Choreo sets it aside and begins a new one.').failure
  const itemsOf = (value: unknown) =>
    z
      .array(z.unknown())
      .catch([])
      .parse(value)
      .flatMap((entry) => item.safeParse(entry).data ?? [])

  return {
    async read() {
      const file = await readKept(path, unreadable)
      return file.ok ? itemsOf(file.value?.[field]) : []
    },
    async change(change) {
      const apply = () =>
        changeKept(path, unreadable, (fields) => ({
          ok: true,
          value: { ...fields, [field]: change(itemsOf(fields[field])).slice(0, most) },
        }))
      const changed = await apply()
      if (changed.ok || changed.failure.message !== unreadable.message) return changed
      await rename(path, `${path}.unreadable`).catch(() => {})
      return apply()
    },
  }
}
