/** The window with two keys, against providers that are played on this computer: what costs money happens, and costs nothing. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findTools } from '../../src/main/engine/media/tools'
import { type Rehearsal, startRehearsal } from '../../src/main/engine/rehearsal/server'
import { packagedFfprobe } from '../support/packaged-ffprobe'
import { test as base } from './face'

export const test = base.extend<{ played: Rehearsal }>({
  played: async ({ home }, use) => {
    const directory = join(home, 'played')
    await mkdir(directory)
    const started = await startRehearsal({ directory, tools: await findTools({ ...process.env, ...packagedFfprobe }), paceScale: 0 })
    if (!started.ok) throw new Error(started.failure.message)
    await use(started.value)
    await started.value.close()
  },
  environment: async ({ played }, use) => {
    await use({
      CHOREO_EVOLINK_BASE_URL: played.origin('evolink'),
      CHOREO_EVOLINK_FILES_URL: played.filesOrigin,
      CHOREO_EVOLINK_API_KEY: 'key-for-the-play-0000',
      CHOREO_WAVESPEED_BASE_URL: played.origin('wavespeed'),
      CHOREO_WAVESPEED_API_KEY: 'key-for-the-play-1111',
    })
  },
})
