/** What the jobs do, for the parts of the desktop that are not the page: the taskbar, the system's notices, the question at closing. */
import { createRouterClient, type RouterClient } from '@orpc/server'
import { app, type BrowserWindow, Notification } from 'electron'
import type { JobView, Stage, WatchEvent } from '../../contract/shapes'
import { isAtRest, type JobState } from '../../domain/job'
import { type NewsKind, newsOf, together } from '../../domain/job-news'
import type { EngineRouter } from '../engine/engine'
import { bringToFront } from './window'
import { type DesktopWords, desktopWords } from './words'

export interface Standing {
  /** Follows the jobs of this project from now on; once for each router. */
  follow(router: EngineRouter): void
  openJobs(): number
  /** In the language of the settings; English or the last one where they cannot be read just now. */
  words(): Promise<DesktopWords>
}

/** Where each stage begins and ends on the way of a job, by the time it usually takes. */
const share: Record<Stage, readonly [number, number]> = {
  fetch: [0, 0.05],
  look: [0.02, 0.05],
  image: [0.05, 0.08],
  encode: [0.08, 0.15],
  upload: [0.15, 0.22],
  generate: [0.22, 0.92],
  download: [0.92, 1],
}
/** What happens within this time is told together. */
const GATHER_MS = 600
/** A question to a person does not wait for a disk. */
const WORDS_WITHIN_MS = 500

interface Open {
  state: JobState
  done: number
}

export function createStanding(window: () => BrowserWindow | null): Standing {
  const open = new Map<string, Open>()
  const followed = new WeakSet<EngineRouter>()
  let client: RouterClient<EngineRouter> | null = null
  let lastWords = desktopWords('system', app.getLocale())
  let ended = 0
  let news: { kind: NewsKind; job: JobView }[] = []

  function take(event: WatchEvent): void {
    // The page loads itself again, and with it comes the other project's router.
    if (event.event === 'project') return
    if (event.event === 'progress') {
      const job = open.get(event.job)
      const [from, to] = share[event.stage]
      if (job) job.done = Math.max(job.done, from + (to - from) * event.fraction)
    } else takeState(event.view)
    showProgress()
  }

  function takeState(view: JobView): void {
    const before = open.get(view.id)
    if (!isAtRest(view.state)) {
      open.set(view.id, { state: view.state, done: before?.done ?? 0 })
      return
    }
    const kind = newsOf(view, before?.state ?? null)
    if (open.delete(view.id)) ended += 1
    if (open.size === 0) ended = 0
    if (kind === null) return
    if (news.length === 0) setTimeout(tell, GATHER_MS).unref()
    news.push({ kind, job: view })
  }

  function showProgress(): void {
    const shown = window()
    if (shown === null || shown.isDestroyed()) return
    const done = [...open.values()].reduce((sum, job) => sum + job.done, ended)
    // Below nothing takes the bar away.
    shown.setProgressBar(open.size === 0 ? -1 : done / (open.size + ended))
  }

  /** Who sees the window reads it there. */
  async function tell(): Promise<void> {
    const gathered = news
    news = []
    const shown = window()
    const seen = shown !== null && !shown.isDestroyed() && shown.isVisible() && !shown.isMinimized() && shown.isFocused()
    if (seen || !Notification.isSupported()) return
    const settings = await client?.settings.get().catch(() => null)
    if (settings?.ok && !settings.value.notifications) return
    const words = await standing.words()
    for (const { kind, jobs } of together(gathered)) {
      const [job] = jobs
      const body = jobs.length === 1 && job ? words.pair(job.inputs.image, job.inputs.video) : words.lookInQueue
      const notice = new Notification({ title: words.title[kind](jobs.length), body })
      notice.on('click', () => {
        const there = window()
        if (there === null || there.isDestroyed()) return
        bringToFront(there)
        // Which jobs it is about, and no more: where they are shown is the page's to know.
        there.webContents.send(
          'choreo:show',
          jobs.map(({ id }) => id),
        )
      })
      notice.show()
    }
  }

  async function followAll(router: EngineRouter): Promise<void> {
    client = createRouterClient(router)
    for await (const event of await client.jobs.watch({})) take(event)
  }

  const standing: Standing = {
    follow(router) {
      if (followed.has(router)) return
      followed.add(router)
      followAll(router).catch((error) => console.error('The jobs are not followed any more:', error))
    },
    openJobs: () => open.size,
    async words() {
      const late = new Promise<null>((resolve) => setTimeout(resolve, WORDS_WITHIN_MS, null).unref())
      const settings = await Promise.race([client?.settings.get().catch(() => null), late])
      if (settings?.ok) lastWords = desktopWords(settings.value.language, app.getLocale())
      return lastWords
    },
  }
  return standing
}
