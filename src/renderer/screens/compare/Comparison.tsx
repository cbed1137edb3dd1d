/** Reference and results under one clock, with the facts of the chosen one beside them. */
import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import { JobStateWords } from '../../components/JobWords'
import { useLiveJobs } from '../../state/jobs'
import { hashOf } from '../../state/place'
import { words } from '../../words'
import { ChooseResults, isOfPair } from './ChooseResults'
import { ExportDialog } from './ExportDialog'
import { JobStage } from './JobAlone'
import { JobFacts } from './JobFacts'
import { type Pair, Stage, type View } from './Stage'
import { Transport } from './Transport'
import { useClock } from './use-clock'
import { REFERENCE, titleOf, useFilms } from './use-films'
import { useShortcuts } from './use-shortcuts'

export function Comparison({ jobs, unsaved, notes }: { jobs: readonly JobView[]; unsaved: readonly JobView[]; notes: ReactNode }) {
  const clock = useClock()
  const films = useFilms(jobs)
  const live = useLiveJobs().jobs
  const [chosenId, setChosenId] = useState(jobs[0]!.id)
  const [heard, setHeard] = useState<string | null>(films[0]?.key ?? null)
  const [view, setView] = useState<View>('side')
  const [wantedPair, setPair] = useState<Pair | null>(null)
  const [offsets, setOffsets] = useState<Readonly<Record<string, number>>>({})
  const [dialog, setDialog] = useState<'choose' | 'export' | null>(null)
  const chosen = jobs.find((job) => job.id === chosenId) ?? jobs[0]!
  const chosenFilm = films.find((film) => film.key === chosen.id) ?? null
  const pair = wantedPair ?? { left: films[0]!.key, right: films.length > 2 && chosenId !== films[0]!.key ? chosenId : films.at(-1)!.key }
  useShortcuts(clock)

  const counted = films[0]!
  const frameRate = counted.facts?.frameRate ?? null
  useEffect(() => clock.setCounted(counted.key, frameRate), [clock, counted.key, frameRate])
  useEffect(() => clock.setOffsets(offsets), [clock, offsets])
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
            onHear={setHeard}
            onChoose={setChosenId}
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
                    set: (seconds) => setOffsets((before) => ({ ...before, [chosen.id]: seconds })),
                  }
                : null
            }
            onView={setView}
            onPair={setPair}
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
