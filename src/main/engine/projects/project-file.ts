/** What a person says of a project: its name, and what its runs begin with. Both stand in its `choreo.json`. */
import { join } from 'node:path'
import { Defaults } from '../../../contract/window-shapes'
import { fail, ok, type Result } from '../../../domain/failure'
import { defaultRequest } from '../../../domain/request'
import { changeKept, type Fields, readKept } from '../kept/kept-file'
import { PROJECT_FILE, type Project } from '../project'

const { orientation, tier, keepAudio } = defaultRequest
const noDefaults: Defaults = { provider: null, request: { orientation, tier, keepAudio }, fit: 'crop' }

function fileOf({ dir }: Project) {
  const path = join(dir, PROJECT_FILE)
  const unreadable = fail(
    'project.unreadable',
    `${path} cannot be read.`,
    'Mend it, or move it away: Choreo makes a new one and finds the jobs again.',
  ).failure
  return { path, unreadable }
}

export async function readDefaults(project: Project): Promise<Result<Defaults>> {
  const { path, unreadable } = fileOf(project)
  const fields = await readKept(path, unreadable)
  if (!fields.ok) return fields
  const parsed = Defaults.safeParse(fields.value?.defaults)
  return ok(parsed.success ? parsed.data : noDefaults)
}

export async function writeDefaults(project: Project, defaults: Defaults): Promise<Result<Defaults>> {
  const written = await write(project, { defaults })
  return written.ok ? ok(defaults) : written
}

/** The folder keeps its name. */
export async function renameProject(project: Project, name: string): Promise<Result<null>> {
  const written = await write(project, { name })
  if (!written.ok) return written
  project.name = name
  return ok(null)
}

async function write(project: Project, changed: Fields): Promise<Result<Fields>> {
  const locked = await project.lock()
  if (!locked.ok) return locked
  const { path, unreadable } = fileOf(project)
  return changeKept(path, unreadable, (fields) => ok({ ...fields, ...changed }))
}
