/** A task as an impersonated provider keeps it: one JSON file on disk, so that another process can answer for it. */
import { z } from 'zod'
import { ImageFacts, VideoFacts } from '../../../domain/media'
import { Orientation, ProviderId, Tier } from '../../../domain/request'

export const Wish = z.object({ orientation: Orientation, tier: Tier, keepAudio: z.boolean() })
export type Wish = z.infer<typeof Wish>

export const Task = z.object({
  /** Names the files of this task; never shown to a client but in result links. */
  key: z.string().regex(/^[0-9a-f]{32}$/),
  provider: ProviderId,
  /** The id in the provider's own form. */
  remoteId: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
  wish: Wish,
  /** The client's own name for the request: an idempotency key or a label for searching. */
  label: z.string().nullable(),
  /** sha256 of the wish and the media's place, to tell a replay from a misuse of the label. */
  fingerprint: z.string(),
  /** File names inside the task folder; null for a task that failed before it had both. */
  media: z.object({ image: z.string(), imageFacts: ImageFacts, video: z.string(), videoFacts: VideoFacts }).nullable(),
  /** Length of the result. */
  seconds: z.number(),
  phase: z.enum(['queued', 'running', 'done', 'failed']),
  failure: z.object({ code: z.string(), reason: z.string() }).nullable(),
  /** Result links of an older issue are dead. */
  linkIssue: z.number().int(),
})
export type Task = z.infer<typeof Task>

/** What a poll shows; a fault may bend it without touching the task. */
export interface TaskView {
  task: Task
  phase: Task['phase'] | 'unknown'
  /** 0–1 */
  progress: number
  link: string | null
  failure: { code: string; reason: string | null } | null
}
