/** The person's own link, once more before money depends on it: it was good when it was opened, and may have died since. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isPrivateHost } from '../../../domain/check-request'
import { type Failure, fail, ok, type Result } from '../../../domain/failure'
import { formatBytes } from '../../../domain/wording'
import { openFollowing } from '../net/download'
import { isAllowedLink, type Transport } from '../net/transport'

export interface LinkCheck {
  /** Bytes of the file that was checked behind it. */
  bytes: number
  transport: Transport
  /** Whoever reads it runs on this computer, as in a rehearsal. */
  mayBePrivate: boolean
  paceScale: number
  signal?: AbortSignal
}

const MOST_TRIES = 3

/** A job that goes on after a restart knows a signed link without its signature. */
export function isWholeLink(link: string): boolean {
  return !/<(hidden|key)>/.test(link)
}

/** Asks for one byte. @returns `link.unreachable`, `link.not-https` or `cancelled` when the link must not be passed on */
export async function checkOwnLink(link: string, check: LinkCheck): Promise<Result<void>> {
  if (!isAllowedLink(link)) return fail('link.not-https', 'The link is not https.', 'Use an https link, or the file itself.')
  const { host, hostname } = new URL(link)
  if (!check.mayBePrivate && isPrivateHost(hostname))
    return fail(
      'link.unreachable',
      `${hostname} is an address of this computer or a private network; no provider can reach it.`,
      'Use a public link, or the file itself.',
    )
  let last: Failure | null = null
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    if (attempt > 0) await sleep(1000 * attempt * check.paceScale, undefined, { signal: check.signal }).catch(() => {})
    const answer = await once(link, host, check)
    if (answer.kind === 'good') return ok(undefined)
    last = answer.failure
    if (answer.kind === 'bad') break
  }
  return { ok: false, failure: last! }
}

type Look = { kind: 'good' } | { kind: 'bad' | 'perhaps'; failure: Failure }

async function once(link: string, host: string, check: LinkCheck): Promise<Look> {
  const opened = await openFollowing({ url: link, transport: check.transport, signal: check.signal }, { range: 'bytes=0-0' })
  if (!opened.ok) {
    const { failure } = opened
    if (failure.code === 'cancelled') return { kind: 'bad', failure }
    return {
      kind: failure.code.startsWith('network.') && failure.code !== 'network.refused-origin' ? 'perhaps' : 'bad',
      failure: dead(failure.message, failure.detail),
    }
  }
  const { statusCode: status, headers, body } = opened.value
  // Without ranges the whole file would come; one byte was all that was wanted.
  body.on('error', () => {})
  body.destroy()
  const header = (name: string) => [headers[name]].flat()[0]
  if (status !== 200 && status !== 206)
    return { kind: status === 429 || status >= 500 ? 'perhaps' : 'bad', failure: dead(`${host} answers with HTTP ${status}.`) }
  if (/^text\/html\b/i.test(header('content-type') ?? ''))
    return { kind: 'bad', failure: dead(`${host} shows a page instead of the file.`) }
  const total =
    status === 206 ? /\/(\d+)$/.exec(header('content-range') ?? '')?.[1] : header('content-encoding') ? undefined : header('content-length')
  if (total !== undefined && Number(total) !== check.bytes)
    return {
      kind: 'bad',
      failure: dead(`${host} now gives another file (${formatBytes(Number(total))} instead of ${formatBytes(check.bytes)}).`),
    }
  return { kind: 'good' }
}

function dead(why: string, detail?: string): Failure {
  return fail(
    'link.unreachable',
    `The link cannot be passed on any more: ${why}`,
    'Give a link that works, or the file itself. Nothing was submitted.',
    { detail },
  ).failure
}
