/** How many jobs a project has and how many of them are open, without reading what is known already. */
import { readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../domain/http'
import { isResumable, JobState } from '../../domain/job'
import { inSlices } from './jobs/in-slices'
import { createKnownRows, knownRowsFile } from './jobs/known-rows'

/** Milliseconds of reading for one project. Beyond that a job counts as done: the open ones are the newest, and come first. */
const BUDGET_MS = 100

const Standing = z.object({ state: JobState })

/** Of each project the folders whose jobs are at their end: that never changes again. */
const ended = new Map<string, Set<string>>()

/** Never fails: what cannot be read is not counted. */
export async function countJobs(home: string, projectDir: string): Promise<{ jobs: number; openJobs: number }> {
  const jobsDir = join(projectDir, 'jobs')
  const entries = await readdir(jobsDir, { withFileTypes: true }).catch(() => [])
  const folders = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  const done = ended.get(jobsDir) ?? new Set<string>()
  ended.set(jobsDir, done)
  const unknown = folders
    .filter((folder) => !done.has(folder))
    .sort()
    .reverse()
  const known = createKnownRows(knownRowsFile(home, jobsDir))
  if (unknown.length > 0) await known.load()

  function stateOf(folder: string): JobState | null {
    const path = join(jobsDir, folder, 'job.json')
    try {
      const stamp = statSync(path)
      return known.find(folder, stamp)?.state ?? Standing.safeParse(parseJson(readFileSync(path, 'utf8'))).data?.state ?? null
    } catch {
      return null
    }
  }

  let openJobs = 0
  let others = 0
  let spent = 0
  await inSlices(unknown, (folder) => {
    if (spent > BUDGET_MS) return
    const began = performance.now()
    const state = stateOf(folder)
    if (!state) others++
    else if (isResumable(state)) openJobs++
    else done.add(folder)
    spent += performance.now() - began
  })
  return { jobs: folders.length - others, openJobs }
}
