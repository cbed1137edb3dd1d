/**
 * Runs ffmpeg through fluent-ffmpeg, and is the only file that knows its traps:
 * its `percent` divides by the whole input, so the `progress` event is never attached and ffmpeg's own `-progress` is read;
 * `.format()` fails on newer ffmpegs, so it is never called; options go in as separate tokens, since it splits at spaces;
 * `kill()` before the start is lost, so an early abort is remembered and carried out at the start;
 * its error text drops the useful line, so the last lines of stderr are kept here.
 */
import type { ChildProcess } from 'node:child_process'
import { access, constants, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import createCommand from 'fluent-ffmpeg'
import { type Failure, fail, failed, ok, type Result } from '../../../domain/failure'
import { end, lowerPriority, track } from './child'

/** A playlist or a crafted container must not make ffmpeg open anything else, least of all over the network. */
export const SAFE_INPUT = [
  '-protocol_whitelist',
  'file,pipe',
  '-format_whitelist',
  'mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,mxf,gif,apng',
] as const

export interface Input {
  path: string
  /** Options of this input, e.g. `-ss`, one token each. */
  options?: readonly string[]
}

export interface Run {
  ffmpeg: string
  inputs: readonly [Input, ...Input[]]
  /** Options one token each. The file is deleted unless the run succeeds. */
  output: { path: string; options: readonly string[] }
  /** Planned length of the output, in seconds: what progress is measured against. */
  seconds: number
  /** Fraction of the output that is written, 0–1, never falling. */
  onProgress?(fraction: number): void
  signal?: AbortSignal
  /** What ffmpeg and its encoders tell in passing, without its prefix. */
  onInfo?(line: string): void
  /** Without any progress for this long the run is given up. */
  stallSeconds?: number
}

const STALL_SECONDS = 60
const KEPT_STDERR_LINES = 200
/** `-loglevel level+…` writes the level behind the speaker, if there is one: `[libx264 @ 0x1] [info] …`. */
const LEVEL = /^((?:\[[^\]]+\] )?)\[(info|warning|error|fatal|panic)\] /
const PROGRESS_LINE = /^(frame|fps|stream_\d+_\d+_\w+|bitrate|total_size|out_time(_us|_ms)?|dup_frames|drop_frames|speed|progress)=/

/**
 * Carries out one ffmpeg run and answers its command line. Failures: `cancelled`, `encode.stalled`, `encode.failed`,
 * `disk.full`, `disk.read-only`. On any failure the output file is gone and the process is over.
 */
export async function run(job: Run): Promise<Result<{ commandLine: string }>> {
  const outputPath = resolve(job.output.path)
  const result = await start({ ...job, output: { ...job.output, path: outputPath } })
  if (!result.ok) await rm(outputPath, { force: true })
  return result
}

async function start(job: Run): Promise<Result<{ commandLine: string }>> {
  if (job.signal?.aborted) return cancelled()
  const there = await canRun(job.ffmpeg)
  if (!there.ok) return there
  if (job.signal?.aborted) return cancelled()

  const { command, tokens } = build(job)
  const stderr: string[] = []
  let child: ChildProcess | null = null
  let cut: Failure | null = null
  const stop = (failure: Failure) => {
    cut ??= failure
    if (child) end(child)
  }
  const onAbort = () => stop(cancelled().failure)
  job.signal?.addEventListener('abort', onAbort, { once: true })

  const stallMs = (job.stallSeconds ?? STALL_SECONDS) * 1000
  const onStall = () =>
    stop(
      fail(
        'encode.stalled',
        `ffmpeg made no progress for ${stallMs / 1000} s.`,
        'Try again; if it happens again, the clip may be damaged.',
        {
          detail: stderr.slice(-5).join('\n'),
        },
      ).failure,
    )
  let watchdog = setTimeout(onStall, stallMs)
  const progress = progressReader(job.seconds, (fraction) => job.onProgress?.(fraction))

  return new Promise((settle) => {
    const finish = (result: Result<{ commandLine: string }>) => {
      clearTimeout(watchdog)
      job.signal?.removeEventListener('abort', onAbort)
      settle(cut ? failed(cut) : result)
    }
    command.on('start', () => {
      child = childOf(command)
      if (!child) return
      track(child)
      lowerPriority(child)
      // Aborted between the request and the spawn: nothing was written yet that a clean end could save.
      if (cut) child.kill('SIGKILL')
    })
    command.on('stderr', (line: string) => {
      if (PROGRESS_LINE.test(line)) {
        if (!progress(line)) return
        clearTimeout(watchdog)
        watchdog = setTimeout(onStall, stallMs)
      } else if (line.trim() !== '') {
        const said = line.replace(LEVEL, '$1')
        if (LEVEL.exec(line)?.[2] === 'info') return void job.onInfo?.(said)
        stderr.push(said)
        if (stderr.length > KEPT_STDERR_LINES) stderr.shift()
      }
    })
    command.on('end', () => {
      if (!cut) job.onProgress?.(1)
      finish(ok({ commandLine: [job.ffmpeg, ...tokens].map(quoted).join(' ') }))
    })
    command.on('error', (error: Error) => finish(failed(failureOf(stderr, error.message, job.output.path))))
    command.run()
  })
}

