/** Projects that were opened here, and what runs of the current one begin with. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ProjectChoice, ProjectEntry } from '../../../contract/window-shapes'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { openProject, otherWriter } from '../project'
import { countJobs } from '../projects/job-counts'
import { createProject } from '../projects/new-project'
import { readDefaults, renameProject, writeDefaults } from '../projects/project-file'
import { forgetProject, projectId, type RecentProject, readRecentProjects, renameRecent } from '../projects/recent-projects'
import { within } from '../within'
import type { Contracted, Parts } from './parts'

/** Milliseconds for one project of the list: a network drive that is gone may take minutes to say so. */
const PATIENCE_MS = 3000

export function projectRoutes(os: Contracted, { options, world, library }: Parts) {
  const { project, settings } = world
  const { home } = settings

  /** Why its folder cannot be opened; a project that was never written to need not be there yet. */
  async function troubleWith(dir: string): Promise<Failure | null> {
    const found = await stat(dir).catch(() => null)
    if (found?.isDirectory()) return null
    if (!found && (dir === project.dir || dir === resolve(settings.defaultProject))) return null
    const what = found ? 'is not a folder' : 'is not there any more'
    return fail('project.unreadable', `${dir} ${what}.`, 'Put it back where it was, or open another folder.').failure
  }

  async function entryOf(listed: RecentProject): Promise<ProjectEntry> {
    const entry = await within(PATIENCE_MS, lookAt(listed))
    if (entry) return entry
    const { failure } = fail('project.unreadable', `The disk with ${listed.dir} does not answer.`, 'Connect it again, then look once more.')
    return { ...listed, current: listed.dir === project.dir, jobs: 0, openJobs: 0, heldBy: null, failure }
  }

  async function lookAt({ id, dir, name, openedAt }: RecentProject): Promise<ProjectEntry> {
    const current = dir === project.dir
    const trouble = await troubleWith(dir)
    const read = trouble ? null : await openProject(dir)
    const failure = trouble ?? (read?.ok === false ? read.failure : null)
    const [counts, heldBy] = failure ? [{ jobs: 0, openJobs: 0 }, null] : await Promise.all([countJobs(dir), otherWriter(dir)])
    return { id, name: current ? project.name : read?.ok ? read.value.name : name, dir, current, openedAt, ...counts, heldBy, failure }
  }

  async function folderOf(choice: ProjectChoice): Promise<Result<string>> {
    if ('create' in choice) return createProject(choice.create, settings)
    if ('ticket' in choice) return library.redeem(choice.ticket)
    if (choice.id === projectId(project.dir)) return ok(project.dir)
    const listed = (await readRecentProjects(home)).find(({ id }) => id === choice.id)
    return listed ? ok(listed.dir) : fail('usage', 'This project is not on the list any more.', 'Open its folder.')
  }

  return {
    list: os.projects.list.handler(async () => {
      const recent = await readRecentProjects(home)
      const here = recent.find(({ dir }) => dir === project.dir)
      const current = here ?? { id: projectId(project.dir), dir: project.dir, name: project.name, openedAt: new Date().toISOString() }
      return Promise.all([current, ...recent.filter((entry) => entry !== here)].map(entryOf))
    }),
    open: os.projects.open.handler(async ({ input }) => {
      if (!options.switchProject) return fail('usage', 'Here one project is open and stays open.', 'Name another project at the start.')
      const dir = await folderOf(input)
      if (!dir.ok) return dir
      const trouble = await troubleWith(dir.value)
      if (trouble) return { ok: false, failure: trouble }
      const next = await openProject(dir.value)
      if (!next.ok) return next
      const switched = await options.switchProject(next.value.dir)
      return switched.ok ? ok({ dir: next.value.dir, name: next.value.name }) : switched
    }),
    forget: os.projects.forget.handler(async ({ input }): Promise<Result<null>> => {
      if (input.id === projectId(project.dir)) return fail('usage', 'This project is open.', 'Open another one first.')
      const forgotten = await forgetProject(home, input.id)
      return forgotten.ok ? ok(null) : forgotten
    }),
    rename: os.projects.rename.handler(async ({ input }) => {
      const renamed = await renameProject(project, input.name)
      if (renamed.ok) await renameRecent(home, project)
      return renamed
    }),
    defaults: os.projects.defaults.handler(() => readDefaults(project)),
    setDefaults: os.projects.setDefaults.handler(({ input }) => writeDefaults(project, input)),
  }
}
