/** One run through WaveSpeed as Choreo makes it. Arguments: project, home, picture, clip. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { isAtRest, JobRecord } from '../../../src/domain/job'
import { noEdits } from '../../../src/domain/media'
import { defaultRequest } from '../../../src/domain/request'
import { openEngine } from '../../../src/main/engine/engine'

const [projectDir, home, image, video] = process.argv.slice(2)
const opened = await openEngine({
  projectDir,
  environment: { ...process.env, CHOREO_HOME: home },
  version: '0.0.0',
  face: 'cli',
  mediaBase: '',
})
if (!opened.ok) throw new Error(opened.failure.message)
const client = createRouterClient(opened.value.router)
const item = async (path: string) => {
  const found = await client.media.open({ ticket: opened.value.admit(path) })
  if (!found.ok) throw new Error(found.failure.message)
  return found.value.id
}
const events = await client.jobs.watch({})
const started = await client.jobs.start({
  image: await item(image!),
  video: await item(video!),
  request: defaultRequest,
  edits: noEdits,
  provider: 'wavespeed',
  rehearse: false,
})
if (!started.ok) throw new Error(started.failure.message)
let told = ''
for await (const event of events) {
  if (event.event !== 'state') continue
  told = event.view.failure?.message ?? event.state
  if (isAtRest(event.state)) break
}
await opened.value.close()
const kept = JobRecord.parse(JSON.parse(await readFile(join(started.value.dir, 'job.json'), 'utf8')))
process.stdout.write(
  `${JSON.stringify({ id: kept.remoteId !== null, result: kept.state === 'saved', files: (await readdir(started.value.dir)).sort(), told })}\n`,
)
