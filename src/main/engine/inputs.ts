/** From a path or a link to an input with facts. Links are fetched once into the inbox and checked like files. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaItem } from '../../contract/shapes'
import { isPrivateHost } from '../../domain/check-request'
import { fail, ok, type Result } from '../../domain/failure'
import type { Library } from './library'
import { probe } from './media/probe'
import type { Tools } from './media/tools'
import { download } from './net/download'
import type { Transport } from './net/transport'
import { isAllowedLink } from './net/transport'

/** No provider takes more than 200 MiB; a link to more than this is a mistake. */
export const LARGEST_LINKED_FILE = 2 * 1024 * 1024 * 1024

export interface InputContext {
  library: Library
  tools: Tools
  transport: Transport
  inbox: string
  paceScale: number
  signal?: AbortSignal
}

/**
 * @param as what the person gave the file as; an animated picture can be either
 * @param name what the person calls it, where that is not how the file is called
 */
export async function openFile(path: string, context: InputContext, as?: 'image' | 'video', name?: string): Promise<Result<MediaItem>> {
  const facts = await probe(path, context.tools, context.signal, as)
  return facts.ok ? ok(context.library.add(path, facts.value, null, name)) : facts
}

export async function openLink(link: string, context: InputContext, as?: 'image' | 'video'): Promise<Result<MediaItem>> {
  const checked = checkLink(link)
  if (!checked.ok) return checked
  const folder = join(context.inbox, 'links')
  await mkdir(folder, { recursive: true })
  const target = join(folder, createHash('sha256').update(link).digest('hex').slice(0, 32))
  const fetched = await download({
    url: link,
    target,
    maxBytes: LARGEST_LINKED_FILE,
    transport: context.transport,
    paceScale: context.paceScale,
    signal: context.signal,
  })
  if (!fetched.ok) {
    const { failure } = fetched
    if (failure.code === 'cancelled' || failure.code.startsWith('disk.')) return fetched
    if (failure.code === 'network.refused-origin') return fail('link.not-https', failure.message, 'Use a direct https link.')
    return fail(
      'link.unreachable',
      `The link cannot be fetched: ${failure.message}`,
      'Check that it opens without a login, and that it points at the file itself.',
      { detail: failure.detail },
    )
  }
  const facts = await probe(target, context.tools, context.signal, as)
  if (!facts.ok) {
    if (!/^(image|video|input)\./.test(facts.failure.code)) return facts
    return fail(
      'link.not-media',
      'The link does not lead to a picture or a clip that can be read.',
      'Use the direct link of the file, not the link of a page that shows it.',
      { detail: facts.failure.message },
    )
  }
  return ok(context.library.add(target, facts.value, link))
}

/** What a provider would have to reach must be public; loopback over http stays possible for rehearsals on this computer. */
function checkLink(link: string): Result<URL> {
  let url: URL
  try {
    url = new URL(link)
  } catch {
    return fail('link.not-https', `“${link.slice(0, 80)}” is not a link.`, 'Paste a whole link that begins with https://.')
  }
  if (!isAllowedLink(link))
    return fail('link.not-https', `The link begins with ${url.protocol}//, and only https is safe.`, 'Use an https link.')
  if (url.username || url.password)
    return fail('link.not-https', 'The link holds a name or a password, which every provider would see.', 'Use a link without a login.')
  if (url.protocol === 'https:' && isPrivateHost(url.hostname))
    return fail(
      'link.unreachable',
      `${url.hostname} is an address of a private network; no provider can reach it.`,
      'Use a public link, or the file itself.',
    )
  return ok(url)
}

/** Uploads and fetched links are copies; a job keeps its own. After a week nobody is composing with them any more. */
const INBOX_DAYS = 7

export async function sweepInbox(inbox: string): Promise<void> {
  const oldest = Date.now() - INBOX_DAYS * 24 * 3_600_000
  for (const folder of [inbox, join(inbox, 'links')]) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (name === 'links') continue
      const path = join(folder, name)
      const found = await stat(path).catch(() => null)
      if (found && found.mtimeMs < oldest) await rm(path, { recursive: true, force: true }).catch(() => {})
    }
  }
}
