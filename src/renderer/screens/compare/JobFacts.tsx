/** What is known of one job, what the person thinks of it, and what can be done with it. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Happening } from '../../../contract/findings'
import type { HistoryEntry, JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { ask } from '../../client'
import { CopyIt } from '../../components/CopyField'
import { FailureNote } from '../../components/FailureNote'
import { JobTime } from '../../components/JobWords'
import { Panel } from '../../components/Panel'
import { dateWords, formatBytes, formatSides, formatUsd, spanWords } from '../../figures'
import { useEngine } from '../../state/engine'
import { runAgain } from '../../state/run-again'
import { words } from '../../words'
import { Remarks } from './Remarks'
import { type ShownFilm, titleOf } from './use-films'

export function JobFacts({ job, film }: { job: JobView; film: ShownFilm | null }) {
  const { facts } = words.job
  const result = film?.facts ?? null
  return (
    <Panel title={film?.title ?? titleOf(job)} className="job-facts">
      <dl>
        <Fact name={facts.made}>{dateWords(job.createdAt)}</Fact>
        <Fact name={facts.took}>
          {job.savedAt === null ? <JobTime job={job} /> : spanWords(Date.parse(job.savedAt) - Date.parse(job.createdAt))}
        </Fact>
        <Fact name={facts.quoted}>{job.quoteUsd === null ? words.providers.notPublished : formatUsd(job.quoteUsd)}</Fact>
        <Fact name={facts.charged}>
          {job.rehearsal ? words.jobs.free : job.chargeUsd === null ? words.jobs.unknownPrice : formatUsd(job.chargeUsd)}
        </Fact>
        <Fact name={facts.orientation}>{words.wishes.orientationShort[job.request.orientation]}</Fact>
        <Fact name={facts.inputs}>
          {job.inputs.image}, {job.inputs.video}
        </Fact>
        {job.remoteId ? (
          <Fact name={facts.remoteId}>
            <span translate="no">{job.remoteId}</span>
          </Fact>
        ) : null}
        {result ? (
          <>
            <Fact name={facts.result}>
              {formatSides(result)} · {formatBytes(result.bytes)}
            </Fact>
            <Fact name={facts.rate}>{words.job.perSecond(result.frameRate)}</Fact>
          </>
        ) : null}
      </dl>
      {job.result ? <Remarks job={job} /> : null}
      <JobActions job={job} />
      <JobHistory job={job} />
    </Panel>
  )
}

function JobActions({ job }: { job: JobView }) {
  const { line, info } = useEngine()
  const [failure, setFailure] = useState<Failure | null>(null)
  const reveal = async () => {
    const answer = await ask(line, (signal) => line.client.jobs.reveal({ id: job.id }, { signal }))
    setFailure(answer.ok ? null : answer.failure)
  }
  return (
    <div className="job-actions">
      <Button variant="default" fullWidth onClick={() => runAgain(job.id)}>
        {words.job.again}
      </Button>
      {info.canReveal ? (
        <Button variant="default" fullWidth onClick={() => void reveal()}>
          {words.job.openFolder}
        </Button>
      ) : null}
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
      <div className="job-copies">
        {job.result ? (
          <CopyIt label={words.job.resultPath} value={job.result}>
            {words.job.copyResult}
          </CopyIt>
        ) : null}
        <CopyIt label={words.job.folderPath} value={job.dir}>
          {words.job.copyFolder}
        </CopyIt>
      </div>
      <code className="job-path" role="note" aria-label={job.result ? words.job.resultPath : words.job.folderPath}>
        {job.result ?? job.dir}
      </code>
    </div>
  )
}

/** Read only when somebody wants to see it. */
function JobHistory({ job }: { job: JobView }) {
  const { line } = useEngine()
  const [open, setOpen] = useState(false)
  const detail = useQuery({
    queryKey: ['history', job.id, job.updatedAt],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.jobs.get({ id: job.id }, { signal: stop }), signal),
    enabled: open,
    placeholderData: (before) => before,
    gcTime: 0,
  })
  const answer = detail.data
  return (
    <details className="history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.job.history}</summary>
      {answer && !answer.ok ? <FailureNote failure={answer.failure} /> : null}
      {answer?.ok && answer.value.history.length === 0 ? <p className="dim">{words.job.noHistory}</p> : null}
      {answer?.ok ? (
        <ol>
          {answer.value.history.map((entry) => (
            <li key={JSON.stringify(entry)}>
              <time dateTime={entry.at}>{dateWords(entry.at)}</time> <HistoryLine entry={entry} name={providers[job.provider].name} />
            </li>
          ))}
        </ol>
      ) : null}
    </details>
  )
}

/** A line that a newer Choreo wrote stands there as it is. */
function HistoryLine({ entry, name }: { entry: HistoryEntry; name: string }) {
  const known = Happening.safeParse(entry)
  return known.success ? (
    <span>{words.jobs.happened(known.data, name)}</span>
  ) : (
    <span lang="en" data-engine-text>
      {entry.event}
    </span>
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
