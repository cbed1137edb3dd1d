/** Tells of jobs that were saved, failed or need the person: in the window, and by the system while nobody can see the window. */
import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import type { JobView } from '../../contract/shapes'
import { type News, type NewsKind, newsOf, together } from '../../domain/job-news'
import { useEngine } from '../state/engine'
import type { JobStore } from '../state/job-store'
import { useJobStore } from '../state/jobs'
import { go, type Place } from '../state/place'
import { useSettings } from '../state/settings'
import { words } from '../words'
import { noticePlace } from './notice-place'

interface JobNews {
  kind: NewsKind
  job: JobView
}

const load = () => import('./NoticeBoard')
const NoticeBoard = lazy(() => load().then((board) => ({ default: board.NoticeBoard })))

/** What happens within this time is told together: a batch ends with many jobs at once. */
const GATHER_MS = 600

export function Notices({ place }: { place: Place }) {
  const store = useJobStore()
  const { line } = useEngine()
  const { answer: settings } = useSettings()
  const [board, setBoard] = useState(false)
  const wanted = !settings?.ok || settings.value.notifications

  const tell = useEffectEvent(async (news: readonly JobNews[]) => {
    if (!wanted) return
    const hidden = document.visibilityState === 'hidden'
    const looksAt = (id: string) => !hidden && place.section === 'compare' && place.jobs.includes(id)
    const told = together(news.filter(({ job }) => !looksAt(job.id)))
    if (told.length === 0) return
    // In Electron the main process tells the system: it goes on where this page may sleep.
    if (hidden && line.host.kind === 'serve' && settings?.ok) for (const one of told) tellSystem(one, store)
    const { showNotice } = await load()
    setBoard(true)
    for (const one of told) showNotice(one, noticePlace(idsOf(one), store), hidden)
  })

  useEffect(() => {
    let gathered: JobNews[] = []
    let timer: ReturnType<typeof setTimeout> | null = null
    const stop = store.onMove((job, before) => {
      const kind = newsOf(job, before?.state ?? null)
      if (kind === null) return
      gathered.push({ kind, job })
      timer ??= setTimeout(() => {
        const all = gathered
        gathered = []
        timer = null
        void tell(all)
      }, GATHER_MS)
    })
    return () => {
      stop()
      if (timer) clearTimeout(timer)
    }
  }, [store])

  // In Electron the system's notices are the main process's, and it says which one was clicked.
  useEffect(() => line.host.onShow?.((ids) => go(noticePlace(ids, store))), [line, store])

  return board ? (
    <Suspense>
      <NoticeBoard />
    </Suspense>
  ) : null
}

function idsOf({ jobs }: News<JobView>): string[] {
  return jobs.map(({ id }) => id)
}

/** Only where the person allowed it before: asking belongs to the settings, on a click. */
function tellSystem(news: News<JobView>, store: JobStore): void {
  const { kind, jobs } = news
  if (!('Notification' in window) || Notification.permission !== 'granted') return
  const [job] = jobs
  const notice = new Notification(words.notices.title[kind](jobs.length), {
    body: words.notices.what(jobs),
    tag: jobs.length === 1 && job ? job.id : kind,
  })
  notice.onclick = () => {
    window.focus()
    go(noticePlace(idsOf(news), store))
    notice.close()
  }
}
