/** How many jobs a project has and how many of them are open, within a bounded time however many there are. */
import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../../domain/http'
import { isResumable, JobState } from '../../../domain/job'
import { inSlices } from '../jobs/in-slices'

/**
 * Milliseconds of reading for one project, newest first: some thousand records. Beyond that a job counts as done, since the
 * open ones are the newest; the next count reads on from there.
 */
const BUDGET_MS = 100

const Standing = z.object({ state: JobState })

/** Of each project the folders whose jobs are at their end: that never changes again, so none is read twice. */
const ended = new Map<string, Set<string>>()

/** Never fails: what cannot be read is not counted. */
export async function countJobs(projectDir: string): Promise<{ jobs: number; openJobs: number }> {
  const jobsDir = join(projectDir, 'jobs')
  const entries = await readdir(jobsDir, { withFileTypes: true }).catch(() => [])
  const folders = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  const done = ended.get(jobsDir) ?? new Set<string>()
  ended.set(jobsDir, done)
  const unread = folders.filter((folder) => !done.has(folder))

  let openJobs = 0
  let others = 0
  let spent = 0
  await inSlices(unread.sort().reverse(), (folder) => {
    if (spent > BUDGET_MS) return
    const began = performance.now()
    const state = stateIn(join(jobsDir, folder, 'job.json'))
    if (state === null) others++
    else if (isResumable(state)) openJobs++
    else done.add(folder)
    spent += performance.now() - began
  })
  return { jobs: folders.length - others, openJobs }
}

function stateIn(path: string): JobState | null {
  try {
    return Standing.safeParse(parseJson(readFileSync(path, 'utf8'))).data?.state ?? null
  } catch {
    return null
  }
}
