/**
 * What anybody would write first: for each job a loop that sleeps, fetches and parses, at the same pace and of the same server.
 * It keeps nothing, survives nothing and knows no faults. Arguments: project, seconds to settle, seconds to measure.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { JobRecord } from '../../../src/domain/job'
import { providers } from '../../../src/domain/providers/all'
import { measureSteadily } from '../parts/steady'

const [projectDir, settle, measure] = process.argv.slice(2)
const jobsDir = join(projectDir!, 'jobs')
const jobs = await Promise.all(
  (await readdir(jobsDir)).map(async (name) => JobRecord.parse(JSON.parse(await readFile(join(jobsDir, name, 'job.json'), 'utf8')))),
)

async function follow({ provider: id, remoteId }: JobRecord): Promise<never> {
  const provider = providers[id]
  const name = id.toUpperCase()
  const url = process.env[`CHOREO_${name}_BASE_URL`]! + provider.poll(remoteId!).path
  const headers = { authorization: `Bearer ${process.env[`CHOREO_${name}_API_KEY`]}` }
  const interval = provider.pace.intervalSeconds * 1000
  await sleep(Math.random() * interval)
  for (;;) {
    const response = await fetch(url, { headers })
    provider.readPoll({ status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() })
    await sleep(interval * (1 + 0.1 * Math.random()))
  }
}

for (const job of jobs) void follow(job)
await measureSteadily(Number(settle), Number(measure), { jobs: jobs.length })
process.exit(0)
