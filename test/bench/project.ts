/** A project with 10,000 finished jobs, opened for the first time and again. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { jobRecord, writeJobs } from '../support/many-jobs'
import {
  about,
  byTurns,
  type Cost,
  inFreshProcess,
  mebibytes,
  median,
  medianRatio,
  milliseconds,
  type Pairs,
  report,
  withFolder,
} from './parts/measure'

const JOBS = 10_000
const REPETITIONS = 5

type Opened = Cost & { jobs: number; peak: number }

about(
  'Opening a large project',
  `A project with ${JOBS.toLocaleString('en')} finished jobs: from opening the engine to the answered list. The rival reads and parses the same records with Node's promises, one after the other, and nothing else.`,
)

await withFolder(async (folder) => {
  const project = join(folder, 'project')
  const jobsDir = join(project, 'jobs')
  const home = join(folder, 'home')
  await writeJobs(
    jobsDir,
    Array.from({ length: JOBS }, (_, number) => jobRecord(number, number % 20 === 0 ? 'failed' : 'saved')),
  )
  const open = () => inFreshProcess<Opened>('open-project', [project, home])
  const rival = () => inFreshProcess<Opened>('read-plainly', [jobsDir])
  // Both find the files in the system's cache.
  await rival()

  const first = await byTurns(
    REPETITIONS,
    async () => {
      await rm(home, { recursive: true, force: true })
      return open()
    },
    rival,
  )
  report(row('first time on this computer', first))
  report(row('again', await byTurns(REPETITIONS, open, rival)))
})

function row(name: string, pairs: Pairs<Opened>) {
  for (const { jobs } of [...pairs.ours, ...pairs.rival]) if (jobs !== JOBS) throw new Error(`${jobs} jobs were listed`)
  const cpu = (side: Opened[]) => Math.round(median(side.map((measured) => measured.cpu)))
  const fastest = (side: Opened[]) => Math.round(Math.min(...side.map(({ wall }) => wall)))
  const peak = (side: Opened[]) => mebibytes(median(side.map((measured) => measured.peak)))
  return {
    row: `open ${JOBS.toLocaleString('en')} jobs, ${name}`,
    ours: milliseconds(median(pairs.ours.map(({ wall }) => wall))),
    rival: milliseconds(median(pairs.rival.map(({ wall }) => wall))),
    ratio: medianRatio(pairs, ({ wall }) => wall),
    target: '≤ 1000 ms',
    note: `fastest ${fastest(pairs.ours)} : ${fastest(pairs.rival)} ms, CPU ${cpu(pairs.ours)} : ${cpu(pairs.rival)} ms, peak memory ${peak(pairs.ours)} : ${peak(pairs.rival)}`,
  }
}
