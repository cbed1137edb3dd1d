/**
 * Renders a rehearsal's result: the still picture beside the moving reference, under a label that says what it is.
 * No model is imitated; what is real are the length, the sound and the file format.
 */
import { rename, rm, writeFile } from 'node:fs/promises'
import { fail, ok, type Result } from '../../../domain/failure'
import type { ImageFacts, VideoFacts } from '../../../domain/media'
import { execute, type Outcome } from '../media/child'
import { progressReader, SAFE_INPUT } from '../media/ffmpeg'
import { drawLabel } from './label'

const MAX_HEIGHT = 540
const MAX_WIDTH = 1920
const MAX_RATE = 30
/** Thirty seconds of film take three; a machine that needs this long is stuck. */
const TIMEOUT_MS = 10 * 60_000

/** Only files: a crafted playlist must not make ffmpeg fetch links. */
const quiet = ['-nostdin', '-hide_banner', '-loglevel', 'error']
/** The prepared picture and the drawn label; SAFE_INPUT knows clips. */
const SAFE_PICTURE = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', 'image2,jpeg_pipe,png_pipe,pam_pipe']

/** EXIF orientation as ffmpeg filters; the decoder's own turning is switched off, since not every version has it. */
const upright: Record<number, string> = {
  2: 'hflip,',
  3: 'hflip,vflip,',
  4: 'vflip,',
  5: 'transpose=0,',
  6: 'transpose=1,',
  7: 'transpose=3,',
  8: 'transpose=2,',
}

export interface RenderJob {
  image: { path: string; facts: ImageFacts }
  video: { path: string; facts: VideoFacts }
  /** Length of the result; the clip is cut there. */
  seconds: number
  keepAudio: boolean
  label: readonly [string, ...string[]]
  target: string
}

function even(value: number): number {
  return Math.max(2, 2 * Math.floor(value / 2))
}

/** @param onProgress fraction 0–1 of the length rendered so far */
export async function render(
  job: RenderJob,
  ffmpeg: string,
  onProgress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Result<void>> {
  const imageAspect = job.image.facts.width / job.image.facts.height
  const videoAspect = job.video.facts.width / job.video.facts.height
  // Small enough to be quick, and nothing is enlarged beyond the taller of the two.
  const tallest = Math.max(job.image.facts.height, job.video.facts.height)
  const height = even(Math.min(MAX_HEIGHT, tallest, MAX_WIDTH / (imageAspect + videoAspect)))
  const imageWidth = even(height * imageAspect)
  const videoWidth = even(height * videoAspect)
  const labelPath = `${job.target}.label.pam`
  const draft = `${job.target}.draft.mp4`
  await writeFile(labelPath, drawLabel(job.label, imageWidth + videoWidth - 16))
  const rate = Math.min(MAX_RATE, Math.max(1, job.video.facts.frameRate))
  const graph = [
    `[0:v]${upright[job.image.facts.exifOrientation] ?? ''}scale=${imageWidth}:${height},setsar=1[still]`,
    `[1:v]fps=${rate},scale=${videoWidth}:${height},setsar=1,pad=${imageWidth + videoWidth}:${height}:${imageWidth}:0[moving]`,
    '[moving][still]overlay=0:0:eof_action=repeat[pair]',
    '[pair][2:v]overlay=8:8:eof_action=repeat,format=yuv420p[out]',
  ].join(';')
  const sound =
    job.keepAudio && job.video.facts.audio ? ['-map', `1:a:${job.video.facts.audio.track}`, '-c:a', 'aac', '-b:a', '128k'] : ['-an']
  const args = [
    ...[...quiet, ...SAFE_PICTURE, '-noautorotate', '-i', job.image.path],
    ...[...SAFE_INPUT, '-i', job.video.path],
    ...[...SAFE_PICTURE, '-i', labelPath],
    ...['-filter_complex', graph, '-map', '[out]', ...sound],
    ...['-t', job.seconds.toFixed(3), '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-threads', '2'],
    ...['-map_metadata', '-1', '-movflags', '+faststart', '-progress', 'pipe:1', '-y', draft],
  ]
  const onLine = progressReader(job.seconds, onProgress)
  const outcome = await execute(ffmpeg, args, { timeoutMs: TIMEOUT_MS, signal, onLine })
  await rm(labelPath, { force: true })
  if (outcome.kind === 'exited' && outcome.code === 0) {
    await rename(draft, job.target)
    return ok(undefined)
  }
  await rm(draft, { force: true })
  if (outcome.kind === 'aborted') return fail('cancelled', 'The rehearsal was stopped.', 'It goes on at the next start.')
  return fail('rehearsal.failed', 'The rehearsal’s result could not be rendered.', 'Check ffmpeg with “choreo doctor”.', {
    detail: said(outcome).slice(-2000),
  })
}

function said(outcome: Exclude<Outcome, { kind: 'aborted' }>): string {
  switch (outcome.kind) {
    case 'exited':
      return outcome.stderr.trim() || `ffmpeg ended with code ${outcome.code}`
    case 'not-started':
      return outcome.reason
    case 'timeout':
      return `ffmpeg was not done after ${TIMEOUT_MS / 60_000} minutes`
    case 'too-much':
      return 'ffmpeg said more than is worth reading'
  }
}
