import { describe, expect, it } from 'vitest'
import { isAtRest, isResumable, JobRecord, JobState, mayHaveBeenCharged, mayMove, move } from '../../src/domain/job'
import { noEdits } from '../../src/domain/media'
import { minimalWish } from '../support/samples'

/** Every legal move, once more and by hand: a new one must be argued for here, too. */
const legal: Record<JobState, JobState[]> = {
  draft: ['preparing', 'failed', 'abandoned'],
  preparing: ['delivering', 'failed', 'abandoned'],
  delivering: ['submitting', 'preparing', 'failed', 'abandoned'],
  submitting: ['accepted', 'unconfirmed', 'failed', 'delivering'],
  accepted: ['running', 'downloading', 'failed', 'paused', 'abandoned'],
  running: ['downloading', 'failed', 'paused', 'abandoned'],
  downloading: ['saved', 'running', 'failed', 'paused', 'abandoned'],
  saved: [],
  failed: [],
  unconfirmed: ['accepted', 'delivering', 'abandoned', 'failed'],
  paused: ['accepted', 'running', 'downloading', 'abandoned', 'failed'],
  abandoned: [],
}
const states = JobState.options
const pairs = states.flatMap((from) => states.map((to) => [from, to, legal[from].includes(to)] as const))

const record: JobRecord = {
  schema: 1,
  id: 'j',
  createdAt: '2026-11-20T10:00:00.000Z',
  updatedAt: '2026-11-20T10:00:00.000Z',
  provider: 'evolink',
  rehearsal: false,
  state: 'draft',
  request: minimalWish,
  edits: noEdits,
  maxCostUsd: null,
  failover: false,
  inputs: {
    image: { path: '/a.png', name: 'a.png', sha256: 'x', bytes: 1, link: null },
    video: { path: '/b.mp4', name: 'b.mp4', sha256: 'y', bytes: 2, link: null },
  },
  artifacts: null,
  host: null,
  quote: null,
  charge: null,
  attempts: [],
  remoteId: null,
  resultUrl: null,
  acceptedAt: null,
  progress: null,
  failure: null,
  result: null,
  savedAt: null,
  rating: null,
  note: '',
  offset: 0,
}

describe('the moves of a job', () => {
  it.each(pairs)('%s → %s: %s', (from, to, allowed) => {
    expect(mayMove(from, to)).toBe(allowed)
    const moved = move({ ...record, state: from }, to, '2026-11-20T11:00:00.000Z')
    if (allowed) expect(moved).toEqual({ ok: true, value: { ...record, state: to, updatedAt: '2026-11-20T11:00:00.000Z' } })
    else
      expect(moved).toMatchObject({
        ok: false,
        failure: { code: 'job.illegal-move', message: `A job cannot go from “${from}” to “${to}”.` },
      })
  })

  it('carry their changes, but neither another state nor another time', () => {
    const moved = move({ ...record, state: 'submitting' }, 'accepted', 'now', { remoteId: 'r', state: 'saved', updatedAt: 'then' })
    expect(moved).toMatchObject({ ok: true, value: { state: 'accepted', remoteId: 'r', updatedAt: 'now' } })
  })

  it('do not change the record they start from', () => {
    const before = structuredClone(record)
    move(record, 'preparing', 'now', { remoteId: 'r' })
    expect(record).toEqual(before)
  })
})

describe('at most one paid create', () => {
  /** States from which a job can come to another without passing a forbidden one. */
  const reach = (start: JobState, without: readonly [JobState, JobState][] = []) => {
    const seen = new Set<JobState>()
    const open = [start]
    while (open.length > 0) {
      const from = open.pop()!
      for (const to of states)
        if (mayMove(from, to) && !seen.has(to) && !without.some(([a, b]) => a === from && b === to)) {
          seen.add(to)
          open.push(to)
        }
    }
    return seen
  }

  it('is begun from `delivering` alone', () => {
    expect(states.filter((from) => mayMove(from, 'submitting'))).toEqual(['delivering'])
  })

  it('can be begun again only over the two moves that need a proof: never sent, or the person’s word', () => {
    const proofs: [JobState, JobState][] = [
      ['submitting', 'delivering'],
      ['unconfirmed', 'delivering'],
    ]
    expect(reach('submitting').has('submitting')).toBe(true)
    expect(reach('submitting', proofs).has('submitting')).toBe(false)
    for (const state of ['accepted', 'running', 'downloading', 'paused'] as const) expect(reach(state).has('submitting')).toBe(false)
  })

  it('is never dropped while its outcome is open: `submitting` can neither be paused nor abandoned', () => {
    expect(mayMove('submitting', 'paused')).toBe(false)
    expect(mayMove('submitting', 'abandoned')).toBe(false)
  })
})

describe('what a state means', () => {
  it('is at rest when nothing more happens by itself', () => {
    expect(states.filter(isAtRest)).toEqual(['saved', 'failed', 'unconfirmed', 'paused', 'abandoned'])
  })

  it('goes on with a resume unless it is final; an unconfirmed one is looked up', () => {
    expect(states.filter((state) => !isResumable(state))).toEqual(['saved', 'failed', 'abandoned'])
  })

  it('may have cost money from `submitting` on', () => {
    expect(states.filter((state) => !mayHaveBeenCharged(state))).toEqual(['draft', 'preparing', 'delivering'])
  })

  it('has a way out of every state that is not final', () => {
    for (const state of states) expect(states.some((to) => mayMove(state, to))).toBe(!['saved', 'failed', 'abandoned'].includes(state))
  })
})

describe('a record on disk', () => {
  it('is read back as it was written', () => {
    expect(JobRecord.parse(JSON.parse(JSON.stringify(record)))).toEqual(record)
  })

  it.each([{ schema: 2 }, { state: 'cancelled' }, { provider: 'kling' }, { attempts: null }])('is refused with %j', (changes) => {
    expect(JobRecord.safeParse({ ...record, ...changes }).success).toBe(false)
  })
})
