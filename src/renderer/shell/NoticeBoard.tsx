/** Notices in the window’s corner. Loaded with the first one. */
import { Notifications, notifications } from '@mantine/notifications'
import type { JobView } from '../../contract/shapes'
import type { News, NewsKind } from '../../domain/job-news'
import { hashOf, type Place } from '../state/place'
import { words } from '../words'
import '@mantine/notifications/styles.css'
import '../styles/notices.css'

const colours: Record<NewsKind, string> = { saved: 'var(--ok)', failed: 'var(--bad)', you: 'var(--warn)' }
const SHOWN_FOR_MS: Record<NewsKind, number> = { saved: 8_000, failed: 20_000, you: 60_000 }

export function NoticeBoard() {
  return <Notifications position="bottom-right" limit={4} containerWidth={380} />
}

/** @param place where it leads @param stay it waits until it is seen: the window is hidden */
export function showNotice({ kind, jobs }: News<JobView>, place: Place, stay: boolean): void {
  const [job] = jobs
  if (!job) return
  const id = jobs.length === 1 ? `${kind} ${job.id}` : kind
  notifications.hide(id)
  notifications.show({
    id,
    title: words.notices.title[kind](jobs.length),
    message: (
      <>
        <span className="notice-what">{words.notices.what(jobs)}</span>
        <a href={hashOf(place)} onClick={() => notifications.hide(id)}>
          {jobs.length > 1 ? words.notices.toQueue : kind === 'saved' ? words.jobs.compare : words.jobs.open}
        </a>
      </>
    ),
    color: colours[kind],
    autoClose: stay ? false : SHOWN_FOR_MS[kind],
    closeButtonProps: { 'aria-label': words.app.dismiss },
  })
}
