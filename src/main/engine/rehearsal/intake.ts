/** Turns what a request names (a link, base64) into a file with facts, as the provider's workers would before they start. */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Result } from '../../../domain/failure'
import type { MediaFacts } from '../../../domain/media'
import type { Orientation, ProviderId } from '../../../domain/request'
import { probe } from '../media/probe'
import type { Tools } from '../media/tools'
import { decodeBase64 } from './base64'
import type { LongText } from './large-json'
import { brokenRule } from './page-limits'
import type { Uploads } from './uploads'

export type MediaSource =
  | { kind: 'url'; url: string }
  /** `skip` characters of a data URI's prefix come first. */
  | { kind: 'base64'; text: string | LongText; skip: number }

export type Problem = { kind: 'unreachable' | 'not-base64' | 'unreadable' | 'limit'; reason: string }
export type Received<Facts extends MediaFacts> = { ok: true; path: string; facts: Facts } | { ok: false; problem: Problem }

export class Intake {
  private constructor(
    readonly folder: string,
    private readonly uploads: Uploads,
    private readonly tools: Tools,
    private readonly fetchLink: ((url: string, target: string) => Promise<Result<void>>) | undefined,
  ) {}

  static async open(
    directory: string,
    uploads: Uploads,
    tools: Tools,
    fetchLink?: (url: string, target: string) => Promise<Result<void>>,
  ): Promise<Intake> {
    const folder = join(directory, 'received')
    // What an earlier process left half received belongs to no task.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    return new Intake(folder, uploads, tools, fetchLink)
  }

  /** The file is the caller's from here on: to be moved into a task or removed. */
  async receive<Kind extends MediaFacts['kind']>(
    provider: ProviderId,
    kind: Kind,
    source: MediaSource,
    orientation: Orientation,
  ): Promise<Received<Extract<MediaFacts, { kind: Kind }>>> {
    const target = join(this.folder, randomUUID())
    const problem = await this.materialise(source, target)
    if (problem) return { ok: false, problem }
    const probed = await probe(target, this.tools)
    const judged = judge(provider, kind, probed, orientation)
    if (judged.ok) return { ok: true, path: target, facts: judged.facts }
    await rm(target, { force: true })
    return judged
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true })
  }

  private async materialise(source: MediaSource, target: string): Promise<Problem | null> {
    if (source.kind === 'base64')
      return (await decodeBase64(source.text, target, source.skip)) ? null : { kind: 'not-base64', reason: 'the text is not base64' }
    const upload = this.uploads.behind(new URL(source.url))
    if (upload === 'gone') return { kind: 'unreachable', reason: 'the link answers with 404' }
    if (upload) {
      await copyFile(this.uploads.pathOf(upload), target)
      return null
    }
    const fetched = await this.fetchLink?.(source.url, target)
    if (fetched?.ok) return null
    await rm(target, { force: true })
    return { kind: 'unreachable', reason: fetched?.failure.message ?? 'the rehearsal opens no links of other hosts' }
  }
}

function judge<Kind extends MediaFacts['kind']>(
  provider: ProviderId,
  kind: Kind,
  probed: Result<MediaFacts>,
  orientation: Orientation,
): { ok: true; facts: Extract<MediaFacts, { kind: Kind }> } | { ok: false; problem: Problem } {
  if (!probed.ok) return { ok: false, problem: { kind: 'unreadable', reason: probed.failure.message } }
  const facts = probed.value
  if (!isOfKind(facts, kind)) return { ok: false, problem: { kind: 'unreadable', reason: `expected ${kind}, got ${facts.kind}` } }
  const reason = brokenRule(provider, facts, orientation)
  return reason === null ? { ok: true, facts } : { ok: false, problem: { kind: 'limit', reason } }
}

function isOfKind<Kind extends MediaFacts['kind']>(facts: MediaFacts, kind: Kind): facts is Extract<MediaFacts, { kind: Kind }> {
  return facts.kind === kind
}
