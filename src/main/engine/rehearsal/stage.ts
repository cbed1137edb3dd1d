/** What the five impersonations share: the book of tasks, the files, the script of faults, and how one endpoint is played. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, Handler } from 'hono'
import type { z } from 'zod'
import type { ImageFacts, VideoFacts } from '../../../domain/media'
import type { ProviderId } from '../../../domain/request'
import { type Answer, sendAnswer, spoilBefore } from './answer'
import type { Effect, FaultPoint, FaultScript } from './fault'
import type { Intake, MediaSource, Problem } from './intake'
import { readLargeJson } from './large-json'
import { resultSeconds } from './page-limits'
import type { ResultLinks } from './result-links'
import type { Task, TaskView, Wish } from './task'
import { fingerprint, type TaskBook } from './task-book'
import type { Uploads } from './uploads'

export type Environment = { Bindings: HttpBindings }
export type Call = Context<Environment>

export interface RequestNote {
  at: string
  method: string
  /** With its query. */
  path: string
  headerNames: string[]
  provider: ProviderId | null
  point: FaultPoint | null
}

export interface Stage {
  /** Where the server is now, without a path. */
  origin(): string
  faults: FaultScript
  book: TaskBook
  intake: Intake
  uploads: Uploads
  links: ResultLinks
  /** Accepted create requests of this process. */
  creates: Map<ProviderId, number>
  /** What no client may do, in sentences. */
  violations: string[]
  notes: WeakMap<IncomingMessage, RequestNote>
}

/** How a provider says no. */
export interface Manner {
  provider: ProviderId
  missingKey(path: string): Answer
  badKey(path: string): Answer
  noBalance(path: string): Answer
  /** The body is no JSON, too large, or breaks the page's schema: one line for each complaint. */
  malformed(path: string, complaints: string[]): Answer
  mediaRefused(path: string, field: 'image' | 'video', problem: Problem): Answer
  /** For a provider that looks at the media after it accepted the task: how the task fails. */
  failsLater?(field: 'image' | 'video', problem: Problem): { code: string; reason: string } | null
}

/** A JSON body with a whole 100 MB clip as base64 in it. */
const BODY_BYTES = 150_000_000

type Key = 'missing' | 'bad' | 'poor' | 'good'

/** Any key plays but these two, alone or before a hyphen: "bad" is not known, "poor" has no balance. */
function keyOf(incoming: IncomingMessage): Key {
  const key = /^Bearer\s+(\S+)$/.exec(incoming.headers.authorization ?? '')?.[1]
  if (key === undefined) return 'missing'
  const kind = key.split('-')[0]
  return kind === 'bad' || kind === 'poor' ? kind : 'good'
}

export interface Scene {
  call: Call
  incoming: IncomingMessage
  outgoing: ServerResponse
  path: string
  poor: boolean
  effect: Effect | null
}

/** An endpoint that wants a key: the fault of the script first, then the key, then the provider's own work. */
export function endpoint(stage: Stage, manner: Manner, point: FaultPoint, play: (scene: Scene) => Promise<Answer>): Handler<Environment> {
  return async (call) => {
    const { incoming, outgoing } = call.env
    const note = stage.notes.get(incoming)
    if (note) Object.assign(note, { provider: manner.provider, point })
    const effect = stage.faults.next(manner.provider, point)
    if (spoilBefore(incoming, outgoing, effect)) return RESPONSE_ALREADY_SENT
    const path = call.req.path.replace(/^\/[^/]+/, '')
    const key = keyOf(incoming)
    const answer =
      key === 'missing'
        ? manner.missingKey(path)
        : key === 'bad'
          ? manner.badKey(path)
          : await play({ call, incoming, outgoing, path, poor: key === 'poor', effect })
    await sendAnswer(outgoing, answer, effect)
    return RESPONSE_ALREADY_SENT
  }
}

