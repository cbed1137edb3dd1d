/**
 * A quick look at a clip that is sent as it is: every packet is walked through without being decoded, and the first second is
 * decoded. Overwritten, missing and misplaced parts are found; single flipped bits inside a picture are not, and neither would a
 * player mind. Decoding all of it takes seconds where this takes a tenth of one.
 */
import { fail, ok, type Result } from '../../../domain/failure'
import { execute } from './child'
import { type DecodeCheck, decodesWhole } from './decode-check'
import { MOST_DECODE_ERRORS } from './encode-arguments'
import { SAFE_INPUT, tooManyDecodeErrors } from './ffmpeg'

const TIMEOUT_MS = 60_000
/** Packets of a clip come in length-prefixed pieces; these filters take them apart and stumble where the lengths are nonsense. */
const TAKEN_APART: Record<string, string> = { h264: 'h264_mp4toannexb', hevc: 'hevc_mp4toannexb' }
/** Fewer packets than this share of what the clip announces: part of it is not there. */
const LEAST_FRAMES = 0.9

/** Clips that were walked through without a fault since Choreo was started, by content. */
const walked = new Set<string>()

/** Failures: those of `decodesWhole`, which is also what happens to clips that cannot be walked through. */
export async function walksThrough(check: DecodeCheck): Promise<Result<null>> {
  const { path, facts, signal } = check
  if (walked.has(check.sha256)) return ok(null)
  const filter = TAKEN_APART[facts.codec]
  if (!filter || !/^(mp4|mov)$/.test(facts.container)) return decodesWhole(check)
  const input = [...SAFE_INPUT, '-i', path, '-map', '0:V:0']
  const plain = ['-nostdin', '-hide_banner', '-nostats', '-v', 'error']
  let frames = 0
  const [walk, begun] = await Promise.all([
    execute(check.ffmpeg, [...plain, '-progress', 'pipe:1', ...input, '-c', 'copy', '-bsf:v', filter, '-f', 'null', '-'], {
      timeoutMs: TIMEOUT_MS,
      signal,
      onLine(line) {
        if (line.startsWith('frame=')) frames = Number(line.slice(6))
      },
    }),
    execute(check.ffmpeg, [...plain, '-xerror', '-t', '1', ...input, '-f', 'null', '-'], { timeoutMs: TIMEOUT_MS, signal }),
  ])
  if (signal?.aborted) return fail('cancelled', 'Stopped before the clip was checked.', 'Start it again when you like.')
  // What gives a first look pause is looked at in full: it knows a glitch from a ruin.
  if (walk.kind !== 'exited' || begun.kind !== 'exited' || begun.code !== 0) return decodesWhole(check)
  const stumbles = walk.stderr.match(/Error applying bitstream filters|Invalid NAL unit size|error reading/gi)?.length ?? 0
  if (walk.code !== 0 || stumbles > frames * Number(MOST_DECODE_ERRORS)) {
    const whole = await decodesWhole(check)
    return whole.ok ? whole : tooManyDecodeErrors(walk.stderr)
  }
  if (frames < facts.seconds * facts.frameRate * LEAST_FRAMES && facts.constantFrameRate) return decodesWhole(check)
  walked.add(check.sha256)
  return ok(null)
}
