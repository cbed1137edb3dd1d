/** Says of a clip, as its muxer would, that its colours are Dolby Vision's. Its frames stay as they are. */
import { box } from './box'

/** The record of 24 bytes in the box `dvcC`, up to profile 7, or `dvvC`. */
function configuration(profile: number, compatibility: number): Buffer {
  const record = Buffer.alloc(24)
  record.set([1, 0])
  // Profile in 7 bits, level in 6, then: there are measurements for the display (rpu), no second layer, a base layer.
  record.writeUInt16BE((profile << 9) | (3 << 3) | 0b101, 2)
  record[4] = compatibility << 4
  return box(profile > 7 ? 'dvvC' : 'dvcC', record)
}

/**
 * @param mp4 HEVC, its index behind its frames, so that no frame moves
 * @param compatibility with what the base layer can be shown by itself: 0 nothing, 1 HDR10, 2 SDR, 4 HLG
 */
export function dolbyVision(mp4: Buffer, profile: number, compatibility: number): Buffer {
  const record = configuration(profile, compatibility)
  let from = mp4.lastIndexOf('moov', undefined, 'latin1')
  const parents = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'hvc1'].map((name) => {
    from = mp4.indexOf(name, from, 'latin1')
    if (from < 0) throw new Error(`there is no ${name}`)
    return from - 4
  })
  const end = parents.at(-1)! + mp4.readUInt32BE(parents.at(-1)!)
  const made = Buffer.concat([mp4.subarray(0, end), record, mp4.subarray(end)])
  for (const at of parents) made.writeUInt32BE(made.readUInt32BE(at) + record.length, at)
  return made
}
