/** A thousand jobs in flight, 200 at each provider, none of which is ever done. */
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { providers } from '../../src/domain/providers/all'
import { everyProvider, jobRecord, writeJobs, writeTasks } from '../support/many-jobs'
import { about, byTurns, mebibytes, median, medianRatio, report, startRun, withFolder } from './parts/measure'
import { startServer } from './parts/server'
import type { Steady } from './parts/steady'
import type { Report } from './runs/rehearsal'

const JOBS = 1000
const REPETITIONS = 3
const SETTLE_SECONDS = 20
const MEASURE_SECONDS = 30
/** Times the 0.3 s that a task waits in the queue of the server: longer than the bench takes. */
const NEVER_RENDERED = 10_000

about(
  'A thousand jobs in flight',
  `${JOBS} jobs that were accepted in an earlier session, ${JOBS / everyProvider.length} at each provider, resumed against the rehearsal's server in another process, at each provider's real pace. The rival is a loop for each job that sleeps, calls Node's own fetch and parses the answer, at the same pace; it keeps nothing and survives nothing.`,
)

interface Measured extends Steady {
  asked: Report
}

await withFolder(async (folder) => {
  const project = join(folder, 'project')
  const directory = join(folder, 'rehearsal')
  const records = Array.from({ length: JOBS }, (_, number) => jobRecord(number, 'accepted', { progress: null, charge: null }))
  await writeJobs(join(project, 'jobs'), records)
  await writeTasks(directory, records)

  const server = await startServer(directory, NEVER_RENDERED)
  const { environment } = server

  async function measured(run: string, args: string[]): Promise<Measured> {
    const child = startRun(run, [...args, String(SETTLE_SECONDS), String(MEASURE_SECONDS)], environment)
    let steady: Steady | null = null
    for await (const line of createInterface({ input: child.stdout! })) {
      const said = JSON.parse(line) as Steady | { begun: true }
      if ('begun' in said) server.mark()
      else steady = said
    }
    if (!steady) throw new Error(`${run} measured nothing`)
    return { ...steady, asked: await server.report() }
  }

  const pairs = await byTurns(
    REPETITIONS,
    () => measured('jobs-in-flight', [project, join(folder, 'home')]),
    () => measured('poll-plainly', [project]),
  )
  server.end()

  const share = (side: Measured[]) => `${(100 * median(side.map((one) => one.share))).toFixed(1)} %`
  const rate = (side: Measured[]) =>
    `${median(side.map(({ asked }) => everyProvider.reduce((sum, id) => sum + asked[id].polls, 0) / asked.seconds)).toFixed(0)} polls/s`
  const jobs = (side: Measured[]) => side.map((one) => one.jobs).join(', ')
  report({
    row: 'CPU, share of one core',
    ours: share(pairs.ours),
    rival: share(pairs.rival),
    ratio: medianRatio(pairs, (one) => one.share),
    target: '≤ 3 %',
    note: `${rate(pairs.ours)} : ${rate(pairs.rival)}; jobs ${jobs(pairs.ours)} : ${jobs(pairs.rival)}`,
  })
  report({
    row: 'memory of the process',
    ours: mebibytes(median(pairs.ours.map((one) => one.memory))),
    rival: mebibytes(median(pairs.rival.map((one) => one.memory))),
    ratio: medianRatio(pairs, (one) => one.memory),
    target: '',
    note: '',
  })
  for (const id of everyProvider) {
    const { intervalSeconds } = providers[id].pace
    const gap = (side: Measured[]) => {
      const shortest = Math.min(...side.map(({ asked }) => asked[id].shortest ?? Number.NaN))
      return `${shortest.toFixed(2)} s, on average ${median(side.map(({ asked }) => asked[id].average ?? Number.NaN)).toFixed(2)} s`
    }
    report({
      row: `${providers[id].name}: shortest time between two polls of a job`,
      ours: gap(pairs.ours),
      rival: gap(pairs.rival),
      ratio: medianRatio(pairs, ({ asked }) => asked[id].average ?? Number.NaN),
      target: `≥ ${intervalSeconds} s`,
      note: `${median(pairs.ours.map(({ asked }) => asked[id].polls / asked.seconds)).toFixed(1)} polls/s`,
    })
  }
  const violations = pairs.ours.flatMap(({ asked }) => asked.violations)
  if (violations.length > 0) throw new Error(violations.join('; '))
})
