/**
 * The rehearsal's server in a process of its own. Arguments: its folder, the scale of its pace, a script of faults as JSON.
 * Says where it is; then, for each line on stdin: `mark` begins to count, `report` answers what was asked since, and the
 * end of stdin ends it.
 */
import { createInterface } from 'node:readline'
import type { ProviderId } from '../../../src/domain/request'
import { findTools } from '../../../src/main/engine/media/tools'
import type { Fault } from '../../../src/main/engine/rehearsal/fault'
import { startRehearsal } from '../../../src/main/engine/rehearsal/server'
import { everyProvider } from '../../support/many-jobs'

export interface Asked {
  polls: number
  /** Seconds between two polls of the same job, the shortest and on average; null where none was asked twice. */
  shortest: number | null
  average: number | null
}
export type Report = Record<ProviderId, Asked> & {
  seconds: number
  violations: string[]
  /** Create requests that were accepted, over all. */
  creates: number
}

const [directory, paceScale, faults] = process.argv.slice(2)
const started = await startRehearsal({
  directory: directory!,
  tools: await findTools(process.env),
  paceScale: Number(paceScale),
  faults: JSON.parse(faults ?? '[]') as Fault[],
})
if (!started.ok) throw new Error(started.failure.message)
const rehearsal = started.value
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
say({ origins: Object.fromEntries(everyProvider.map((id) => [id, rehearsal.origin(id)])) })

let marked = Date.now()
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'mark') marked = Date.now()
  if (line === 'report') say(reportSince(marked))
}
await rehearsal.close()

function reportSince(from: number): Report {
  const times = new Map<string, number[]>()
  for (const { at, path, point } of rehearsal.requests) {
    const time = Date.parse(at)
    if (point !== 'poll' || time < from) continue
    const known = times.get(path)
    if (known) known.push(time)
    else times.set(path, [time])
  }
  const asked = (provider: ProviderId): Asked => {
    const lists = [...times].flatMap(([path, list]) => (path.startsWith(`/${provider}/`) ? [list] : []))
    const gaps = lists.flatMap((list) => list.slice(1).map((time, index) => (time - list[index]!) / 1000))
    return {
      polls: lists.reduce((sum, list) => sum + list.length, 0),
      shortest: gaps.length > 0 ? Math.min(...gaps) : null,
      average: gaps.length > 0 ? gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length : null,
    }
  }
  return {
    ...(Object.fromEntries(everyProvider.map((provider) => [provider, asked(provider)])) as Record<ProviderId, Asked>),
    seconds: (Date.now() - from) / 1000,
    violations: [...rehearsal.violations],
    creates: [...rehearsal.creates.values()].reduce((sum, count) => sum + count, 0),
  }
}
