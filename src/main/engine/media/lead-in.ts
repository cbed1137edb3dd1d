/**
 * Where reading a clip has to begin so that a part of it is whole. ffmpeg may land behind the place it was sent to: MPEG-TS and MPEG-PS
 * by up to a group of pictures, FLV by two seconds when sent to its start, MP4 on a keyframe that is decoded before that place but shown
 * after it (ffmpeg 5.1). Then the first picture it finds would stand for those that are missing.
 */
import type { VideoFacts } from '../../../domain/media'
import { execute } from './child'
import { SAFE_INPUT } from './ffmpeg'
import { decimal } from './numbers'

/** These land on a keyframe; what is sought by bytes does so by chance only. */
const BY_KEYFRAMES = /^(mp4|mov|matroska|webm|avi|asf)$/
/** Seconds before the part, tried in turn: cameras write a keyframe twice a second, screen recorders every ten. */
const LEADS = [6, 20, 60]
/** After a seek in MPEG-PS times are a frame off, so it is read from its beginning while that takes seconds only: MPEG-2 decodes fast. */
const LEADS_OF_MPEG = [120]
/** Pictures next to where reading begins may lack what they were made from. */
const SETTLING_SECONDS = 1
const TIMEOUT_MS = 20_000

export interface Sought {
  source: string
  facts: Pick<VideoFacts, 'container'>
  ffmpeg: string
  signal?: AbortSignal
}

/**
 * @param start of the part, in seconds
 * @returns where to seek to, in seconds: `start` itself, or so far before it that nothing is missed; 0 is the clip's beginning, without a seek
 */
export async function leadIn({ source, facts, ffmpeg, signal }: Sought, start: number): Promise<number> {
  if (start <= 0) return 0
  const leads = facts.container === 'mpeg' ? LEADS_OF_MPEG : BY_KEYFRAMES.test(facts.container) ? [0, ...LEADS] : LEADS
  for (const lead of leads) {
    const from = start - lead
    if (from <= 0) return 0
    const first = await firstAfter(from)
    if (first !== null && first <= (lead === 0 ? 0 : lead - SETTLING_SECONDS)) return from
  }
  return 0

  /** Seconds from where it was sent to the first picture that comes, 0 where that lies before; null where none comes. */
  async function firstAfter(from: number): Promise<number | null> {
    const args = ['-nostdin', '-v', 'error', '-noaccurate_seek', '-ss', decimal(from), ...SAFE_INPUT, '-i', source]
    // Passed through, since ffmpeg would leave out the pictures before that place, and with them the one on show there.
    const one = ['-map', '0:V:0', '-frames:v', '1', '-fps_mode', 'passthrough', '-f', 'framecrc', '-']
    const outcome = await execute(ffmpeg, [...args, ...one], {
      timeoutMs: TIMEOUT_MS,
      signal,
    })
    if (outcome.kind !== 'exited' || outcome.code !== 0) return null
    const [numerator, denominator] = (/^#tb 0: (\d+)\/(\d+)/m.exec(outcome.stdout) ?? []).slice(1).map(Number)
    const shown = /^0, *-?\d+, *(-?\d+),/m.exec(outcome.stdout)?.[1]
    return numerator && denominator && shown !== undefined ? Math.max(0, (Number(shown) * numerator) / denominator) : null
  }
}
