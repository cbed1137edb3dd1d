/** All jobs of the project: what they do, what they cost, and what waits for the person. */
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { isAtRest } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { ask } from '../../client'
import { Choice } from '../../components/Choice'
import { FailureNote } from '../../components/FailureNote'
import { JobCost, JobProgress, JobStateWords, JobTime } from '../../components/JobWords'
import { Panel } from '../../components/Panel'
import { StopWaiting } from '../../components/StopWaiting'
import { dateWords } from '../../figures'
import { useEngine, useMediaLink } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { go, hashOf } from '../../state/place'
import { words } from '../../words'
import '../../styles/queue.css'

type Filter = keyof typeof words.queue.filters
const filters = Object.keys(words.queue.filters) as Filter[]

const belongs: Record<Filter, (job: JobView) => boolean> = {
  all: () => true,
  open: (job) => !isAtRest(job.state),
  you: (job) => job.state === 'unconfirmed' || job.state === 'paused',
  saved: (job) => job.state === 'saved',
  failed: (job) => job.state === 'failed',
}

export function Queue() {
  const { line } = useEngine()
  const { jobs, unreadable, failure, refresh, note } = useLiveJobs()
  const [filter, setFilter] = useState<Filter>('all')
  const [search, setSearch] = useState('')
  const [resumed, setResumed] = useState<number | null>(null)
  const [resumeFailure, setResumeFailure] = useState<Failure | null>(null)
  const [resuming, setResuming] = useState(false)
  const found = (jobs ?? []).filter((job) => belongs[filter](job) && matches(job, search))

  const resume = async () => {
    setResuming(true)
    const answer = await ask(line, (signal) => line.client.jobs.resume(undefined, { signal }))
    setResuming(false)
    setResumeFailure(answer.ok ? null : answer.failure)
    setResumed(answer.ok ? answer.value.length : null)
    if (answer.ok) for (const view of answer.value) note(view)
  }

  return (
    <>
      <main className="queue">
        <Panel title={words.queue.title}>
          <div className="queue-tools">
            <TextInput
              aria-label={words.queue.search}
              placeholder={words.queue.search}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <Choice
              quiet
              label={words.queue.filter}
              value={filter}
              options={filters.map((value) => ({
                value,
                label: words.queue.filterCount(words.queue.filters[value], (jobs ?? []).filter(belongs[value]).length),
              }))}
              onChange={setFilter}
            />
          </div>
          {failure ? <FailureNote failure={failure} action={{ label: words.app.tryAgain, run: refresh }} /> : null}
          {resumeFailure ? <FailureNote failure={resumeFailure} onDismiss={() => setResumeFailure(null)} /> : null}
          {jobs === null && !failure ? (
            <p className="empty" role="status">
              {words.app.loading}
            </p>
          ) : null}
          {jobs && jobs.length === 0 ? (
            <div className="empty">
              <p>{words.queue.empty}</p>
              <Button variant="default" onClick={() => go({ section: 'compose' })}>
                {words.queue.toCompose}
              </Button>
            </div>
          ) : null}
          {jobs && jobs.length > 0 && found.length === 0 ? <p className="empty">{words.queue.emptyFilter}</p> : null}
          {found.length > 0 ? <JobTable jobs={found} /> : null}
        </Panel>
        {unreadable.length > 0 ? (
          <Panel title={words.queue.unreadable} aside={words.queue.unreadableMeans}>
            {unreadable.map((record) => (
              <div key={record.dir} className="unreadable">
                <code>{record.dir}</code>
                <FailureNote failure={record.failure} />
              </div>
            ))}
          </Panel>
        ) : null}
      </main>
      <footer className="bar">
        <p className="dim">{words.queue.closing}</p>
        <div className="bar-end">
          <span role="status">{resumed === null ? '' : words.queue.resumed(resumed)}</span>
          <Button variant="default" loading={resuming} onClick={() => void resume()}>
            {words.queue.resume}
          </Button>
        </div>
      </footer>
    </>
  )
}

function matches(job: JobView, search: string): boolean {
  const text = [job.id, job.inputs.image, job.inputs.video, providers[job.provider].name, job.request.prompt ?? ''].join(' ').toLowerCase()
  return text.includes(search.trim().toLowerCase())
}

function JobTable({ jobs }: { jobs: readonly JobView[] }) {
  const { columns } = words.queue
  return (
    <div className="scroll-x">
      <table className="jobs">
        <thead>
          <tr>
            <th scope="col">{columns.pair}</th>
            <th scope="col">{columns.provider}</th>
            <th scope="col">{columns.stage}</th>
            <th scope="col">{columns.time}</th>
            <th scope="col" className="number">
              {columns.cost}
            </th>
            <th scope="col">
              <span className="unseen">{columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function JobRow({ job }: { job: JobView }) {
  const link = useMediaLink()
  const { name } = providers[job.provider]
  const what = words.jobs.of(job.inputs.image, job.inputs.video)
  return (
    <tr>
      <td>
        <a className="pair-link" href={hashOf({ section: 'compare', jobs: [job.id] })} aria-label={words.jobs.openNamed(what)}>
          {job.hrefs.image ? <img src={link(job.hrefs.image)} alt="" loading="lazy" /> : <span className="thumb" aria-hidden="true" />}
          <span>
            {job.inputs.image}
            <br />
            {job.inputs.video}
          </span>
        </a>
      </td>
      <td>
        {name}
        <br />
        <span className="dim">
          {words.wishes.tierOption[job.request.tier]} · {words.wishes.orientationShort[job.request.orientation]}
          {job.rehearsal ? ` · ${words.jobs.rehearsal}` : ''}
        </span>
      </td>
      <td className="stage">
        <JobStateWords job={job} />
        <JobProgress job={job} />
        {job.failure ? (
          <p className="dim">
            {job.failure.message} {job.failure.fix}
          </p>
        ) : null}
        {job.state === 'unconfirmed' ? <p className="dim">{words.jobs.unconfirmedMeans(name)}</p> : null}
      </td>
      <td>
        <JobTime job={job} />
        <br />
        <time className="dim" dateTime={job.createdAt}>
          {dateWords(job.createdAt)}
        </time>
      </td>
      <td className="number">
        <JobCost job={job} />
      </td>
      <td>
        <span className="row">
          <a className="link-button" href={hashOf({ section: 'compare', jobs: [job.id] })} aria-label={`${openWord(job)}: ${what}`}>
            {openWord(job)}
          </a>
          <StopWaiting job={job} />
        </span>
      </td>
    </tr>
  )
}

function openWord(job: JobView): string {
  return job.state === 'saved' ? words.jobs.compare : words.jobs.open
}
