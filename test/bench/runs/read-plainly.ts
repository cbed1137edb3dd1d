/** The least that anything has to do which reads every record: one file after the other. Argument: folder of the jobs. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { costOf } from '../parts/measure'

const [jobsDir] = process.argv.slice(2)
const jobs: unknown[] = []
const cost = await costOf(async () => {
  for (const name of await readdir(jobsDir!)) jobs.push(JSON.parse(await readFile(join(jobsDir!, name, 'job.json'), 'utf8')))
})
process.stdout.write(`${JSON.stringify({ ...cost, jobs: jobs.length, peak: process.resourceUsage().maxRSS * 1024 })}\n`)
