/** Another window made the engine show another project: nothing that is done here would be done in this one. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useEngine } from '../state/engine'
import type { ProjectName } from '../state/job-store'
import { useLiveJobs } from '../state/jobs'
import { loadAgain } from '../state/place'
import { words } from '../words'

/** The window that changed the project loads itself again within this time, and need not be told. */
const AFTER_MS = 800

/** The project that is shown instead of this window's; null as long as this one is. */
export function useElsewhereForGood(): ProjectName | null {
  const { elsewhere } = useLiveJobs()
  const [told, setTold] = useState<ProjectName | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setTold(elsewhere), elsewhere ? AFTER_MS : 0)
    return () => clearTimeout(timer)
  }, [elsewhere])
  return elsewhere && told
}

export function OtherProject({ project }: { project: ProjectName }) {
  const { info } = useEngine()
  return (
    <main className="whole-window">
      <h2 role="alert">{words.app.openedElsewhere(project.name)}</h2>
      <p>{words.app.shownHere(info.project.name)}</p>
      <Button onClick={loadAgain}>{words.app.showHere(project.name)}</Button>
    </main>
  )
}
