/** The batch tray: what is asked of the engine and when, and how the sum of the jobs is told. */
import { describe, expect, it } from 'vitest'
import type { MediaItem } from '../../src/contract/shapes'
import { emptyTray, MOST_PAIRS, mediaOf, moveTray, pairsInput, runCounts, type Tray, type TrayMove } from '../../src/renderer/state/batch'
import { emptyTable, move } from '../../src/renderer/state/composition'
import { imageFacts, videoFacts } from '../support/samples'

const picture = (id: string): MediaItem => ({ id, name: `${id}.jpg`, facts: imageFacts(), href: `m/${id}`, link: null })
const clip = (id: string): MediaItem => ({ id, name: `${id}.mp4`, facts: videoFacts(), href: `m/${id}`, link: null })
const opened = (id: number, value: MediaItem): TrayMove => ({ do: 'opened', results: [{ id, result: { ok: true, value } }] })

function trayOf(items: MediaItem[]): Tray {
  const added = moveTray(emptyTray, { do: 'add', files: items.map(({ name }, id) => ({ id, name })), passedOver: 0 })
  return items.reduce((tray, item, id) => moveTray(tray, opened(id, item)), added)
}

describe('what the engine is asked', () => {
  it('nothing while a file is still read, then every picture with every clip, each once', () => {
    const reading = moveTray(trayOf([picture('a'), clip('x')]), { do: 'add', files: [{ id: 9, name: 'b.jpg' }], passedOver: 3 })
    expect(pairsInput(reading, emptyTable, 'evolink', true)).toBeNull()
    const read = moveTray(reading, opened(9, picture('a')))
    expect(read.passedOver).toBe(3)
    expect(pairsInput(read, emptyTable, 'evolink', true)).toMatchObject({
      images: ['a'],
      videos: ['x'],
      provider: 'evolink',
      rehearse: true,
    })
  })
  it('nothing without a picture, without a clip, or about too many pairs', () => {
    expect(pairsInput(trayOf([picture('a'), picture('b')]), emptyTable, 'evolink', true)).toBeNull()
    expect(pairsInput(trayOf([clip('a')]), emptyTable, 'evolink', true)).toBeNull()
    const many = (count: number, of: (id: string) => MediaItem) => Array.from({ length: count }, (_, at) => of(`${of.name}${at}`))
    expect(pairsInput(trayOf([...many(20, picture), ...many(MOST_PAIRS / 20, clip)]), emptyTable, 'evolink', true)).not.toBeNull()
    expect(pairsInput(trayOf([...many(20, picture), ...many(MOST_PAIRS / 20 + 1, clip)]), emptyTable, 'evolink', true)).toBeNull()
  })
  it('without the crop and the trim that were drawn on one pair', () => {
    const table = move(emptyTable, {
      do: 'edits',
      change: { trim: { start: 1, end: 2 }, cropImage: { x: 0, y: 0, width: 5, height: 5 }, fit: 'pad', tooShort: 'loop' },
    })
    const asked = pairsInput(trayOf([picture('a'), clip('x')]), table, 'evolink', false)
    expect(asked?.edits).toEqual({ fit: 'pad', padWith: 'white', keepMetadata: false, tooShort: 'loop' })
  })
})

it('files are told apart by what they hold, and one that cannot be read keeps its sentence', () => {
  const failure = { code: 'input.empty', message: '“b.jpg” is empty.', fix: 'Choose another.' } as const
  const tray = moveTray(trayOf([picture('a'), clip('x')]), { do: 'add', files: [{ id: 7, name: 'b.jpg' }], passedOver: 0 })
  const refused = moveTray(tray, { do: 'opened', results: [{ id: 7, result: { ok: false, failure } }] })
  expect(mediaOf(refused).images).toHaveLength(1)
  expect(refused.files.at(-1)).toMatchObject({ state: 'refused', failure })
  expect(moveTray(refused, { do: 'remove', id: 7 }).files).toHaveLength(2)
})

it('the sum of the jobs counts each that was begun once, by what is known of it now', () => {
  const moves: TrayMove[] = [
    { do: 'run', rehearse: true, total: 3 },
    { do: 'job', id: 'a' },
    { do: 'job', id: 'a' },
    { do: 'job', id: 'b' },
  ]
  const tray = moves.reduce(moveTray, trayOf([picture('a'), clip('x')]))
  expect(runCounts(tray.run!, (id) => (id === 'a' ? 'saved' : 'unconfirmed'))).toEqual({ begun: 2, saved: 1, stuck: 1 })
  expect(moveTray(tray, { do: 'look-again' }).run).not.toBeNull()
  const stopped = moveTray(tray, { do: 'done', result: { ok: true, value: [] } })
  expect(moveTray(stopped, { do: 'look-again' })).toMatchObject({ run: null, files: [{ name: 'a.jpg' }, { name: 'x.mp4' }] })
})
