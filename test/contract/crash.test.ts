/**
 * The real command is killed with SIGKILL at every write of its journal, started again, and its jobs are counted:
 * none may be lost, none doubled. The providers live in this process and remember what they accepted.
 * CHOREO_LONG_TESTS=1 kills before, in the middle of and after every single write, for all five.
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../scripts/build.mjs'
import type { JobRecord } from '../../src/domain/job'
import type { ProviderId } from '../../src/domain/request'
import { countWrites, openStage, type Write } from './crash-stage'
import { ids, type Media, makeMedia, remoteIdsIn } from './fault-house'
import { hasList } from './fault-matrix'

interface Kill {
  when: 'before' | 'half' | 'after'
  write: Write
}

interface Ending {
  kill: Kill
  /** False when this run ended before it came to that write: it had fewer polls. */
  killed: boolean
  /** After one resume, before the person said anything; null for a job that never got a record. */
  state: JobRecord['state'] | null
  /** Accepted creates by then. */
  acceptedByThen: number
  /** After the person, where they were asked, said what the provider's page shows. */
  finally: JobRecord['state'] | null
  accepted: number
  requests: number
  complaints: string[]
}

const long = process.env.CHOREO_LONG_TESTS === '1'
/** One that leaves everything to the person and one with a list are killed around the request; all five at every write in a long run. */
const inFull: readonly ProviderId[] = long ? ids : []
const played: readonly ProviderId[] = long ? ids : ['highwayapi', 'evolink']
const AT_ONCE = 2

let media: Media

beforeAll(async () => {
  expect(build()).toBe(true)
  media = await makeMedia()
})
afterAll(() => rm(media.directory, { recursive: true, force: true }))

function around(writes: Write[]): Write[] {
  const from = writes.findIndex(({ file, tells }) => file === 'job.json' && tells === 'submitting')
  const to = writes.findIndex(({ what, tells }) => what === 'append' && tells === 'accepted')
  return writes.slice(from, to + 1)
}

/**
 * What is on the disk after one write and before the next is the same; what differs is whether something was sent between.
 * So “after” is worth a run of its own only around the request that costs money: behind the intent, and behind the id.
 */
function killsFor(provider: ProviderId, writes: Write[]): Kill[] {
  const near = around(writes)
  expect(near.map(({ tells }) => tells)).toEqual(['submitting', 'submitting', 'answer', 'accepted', 'accepted'])
  const wanted = inFull.includes(provider) ? writes : near
  return wanted.flatMap((write) => {
    const whens: Kill['when'][] = ['before']
    if ((long || near.includes(write)) && write.what === 'append') whens.push('half')
    if (long || (near.includes(write) && write.what === 'append' && write.tells !== 'answer')) whens.push('after')
    return whens.map((when) => ({ when, write }))
  })
}

async function killAndGoOn(provider: ProviderId, kill: Kill): Promise<Ending> {
  const stage = await openStage(media, provider)
  const complaints: string[] = []
  const first = await stage.run(kill.write, kill.when)
  const killed = first.signal === 'SIGKILL'
  if (!killed && first.code !== 0) complaints.push(`ended with ${first.code}: ${first.stdout.slice(-300)} ${first.stderr.slice(-300)}`)
  if (killed && !existsSync(join(stage.project, '.lock'))) complaints.push('no lock was left behind')

  const resumed = await stage.call('resume')
  const then = await stage.record()
  const acceptedByThen = stage.accepted()
  if (resumed.code !== (then === null || then.state === 'saved' ? 0 : 1))
    complaints.push(`resume ended with ${resumed.code}: ${resumed.stdout.slice(-300)}`)

  if (then?.state === 'unconfirmed') {
    // However often it is resumed, nothing is sent in doubt; once is enough to see it.
    if (kill.when === 'after') {
      const again = await stage.call('resume')
      if (again.code !== 1 || stage.requests() > 1) complaints.push('a second resume sent something, or said that all is well')
    }
    const [remoteId] = await remoteIdsIn(join(stage.directory, 'server'), provider)
    const said = remoteId === undefined ? ['--not-submitted'] : ['--remote-id', remoteId]
    await stage.call('confirm', then.id, ...said)
    await stage.call('resume')
  }
  const end = await stage.record()
  if (end) complaints.push(...(await stage.brokenLines(end.id)).map((line) => `the history cannot be read: ${line}`))
  complaints.push(...stage.server.violations)
  const ending: Ending = {
    kill,
    killed,
    state: then?.state ?? null,
    acceptedByThen,
    finally: end?.state ?? null,
    accepted: stage.accepted(),
    requests: stage.requests(),
    complaints,
  }
  await stage.close()
  return ending
}

async function inParallel<In, Out>(items: In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

const name = ({ kill }: Ending) => `${kill.when} write ${kill.write.count} (${kill.write.what} ${kill.write.file} ${kill.write.tells})`

describe.each(played)('%s, killed at its writes', (provider) => {
  let endings: Ending[] = []
  beforeAll(async () => {
    const kills = killsFor(provider, await countWrites(media, provider))
    endings = await inParallel(kills, (kill) => killAndGoOn(provider, kill))
    const count = (what: (ending: Ending) => boolean) => endings.filter(what).length
    process.stdout.write(
      `${provider}: ${count(({ killed }) => killed)} kills; after the restart ${count(({ state }) => state === 'saved')} saved, ${count(({ state }) => state === 'unconfirmed')} unconfirmed, ${count(({ state }) => state === null)} never begun; in the end ${count(({ finally: end }) => end === 'saved')} saved; lost ${count(isLost)}, doubled ${count(isDoubled)}\n`,
    )
  }, 900_000)

  const isLost = (ending: Ending) => ending.finally !== 'saved' && !(ending.finally === null && ending.accepted === 0)
  const isDoubled = ({ accepted }: Ending) => accepted > 1

  it('loses no job', () => {
    expect(endings.filter(isLost).map(name)).toEqual([])
    // A job without a record was not begun: only what comes before its first record can be missing.
    expect(endings.filter(({ finally: end }) => end === null).every(({ kill }) => kill.write.count <= 2)).toBe(true)
  })

  it('doubles no job', () => {
    expect(endings.filter(isDoubled).map(name)).toEqual([])
    expect(endings.filter(({ finally: end, accepted }) => end === 'saved' && accepted !== 1).map(name)).toEqual([])
  })

  it('asks the person only where nobody can know', () => {
    const window = (ending: Ending) => ['submitting', 'answer'].includes(ending.kill.write.tells) || ending.kill.write.tells === 'accepted'
    const asked = endings.filter(({ state }) => state === 'unconfirmed')
    expect(asked.filter((ending) => !window(ending)).map(name)).toEqual([])
    // Where a list shows the job, it is found and nobody is asked.
    expect(asked.filter(({ acceptedByThen }) => acceptedByThen > 0 && hasList(provider)).map(name)).toEqual([])
    // Once the answer is on the disk, its id is known without asking anybody.
    expect(
      asked.filter(({ kill }) => kill.write.tells === 'accepted' || (kill.write.tells === 'answer' && kill.when === 'after')).map(name),
    ).toEqual([])
  })

  it('was really killed, and went on as it should every time', () => {
    expect(endings.filter(({ complaints }) => complaints.length > 0).map((ending) => [name(ending), ...ending.complaints])).toEqual([])
    const reached = endings.filter(({ killed }) => killed).length
    // Polls come and go; all other writes are reached every time.
    const polls = endings.filter(({ kill }) => kill.write.tells === 'poll').length
    expect(reached).toBeGreaterThanOrEqual(endings.length - polls - 2)
  })
})
