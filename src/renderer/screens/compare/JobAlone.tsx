/** A job without a result: how it goes, or why it stopped, with what goes into it. */
import { type ReactNode, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { isAtRest } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { Clip } from '../../components/Clip'
import { FailureNote } from '../../components/FailureNote'
import { GoOn } from '../../components/GoOn'
import { JobProgress, JobStateWords } from '../../components/JobWords'
import { Panel } from '../../components/Panel'
import { Picture } from '../../components/Picture'
import { SettleJob } from '../../components/SettleJob'
import { StopWaiting } from '../../components/StopWaiting'
import { useMediaLink } from '../../state/engine'
import { hashOf } from '../../state/place'
import { words } from '../../words'
import { JobFacts } from './JobFacts'
import { useCopies } from './use-copies'
import { useFilmFacts } from './use-films'

export function JobAlone({ job, notes }: { job: JobView; notes: ReactNode }) {
  return (
    <>
      <main className="job">
        <div className="job-main">
          {notes}
          <JobStage job={job} />
          <JobInputs job={job} />
        </div>
        <JobFacts job={job} film={null} />
      </main>
      <footer className="bar">
        <a className="link-button" href={hashOf({ section: 'queue' })}>
          {words.job.back}
        </a>
        <p className="dim">{words.queue.closing}</p>
      </footer>
    </>
  )
}

export function JobStage({ job }: { job: JobView }) {
  const { name } = providers[job.provider]
  const [failure, setFailure] = useState<Failure | null>(null)
  return (
    <section className="job-stage" aria-label={words.job.progress}>
      <div className="row row-apart">
        <p role="status">
          <JobStateWords job={job} /> {name}
          {job.rehearsal ? ` · ${words.jobs.rehearsal}` : ''}
        </p>
        <SettleJob job={job} />
        <GoOn job={job} onAnswered={setFailure} />
        <StopWaiting job={job} />
      </div>
      <JobProgress job={job} />
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
      {job.failure ? <FailureNote failure={job.failure} /> : null}
      {job.state === 'unconfirmed' ? (
        <p className="warn" role="alert">
          {words.app.together(words.jobs.unconfirmedMeans(name), words.jobs.unconfirmedDo)}
        </p>
      ) : null}
      {job.state === 'paused' ? <p className="warn">{words.jobs.pausedMeans}</p> : null}
    </section>
  )
}

function JobInputs({ job }: { job: JobView }) {
  const link = useMediaLink()
  const { image, reference } = job.hrefs
  const [films = null] = useFilmFacts([job])
  const [copy] = useCopies([{ id: job.id, film: 'reference', facts: films?.reference ?? null }])
  return (
    <>
      <div className="compare">
        {reference === null ? null : (
          <Panel title={words.job.reference} aside={job.inputs.video}>
            {copy === 'making' ? (
              <p className="cannot-show" role="status">
                {words.clip.copying}
              </p>
            ) : (
              <Clip
                src={link(typeof copy === 'object' ? copy.href : reference)}
                label={words.job.referenceVideo}
                cannotShow={words.job.cannotShow}
              />
            )}
          </Panel>
        )}
        {image === null ? null : (
          <Panel title={words.wells.character} aside={job.inputs.image}>
            <div className="job-picture">
              <Picture src={link(image)} alt={words.wells.originalImage} cannotShow={words.wells.cannotShowPicture} />
            </div>
          </Panel>
        )}
      </div>
      <p className="job-note dim">{isAtRest(job.state) && job.state !== 'paused' ? words.job.noResult : words.job.waiting}</p>
    </>
  )
}
