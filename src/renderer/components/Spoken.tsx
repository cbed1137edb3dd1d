/** Holds the window back until the language of the settings is loaded, so that nothing is read in two. */
import { Loader } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useSettings } from '../state/settings'
import { speak, words } from '../words'

export function Spoken({ children }: { children: ReactNode }) {
  const { answer } = useSettings()
  const [ready, setReady] = useState(false)
  // Settings that cannot be read keep nobody from working.
  const chosen = answer ? (answer.ok ? answer.value.language : 'system') : null
  useEffect(() => {
    // Later changes are spoken where they are made.
    if (chosen !== null && !ready) void speak(chosen).then(() => setReady(true))
  }, [chosen, ready])
  if (ready) return children
  return (
    <main className="whole-window" aria-busy="true">
      <Loader aria-hidden="true" />
      <p>{words.app.starting}</p>
    </main>
  )
}
