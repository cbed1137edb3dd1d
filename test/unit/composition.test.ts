/** The composing table: what each move leaves on it, and what follows for a comparison run. */
import { describe, expect, it } from 'vitest'
import type { MediaItem } from '../../src/contract/shapes'
import type { Defaults, JobInputs } from '../../src/contract/window-shapes'
import { emptyTable, type Move, move, runSet, subjectOf, type Table, totalQuote, verdictsOf } from '../../src/renderer/state/composition'
import { usualWaits } from '../../src/renderer/state/waits'
import { imageFacts, minimalWish, videoFacts } from '../support/samples'

const picture: MediaItem = { id: 'p', name: 'p.jpg', facts: imageFacts(), href: 'm/p', link: null }
const clip: MediaItem = { id: 'c', name: 'c.mp4', facts: videoFacts(), href: 'm/c', link: null }
const defaults: Defaults = { provider: 'wavespeed', request: { orientation: 'image', tier: 'professional', keepAudio: false }, fit: 'pad' }

function tableAfter(...moves: Move[]): Table {
  return moves.reduce(move, emptyTable)
}

describe('defaults', () => {
  it('of the project are there from the start', () => {
    const table = tableAfter({ do: 'begin-with', defaults })
    expect(table).toMatchObject({ chosen: 'wavespeed', request: defaults.request, edits: { fit: 'pad' } })
  })
  it.each<Move>([
    { do: 'choose', provider: 'evolink' },
    { do: 'request', change: { tier: 'professional' } },
    { do: 'edits', change: { fit: 'pad' } },
  ])('of the project come too late after $do', (first) => {
    expect(tableAfter(first, { do: 'begin-with', defaults })).toEqual(tableAfter(first))
  })
  it('are not too late when only files were dropped', () => {
    expect(tableAfter({ do: 'place', item: picture }, { do: 'begin-with', defaults })).toMatchObject({
      chosen: 'wavespeed',
      edits: { fit: 'pad' },
    })
  })
  it('of a preset leave the texts and the edits of the files alone', () => {
    const table = tableAfter(
      { do: 'request', change: { prompt: 'a dancer', negativePrompt: 'blur' } },
      { do: 'edits', change: { trim: { start: 1, end: 5 } } },
      { do: 'defaults', defaults },
    )
    expect(table.request).toEqual({ ...defaults.request, prompt: 'a dancer', negativePrompt: 'blur' })
    expect(table.edits).toMatchObject({ fit: 'pad', trim: { start: 1, end: 5 } })
  })
  it('without a provider keep the one that was chosen', () => {
    expect(tableAfter({ do: 'choose', provider: 'aimlapi' }, { do: 'defaults', defaults: { ...defaults, provider: null } }).chosen).toBe(
      'aimlapi',
    )
  })
})

describe('a job that is loaded again', () => {
  const inputs: JobInputs = {
    image: picture,
    video: clip,
    request: { ...minimalWish, prompt: 'again' },
    edits: { fit: 'crop', padWith: 'black', keepMetadata: true, trim: { start: 0, end: 4 } },
    provider: 'shortapi',
    notes: [{ code: 'own-copy', kind: 'video', name: 'clip.mp4', sentence: 'The project’s own copy is used.' }],
  }
  it('is there wholesale, and nothing of what lay there before is mixed into it', () => {
    const table = tableAfter(
      { do: 'request', change: { negativePrompt: 'old', elementId: 'e' } },
      { do: 'edits', change: { cropImage: { x: 1, y: 1, width: 9, height: 9 } } },
      { do: 'tick', provider: 'evolink', on: true },
      { do: 'holder', holder: 's3' },
      { do: 'opening', well: 'video', opening: { id: 1, name: 'slow.mp4', fraction: null } },
      { do: 'load', inputs },
      { do: 'opened', well: 'video', id: 1, item: { ...clip, id: 'slow' } },
    )
    expect(table.image.item?.id).toBe('p')
    expect(table.video).toEqual({ item: clip, opening: null, failure: null })
    expect(table.request).toEqual(inputs.request)
    expect(table.edits).toEqual(inputs.edits)
    expect(table).toMatchObject({ chosen: 'shortapi', beside: [], holder: 's3', notes: inputs.notes })
    expect(move(table, { do: 'notes-seen' }).notes).toEqual([])
  })
})

