/** What the window knows of the jobs: in order, never older than it was, and fast with ten thousand of them. */
import { describe, expect, it, vi } from 'vitest'
import { newsOf, together } from '../../src/domain/job-news'
import { countEach, found, retryFor, rowsOf, usualTimes } from '../../src/renderer/screens/queue/rows'
import { newestFirst } from '../../src/renderer/state/job-list'
import { createJobStore } from '../../src/renderer/state/job-store'
import { laterView as later, jobView as view } from '../support/many-jobs'

describe('the jobs of the window', () => {
  it('stand newest first, whichever way they come', () => {
    const store = createJobStore()
    store.takeList({ jobs: [1, 5, 3].map((number) => view(number, 'saved')), unreadable: [] })
    store.takeView(view(4, 'running'))
    store.takeView(view(9, 'draft'))
    store.takeView(view(0, 'failed'))
    const { jobs } = store.now()
    expect(jobs).toHaveLength(6)
    expect(jobs).toEqual([...jobs!].sort(newestFirst))
  })

  it('are not put back by a list that comes late', () => {
    const store = createJobStore()
    const early = view(1, 'running')
    store.takeList({ jobs: [early], unreadable: [] })
    store.take({ event: 'state', job: early.id, state: 'saved', at: '', view: later(early, 'saved') })
    store.takeList({ jobs: [early], unreadable: [] })
    expect(store.now().jobs?.map(({ state }) => state)).toEqual(['saved'])
  })

  it('that began before the first list came are in it', () => {
    const store = createJobStore()
    store.takeView(view(7, 'preparing'))
    expect(store.now().jobs).toBeNull()
    store.takeList({ jobs: [view(1, 'saved')], unreadable: [] })
    expect(store.now().jobs?.map(({ state }) => state)).toEqual(['preparing', 'saved'])
  })

  it('tell each move once, with what was before, and none of the first list', () => {
    const store = createJobStore()
    const moves: string[] = []
    store.onMove((job, before) => moves.push(`${before?.state} ${job.state}`))
    const job = view(1, 'running')
    store.takeList({ jobs: [job, view(2, 'saved')], unreadable: [] })
    store.takeView(later(job, 'downloading'))
    store.takeView(later(job, 'downloading', 2))
    store.takeView(later(job, 'saved', 3))
    expect(moves).toEqual(['running downloading', 'downloading saved'])
  })

  it('forget the progress of a stage with the stage', () => {
    const store = createJobStore()
    const job = view(1, 'running')
    store.takeList({ jobs: [job], unreadable: [] })
    store.take({ event: 'progress', job: job.id, stage: 'generate', fraction: 0.4 })
    expect(store.going(job.id)).toEqual({ stage: 'generate', fraction: 0.4 })
    store.takeView(later(job, 'downloading'))
    expect(store.going(job.id)).toBeNull()
  })

  it('are told of a few times a second, however many events there are', () => {
    vi.useFakeTimers()
    const store = createJobStore()
    let told = 0
    store.subscribe(() => told++)
    for (let number = 0; number < 500; number++) store.takeView(view(number, 'running'))
    store.takeList({ jobs: [], unreadable: [] })
    vi.advanceTimersByTime(200)
    vi.useRealTimers()
    expect(told).toBeLessThanOrEqual(3)
    expect(store.now().jobs).toHaveLength(500)
  })

  it('leave ten thousand others as they are, so that nothing is drawn or looked through again for them', () => {
    const store = createJobStore()
    store.takeList({ jobs: Array.from({ length: 10_000 }, (_, number) => view(number, 'saved')), unreadable: [] })
    const before = store.now().jobs!
    const going = Array.from({ length: 60 }, (_, number) => view(20_000 + number, 'running'))
    for (const job of going) store.takeView(job)
    for (const job of going) store.takeView(later(job, 'downloading'))
    const after = store.now().jobs!
    expect(after).toHaveLength(10_060)
    expect(after.filter(({ state }) => state === 'saved')).toEqual(before)
    const same = new Set(before)
    expect(after.filter((job) => same.has(job))).toHaveLength(10_000)
    expect(countEach(rowsOf(after, []))).toMatchObject({ all: 10_060, saved: 10_000, open: 60 })
  })
})

