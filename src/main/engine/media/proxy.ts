/** A small copy of a clip for the window, where Chromium cannot show the clip itself. Never sent anywhere. */
import type { Result } from '../../../domain/failure'
import type { VideoFacts } from '../../../domain/media'
import { saidMatrix } from './colour-matrix'
import { run } from './ffmpeg'
import { toneMapping } from './tone-map'

/** Of the shorter side, in pixels. */
const MOST_LINES = 720
const MOST_FRAME_RATE = 60

export interface ProxyJob {
  path: string
  facts: VideoFacts
  ffmpeg: string
  /** Ends in `.mp4`; gone again unless all went well. */
  target: string
  onProgress?(fraction: number): void
  signal?: AbortSignal
}

/** Failures: those of `run`. */
export async function makeProxy(job: ProxyJob): Promise<Result<{ commandLine: string }>> {
  const { facts } = job
  return run({
    ffmpeg: job.ffmpeg,
    inputs: [{ path: job.path }],
    output: {
      path: job.target,
      options: [
        ...['-map', '0:V:0', ...(facts.audio && facts.audio.codec !== 'unknown' ? ['-map', `0:a:${facts.audio.track}`] : [])],
        ...['-vf', filters(facts)],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-g', String(Math.max(1, Math.round(facts.frameRate)))],
        ...['-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-ar', '48000'],
        ...['-map_metadata', '-1', '-map_chapters', '-1', '-movflags', '+faststart', '-f', 'mp4'],
      ],
    },
    seconds: Math.max(0.1, facts.seconds),
    onProgress: job.onProgress,
    signal: job.signal,
  })
}

function filters(facts: VideoFacts): string {
  const factor = Math.min(1, MOST_LINES / Math.min(facts.width, facts.height))
  const side = (length: number) => Math.max(2, 2 * Math.round((length * factor) / 2))
  return [
    ...(facts.frameRate > MOST_FRAME_RATE ? [`fps=${MOST_FRAME_RATE}`] : []),
    `scale=${side(facts.width)}:${side(facts.height)}:flags=bilinear${facts.dynamicRange === 'sdr' ? ':out_range=tv' : ''}`,
    ...(facts.dynamicRange === 'sdr' ? [] : toneMapping(facts.dynamicRange)),
    'format=yuv420p',
    ...(facts.dynamicRange === 'sdr' ? saidMatrix(facts) : []),
    'setsar=1',
  ].join(',')
}
