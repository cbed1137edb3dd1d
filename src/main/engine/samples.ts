/** The two small files that come with Choreo, so that somebody who has none at hand can try it at once. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail, ok, type Result } from '../../domain/failure'

const names = { image: 'sample-character.jpg', video: 'sample-dance.mp4' }

/** @param resourcesPath of a packaged app; in a clone they lie in `resources` above this file, built or not */
export function findSamples(resourcesPath?: string): Result<{ image: string; video: string }> {
  const folders = resourcesPath ? [resourcesPath, join(resourcesPath, 'resources')] : []
  for (let folder = import.meta.dirname; dirname(folder) !== folder; folder = dirname(folder)) folders.push(join(folder, 'resources'))
  for (const folder of folders) {
    const found = { image: join(folder, names.image), video: join(folder, names.video) }
    if (existsSync(found.image) && existsSync(found.video)) return ok(found)
  }
  return fail('input.missing', 'The samples did not come with this Choreo.', 'Use a picture and a clip of your own.')
}