describe('the rows of the queue', () => {
  const rows = rowsOf(
    [view(5, 'running'), view(4, 'unconfirmed'), view(3, 'paused'), view(2, 'saved'), view(1, 'failed'), view(0, 'abandoned')],
    [],
  )

  it('are counted by what they need', () => {
    expect(countEach(rows)).toEqual({ all: 6, open: 1, you: 2, saved: 1, failed: 1 })
  })

  it('are found by every word of the search, in names, provider, prompt and id', () => {
    expect(found(rows, 'all', 'dancer-4').map(({ job }) => job.state)).toEqual(['unconfirmed'])
    expect(found(rows, 'all', 'CLIP-2.mov evening')).toHaveLength(1)
    expect(found(rows, 'failed', 'dancer-4')).toHaveLength(0)
  })

  it('of other projects stand among them by their time, and are found by the name of their project', () => {
    const other = { id: 'o', name: 'Spring campaign', dir: '/o', failure: null, jobs: [view(0, 'saved'), view(9, 'saved')] }
    const all = rowsOf([view(5, 'running')], [other])
    expect(all.map(({ elsewhere }) => elsewhere?.name ?? null)).toEqual(['Spring campaign', null, 'Spring campaign'])
    expect(found(all, 'all', 'spring')).toHaveLength(2)
  })

  it('say the usual time from a median of the same provider and tier, and nothing from one job alone', () => {
    const timed = (number: number, seconds: number) =>
      view(number, 'saved', {
        acceptedAt: '2026-01-01T00:00:00Z',
        savedAt: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
      })
    // Ten apart: the same provider and tier in the record.
    const usual = usualTimes([timed(0, 100), timed(10, 900), timed(20, 120), timed(1, 50)])
    expect(usual(view(30, 'running'))).toBe(120_000)
    expect(usual(view(11, 'running'))).toBeNull()
  })

  it('may be tried again as they are, or changed, by what the failure says', () => {
    expect(retryFor(view(1, 'failed'))).toBe('again')
    expect(retryFor(view(1, 'abandoned'))).toBe('again')
    expect(retryFor(view(1, 'saved'))).toBeNull()
    const failure = { code: 'provider.content-policy', message: 'm', fix: 'f' } as const
    expect(retryFor(view(1, 'failed', { failure }))).toBe('change')
    expect(retryFor(view(1, 'failed', { failure: { ...failure, code: 'provider.nonsense' } }))).toBeNull()
  })
})

describe('news of a job', () => {
  const failure = { code: 'job.deadline', message: 'm', fix: 'f' } as const
  it('are its end and what needs the person, not what the person did', () => {
    expect(newsOf({ state: 'saved', failure: null }, 'downloading')).toBe('saved')
    expect(newsOf({ state: 'paused', failure }, 'running')).toBe('you')
    expect(newsOf({ state: 'paused', failure: null }, 'running')).toBeNull()
    expect(newsOf({ state: 'abandoned', failure: null }, 'delivering')).toBeNull()
    expect(newsOf({ state: 'running', failure: null }, 'accepted')).toBeNull()
    expect(newsOf({ state: 'saved', failure: null }, 'saved')).toBeNull()
    expect(newsOf({ state: 'saved', failure: null }, null)).toBeNull()
  })

  it('are told one by one while they are few, and as a number when they are many', () => {
    const news = [1, 2, 3, 4].map((job) => ({ kind: 'saved' as const, job }))
    expect(together([...news, { kind: 'you' as const, job: 9 }])).toEqual([
      { kind: 'you', jobs: [9] },
      { kind: 'saved', jobs: [1, 2, 3, 4] },
    ])
    expect(together(news.slice(0, 2))).toHaveLength(2)
  })
})
