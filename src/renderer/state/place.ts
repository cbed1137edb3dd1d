/** Where the person is: a section, kept in the address so that a reload stays there. */
import { useSyncExternalStore } from 'react'

/**
 * `compare` with one job shows that job, with several their results beside the reference.
 * `queue` shows the jobs of this project, `everywhere` those of all.
 */
export type Place =
  | { section: 'compose' }
  | { section: 'queue'; everywhere?: boolean }
  | { section: 'compare'; jobs: readonly string[] }
  | { section: 'projects' }
  | { section: 'settings' }

export function placeOf(hash: string): Place {
  const [section, rest = ''] = hash.replace(/^#\//, '').split('/', 2)
  switch (section) {
    case 'queue':
      return { section, everywhere: rest === 'all' }
    case 'projects':
    case 'settings':
      return { section }
    case 'compare':
      return { section, jobs: rest === '' ? [] : rest.split(',').map(decodeURIComponent) }
    default:
      return { section: 'compose' }
  }
}

export function hashOf(place: Place): string {
  if (place.section === 'queue' && place.everywhere) return '#/queue/all'
  if (place.section !== 'compare') return `#/${place.section}`
  return place.jobs.length === 0 ? '#/compare' : `#/compare/${place.jobs.map(encodeURIComponent).join(',')}`
}

const followers = new Set<() => void>()

/** Who follows is told at once; the browser says so itself only a moment later, and a switch would spring back meanwhile. */
export function go(place: Place): void {
  window.location.hash = hashOf(place)
  for (const changed of followers) changed()
}

/** With the project that the engine shows by now. A comparison of another one means nothing in it. */
export function loadAgain(): void {
  if (placeOf(window.location.hash).section === 'compare') go({ section: 'queue' })
  window.location.reload()
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(
    (changed) => {
      followers.add(changed)
      window.addEventListener('hashchange', changed)
      return () => {
        followers.delete(changed)
        window.removeEventListener('hashchange', changed)
      }
    },
    () => window.location.hash,
  )
  return placeOf(hash)
}
