/** Frames and sound of a clip as they are decoded: small, each with its time, nothing kept. */
import { spawn } from 'node:child_process'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import { end, lowerPriority, track } from './child'
import { SAFE_INPUT } from './ffmpeg'
import { type Block, blockReader } from './matroska-blocks'

const STALL_SECONDS = 60

export interface FrameStream {
  ffmpeg: string
  /** Options before `-i`, one token each. */
  before?: readonly string[]
  path: string
  /** Maps, filters and codecs, one token each; the blocks' tracks are numbered in the order of the maps. */
  options: readonly string[]
  onBlock(block: Block): void
  signal?: AbortSignal
  /** Without any block for this long it is given up. */
  stallSeconds?: number
}

/** Answers when the last block was taken and the process is over. Failures: `cancelled`, `encode.stalled`, `video.damaged`, `setup.no-ffmpeg`. */
export function streamFrames(job: FrameStream): Promise<Result<null>> {
  if (job.signal?.aborted) return Promise.resolve(cancelled())
  const args = ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'error', ...(job.before ?? []), ...SAFE_INPUT]
  return new Promise((settle) => {
    const child = spawn(job.ffmpeg, [...args, '-i', job.path, ...job.options, '-f', 'matroska', 'pipe:1'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    track(child)
    lowerPriority(child)
    let cut: Failure | null = null
    let said = ''
    const stop = (failure: Failure) => {
      cut ??= failure
      end(child)
    }
    const onAbort = () => stop(cancelled().failure)
    job.signal?.addEventListener('abort', onAbort, { once: true })
    const stallMs = (job.stallSeconds ?? STALL_SECONDS) * 1000
    const onStall = () =>
      stop(
        fail(
          'encode.stalled',
          `ffmpeg read nothing of the clip for ${stallMs / 1000} s.`,
          'Try again; if it happens again, the clip may be damaged.',
        ).failure,
      )
    const watchdog = setTimeout(onStall, stallMs)
    const finish = (result: Result<null>) => {
      clearTimeout(watchdog)
      job.signal?.removeEventListener('abort', onAbort)
      settle(cut ? failed(cut) : result)
    }
    const read = blockReader((block) => {
      if (cut) return
      watchdog.refresh()
      job.onBlock(block)
    })
    child.stdout.on('data', (chunk: Buffer) => {
      if (!cut && !read(chunk)) stop(unreadable('ffmpeg answered with something else than frames').failure)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-8_000)
    })
    child.once('error', (error) =>
      finish(fail('setup.no-ffmpeg', `ffmpeg cannot be run: ${error.message}`, 'Check the installation of ffmpeg with “choreo doctor”.')),
    )
    child.once('close', (code) => finish(code === 0 ? ok(null) : unreadable(said.trim().slice(-1500))))
  })
}

function unreadable(detail: string) {
  return fail(
    'video.damaged',
    'The clip cannot be looked through: its pictures cannot be decoded.',
    'Copy or download it again, or export it anew.',
    {
      detail,
    },
  )
}

function cancelled() {
  return fail('cancelled', 'Stopped before the clip was looked through.', 'Start it again when you like.')
}
