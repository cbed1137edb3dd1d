/** Which projects were opened on this computer before: `<home>/projects.json`, the last one first. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../domain/http'
import { readIfThere } from './disk'

const Listed = z.object({ dir: z.string(), name: z.string(), openedAt: z.string() })
const ProjectList = z.looseObject({ projects: z.array(Listed) })

export interface RecentProject extends z.infer<typeof Listed> {
  id: string
}

/** Never fails: a list that cannot be read is an empty one. */
export async function readRecentProjects(home: string): Promise<RecentProject[]> {
  const text = await readIfThere(join(home, 'projects.json')).catch(() => null)
  const list = ProjectList.safeParse(text === null ? null : parseJson(text))
  return list.success ? list.data.projects.map((project) => ({ id: projectId(project.dir), ...project })) : []
}

/** The same folder has the same id, on this computer. */
export function projectId(dir: string): string {
  return createHash('sha256').update(dir).digest('hex').slice(0, 16)
}
