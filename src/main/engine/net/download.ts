/**
 * Downloads to `<target>.part` and renames when whole. Goes on where it stopped, within a run and across restarts,
 * when the server still has the same file (If-Range). Never sends a key. https only, but for this computer.
 */
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { PassThrough, type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import { z } from 'zod'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { formatBytes } from '../../../domain/wording'
import { diskFailure } from '../disk'
import { TooSlow } from './exchange'
import { isAllowedLink, networkFailure, type Transport } from './transport'

export interface DownloadOptions {
  url: string
  target: string
  maxBytes: number
  transport: Transport
  /** Multiplies the waits between tries. */
  paceScale: number
  /** A connection that brings less than 16 KiB in this time is given up; a minute unless said otherwise. */
  patienceMs?: number
  signal?: AbortSignal
  onProgress?(fraction: number): void
}

const MOST_REDIRECTS = 5
const MOST_TRIES = 5

/** Less than this in so long is a server that only pretends to send; it is asked again for the rest. */
const LEAST_BYTES = 16 * 1024
const PATIENCE_MS = 60_000

/** What the unfinished file belongs to; a resume with another file's rest would be a broken clip. */
const PartNote = z.object({ validator: z.string().nullable(), total: z.number().nullable() })

/** @returns bytes of the finished file, or `result.*`, `network.*`, `disk.*`; the part stays for a later try where that can help */
export async function download(options: DownloadOptions): Promise<Result<{ bytes: number }>> {
  let last: Failure | null = null
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    if (attempt > 0) await sleep(1000 * 2 ** (attempt - 1) * options.paceScale, undefined, { signal: options.signal }).catch(() => {})
    if (options.signal?.aborted) return fail('cancelled', 'The download was stopped.', 'It goes on where it stopped.')
    const outcome = await once(options)
    if (outcome.ok || !isWorthAnotherTry(outcome.failure)) return outcome
    last = outcome.failure
  }
  return { ok: false, failure: last! }
}

function isWorthAnotherTry(failure: Failure): boolean {
  if (failure.code === 'network.refused-origin') return false
  return (
    failure.code.startsWith('network.') ||
    failure.code === 'result.incomplete' ||
    failure.code === 'provider.unavailable' ||
    failure.code === 'provider.rate-limited'
  )
}

async function once(options: DownloadOptions): Promise<Result<{ bytes: number }>> {
  const part = `${options.target}.part`
  const note = `${part}.json`
  const known = await readNote(note)
  const have = known?.validator ? await sizeOf(part) : 0

  const opened = await openFollowing(options, have > 0 && known?.validator ? { range: `bytes=${have}-`, 'if-range': known.validator } : {})
  if (!opened.ok) return opened
  const answer = opened.value
  const header = (name: string) => {
    const value = answer.headers[name]
    return Array.isArray(value) ? value[0] : value
  }

  const status = answer.statusCode
  if (status !== 200 && status !== 206) {
    answer.body.destroy()
    answer.body.on('error', () => {})
    // 416: the part is as long as the file or longer; it cannot be trusted to be the same file.
    if (status === 416) {
      await rm(part, { force: true })
      return fail('result.incomplete', 'The unfinished download does not fit the file any more.', 'It is started anew.')
    }
    return { ok: false, failure: statusFailure(status, options.url) }
  }

  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header('content-range') ?? '')
  const resumes = status === 206 && range !== null && Number(range[1]) === have && have > 0
  if (status === 206 && !resumes) {
    answer.body.destroy()
    answer.body.on('error', () => {})
    await rm(part, { force: true })
    await rm(note, { force: true })
    return fail('result.incomplete', 'The server sent another part of the file than was asked for.', 'It is started anew.')
  }
  const arriving = receive(answer.body)
  const start = resumes ? have : 0
  const length = header('content-length')
  const total = resumes && range?.[2] !== '*' ? Number(range?.[2]) : length !== undefined ? start + Number(length) : null
  if (total !== null && total > options.maxBytes) {
    answer.body.destroy()
    answer.body.on('error', () => {})
    return tooLarge(total, options.maxBytes)
  }

  try {
    // In this order: a note beside another file's bytes would join the two after a crash.
    if (!resumes) await rm(part, { force: true })
    await writeFile(note, JSON.stringify({ validator: header('etag')?.replace(/^W\/.*/, '') || header('last-modified') || null, total }))
    let written = start
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        written += chunk.length
        if (written > options.maxBytes) return done(new TooLarge())
        if (total) options.onProgress?.(Math.min(1, written / total))
        done(null, chunk)
      },
    })
    const sink = (await open(part, resumes ? 'a' : 'w')).createWriteStream()
    let before = start
    const watch = setInterval(() => {
      if (written - before < LEAST_BYTES) answer.body.destroy(new TooSlow())
      before = written
    }, options.patienceMs ?? PATIENCE_MS)
    await pipeline(arriving.bytes, measure, sink, { signal: options.signal }).finally(async () => {
      clearInterval(watch)
      // Whatever came is on its way to the file; its size counts only when that is done.
      if (!sink.closed) await new Promise<void>((resolve) => sink.once('close', () => resolve()))
    })
    const broken = arriving.broken()
    if (broken && written !== total) return { ok: false, failure: networkFailure(broken, new URL(options.url).host, options.signal) }
    if (total !== null && written !== total)
      return fail('result.incomplete', `Only ${formatBytes(written)} of ${formatBytes(total)} arrived.`, 'Choreo goes on where it stopped.')
    if (written === 0) return fail('result.not-a-video', 'The link gives an empty file.', 'Ask the provider for a fresh link.')
    await syncFile(part)
    await rename(part, options.target)
    await rm(note, { force: true })
    return ok({ bytes: written })
  } catch (error) {
    answer.body.destroy()
    if (error instanceof TooLarge) {
      await rm(part, { force: true })
      return tooLarge(null, options.maxBytes)
    }
    return { ok: false, failure: diskFailure(error) ?? networkFailure(error, new URL(options.url).host, options.signal) }
  }
}

