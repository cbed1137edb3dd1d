/** The window: its sections, what stands above them, and what is shown while there is no engine yet. */
import { Button, Loader, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Failure } from '../domain/failure'
import { isAtRest } from '../domain/job'
import { ask, type Line } from './client'
import { CheckUp } from './components/CheckUp'
import { FailureNote } from './components/FailureNote'
import { Word } from './components/Panel'
import { Spoken } from './components/Spoken'
import { JobScreen } from './screens/compare/JobScreen'
import { Compose } from './screens/compose/Compose'
import { Projects } from './screens/projects/Projects'
import { Queue } from './screens/queue/Queue'
import { Settings } from './screens/settings/Settings'
import { EngineContext, useEngine } from './state/engine'
import { LiveJobsProvider, useLiveJobs } from './state/jobs'
import { useLanguage } from './state/language'
import { hashOf, type Place, usePlace } from './state/place'
import { useComposition } from './state/use-composition'
import { words } from './words'

export function App({ line, notAdmitted }: { line: Line; notAdmitted: Failure | null }) {
  const info = useQuery({
    queryKey: ['info'],
    queryFn: ({ signal }) =>
      ask(line, async (stop) => ({ ok: true as const, value: await line.client.system.info(undefined, { signal: stop }) }), signal),
  })
  if (!info.data)
    return (
      <main className="whole-window" aria-busy="true">
        <Loader aria-hidden="true" />
        <p>{words.app.starting}</p>
      </main>
    )
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

function Sections() {
  const { line, info } = useEngine()
  const { online } = useLiveJobs()
  const place = usePlace()
  const composing = useComposition(line)
  // What is on the table outlives a change of language; all that was written with the old words does not.
  const language = useLanguage()
  return (
    <div className="window" key={language}>
      <Top place={place} />
      {online ? null : (
        <p className="banner banner-warn" role="alert">
          {words.app.offline}
        </p>
      )}
      {info.ffmpeg && info.ffprobe ? null : (
        <p className="banner banner-bad" role="alert">
          {words.app.noTools}
        </p>
      )}
      {place.section === 'compose' ? <Compose composing={composing} /> : null}
      {place.section === 'queue' ? <Queue /> : null}
      {place.section === 'projects' ? <Projects /> : null}
      {place.section === 'settings' ? <Settings /> : null}
      {place.section === 'compare' ? <JobScreen key={place.jobs[0]} id={place.jobs[0] ?? null} /> : null}
    </div>
  )
}

function Top({ place }: { place: Place }) {
  const { info } = useEngine()
  const { jobs } = useLiveJobs()
  const [checking, setChecking] = useState(false)
  const open = (jobs ?? []).filter((job) => !isAtRest(job.state)).length
  const compare: Place = place.section === 'compare' ? place : { section: 'compare', jobs: jobs?.[0] ? [jobs[0].id] : [] }
  return (
    <header className="top">
      <div className="brand">
        <span className="mark" aria-hidden="true" />
        <h1>{words.app.name}</h1>
        <span className="project dim" title={info.project.dir}>
          {words.app.project(info.project.name)}
        </span>
      </div>
      <nav aria-label={words.app.sections}>
        <SectionLink to={{ section: 'compose' }} here={place.section === 'compose'} label={words.app.compose} />
        <SectionLink
          to={{ section: 'queue' }}
          here={place.section === 'queue'}
          label={words.app.queue}
          note={open > 0 ? words.app.openJobs(open) : null}
        />
        <SectionLink to={compare} here={place.section === 'compare'} label={words.app.compare} />
      </nav>
      <div className="top-end">
        {info.rehearsalOnly ? <Word tone="info">{words.app.rehearsalOnly}</Word> : null}
        <Button variant="default" onClick={() => setChecking(true)}>
          {words.app.checkUp}
        </Button>
        <ColoursButton />
      </div>
      {checking ? <CheckUp onClose={() => setChecking(false)} /> : null}
    </header>
  )
}

function SectionLink({ to, here, label, note = null }: { to: Place; here: boolean; label: string; note?: string | null }) {
  return (
    <a href={hashOf(to)} aria-current={here ? 'page' : undefined} className="section-link">
      {label}
      {note === null ? null : <span className="section-note"> {note}</span>}
    </a>
  )
}

function ColoursButton() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('dark')
  const label = scheme === 'dark' ? words.app.toLight : words.app.toDark
  return (
    <Button variant="default" aria-label={label} title={label} onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}>
      <span aria-hidden="true">{scheme === 'dark' ? '☀' : '☾'}</span>
    </Button>
  )
}
