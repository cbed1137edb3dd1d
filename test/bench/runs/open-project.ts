/** Opens the engine on a project and asks for its jobs, as every face does first. Arguments: project, home. */
import { createRouterClient } from '@orpc/server'
import { openEngine } from '../../../src/main/engine/engine'
import { costOf } from '../parts/measure'

const [projectDir, home] = process.argv.slice(2)
let jobs = 0
let close = async () => {}
const cost = await costOf(async () => {
  const opened = await openEngine({
    projectDir,
    environment: { ...process.env, CHOREO_HOME: home },
    version: '0.0.0',
    face: 'desktop',
    mediaBase: '',
  })
  if (!opened.ok) throw new Error(opened.failure.message)
  close = opened.value.close
  const list = await createRouterClient(opened.value.router).jobs.list()
  if (!list.ok) throw new Error(list.failure.message)
  jobs = list.value.jobs.length
})
await close()
process.stdout.write(`${JSON.stringify({ ...cost, jobs, peak: process.resourceUsage().maxRSS * 1024 })}\n`)