/** Reads a JSON body against a schema; complaints come back as the provider's answer. */
export async function readBody<T>(
  stage: Stage,
  manner: Manner,
  scene: Scene,
  schema: z.ZodType<T>,
): Promise<{ ok: true; value: T; discard(): Promise<void> } | { ok: false; answer: Answer }> {
  const no = (complaints: string[]) => ({ ok: false as const, answer: manner.malformed(scene.path, complaints) })
  if (!/^application\/json\b/i.test(scene.incoming.headers['content-type'] ?? '')) return no(['Content-Type must be application/json'])
  const body = await readLargeJson(scene.incoming, stage.intake.folder, BODY_BYTES)
  if (body.kind === 'too-large') return no(['request body too large'])
  if (body.kind === 'malformed') return no(['request body is not valid JSON'])
  const parsed = schema.safeParse(body.value)
  if (parsed.success) return { ok: true, value: parsed.data, discard: body.discard }
  await body.discard()
  return no(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`))
}

export interface Wanted {
  remoteId: string
  wish: Wish
  image: MediaSource
  video: MediaSource
  label: string | null
}

/** Looks at the media and makes the task; `label` and wish make the fingerprint a replay is known by. */
export async function accept(
  stage: Stage,
  manner: Manner,
  scene: Scene,
  wanted: Wanted,
): Promise<{ ok: true; task: Task } | { ok: false; answer: Answer }> {
  const { provider } = manner
  const base = { provider, remoteId: wanted.remoteId, wish: wanted.wish, label: wanted.label, fingerprint: fingerprintOf(wanted) }
  const made = async (task: Pick<Task, 'media' | 'seconds' | 'failure'>) => {
    const added = await stage.book.add({ ...base, ...task })
    stage.creates.set(provider, (stage.creates.get(provider) ?? 0) + 1)
    return { ok: true as const, task: added }
  }
  const found: { image?: { path: string; facts: ImageFacts }; video?: { path: string; facts: VideoFacts } } = {}
  const refuse = async (field: 'image' | 'video', problem: Problem) => {
    if (found.image) await stage.intake.discard(found.image.path)
    const later = manner.failsLater?.(field, problem) ?? null
    return later
      ? made({ media: null, seconds: 0, failure: later })
      : { ok: false as const, answer: manner.mediaRefused(scene.path, field, problem) }
  }
  const image = await stage.intake.receive(provider, 'image', wanted.image, wanted.wish.orientation)
  if (!image.ok) return refuse('image', image.problem)
  found.image = image
  const video = await stage.intake.receive(provider, 'video', wanted.video, wanted.wish.orientation)
  if (!video.ok) return refuse('video', video.problem)
  return made({
    media: { image: image.path, imageFacts: image.facts, video: video.path, videoFacts: video.facts },
    seconds: resultSeconds(provider, wanted.wish.orientation, video.facts.seconds),
    failure: null,
  })
}

/** Equal for requests that ask for the same with the same media. */
export function fingerprintOf(wanted: Pick<Wanted, 'wish' | 'image' | 'video'>): string {
  const place = (source: MediaSource) =>
    source.kind === 'url' ? source.url : typeof source.text === 'string' ? source.text : source.text.head
  return fingerprint([wanted.wish, place(wanted.image), place(wanted.video)])
}

/** What a poll of this task shows now, with the fault of the script laid over it. */
export function look(stage: Stage, task: Task, effect: Effect | null): TaskView {
  const view: TaskView = {
    task,
    phase: task.phase,
    progress: stage.book.progressOf(task),
    link: task.phase === 'done' ? stage.links.issue(stage.origin(), task) : null,
    failure: task.phase === 'failed' ? task.failure : null,
  }
  switch (effect?.kind) {
    case 'unknown-status':
      return { ...view, phase: 'unknown', link: null }
    case 'failed-with-reason':
      return { ...view, phase: 'failed', link: null, failure: { code: 'service_error', reason: effect.reason } }
    case 'failed-without-reason':
      return { ...view, phase: 'failed', link: null, failure: { code: 'unknown_error', reason: null } }
    case 'completed-without-link':
      return { ...view, phase: 'done', link: null }
    default:
      return view
  }
}

/** Whole seconds of the result as they are billed; fractions count as a second. */
export function billedSeconds(task: Task, minimum = 0): number {
  return Math.max(minimum, Math.ceil(task.seconds - 1e-6))
}

export function headerOf(incoming: IncomingMessage, name: string): string | null {
  const value = incoming.headers[name]
  return typeof value === 'string' ? value : null
}
