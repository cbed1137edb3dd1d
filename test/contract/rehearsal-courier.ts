/** Carries the codecs' requests to a rehearsal and their answers back, as transport and delivery do in the engine. */
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HttpRequest, type HttpResponse, isMediaHole } from '../../src/domain/http'
import { providers } from '../../src/domain/providers/all'
import type { CreateAnswer, MediaRef, MediaRefs, PollAnswer, Provider, UploadAnswer, UploadFile } from '../../src/domain/providers/provider'
import type { MotionRequest, ProviderId } from '../../src/domain/request'
import type { Rehearsal } from '../../src/main/engine/rehearsal/server'
import { base64Of, clipLink, type Fixtures, imageLink } from './rehearsal-fixtures'

export const links: MediaRefs = { image: { kind: 'url', url: imageLink }, video: { kind: 'url', url: clipLink } }

const holes = {
  image: { $media: 'image', mime: 'image/jpeg' },
  video: { $media: 'video', mime: 'video/mp4' },
} as const

let attempts = 0
export const attemptId = () => `attempt-${String(++attempts).padStart(12, '0')}`

export class Courier {
  constructor(
    private readonly fixtures: Fixtures,
    readonly server: Rehearsal,
  ) {}

  /** Carries a codec's request out: adds origin, key and media, as the real transport does. */
  async send(provider: Provider, request: HttpRequest, file?: { path: string }, key = 'rehearsal'): Promise<HttpResponse> {
    const base = { api: this.server.origin(provider.id), files: this.server.filesOrigin, absolute: '' }[request.origin]
    const headers: Record<string, string> = { ...request.headers }
    if (request.auth === 'bearer') headers.authorization = `Bearer ${key}`
    const init: RequestInit = { method: request.method, headers }
    const { body } = request
    if (body?.kind === 'json') {
      const media = { image: await base64Of(this.fixtures.image), video: await base64Of(this.fixtures.clip) }
      init.body = JSON.stringify(body.value, (_key, value: unknown) =>
        isMediaHole(value) ? (value.as === 'data-uri' ? `data:${value.mime};base64,${media[value.$media]}` : media[value.$media]) : value,
      )
    } else if (body?.kind === 'multipart' && file) {
      const form = new FormData()
      for (const [name, value] of Object.entries(body.fields)) form.append(name, value)
      form.append(body.fileField, new Blob([await readFile(file.path)], { type: body.mime }), body.fileName)
      init.body = form
    } else if (body?.kind === 'file' && file) init.body = await readFile(file.path)
    const response = await fetch(`${base}${request.path}`, init)
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
  }

  /** One create request with an attempt id of its own. */
  async create(id: ProviderId, wish: MotionRequest, refs: MediaRefs = links, key?: string): Promise<CreateAnswer> {
    return providers[id].readCreate(await this.send(providers[id], providers[id].create(wish, refs, attemptId()), undefined, key))
  }

  async upload(provider: Provider, path: string, file: UploadFile, wayIndex = 0): Promise<MediaRef> {
    const way = provider.upload!.ways[wayIndex]!
    const first = await this.send(provider, way.request(file), { path })
    let answer: UploadAnswer
    if (way.kind === 'form') answer = way.read(first)
    else {
      const ticket = way.readTicket(first)
      if (ticket.kind !== 'ticket') throw new Error(ticket.failure.message)
      answer = way.readPut(await this.send(provider, ticket.put, { path }), ticket.url)
    }
    if (answer.kind !== 'stored') throw new Error(`${answer.failure.message} ${answer.failure.detail}`)
    return { kind: 'url', url: answer.url }
  }

  async refFor(provider: Provider, kind: 'image' | 'video', way: string): Promise<MediaRef> {
    const path = kind === 'image' ? this.fixtures.image : this.fixtures.clip
    if (way === 'url') return { kind: 'url', url: kind === 'image' ? imageLink : clipLink }
    if (way === 'inline-base64') return { kind: 'inline', hole: { ...holes[kind], as: 'base64' } }
    if (way === 'inline-data-uri') return { kind: 'inline', hole: { ...holes[kind], as: 'data-uri' } }
    const bytes = (await readFile(path)).length
    return this.upload(provider, path, { name: kind === 'image' ? 'character.jpg' : 'dance.mp4', mime: holes[kind].mime, bytes })
  }

  async pollToEnd(provider: Provider, remoteId: string): Promise<PollAnswer & { seen: string[] }> {
    const seen: string[] = []
    for (let turn = 0; turn < 300; turn++) {
      const answer = provider.readPoll(await this.send(provider, provider.poll(remoteId)))
      seen.push(answer.kind)
      if (answer.kind !== 'queued' && answer.kind !== 'running') return { ...answer, seen }
      await sleep(30)
    }
    throw new Error('the job did not end in time')
  }
}
