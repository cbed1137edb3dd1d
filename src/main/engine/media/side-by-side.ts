/**
 * Several films beside each other as one: the same height, one clock, one sound.
 * No names are written into the picture: ffmpeg draws text only with a font of this computer, and not every build can.
 */
import type { Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import { EXACTLY, fromMatrix } from './colour-matrix'
import { run } from './ffmpeg'
import { decimal, rational } from './numbers'

/** Of the whole film, in pixels; more is beyond what players take as H.264. */
export const MOST_WIDTH = 3840
export const MOST_HEIGHT = 1080
const MOST_FRAME_RATE = 60

export interface Film {
  path: string
  facts: VideoFacts
  /** Seconds after the beginning of the whole; until then it rests at its first frame. */
  start: number
}

export interface SideBySideJob {
  films: readonly [Film, ...Film[]]
  /** Whose sound, by place in `films`; null for none. */
  sound: number | null
  ffmpeg: string
  /** Ends in `.mp4`; gone again unless all went well. */
  target: string
  /** Fraction of the work, 0–1. */
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

/** From left to right. A film that ends early rests at its last frame. Failures: those of `run`. */
export async function makeSideBySide(job: SideBySideJob): Promise<Result<{ commandLine: string }>> {
  const { films } = job
  const seconds = wholeLength(films)
  const heard = job.sound === null ? null : films[job.sound]
  const withSound = heard?.facts.audio && heard.facts.audio.codec !== 'unknown' ? heard.facts.audio : null
  const { height, widths } = sidesOf(films.map(({ facts }) => facts))
  const rate = Math.min(MOST_FRAME_RATE, Math.max(...films.map(({ facts }) => facts.frameRate)))
  const chains = films.map((film, at) => `[${at}:V:0]${pictureOf(film, widths[at]!, height, rate, seconds)}[v${at}]`)
  const all = films.map((_, at) => `[v${at}]`).join('')
  chains.push(films.length > 1 ? `${all}hstack=inputs=${films.length}[v]` : '[v0]null[v]')
  if (heard && withSound)
    // Every channel is delayed; `apad` lasts as long as the pictures do.
    chains.push(
      `[${job.sound}:a:${withSound.track}]aresample=48000:async=1:first_pts=0,adelay=delays=${Math.round(heard.start * 1000)}:all=1,apad[a]`,
    )
  const [first, ...others] = films.map(({ path }) => ({ path }))
  return run({
    ffmpeg: job.ffmpeg,
    inputs: [first!, ...others],
    output: {
      path: job.target,
      options: [
        ...['-filter_complex', chains.join(';'), '-map', '[v]', ...(withSound ? ['-map', '[a]'] : [])],
        ...['-t', decimal(seconds)],
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '19', '-pix_fmt', 'yuv420p', '-g', String(Math.max(1, Math.round(rate)))],
        ...(withSound ? ['-c:a', 'aac', '-b:a', '160k', '-ac', '2'] : ['-an']),
        ...['-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart', '-f', 'mp4'],
      ],
    },
    seconds,
    onProgress: job.onProgress,
    signal: job.signal,
  })
}

/** Seconds from the first beginning to the last end. */
export function wholeLength(films: readonly Pick<Film, 'facts' | 'start'>[]): number {
  return Math.max(0.1, ...films.map(({ facts, start }) => start + facts.seconds))
}

/** One height for all, as large as the largest film where the whole stays within the limits; every side is even. */
export function sidesOf(films: readonly { width: number; height: number }[]): { height: number; widths: number[] } {
  const even = (length: number) => Math.max(2, 2 * Math.round(length / 2))
  let height = even(Math.min(MOST_HEIGHT, Math.max(...films.map((film) => film.height))))
  const widthsAt = (lines: number) => films.map((film) => even((film.width * lines) / film.height))
  while (height > 2 && widthsAt(height).reduce((sum, width) => sum + width, 0) > MOST_WIDTH) height -= 2
  return { height, widths: widthsAt(height) }
}

function pictureOf({ facts, start }: Film, width: number, height: number, rate: number, seconds: number): string {
  return [
    `fps=${rational(rate)}:start_time=0`,
    `scale=${width}:${height}:flags=bicubic${EXACTLY}${fromMatrix(facts)}:out_color_matrix=bt709:out_range=tv`,
    'format=yuv420p',
    'setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709',
    'setsar=1',
    `tpad=start_mode=clone:start_duration=${decimal(start)}:stop_mode=clone:stop_duration=${decimal(seconds)}`,
  ].join(',')
}
