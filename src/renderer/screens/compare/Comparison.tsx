/** Reference and results under one clock, with the facts of the chosen one beside them. */
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import { FailureNote } from '../../components/FailureNote'
import { JobStateWords } from '../../components/JobWords'
import { useLiveJobs } from '../../state/jobs'
import { hashOf } from '../../state/place'
import { words } from '../../words'
import { ChooseResults, isOfPair } from './ChooseResults'
import { ExportDialog } from './ExportDialog'
import { JobStage } from './JobAlone'
import { JobFacts } from './JobFacts'
import { Stage } from './Stage'
import { Transport } from './Transport'
import { useClock } from './use-clock'
import { REFERENCE, titleOf, useFilms } from './use-films'
import { useLook } from './use-look'
import { type Offsets, useOffsets } from './use-offsets'
import { useShortcuts } from './use-shortcuts'

const atTheBeginning: Offsets = {}

export function Comparison({ jobs, unsaved, notes }: { jobs: readonly JobView[]; unsaved: readonly JobView[]; notes: ReactNode }) {
  const clock = useClock()
  const films = useFilms(jobs)
  const live = useLiveJobs().jobs
  const [look, change] = useLook(jobs.map(({ id }) => id).join(), clock, {
    chosen: jobs[0]!.id,
    heard: films[0]?.key ?? null,
    view: 'side',
    pair: null,
  })
  const { chosen: chosenId, heard, view } = look
  const { offsets, set: setOffset, failure: notKept } = useOffsets(jobs)
  const [dialog, setDialog] = useState<'choose' | 'export' | null>(null)
  const chosen = jobs.find((job) => job.id === chosenId) ?? jobs[0]!
  const chosenFilm = films.find((film) => film.key === chosen.id) ?? null
  const pair = look.pair ?? { left: films[0]!.key, right: films.length > 2 && chosenId !== films[0]!.key ? chosenId : films.at(-1)!.key }
  useShortcuts(clock)

  const counted = films[0]!
  const frameRate = counted.facts?.frameRate ?? null
  useEffect(() => clock.setCounted(counted.key, frameRate), [clock, counted.key, frameRate])
  // A film by itself begins at its beginning.
  const laid = films.length > 1 ? offsets : atTheBeginning
  useEffect(() => clock.setOffsets(laid), [clock, laid])
  useEffect(() => clock.setHeard(heard), [clock, heard])

  const ofPair = (live ?? []).filter((job) => job.hrefs.result !== null && isOfPair(job, jobs[0]!)).length
  const shownOfPair = jobs.filter((job) => isOfPair(job, jobs[0]!)).length
  const openExport = () => {
    clock.pause()
    setDialog('export')
  }
  return (
    <>
      <main className="job comparison">
        <div className="job-main">
          {notes}
          {notKept ? <FailureNote failure={notKept} /> : null}
          {unsaved.map((job) => (
            <JobStage key={job.id} job={job} />
          ))}
          <Stage
            films={films}
            clock={clock}
            view={view}
            pair={pair}
            heard={heard}
            chosen={chosen.id}
            onHear={(key) => change({ heard: key })}
            onChoose={(id) => change({ chosen: id })}
          />
          <Transport
            clock={clock}
            films={films}
            view={view}
            pair={pair}
            offset={
              films[0]!.key === REFERENCE || films.length > 1
                ? {
                    of: chosen.id,
                    name: chosenFilm?.title ?? '',
                    seconds: offsets[chosen.id] ?? 0,
                    set: (seconds) => setOffset(chosen.id, seconds),
                  }
                : null
            }
            onView={(next) => change({ view: next })}
            onPair={(next) => change({ pair: next })}
          >
            <Button variant="default" onClick={openExport}>
              {words.job.export}
            </Button>
          </Transport>
        </div>
        <JobFacts key={chosen.id} job={chosen} film={chosenFilm} />
      </main>
      <footer className="bar">
        <p role="status" className="bar-job">
          <JobStateWords job={chosen} /> {titleOf(chosen)}
          {chosen.rehearsal ? ` · ${words.jobs.rehearsal}` : ''}
        </p>
        <p className="dim">
          {words.job.countOf(shownOfPair, Math.max(ofPair, shownOfPair))} · <strong translate="no">{chosen.id}</strong>
        </p>
        <div className="bar-end">
          <a className="link-button" href={hashOf({ section: 'queue' })}>
            {words.job.back}
          </a>
          <Button variant="default" onClick={() => setDialog('choose')}>
            {words.job.chooseResults}
          </Button>
        </div>
      </footer>
      {dialog === 'choose' ? <ChooseResults chosen={jobs} onClose={() => setDialog(null)} /> : null}
      {dialog === 'export' ? (
        <ExportDialog jobs={jobs} films={films} offsets={offsets} heard={heard} onClose={() => setDialog(null)} />
      ) : null}
    </>
  )
}
