/**
 * Small JSON files that are read whole and replaced whole: settings, presets, a project's own file. Fields that this
 * Choreo does not know stay in them, and a file that cannot be read is never written over.
 */
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type Failure, failed, ok, type Result } from '../../../domain/failure'
import { parseJson } from '../../../domain/http'
import { diskFailure, readIfThere, replaceFile } from '../disk'
import { inTurn } from '../in-turn'

/** A file's fields, whatever they are. */
export type Fields = Record<string, unknown>
const Fields = z.record(z.string(), z.unknown())

/** Null when there is none. @param unreadable why, in words, where it is no JSON object or the disk does not give it */
export async function readKept(path: string, unreadable: Failure): Promise<Result<Fields | null>> {
  let text: string | null
  try {
    text = await readIfThere(path)
  } catch (error) {
    return failed({ ...unreadable, detail: error instanceof Error ? error.message : String(error) })
  }
  if (text === null) return ok(null)
  const fields = Fields.safeParse(parseJson(text))
  return fields.success ? ok(fields.data) : failed(unreadable)
}

/**
 * Puts what `change` makes of the fields in their place, on the disk when it resolves. Changes of one file are made one
 * after the other within this process.
 * @param change gets an empty object where there is no file; a value that is undefined takes its field away
 */
export function changeKept(path: string, unreadable: Failure, change: (fields: Fields) => Result<Fields>): Promise<Result<Fields>> {
  return inTurn(path, async () => {
    const before = await readKept(path, unreadable)
    if (!before.ok) return before
    const after = change(before.value ?? {})
    if (!after.ok) return after
    try {
      await mkdir(dirname(path), { recursive: true })
      await replaceFile(path, `${JSON.stringify(after.value, null, 2)}\n`)
      return after
    } catch (error) {
      const failure = diskFailure(error)
      if (!failure) throw error
      return failed(failure)
    }
  })
}
