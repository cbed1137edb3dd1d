/** Keeps the tasks, renders them one after the other, and goes on with unfinished ones after a restart. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { parseJson } from '../../../domain/http'
import type { ProviderId } from '../../../domain/request'
import { render } from './render'
import { Task, type Wish } from './task'

const QUEUED_MS = 300

export interface NewTask {
  provider: ProviderId
  remoteId: string
  wish: Wish
  label: string | null
  fingerprint: string
  media: Task['media']
  seconds: number
  failure: Task['failure']
}

/** A hash over anything that makes two requests the same. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

export class TaskBook {
  private readonly tasks = new Map<string, Task>()
  private readonly progress = new Map<string, number>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly stopping = new AbortController()
  /** The renders, one behind the other: rehearsing many jobs must not take the whole machine. */
  private line: Promise<void> = Promise.resolve()

  private constructor(
    private readonly folder: string,
    private readonly ffmpeg: string,
    private readonly queuedMs: number,
  ) {}

  static async open(directory: string, ffmpeg: string, paceScale: number): Promise<TaskBook> {
    const folder = join(directory, 'tasks')
    await mkdir(folder, { recursive: true })
    const book = new TaskBook(folder, ffmpeg, QUEUED_MS * paceScale)
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.json')) continue
      const task = Task.safeParse(parseJson(await readFile(join(folder, name), 'utf8')))
      if (task.success) book.tasks.set(task.data.key, task.data)
      else await rename(join(folder, name), join(folder, `${name}.unreadable`))
    }
    for (const task of book.newestFirst().reverse()) if (task.phase === 'queued' || task.phase === 'running') book.schedule(task.key)
    return book
  }

  /** Takes the media files over into its folder. The task is on disk when this returns. */
  async add(wanted: NewTask): Promise<Task> {
    const key = randomBytes(16).toString('hex')
    let { media } = wanted
    if (media) {
      const image = `${key}.image`
      const video = `${key}.video`
      await rename(media.image, join(this.folder, image))
      await rename(media.video, join(this.folder, video))
      media = { ...media, image, video }
    }
    const task: Task = { ...wanted, key, media, createdAt: Date.now(), finishedAt: null, phase: 'queued', linkIssue: 1 }
    await this.save(task)
    this.schedule(key)
    return task
  }

  find(provider: ProviderId, remoteId: string): Task | null {
    return this.newestFirst().find((task) => task.provider === provider && task.remoteId === remoteId) ?? null
  }

  byKey(key: string): Task | null {
    return this.tasks.get(key) ?? null
  }

  list(provider: ProviderId): Task[] {
    return this.newestFirst().filter((task) => task.provider === provider)
  }

  /** 0–1 */
  progressOf(task: Task): number {
    return task.phase === 'done' ? 1 : (this.progress.get(task.key) ?? 0)
  }

  resultPath(task: Task): string {
    return join(this.folder, `${task.key}.mp4`)
  }

  /** Kills every result link issued so far. */
  async reissueLinks(task: Task): Promise<void> {
    await this.change(task.key, { linkIssue: task.linkIssue + 1 })
  }

  async close(): Promise<void> {
    this.stopping.abort()
    for (const timer of this.timers) clearTimeout(timer)
    await this.line
  }

  private newestFirst(): Task[] {
    return [...this.tasks.values()].sort((a, b) => b.createdAt - a.createdAt)
  }

  private async save(task: Task): Promise<void> {
    this.tasks.set(task.key, task)
    await writeFileAtomic(join(this.folder, `${task.key}.json`), `${JSON.stringify(task, null, 2)}\n`)
  }

  private async change(key: string, changes: Partial<Task>): Promise<void> {
    const task = this.tasks.get(key)
    if (task) await this.save({ ...task, ...changes })
  }

  private schedule(key: string): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      this.line = this.line.then(() => this.work(key))
    }, this.queuedMs)
    this.timers.add(timer)
  }

  private async work(key: string): Promise<void> {
    const task = this.tasks.get(key)
    const { signal } = this.stopping
    if (!task || signal.aborted) return
    await this.change(key, { phase: 'running' })
    if (task.failure || !task.media) {
      await this.change(key, { phase: 'failed', finishedAt: Date.now() })
      return
    }
    const { media, wish } = task
    const rendered = await render(
      {
        image: { path: join(this.folder, media.image), facts: media.imageFacts },
        video: { path: join(this.folder, media.video), facts: media.videoFacts },
        seconds: task.seconds,
        keepAudio: wish.keepAudio,
        label: ['REHEARSAL', `${task.provider} / ${wish.tier}`.toUpperCase()],
        target: this.resultPath(task),
      },
      this.ffmpeg,
      (fraction) => this.progress.set(key, fraction),
      signal,
    )
    // A render that was stopped is begun anew by the next server that opens this folder.
    if (signal.aborted) return
    if (rendered.ok) await this.change(key, { phase: 'done', finishedAt: Date.now() })
    else
      await this.change(key, {
        phase: 'failed',
        finishedAt: Date.now(),
        failure: { code: 'service_error', reason: `${rendered.failure.message} ${rendered.failure.detail ?? ''}`.trim() },
      })
    await Promise.all([media.image, media.video].map((name) => rm(join(this.folder, name), { force: true })))
  }
}