type Command = ReturnType<typeof createCommand>

function build(job: Run): { command: Command; tokens: string[] } {
  const command = createCommand()
  command.setFfmpegPath(job.ffmpeg)
  // It would ask ffmpeg for its formats and encoders first, two starts of a fifth of a second, and refuse what it misreads in
  // the answer of a newer ffmpeg. What ffmpeg cannot do, ffmpeg says. The package is archived at this version: nothing moves.
  Object.assign(command, { _checkCapabilities: (done: () => void) => done(), availableEncoders: answerNothing })
  const tokens: string[] = []
  job.inputs.forEach((input, index) => {
    // There is no public place for global options; in front of the first input they are read as such.
    const options = [
      ...(index === 0 ? ['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'level+info'] : []),
      ...SAFE_INPUT,
      ...(input.options ?? []),
    ]
    const path = resolve(input.path)
    command.input(path).inputOptions(...options)
    tokens.push(...options, '-i', path)
  })
  const options = ['-progress', 'pipe:2', ...job.output.options]
  command.outputOptions(...options).output(job.output.path)
  tokens.push('-y', ...options, job.output.path)
  return { command, tokens }
}

function answerNothing(answer: (error: null, known: object) => void): void {
  answer(null, {})
}

/** The process behind a command; fluent-ffmpeg keeps it, its types do not say so. */
function childOf(command: Command): ChildProcess | null {
  return (command as { ffmpegProc?: ChildProcess }).ffmpegProc ?? null
}

/** Takes `-progress` lines; true when something moved: time, frames or bytes. */
export function progressReader(seconds: number, report: (fraction: number) => void): (line: string) => boolean {
  let furthest = 0
  const last = new Map<string, string>()
  return (line) => {
    const at = line.indexOf('=')
    const key = line.slice(0, at)
    const value = line.slice(at + 1).trim()
    if (key !== 'out_time_us' && key !== 'frame' && key !== 'total_size') return false
    const moved = last.get(key) !== value
    last.set(key, value)
    if (key === 'out_time_us') {
      const reached = Number(value) / 1e6 / seconds
      // N/A before the first packet, negative while a decoder is filling up.
      if (reached > furthest) {
        furthest = Math.min(1, reached)
        report(furthest)
      }
    }
    return moved
  }
}

function cancelled() {
  return fail('cancelled', 'Stopped before it was finished.', 'Start it again when you like.')
}

/** fluent-ffmpeg dies of a program that cannot be started, in a place where nothing catches it. */
async function canRun(ffmpeg: string): Promise<Result<null>> {
  try {
    await access(ffmpeg, constants.X_OK)
    return ok(null)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fail('setup.no-ffmpeg', `ffmpeg cannot be run: ${why}`, 'Check the installation of ffmpeg with “choreo doctor”.')
  }
}

const TELLING = /error|invalid|not found|no such|denied|unable|unknown|cannot|could not|failed|no space|read-only|possible/i

/** @param said fluent-ffmpeg's own message, used when stderr says nothing */
function failureOf(stderr: readonly string[], said: string, output: string): Failure {
  const text = stderr.join('\n')
  const detail = stderr.slice(-8).join('\n').slice(-1500) || said
  if (/No space left on device|Disk quota exceeded/.test(text))
    return fail('disk.full', 'The disk is full.', 'Free some space, then try again.', { detail }).failure
  const atOutput = stderr.find(
    (line) => line.includes(output) && /Permission denied|Read-only file system|Operation not permitted/.test(line),
  )
  if (atOutput || /Read-only file system/.test(text))
    return fail(
      'disk.read-only',
      'The folder for prepared files cannot be written to.',
      'Choose another folder, or change its permissions.',
      { detail },
    ).failure
  if (/exited with code 69\b/.test(said)) return tooManyDecodeErrors(detail).failure
  const telling = stderr.find((line) => TELLING.test(line) && !/Conversion failed!/.test(line)) ?? stderr.at(-1) ?? said
  const missing = /No such filter: '(\w+)'|Unknown encoder '(\w+)'/.exec(text)
  const fix = missing
    ? `Use a full build of ffmpeg; this one lacks ${missing[1] ?? missing[2]}.`
    : 'Try again; if it fails again, the clip may be damaged or the ffmpeg too old.'
  return fail('encode.failed', `ffmpeg could not make the clip: ${telling.trim().slice(0, 300)}`, fix, { detail }).failure
}

/** ffmpeg's exit code 69: more frames failed to decode than `-max_error_rate` allows. */
export function tooManyDecodeErrors(detail: string) {
  return fail(
    'video.damaged',
    'The clip is damaged: too many of its pictures or too much of its sound cannot be decoded.',
    'Copy or download it again, or export it anew.',
    {
      detail: detail.slice(-1500),
    },
  )
}

/** For a command line that can be pasted into a shell. */
function quoted(token: string): string {
  return /^[\w@%+=:,./-]+$/.test(token) ? token : `'${token.replaceAll("'", "'\\''")}'`
}
