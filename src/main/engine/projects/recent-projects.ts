/** The projects that a window has shown on this computer, the last one first: `projects.json` beside the settings. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Result } from '../../../domain/failure'
import { keptList } from '../kept/kept-list'

const MOST_PROJECTS = 50

const Entry = z.looseObject({ dir: z.string().min(1), name: z.string(), openedAt: z.string() })

export interface RecentProject {
  /** Stands for the folder; the same for as long as it lies there. */
  id: string
  /** Absolute. */
  dir: string
  /** As it was called when it was opened. */
  name: string
  /** ISO 8601. */
  openedAt: string
}

const listIn = (home: string) => keptList(join(home, 'projects.json'), 'projects', Entry, MOST_PROJECTS)

export function projectId(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 32)
}

/** Never fails: a list that cannot be read is empty. */
export async function readRecentProjects(home: string): Promise<RecentProject[]> {
  const entries = await listIn(home).read()
  return entries.map(({ dir, name, openedAt }) => ({ id: projectId(dir), dir, name, openedAt }))
}

/** Puts it in front. A disk that takes no list only makes the list shorter. */
export async function noteProject(home: string, { dir, name }: { dir: string; name: string }): Promise<void> {
  const entry = { dir, name, openedAt: new Date().toISOString() }
  await listIn(home).change((entries) => [entry, ...entries.filter((other) => other.dir !== dir)])
}

/** Changes the name it is listed under, and not its place. */
export async function renameRecent(home: string, { dir, name }: { dir: string; name: string }): Promise<void> {
  await listIn(home).change((entries) => entries.map((entry) => (entry.dir === dir ? { ...entry, name } : entry)))
}

/** Takes it off the list; also well when it was not on it. */
export async function forgetProject(home: string, id: string): Promise<Result<unknown>> {
  return listIn(home).change((entries) => entries.filter(({ dir }) => projectId(dir) !== id))
}
