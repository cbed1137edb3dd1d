/** Goes on with every open job of a project, and measures what that takes. Arguments: project, home, seconds to settle, seconds to measure. */
import { createRouterClient } from '@orpc/server'
import { openEngine } from '../../../src/main/engine/engine'
import { measureSteadily } from '../parts/steady'

const [projectDir, home, settle, measure] = process.argv.slice(2)
const opened = await openEngine({
  projectDir,
  environment: { ...process.env, CHOREO_HOME: home },
  version: '0.0.0',
  face: 'cli',
  mediaBase: '',
})
if (!opened.ok) throw new Error(opened.failure.message)
const resumed = await createRouterClient(opened.value.router).jobs.resume()
if (!resumed.ok) throw new Error(resumed.failure.message)
await measureSteadily(Number(settle), Number(measure), { jobs: resumed.value.length })
await opened.value.close()
