/** One job: how it goes while it goes, then reference and result side by side. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { isAtRest } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { formatUsd } from '../../../domain/wording'
import { ask } from '../../client'
import { Clip } from '../../components/Clip'
import { CopyField } from '../../components/CopyField'
import { FailureNote } from '../../components/FailureNote'
import { JobProgress, JobStateWords, JobTime } from '../../components/JobWords'
import { Panel } from '../../components/Panel'
import { Picture } from '../../components/Picture'
import { SettleJob } from '../../components/SettleJob'
import { StopWaiting } from '../../components/StopWaiting'
import { dateWords } from '../../figures'
import { useEngine, useMediaLink } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { hashOf } from '../../state/place'
import { words } from '../../words'
import { Compare } from './Compare'
import '../../styles/compare.css'

export function JobScreen({ id }: { id: string | null }) {
  const { line } = useEngine()
  const { jobs } = useLiveJobs()
  const known = jobs?.find((job) => job.id === id) ?? null
  const detail = useQuery({
    queryKey: ['job', id, known?.updatedAt],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.jobs.get({ id: id ?? '' }, { signal: stop }), signal),
    enabled: id !== null,
    placeholderData: (before) => before,
    gcTime: 0,
  })
  const job = known ?? (detail.data?.ok ? detail.data.value.job : null)
  if (id === null)
    return (
      <main className="whole-window">
        <p>{words.job.none}</p>
        <a className="link-button" href={hashOf({ section: 'queue' })}>
          {words.job.toQueue}
        </a>
      </main>
    )
  if (!job)
    return (
      <main className="whole-window">
        {detail.data && !detail.data.ok ? <FailureNote failure={detail.data.failure} /> : <p role="status">{words.job.loading}</p>}
        <a className="link-button" href={hashOf({ section: 'queue' })}>
          {words.job.toQueue}
        </a>
      </main>
    )
  const history = detail.data?.ok ? detail.data.value.history : []
  return (
    <>
      <main className="job">
        <div className="job-main">
          <JobStage job={job} />
          <JobMedia job={job} />
        </div>
        <JobFacts job={job} history={history} />
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

function JobStage({ job }: { job: JobView }) {
  const { name } = providers[job.provider]
  return (
    <section className="job-stage" aria-label={words.job.progress}>
      <div className="row row-apart">
        <p role="status">
          <JobStateWords job={job} /> {name}
          {job.rehearsal ? ` · ${words.jobs.rehearsal}` : ''}
        </p>
        <SettleJob job={job} />
        <StopWaiting job={job} />
      </div>
      <JobProgress job={job} />
      {job.failure ? <FailureNote failure={job.failure} /> : null}
      {job.state === 'unconfirmed' ? (
        <p className="warn" role="alert">
          {words.jobs.unconfirmedMeans(name)} {words.jobs.unconfirmedDo}
        </p>
      ) : null}
      {job.state === 'paused' ? <p className="warn">{words.jobs.pausedMeans}</p> : null}
    </section>
  )
}

function JobMedia({ job }: { job: JobView }) {
  const link = useMediaLink()
  const { image, reference, result } = job.hrefs
  if (reference !== null && result !== null) return <Compare reference={link(reference)} result={link(result)} names={job.inputs} />
  return (
    <>
      <div className="compare">
        {reference === null ? null : (
          <Panel title={words.job.reference} aside={job.inputs.video}>
            <Clip src={link(reference)} label={words.job.referenceVideo} cannotShow={words.job.cannotShow} />
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

function JobFacts({ job, history }: { job: JobView; history: readonly { at: string; event: string }[] }) {
  const { line, info } = useEngine()
  const [failure, setFailure] = useState<Failure | null>(null)
  const { facts } = words.job
  const reveal = async () => {
    const answer = await ask(line, (signal) => line.client.jobs.reveal({ id: job.id }, { signal }))
    setFailure(answer.ok ? null : answer.failure)
  }
  return (
    <Panel title={`${providers[job.provider].name} · ${words.wishes.tierOption[job.request.tier]}`} className="job-facts">
      <dl>
        <Fact name={facts.made}>{dateWords(job.createdAt)}</Fact>
        <Fact name={facts.took}>
          <JobTime job={job} />
        </Fact>
        <Fact name={facts.inputs}>
          {job.inputs.image}, {job.inputs.video}
        </Fact>
        <Fact name={facts.orientation}>{words.wishes.orientationShort[job.request.orientation]}</Fact>
        <Fact name={facts.quoted}>{job.quoteUsd === null ? words.providers.notPublished : formatUsd(job.quoteUsd)}</Fact>
        <Fact name={facts.charged}>
          {job.rehearsal ? words.jobs.free : job.chargeUsd === null ? words.jobs.unknownPrice : formatUsd(job.chargeUsd)}
        </Fact>
        {job.remoteId ? <Fact name={facts.remoteId}>{job.remoteId}</Fact> : null}
      </dl>
      <div className="job-actions">
        {info.canReveal ? (
          <Button variant="default" fullWidth onClick={() => void reveal()}>
            {words.job.openFolder}
          </Button>
        ) : null}
        {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
        <CopyField label={words.job.folderPath} value={job.dir} />
        {job.result ? <CopyField label={words.job.resultPath} value={job.result} /> : null}
      </div>
      <details className="history">
        <summary>{words.job.history}</summary>
        {history.length === 0 ? <p className="dim">{words.job.noHistory}</p> : null}
        <ol>
          {history.map((entry) => (
            <li key={JSON.stringify(entry)}>
              <time dateTime={entry.at}>{dateWords(entry.at)}</time> {entry.event}
            </li>
          ))}
        </ol>
      </details>
    </Panel>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
