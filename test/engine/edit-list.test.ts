/** What an index says is hidden, in the forms that cameras, editors and encoders write it. */
import { describe, expect, it } from 'vitest'
import { hiddenSeconds } from '../../src/main/engine/media/edit-list'
import { box } from '../support/box'

const u32 = (...values: number[]) => {
  const buffer = Buffer.alloc(4 * values.length)
  for (const [at, value] of values.entries()) buffer.writeInt32BE(value | 0, 4 * at)
  return buffer
}
const u64 = (value: bigint) => {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64BE(value)
  return buffer
}

interface Edit {
  /** In units of the movie, of which a second has 1000; 0 for the rest. */
  length: number
  /** In units of the track, of which a second has 12,800; −1 for an empty edit. */
  start: number
}

const edits = (...list: Edit[]) => box('elst', u32(0, list.length), ...list.map(({ length, start }) => u32(length, start, 0x10000)))
const wideEdits = (...list: Edit[]) =>
  box('elst', u32(1 << 24, list.length), ...list.flatMap(({ length, start }) => [u64(BigInt(length)), u64(BigInt(start)), u32(0x10000)]))

function track(list: Buffer | null, seconds: number, handler = 'vide'): Buffer {
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, 12_800, seconds === Number.POSITIVE_INFINITY ? -1 : seconds * 12_800, 0)),
    box('hdlr', u32(0, 0), Buffer.from(handler, 'latin1'), u32(0, 0, 0)),
  )
  return box('trak', ...(list ? [box('edts', list)] : []), media)
}

const index = (...tracks: Buffer[]) => box('moov', box('mvhd', u32(0, 0, 0, 1000, 8000)), ...tracks)

describe('hidden seconds', () => {
  it.each<[string, Buffer, number]>([
    ['no edit list', index(track(null, 8)), 0],
    ['pictures that wait for their order', index(track(edits({ length: 8000, start: 1024 }), 8)), 0],
    ['a cut at the start', index(track(edits({ length: 6500, start: 19_200 }), 8)), 1.5],
    ['a cut at the end', index(track(edits({ length: 6500, start: 0 }), 8)), 1.5],
    ['a piece from the middle', index(track(edits({ length: 2000, start: 0 }, { length: 3000, start: 64_000 }), 8)), 3],
    ['a late beginning', index(track(edits({ length: 700, start: -1 }, { length: 8000, start: 0 }), 8)), 0],
    ['a late beginning and a cut', index(track(edits({ length: 700, start: -1 }, { length: 5000, start: 0 }), 8)), 3],
    ['all that is left', index(track(edits({ length: 0, start: 1024 }), 8)), 0],
    ['lengths of 64 bits', index(track(wideEdits({ length: 6500, start: 19_200 }), 8)), 1.5],
    ['sound alone', index(track(edits({ length: 8000, start: 0 }), 8), track(edits({ length: 5000, start: 0 }), 8, 'soun')), 3],
    ['the priming of sound', index(track(edits({ length: 7800, start: 2600 }), 8, 'soun')), 0],
    ['a length that is not known', index(track(edits({ length: 6500, start: 0 }), Number.POSITIVE_INFINITY)), 0],
    ['a track of subtitles', index(track(edits({ length: 1000, start: 0 }), 8, 'text')), 0],
    ['a part more than once', index(track(edits({ length: 8000, start: 0 }, { length: 8000, start: 0 }), 8)), 0],
  ])('%s', (_, moov, seconds) => {
    expect(hiddenSeconds(moov)).toBeCloseTo(seconds, 3)
  })

  it('of a damaged index are none, wherever it ends', () => {
    const whole = index(track(wideEdits({ length: 6500, start: 19_200 }), 8), track(edits({ length: 5000, start: 0 }), 8, 'soun'))
    for (let length = 0; length < whole.length; length += 1) {
      const cut = Buffer.from(whole.subarray(0, length))
      expect(hiddenSeconds(cut)).toBeGreaterThanOrEqual(0)
      const torn = Buffer.from(whole)
      torn.fill(0xff, length, Math.min(length + 4, whole.length))
      expect(hiddenSeconds(torn)).toBeGreaterThanOrEqual(0)
    }
  })
})
