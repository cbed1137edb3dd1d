/**
 * What an MP4 or MOV holds and does not show. Editors that cut without encoding keep the frames before the cut, and hide them by
 * an edit list; a reader that does not know such lists shows them, measures them, and bills for them.
 */
import { boxesIn, boxIn, type Span } from './index-boxes'

/** Up to this much is how encoders begin and end: pictures wait for their order, sound has its priming and its last frame. */
const USUAL_SECONDS: Readonly<Record<string, number>> = { vide: 0.1, soun: 0.25 }

/**
 * @param index the whole `moov` box
 * @returns seconds in the track that hides most, 0 where that is no more than usual or the index does not say
 */
export function hiddenSeconds(index: Buffer): number {
  const moov = boxIn(index, { from: 0, to: index.length }, 'moov')
  const movie = moov && boxIn(index, moov, 'mvhd')
  const clock = movie ? timing(index, movie)?.unitsPerSecond : undefined
  if (!moov || !clock) return 0
  let most = 0
  for (const track of boxesIn(index, moov)) {
    if (track.type !== 'trak') continue
    most = Math.max(most, hiddenIn(index, track, clock))
  }
  return most
}

/** @param clock units a second in which edits tell their length */
function hiddenIn(index: Buffer, track: Span, clock: number): number {
  const media = boxIn(index, track, 'mdia')
  const header = media && boxIn(index, media, 'mdhd')
  const handler = media && boxIn(index, media, 'hdlr')
  const list = boxIn(index, track, 'edts', 'elst')
  const own = header && timing(index, header)
  if (!media || !own || !handler || !list || handler.from + 12 > handler.to) return 0
  const usual = USUAL_SECONDS[index.toString('latin1', handler.from + 8, handler.from + 12)]
  const shown = shownIn(index, list, clock)
  if (usual === undefined || shown === null) return 0
  const hidden = own.length / own.unitsPerSecond - shown
  return hidden > usual ? hidden : 0
}

/** Seconds of the track that its edits show; null where one of them shows all there is. */
function shownIn(index: Buffer, { from, to }: Span, clock: number): number | null {
  if (from + 8 > to) return null
  const wide = index[from] === 1
  const [entryBytes, count] = [wide ? 20 : 12, index.readUInt32BE(from + 4)]
  let shown = 0
  for (let at = from + 8, entry = 0; entry < count && at + entryBytes <= to; at += entryBytes, entry += 1) {
    const length = wide ? Number(index.readBigUInt64BE(at)) : index.readUInt32BE(at)
    const start = wide ? index.readBigInt64BE(at + 8) : BigInt(index.readInt32BE(at + 4))
    // An empty edit only delays what follows.
    if (start < 0n) continue
    if (length === 0) return null
    shown += length / clock
  }
  return shown > 0 ? shown : null
}

/** Of `mvhd` and `mdhd`, which begin alike. A length of nothing but ones is not known. */
function timing(index: Buffer, { from, to }: Span): { unitsPerSecond: number; length: number } | null {
  const wide = index[from] === 1
  if (from + (wide ? 32 : 20) > to) return null
  const unitsPerSecond = index.readUInt32BE(from + (wide ? 20 : 12))
  const length = wide ? Number(index.readBigUInt64BE(from + 24)) : index.readUInt32BE(from + 16)
  const unknown = length >= (wide ? 2 ** 63 : 2 ** 32 - 1)
  return unitsPerSecond > 0 ? { unitsPerSecond, length: unknown ? 0 : length } : null
}
