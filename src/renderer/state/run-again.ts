/** “Run again with changes”: a screen asks for a job, and the composing table takes it up when it is there. */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { go } from './place'

let wanted: string | null = null
const listeners = new Set<() => void>()

function want(id: string | null): void {
  wanted = id
  for (const tell of listeners) tell()
}

/** Goes to the compose screen and loads the job's files and wishes there. */
export function runAgain(id: string): void {
  want(id)
  go({ section: 'compose' })
}

export function useRunAgain(load: (id: string) => void): void {
  const id = useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => wanted,
  )
  const take = useEffectEvent(load)
  useEffect(() => {
    if (id === null) return
    want(null)
    take(id)
  }, [id])
}
