/** The provider accepts a job, and then its answer is lost or its polls fail: who pays twice, and who can find the job again? */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fault } from '../../src/main/engine/rehearsal/fault'
import { about, byTurns, inFreshProcess, report, withFolder } from './parts/measure'
import { makePair } from './parts/pair'
import { startServer } from './parts/server'

const REPETITIONS = 3

about(
  'A job that was accepted before things went wrong',
  'One run at WaveSpeedAI, played by the rehearsal’s server in another process. The rival is WaveSpeed’s own npm package (wavespeed 0.3.2) with its `upload` and `run`. **Answer lost**: the server accepts the create request, keeps the job and breaks the connection instead of answering. **Polls fail**: it answers the create request, and then the first eight polls with 503; the package is told `maxRetries: 3`, which its documentation calls retries of the task.',
)

const answerLost: Fault = { provider: 'wavespeed', at: 'create', effect: { kind: 'accept-then-drop' } }
const pollsFail: Fault = { provider: 'wavespeed', at: 'poll', times: 8, effect: { kind: 'status', status: 503 } }

interface Lost {
  /** Whether the job's id at the provider is known afterwards. */
  id: boolean
  /** Whether the result was reached, on disk for Choreo, as a link for the package. */
  result: boolean
  /** What lies in the folder of the run. */
  files: string[]
  told: string
  creates: number
}

await withFolder(async (folder) => {
  const { image, video } = await makePair(folder)
  let runs = 0
  async function once(
    fault: Fault,
    run: (place: string, origin: string, environment: Record<string, string>) => Promise<Omit<Lost, 'creates'>>,
  ): Promise<Lost> {
    const place = join(folder, `run-${runs++}`)
    await mkdir(join(place, 'cwd'), { recursive: true })
    const server = await startServer(join(place, 'server'), 0, [fault])
    const outcome = await run(place, server.origins.wavespeed, server.environment)
    const { creates } = await server.report()
    server.end()
    return { ...outcome, creates }
  }
  const ours = (fault: Fault) => () =>
    once(fault, (place, _origin, environment) =>
      inFreshProcess('lost-answer-ours', [join(place, 'project'), join(place, 'home'), image, video], {
        ...environment,
        CHOREO_PACE_SCALE: '0.05',
      }),
    )
  const sdk = (fault: Fault, retries: number) => () =>
    once(fault, (place, origin) => inFreshProcess('lost-answer-sdk', [origin, join(place, 'cwd'), image, video, String(retries)]))

  for (const [name, fault, retries] of [
    ['answer lost', answerLost, 0],
    ['polls fail', pollsFail, 3],
  ] as const) {
    const { ours: mine, rival } = await byTurns(REPETITIONS, ours(fault), sdk(fault, retries))
    rows(name, mine, rival)
  }
})

function rows(name: string, ours: Lost[], rival: Lost[]): void {
  const count = (side: Lost[], what: (one: Lost) => boolean) => `${side.filter(what).length} of ${side.length} runs`
  const list = (side: Lost[], what: (one: Lost) => string) => [...new Set(side.map(what))].filter(Boolean).join('; ')
  const shorten = (text: string) => text.replaceAll(/\s+/g, ' ').trim().slice(0, 160)
  const facts: [string, (side: Lost[]) => string, string][] = [
    ['jobs created and charged', (side) => list(side, ({ creates }) => String(creates)), '1'],
    ['the job’s id is known afterwards', (side) => count(side, ({ id }) => id), ''],
    ['the result is reached', (side) => count(side, ({ result }) => result), ''],
    ['kept on disk to go on from', (side) => list(side, ({ files }) => files.join(', ') || 'nothing'), ''],
  ]
  for (const [row, words, target] of facts) {
    const first = row === facts[0]![0]
    const told = list(rival, (one) => shorten(one.told))
    const average = (side: Lost[]) => side.reduce((sum, { creates }) => sum + creates, 0) / side.length
    report({
      row: `${name}: ${row}`,
      ours: words(ours),
      rival: words(rival),
      ratio: first ? (average(ours) / average(rival)).toFixed(2) : '',
      target,
      note: first && told ? `the package says: ${told}` : '',
    })
  }
}
