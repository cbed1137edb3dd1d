/** Where the person is: a section, kept in the address so that a reload stays there. */
import { useSyncExternalStore } from 'react'

export type Place = { section: 'compose' } | { section: 'queue' } | { section: 'job'; id: string | null }

export function placeOf(hash: string): Place {
  if (hash === '#/queue') return { section: 'queue' }
  const job = /^#\/job(?:\/(.+))?$/.exec(hash)
  return job ? { section: 'job', id: job[1] ? decodeURIComponent(job[1]) : null } : { section: 'compose' }
}

export function hashOf(place: Place): string {
  if (place.section === 'job') return place.id === null ? '#/job' : `#/job/${encodeURIComponent(place.id)}`
  return `#/${place.section}`
}

export function go(place: Place): void {
  window.location.hash = hashOf(place)
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash,
  )
  return placeOf(hash)
}
