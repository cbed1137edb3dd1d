/** The jobs of the other projects that were opened here before. Reads them without a lock and changes nothing in them. */
import { stat } from 'node:fs/promises'
import type { OtherProject } from '../../../contract/window-shapes'
import { type Failure, fail } from '../../../domain/failure'
import type { Library } from '../library'
import { openProject, type Project } from '../project'
import { type RecentProject, readRecentProjects } from '../projects/recent-projects'
import { createKnownRows, knownRowsFile } from './known-rows'
import { createJobStore, type JobStore } from './store'
import { viewOf } from './view'
import type { World } from './world'

export interface Elsewhere {
  list(): Promise<OtherProject[]>
}

export function createElsewhere(world: Pick<World, 'project' | 'settings' | 'secrets'>, library: Library): Elsewhere {
  /** By folder: what is known of finished jobs makes the next look a quick one. */
  const stores = new Map<string, JobStore>()

  function storeOf({ dir, jobsDir }: Project): JobStore {
    const known = stores.get(dir)
    const store = known ?? createJobStore(jobsDir, world.secrets.redact, createKnownRows(knownRowsFile(world.settings.home, jobsDir)))
    stores.set(dir, store)
    return store
  }

  async function look({ id, dir, name }: RecentProject): Promise<OtherProject> {
    const without = (failure: Failure): OtherProject => ({ id, name, dir, jobs: [], failure: world.secrets.redactFailure(failure) })
    const there = await stat(dir).catch(() => null)
    if (!there?.isDirectory())
      return without(
        fail('input.missing', `The folder ${dir} is not there.`, 'Connect the disk it lies on, or take the project off the list.').failure,
      )
    const project = await openProject(dir)
    if (!project.ok) return without(project.failure)
    const { jobs } = await storeOf(project.value).list()
    return { id, name: project.value.name, dir, jobs: jobs.map((job) => viewOf(job, project.value, library)), failure: null }
  }

  return {
    async list() {
      const others = (await readRecentProjects(world.settings.home)).filter(({ dir }) => dir !== world.project.dir)
      const found: OtherProject[] = []
      // One after the other: each may hold thousands of jobs.
      for (const other of others) found.push(await look(other))
      return found
    },
  }
}