describe('a wording by a model', () => {
  it('keeps the old text one move away', () => {
    const table = tableAfter({ do: 'request', change: { prompt: 'dance' } }, { do: 'improved', prompt: 'A dancer whirls.' })
    expect(table.request.prompt).toBe('A dancer whirls.')
    expect(move(table, { do: 'take-wording-back' })).toMatchObject({ wordingBefore: null, request: { prompt: 'dance' } })
  })
  it('that came to an empty field is taken back to no prompt at all', () => {
    expect('prompt' in tableAfter({ do: 'improved', prompt: 'New.' }, { do: 'take-wording-back' }).request).toBe(false)
  })
})

describe('a comparison run', () => {
  const table = tableAfter(
    { do: 'place', item: picture },
    { do: 'place', item: clip },
    { do: 'tick', provider: 'wavespeed', on: true },
    { do: 'tick', provider: 'aimlapi', on: true },
    { do: 'tick', provider: 'wavespeed', on: true },
    { do: 'tick', provider: 'evolink', on: true },
  )
  it('has the chosen provider first, each of the others once', () => {
    expect(runSet(table, 'evolink')).toEqual(['evolink', 'aimlapi', 'wavespeed'])
    expect(runSet(move(table, { do: 'tick', provider: 'aimlapi', on: false }), 'evolink')).toEqual(['evolink', 'wavespeed'])
  })
  it('costs the sum of what is published, and says how many publish nothing', () => {
    const verdicts = verdictsOf(subjectOf(table)!, null)
    const total = totalQuote(verdicts, ['evolink', 'wavespeed', 'aimlapi'])
    expect(total.usd).toBeCloseTo((verdicts.evolink.quote?.usd ?? 0) + (verdicts.wavespeed.quote?.usd ?? 0))
    expect(total).toMatchObject({ unknown: 1, certain: false })
    expect(totalQuote(verdicts, ['aimlapi'])).toMatchObject({ usd: null, unknown: 1 })
  })
  it('says what could not be started, and keeps the jobs of an earlier press where nothing was', () => {
    const failure = { code: 'money.daily-limit', message: 'No.', fix: 'Later.' } as const
    const begun = move(table, { do: 'started', jobs: ['a', 'b'], notStarted: [] })
    const refused = move(begun, { do: 'started', jobs: [], notStarted: [{ provider: 'evolink', failure }] })
    expect(refused).toMatchObject({ latestJobs: ['a', 'b'], notStarted: [{ provider: 'evolink' }] })
  })
})

describe('the usual wait', () => {
  const saved = (seconds: number, change: object = {}) => ({
    provider: 'evolink' as const,
    rehearsal: false,
    state: 'saved' as const,
    request: { tier: 'standard' as const },
    acceptedAt: '2026-11-20T10:00:00.000Z',
    savedAt: new Date(Date.parse('2026-11-20T10:00:00.000Z') + seconds * 1000).toISOString(),
    ...change,
  })
  it('is the median of what was saved there in that tier', () => {
    const waits = usualWaits([
      saved(100),
      saved(900),
      saved(200),
      saved(5, { rehearsal: true }),
      saved(7, { state: 'failed' }),
      saved(9, { acceptedAt: null }),
      saved(60, { request: { tier: 'professional' } }),
      saved(80, { request: { tier: 'professional' } }),
    ])
    expect(waits('evolink', 'standard')).toBe(200)
    expect(waits('evolink', 'professional')).toBe(70)
    expect(waits('shortapi', 'standard')).toBeNull()
  })
})
