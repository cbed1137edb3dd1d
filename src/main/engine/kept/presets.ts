/** Wishes that a person gave a name, for all projects: `presets.json` beside the settings. */
import { join } from 'node:path'
import { z } from 'zod'
import { Preset } from '../../../contract/window-shapes'
import { fail, failed, ok, type Result } from '../../../domain/failure'
import { changeKept, type Fields, readKept } from './kept-file'

const pathIn = (home: string) => join(home, 'presets.json')

function unreadable(home: string) {
  return fail('usage', `The file of presets ${pathIn(home)} cannot be read.`, 'Mend it or delete it; it holds presets and nothing else.')
    .failure
}

/** By name. Fails with `usage` when the file cannot be read. */
export async function readPresets(home: string): Promise<Result<Preset[]>> {
  const fields = await readKept(pathIn(home), unreadable(home))
  return fields.ok ? presetsIn(fields.value ?? {}, home) : fields
}

/** One of the same name is replaced. */
export function savePreset(home: string, preset: Preset): Promise<Result<Preset[]>> {
  return change(home, (presets) => [...presets.filter(({ name }) => name !== preset.name), preset])
}

export function removePreset(home: string, name: string): Promise<Result<Preset[]>> {
  return change(home, (presets) => presets.filter((preset) => preset.name !== name))
}

async function change(home: string, edit: (presets: Preset[]) => Preset[]): Promise<Result<Preset[]>> {
  const written = await changeKept(pathIn(home), unreadable(home), (fields) => {
    const before = presetsIn(fields, home)
    return before.ok ? ok({ ...fields, presets: sorted(edit(before.value)) }) : before
  })
  return written.ok ? presetsIn(written.value, home) : written
}

function presetsIn(fields: Fields, home: string): Result<Preset[]> {
  const parsed = z.array(Preset).safeParse(fields.presets ?? [])
  return parsed.success ? ok(sorted(parsed.data)) : failed(unreadable(home))
}

function sorted(presets: Preset[]): Preset[] {
  return presets.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
