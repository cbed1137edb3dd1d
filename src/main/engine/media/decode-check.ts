/** Decodes a whole clip that is sent as it is: a file can be sound by its outline and broken inside, and that would be paid for. */
import { fail, ok, type Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import { execute } from './child'
import { MOST_DECODE_ERRORS } from './encode-arguments'
import { progressReader, SAFE_INPUT, tooManyDecodeErrors } from './ffmpeg'
import { sourceTracks } from './video-facts'

const TIMEOUT_MS = 5 * 60 * 1000
/** Fewer frames than this share of what the clip announces: part of it is not there. */
const LEAST_FRAMES = 0.9
/** What a clip without a fault may miss by rounding. */
const LEAST_FRAMES_OF_A_SUSPECT = 0.99

/** Clips found sound since Choreo was started, by content. */
const found = new Set<string>()

export interface DecodeCheck {
  path: string
  sha256: string
  facts: VideoFacts
  ffmpeg: string
  ffprobe: string
  /** What was made of it came out wrong, so the smallest complaint of a decoder counts, not only too many. */
  suspect?: boolean
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

/** Failures: `video.damaged`, `encode.stalled`, `cancelled`, `setup.no-ffmpeg`. */
export async function decodesWhole(check: DecodeCheck): Promise<Result<null>> {
  const { facts, signal, suspect = false } = check
  if (!suspect && found.has(check.sha256)) return ok(null)
  const tracks = await sourceTracks(check.path, check.ffprobe, facts.seconds, signal)
  if (!tracks.ok) return tracks
  let frames = 0
  const progress = progressReader(facts.seconds, (fraction) => check.onProgress?.(fraction))
  const outcome = await execute(
    check.ffmpeg,
    [
      '-nostdin',
      '-hide_banner',
      '-v',
      'error',
      '-nostats',
      '-max_error_rate',
      MOST_DECODE_ERRORS,
      '-progress',
      'pipe:1',
      ...SAFE_INPUT,
    ].concat(
      // Sound that ffmpeg has no decoder for cannot be judged, and is no fault of the file.
      [
        '-i',
        check.path,
        '-map',
        '0:V:0',
        ...(facts.audio && facts.audio.codec !== 'unknown' ? ['-map', `0:a:${facts.audio.track}`] : []),
        '-f',
        'null',
        '-',
      ],
    ),
    {
      timeoutMs: TIMEOUT_MS,
      signal,
      onLine(line) {
        progress(line)
        if (line.startsWith('frame=')) frames = Number(line.slice(6))
      },
    },
  )
  if (outcome.kind === 'aborted') return fail('cancelled', 'Stopped before the clip was checked.', 'Start it again when you like.')
  if (outcome.kind === 'not-started')
    return fail('setup.no-ffmpeg', `ffmpeg cannot be run: ${outcome.reason}`, 'Check the installation of ffmpeg with “choreo doctor”.')
  if (outcome.kind !== 'exited')
    return fail(
      'encode.stalled',
      `Decoding the clip took longer than ${TIMEOUT_MS / 60_000} minutes.`,
      'Try again when the computer is less busy, or use a smaller clip.',
    )
  if (outcome.code !== 0) return tooManyDecodeErrors(outcome.stderr)
  if (suspect && outcome.stderr.trim() !== '') return partlyDamaged(outcome.stderr)
  const announced = tracks.value.shownSeconds * facts.frameRate
  if (frames < announced * (suspect ? LEAST_FRAMES_OF_A_SUSPECT : LEAST_FRAMES))
    return fail(
      'video.damaged',
      `The clip is damaged: it announces ${Math.round(announced)} pictures and holds ${frames}.`,
      'Copy or download it again, or export it anew.',
    )
  found.add(check.sha256)
  return ok(null)
}

function partlyDamaged(detail: string) {
  return fail(
    'video.damaged',
    'The clip is damaged: some of its pictures or some of its sound cannot be decoded.',
    'Copy or download it again, or export it anew; or trim the damaged part away.',
    { detail: detail.slice(-1500) },
  )
}
