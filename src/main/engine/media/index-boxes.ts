/** Walks through an MP4's index, the `moov` box, once it is in memory. */

/** Places in the index. */
export interface Span {
  from: number
  to: number
}

/** A box's content, without its header. */
export interface Box extends Span {
  type: string
}

/** The boxes within a span; what comes after a damaged one is not seen. */
export function* boxesIn(index: Buffer, { from, to }: Span): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const size = index.readUInt32BE(at)
    if (size < 8 || at + size > to) return
    yield { type: index.toString('latin1', at + 4, at + 8), from: at + 8, to: at + size }
    at += size
  }
}

/** The box at the end of a path, by the first of each type. */
export function boxIn(index: Buffer, within: Span, ...path: [string, ...string[]]): Box | null {
  const [type, ...rest] = path
  for (const box of boxesIn(index, within)) {
    if (box.type !== type) continue
    const [next, ...others] = rest
    return next === undefined ? box : boxIn(index, box, next, ...others)
  }
  return null
}
