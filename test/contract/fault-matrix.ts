/** Runs one script of faults against all five providers at once and judges each of the jobs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobView } from '../../src/contract/shapes'
import type { FailureCode } from '../../src/domain/failure'
import type { JobState } from '../../src/domain/job'
import { providers } from '../../src/domain/providers/all'
import type { ProviderId } from '../../src/domain/request'
import { House, type HouseOptions, ids, type Media, makeMedia, type Stranger, startStranger } from './fault-house'

export interface Outcome {
  state: JobState
  code?: FailureCode
  /** What the failure's sentence has to speak of. */
  says?: string | RegExp
  /** Accepted creates at the provider. */
  accepted: number
  /** Create requests that arrived there. */
  requests: number
}

type ForEach<T> = T | ((provider: ProviderId) => T)

export interface Around {
  /** Where a server of somebody else listens. */
  stranger: Stranger
}

export interface Case {
  name: string
  options: HouseOptions | ((around: Around) => HouseOptions)
  /** The same for all five, or for each its own. */
  outcome: ForEach<Outcome>
  /** Runs the five jobs until each is at rest; by itself they are started together and left alone. */
  run?(house: House): Promise<JobView[]>
  /** What else must be true of this job. */
  also?(house: House, view: JobView, around: Around): Promise<void> | void
  /** How each job ends after a resume. */
  resumed?: ForEach<Outcome>
  /** What else must be true of it then. */
  alsoResumed?(house: House, view: JobView): Promise<void> | void
}

/** Whether a lost job can be looked up there. */
export function hasList(provider: ProviderId): boolean {
  return providers[provider].history !== undefined
}

export const saved: Outcome = { state: 'saved', accepted: 1, requests: 1 }

/** Accepted, and the answer lost: found where there is a list, else nobody knows. */
export function foundOrUnconfirmed(provider: ProviderId): Outcome {
  return hasList(provider) ? saved : { state: 'unconfirmed', code: 'job.unconfirmed', accepted: 1, requests: 1 }
}

/** Not accepted, and nobody knows: that a list does not show it proves nothing. */
export const unconfirmed: Outcome = { state: 'unconfirmed', code: 'job.unconfirmed', accepted: 0, requests: 1 }

export async function startAll(house: House): Promise<JobView[]> {
  return Promise.all(ids.map((id) => house.run(id)))
}

async function judge(house: House, view: JobView, wanted: Outcome): Promise<void> {
  const { provider } = view
  expect({
    state: view.state,
    code: view.failure?.code,
    accepted: house.accepted(provider),
    requests: house.createRequests(provider),
  }).toEqual({
    state: wanted.state,
    code: wanted.code,
    accepted: wanted.accepted,
    requests: wanted.requests,
  })
  if (wanted.says) expect(view.failure?.message).toMatch(wanted.says)
  await house.expectSound(view, wanted.accepted)
}

const forOne = <T extends object>(value: ForEach<T>, provider: ProviderId): T => (typeof value === 'function' ? value(provider) : value)
const byProvider = (views: JobView[]) => new Map(views.map((view) => [view.provider, view]))

export function matrix(cases: Case[]): void {
  let media: Media
  let around: Around
  beforeAll(async () => {
    media = await makeMedia()
    around = { stranger: await startStranger(media.clip) }
  })
  afterAll(() => around.stranger.close())

  describe.each(cases)('$name', ({ options, outcome, run = startAll, also, resumed, alsoResumed }) => {
    let house: House
    let views = new Map<ProviderId, JobView>()
    beforeAll(async () => {
      house = await House.open(media, typeof options === 'function' ? options(around) : options)
      views = byProvider(await run(house))
    })
    afterAll(() => house.close())

    it.each(ids)('%s', async (provider) => {
      const view = views.get(provider)!
      await judge(house, view, forOne(outcome, provider))
      await also?.(house, view, around)
    })

    // Known while the tests are gathered, so that no test stands there only to be passed over.
    if (!resumed) return
    describe('and then resumed', () => {
      let again = new Map<ProviderId, JobView>()
      beforeAll(async () => {
        again = byProvider(await house.resume())
      })
      it.each(ids)('%s', async (provider) => {
        const view = again.get(provider) ?? views.get(provider)!
        await judge(house, view, forOne(resumed, provider))
        await alsoResumed?.(house, view)
      })
    })
  })
}