/** Takes what comes from the first moment on: a body that breaks while its file is still being opened throws away what it held. */
function receive(body: Readable): { bytes: Readable; broken(): Error | null } {
  const bytes = new PassThrough()
  let broken: Error | null = null
  body.on('error', (error) => {
    broken = error
    bytes.end()
  })
  body.pipe(bytes)
  return { bytes, broken: () => broken }
}

class TooLarge extends Error {}

/** A GET with at most five redirects, never down to http. The caller must consume or destroy the body. */
export async function openFollowing(
  options: Pick<DownloadOptions, 'url' | 'transport' | 'signal'>,
  headers: Record<string, string>,
): Promise<Result<Dispatcher.ResponseData>> {
  let url = options.url
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    if (!isAllowedLink(url))
      return fail(
        'network.refused-origin',
        `The link leads to ${safeHost(url)} without https.`,
        'Nothing was fetched from there. Report it to whoever gave the link.',
      )
    const answer = await options.transport.open(url, headers, options.signal)
    if (!answer.ok) return answer
    const { statusCode, headers: got } = answer.value
    const location = Array.isArray(got.location) ? got.location[0] : got.location
    if (![301, 302, 303, 307, 308].includes(statusCode) || !location) return answer
    answer.value.body.on('error', () => {})
    answer.value.body.destroy()
    if (!URL.canParse(location, url))
      return fail(
        'network.refused-origin',
        `${safeHost(url)} passes the link on to an address that is none.`,
        'Report it to whoever gave the link.',
      )
    const next = new URL(location, url)
    if (new URL(url).protocol === 'https:' && next.protocol !== 'https:')
      return fail(
        'network.refused-origin',
        `The link leads on to ${next.host} without https.`,
        'Nothing was fetched from there. Report it to whoever gave the link.',
      )
    url = next.href
  }
  return fail('network.refused-origin', `The link is passed on more than ${MOST_REDIRECTS} times.`, 'Ask for a direct link.')
}

function statusFailure(status: number, url: string): Failure {
  if (status === 401 || status === 403 || status === 404 || status === 410)
    return fail(
      'result.expired',
      `The link at ${safeHost(url)} is no longer valid (HTTP ${status}).`,
      'A fresh link is needed; results are kept by a provider for a limited time only.',
    ).failure
  if (status === 429) return fail('provider.rate-limited', `${safeHost(url)} asks to slow down.`, 'Choreo waits and tries again.').failure
  if (status >= 500)
    return fail('provider.unavailable', `${safeHost(url)} has a fault of its own (HTTP ${status}).`, 'Try again later.').failure
  return fail(
    'result.not-a-video',
    `${safeHost(url)} answered with HTTP ${status} instead of a file.`,
    'Ask the provider for a fresh link.',
  ).failure
}

function tooLarge(total: number | null, most: number) {
  return fail(
    'result.too-large',
    `The file is ${total === null ? 'larger than' : `${formatBytes(total)}, more than`} the ${formatBytes(most)} that are allowed.`,
    'Fetch it by hand from the provider’s page if it is wanted.',
  )
}

async function readNote(path: string) {
  try {
    return PartNote.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function safeHost(link: string): string {
  try {
    return new URL(link).host
  } catch {
    return 'the address'
  }
}
