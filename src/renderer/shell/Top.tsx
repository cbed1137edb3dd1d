/** The line above every screen: whose project, which section, and the way to settings and help. */
import { useEffect, useState } from 'react'
import { isAtRest } from '../../domain/job'
import { Word } from '../components/Panel'
import { useEngine } from '../state/engine'
import { useLiveJobs } from '../state/jobs'
import { hashOf, type Place } from '../state/place'
import { words } from '../words'
import { ProjectMenu } from './ProjectMenu'
import { useAppearance } from './use-appearance'

export function Top({ place, compare, onHelp }: { place: Place; compare: Place; onHelp: () => void }) {
  const { info } = useEngine()
  const { jobs } = useLiveJobs()
  const { dark, toggle } = useAppearance()
  const open = (jobs ?? []).reduce((count, job) => (isAtRest(job.state) ? count : count + 1), 0)
  const colours = dark ? words.app.toLight : words.app.toDark
  return (
    <header className="top">
      <div className="brand">
        <span className="mark" aria-hidden="true" />
        <h1>{words.app.name}</h1>
        <ProjectMenu />
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
        <SectionLink to={{ section: 'projects' }} here={place.section === 'projects'} label={words.app.projects} />
      </nav>
      <div className="top-end">
        {info.paused ? <Word tone="warn">{words.app.paused}</Word> : null}
        {info.rehearsalOnly ? <Word tone="info">{words.app.rehearsalOnly}</Word> : null}
        <button type="button" className="icon-button" aria-label={colours} title={colours} onClick={toggle}>
          <span aria-hidden="true">{dark ? '☀' : '☾'}</span>
        </button>
        <a
          className="icon-button"
          href={hashOf({ section: 'settings' })}
          title={words.app.settings}
          aria-current={place.section === 'settings' ? 'page' : undefined}
        >
          <span aria-hidden="true">⚙</span>
          <span className="unseen">{words.app.settings}</span>
        </a>
        <button type="button" className="icon-button" aria-label={words.help.open} title={words.help.open} onClick={onHelp}>
          <span aria-hidden="true">?</span>
        </button>
      </div>
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

/** The comparison that was looked at last; before the first one, the newest job. */
export function useCompareOfLate(place: Place): Place {
  const { jobs } = useLiveJobs()
  const [late, setLate] = useState<Place | null>(null)
  useEffect(() => {
    if (place.section === 'compare' && place.jobs.length > 0) setLate(place)
  }, [place])
  if (place.section === 'compare') return place
  return late ?? { section: 'compare', jobs: jobs?.[0] ? [jobs[0].id] : [] }
}
