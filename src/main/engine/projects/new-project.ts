/** A folder for a new project, beside the first one. */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fail, failed, ok, type Result } from '../../../domain/failure'
import { diskFailure } from '../disk'
import { openProject } from '../project'
import type { Settings } from '../settings'
import { renameProject } from './project-file'

const LONGEST_NAME = 60
/** What Windows keeps for devices. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
/** What Choreo itself keeps beside its settings. */
const ours = /^(inbox|previews|job-lists)$|\.(nd)?json$/i

/**
 * Makes it, called `name` in its own file whatever the folder is called.
 * @returns its folder; `usage` where the name is taken or none is left of it
 */
export async function createProject(name: string, settings: Settings): Promise<Result<string>> {
  const folder = folderName(name)
  if (folder === '' || ours.test(folder))
    return fail('usage', `A folder cannot be called “${name}” here.`, 'Choose another name for the project.')
  const dir = join(dirname(settings.defaultProject), folder)
  try {
    await mkdir(dirname(dir), { recursive: true })
    // Not `recursive`: that would take over a folder that is there already.
    await mkdir(dir)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      return fail('usage', `There is already a folder ${dir}.`, 'Choose another name, or open that folder.')
    const failure = diskFailure(error)
    if (!failure) throw error
    return failed(failure)
  }
  const project = await openProject(dir)
  if (!project.ok) return project
  const named = await renameProject(project.value, name)
  await project.value.unlock()
  return named.ok ? ok(dir) : named
}

/** The name as every file system takes it, still to be recognised. Empty when nothing is left. */
function folderName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[<>:"/\\|?*]/g, '-')
  const short = [...plain].slice(0, LONGEST_NAME).join('')
  const trimmed = short.replace(/^[.\s]+|[.\s]+$/g, '')
  return device.test(trimmed) ? `_${trimmed}` : trimmed
}
