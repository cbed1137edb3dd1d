/** Rehearsals are not archives: what is older than a week goes at the next start. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const WEEK_MS = 7 * 24 * 3_600_000

/**
 * Removes tasks, results and uploads that nobody touched for 7 days.
 * @param now milliseconds since 1970
 * @returns how many files went
 */
export async function retire(directory: string, now: number): Promise<number> {
  let gone = 0
  for (const folder of ['tasks', 'uploads']) {
    const names = await readdir(join(directory, folder)).catch(() => [])
    for (const name of names) {
      const path = join(directory, folder, name)
      const found = await stat(path).catch(() => null)
      if (!found?.isFile() || now - found.mtimeMs < WEEK_MS) continue
      await rm(path, { force: true })
      gone += 1
    }
  }
  return gone
}
