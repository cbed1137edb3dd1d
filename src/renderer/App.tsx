/** The window: its sections, what stands above them, and what is shown while there is no engine yet. */
import { Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import type { Failure } from '../domain/failure'
import { ask, type Line } from './client'
import { FailureNote } from './components/FailureNote'
import { Spoken } from './components/Spoken'
import { Shell } from './shell/Shell'
import { EngineContext, useEngine } from './state/engine'
import { LiveJobsProvider } from './state/jobs'
import { useLanguage } from './state/language'
import { type Place, placeOf, usePlace } from './state/place'
import { type Composing, useComposition } from './state/use-composition'
import { words } from './words'

/** Each screen is read when it is needed; none has to wait for the others. */
const load = {
  compose: () => import('./screens/compose/Compose'),
  queue: () => import('./screens/queue/Queue'),
  compare: () => import('./screens/compare/JobScreen'),
  projects: () => import('./screens/projects/Projects'),
  settings: () => import('./screens/settings/Settings'),
}
const Compose = lazy(() => load.compose().then((screen) => ({ default: screen.Compose })))
const Queue = lazy(() => load.queue().then((screen) => ({ default: screen.Queue })))
const JobScreen = lazy(() => load.compare().then((screen) => ({ default: screen.JobScreen })))
const Projects = lazy(() => load.projects().then((screen) => ({ default: screen.Projects })))
const Settings = lazy(() => load.settings().then((screen) => ({ default: screen.Settings })))

/** The first screen is on its way while the engine is still being asked. */
export function loadFirstScreen(): void {
  const { section } = placeOf(window.location.hash)
  void load[section]()
}

export function App({ line, notAdmitted }: { line: Line; notAdmitted: Failure | null }) {
  const info = useQuery({
    queryKey: ['info'],
    queryFn: ({ signal }) =>
      ask(line, async (stop) => ({ ok: true as const, value: await line.client.system.info(undefined, { signal: stop }) }), signal),
  })
  if (!info.data) return <Starting />
  if (!info.data.ok)
    return (
      <main className="whole-window">
        <h1>{words.app.cannotStart}</h1>
        <FailureNote
          failure={info.data.failure.code === 'network.refused-origin' ? (notAdmitted ?? info.data.failure) : info.data.failure}
          action={{ label: words.app.tryAgain, run: () => void info.refetch() }}
        />
      </main>
    )
  return (
    <EngineContext value={{ line, info: info.data.value }}>
      <LiveJobsProvider line={line}>
        <Spoken>
          <Sections />
        </Spoken>
      </LiveJobsProvider>
    </EngineContext>
  )
}

function Starting() {
  return (
    <main className="whole-window" aria-busy="true">
      <Loader aria-hidden="true" />
      <p>{words.app.starting}</p>
    </main>
  )
}

/** The first screen comes before all others, which are there before the person is. */
const OTHERS_AFTER_MS = 400

/** The engine hands the screens out, and may be gone when one is needed. What was not read now is asked for again then. */
function useOtherScreens(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const read of Object.values(load)) read().catch(() => {})
    }, OTHERS_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
}

function Sections() {
  useOtherScreens()
  const { line } = useEngine()
  const place = usePlace()
  const composing = useComposition(line)
  // What is on the table outlives a change of language; all that was written with the old words does not.
  const language = useLanguage()
  return (
    <Shell key={language} place={place} composing={composing}>
      <Suspense fallback={<main className="whole-window" aria-busy="true" />}>
        <Screen place={place} composing={composing} />
      </Suspense>
    </Shell>
  )
}

function Screen({ place, composing }: { place: Place; composing: Composing }) {
  switch (place.section) {
    case 'queue':
      return <Queue everywhere={place.everywhere ?? false} />
    case 'compare':
      return <JobScreen key={place.jobs[0]} id={place.jobs[0] ?? null} />
    case 'projects':
      return <Projects />
    case 'settings':
      return <Settings />
    default:
      return <Compose composing={composing} />
  }
}
