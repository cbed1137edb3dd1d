/** One job of the queue in one row. What it leads to is done by whoever shows the table: a row comes and goes while it is scrolled. */
import { Button, Checkbox } from '@mantine/core'
import type { CSSProperties } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { isAtRest } from '../../../domain/job'
import { providers } from '../../../domain/providers/all'
import { GoOn } from '../../components/GoOn'
import { JobCost, JobProgress, JobStateWords, JobTime } from '../../components/JobWords'
import { SettleButton } from '../../components/SettleJob'
import { mayStop, StopButton } from '../../components/StopWaiting'
import { dateWords, spanWords } from '../../figures'
import { failureWords } from '../../own-failure'
import { useNow } from '../../state/clock'
import { hashOf } from '../../state/place'
import { words } from '../../words'
import { type Row, retryFor } from './rows'
import { Thumbs } from './Thumbs'

export interface RowActions {
  stop: (job: JobView) => void
  settle: (job: JobView) => void
  retry: (job: JobView) => void
  change: (job: JobView) => void
  openProject: (id: string, job: JobView) => void
  choose: (job: JobView, on: boolean) => void
  /** A job was asked to go on; null where it does. */
  wentOn: (failure: Failure | null) => void
}

export interface RowLook {
  chosen: ReadonlySet<string>
  mostChosen: number
  usual: (job: JobView) => number | null
  /** The list does not move just now. */
  still: boolean
  /** The rehearsal that is being made again. */
  busy: string | null
}

export function JobRow({ row, index, style, actions, look }: RowProps) {
  const { job, elsewhere } = row
  const { name } = providers[job.provider]
  const what = words.jobs.of(job.inputs.image, job.inputs.video)
  return (
    <tr className="job-row" aria-rowindex={index + 2} data-index={index} style={style}>
      <td>{job.state === 'saved' && !elsewhere ? <Tick job={job} what={what} actions={actions} look={look} /> : null}</td>
      <td>
        <span className="job-pair">
          <Thumbs job={job} still={look.still} />
          <span className="job-names">
            <span title={job.inputs.image}>{job.inputs.image}</span>
            <span title={job.inputs.video}>{job.inputs.video}</span>
            {elsewhere ? <span className="dim">{words.queue.inProject(elsewhere.name)}</span> : null}
          </span>
        </span>
      </td>
      <td>
        {name}
        <br />
        <span className="dim">
          {words.providers.tier[job.request.tier]} · {words.wishes.orientationShort[job.request.orientation]}
          {job.rehearsal ? ` · ${words.jobs.rehearsal}` : ''}
        </span>
      </td>
      <td className="job-standing">
        <Standing job={job} />
      </td>
      <td>
        <JobTime job={job} />
        <br />
        <When job={job} usual={look.usual(job)} />
      </td>
      <td className="number">
        <JobCost job={job} />
      </td>
      <td>
        <span className="job-actions-row">
          <Actions row={row} what={what} actions={actions} busy={look.busy === job.id} />
        </span>
      </td>
    </tr>
  )
}

interface RowProps {
  row: Row
  index: number
  style: CSSProperties
  actions: RowActions
  look: RowLook
}

function Tick({ job, what, actions, look }: { job: JobView; what: string; actions: RowActions; look: RowLook }) {
  const on = look.chosen.has(job.id)
  const full = !on && look.chosen.size >= look.mostChosen
  return (
    <Checkbox
      size="xs"
      aria-label={words.queue.choose(what)}
      title={full ? words.queue.chooseFull : undefined}
      checked={on}
      disabled={full}
      onChange={(event) => actions.choose(job, event.currentTarget.checked)}
    />
  )
}

function Standing({ job }: { job: JobView }) {
  const { name } = providers[job.provider]
  const said = job.failure ? failureWords(job.failure) : null
  const why = said ? words.app.together(said.sentence, said.advice) : null
  const means = job.state === 'unconfirmed' ? words.jobs.unconfirmedMeans(name) : job.state === 'paused' ? words.jobs.pausedMeans : null
  const clip = job.state === 'saved' ? words.queue.kept(job.seconds, job.rating, job.note) : ''
  const sentence = why ?? means ?? clip
  return (
    <>
      <JobStateWords job={job} />
      <JobProgress job={job} />
      {sentence ? (
        <p className="job-why dim" title={sentence}>
          {sentence}
        </p>
      ) : null}
    </>
  )
}

/** What is left of the usual time while it is made; else when it was asked for. */
function When({ job, usual }: { job: JobView; usual: number | null }) {
  const counting = !isAtRest(job.state) && usual !== null
  const now = useNow(counting)
  if (!counting)
    return (
      <time className="dim" dateTime={job.createdAt}>
        {dateWords(job.createdAt)}
      </time>
    )
  if (job.acceptedAt === null) return <span className="dim">{words.queue.usually(spanWords(usual))}</span>
  const left = usual - (now - Date.parse(job.acceptedAt))
  return <span className="dim">{left > 0 ? words.queue.left(spanWords(left)) : words.queue.longer(spanWords(usual))}</span>
}

function Actions({ row: { job, elsewhere }, what, actions, busy }: { row: Row; what: string; actions: RowActions; busy: boolean }) {
  if (elsewhere)
    return (
      <Button
        size="compact-md"
        variant="default"
        aria-label={words.queue.openProjectNamed(elsewhere.name, what)}
        onClick={() => actions.openProject(elsewhere.id, job)}
      >
        {words.queue.openProject}
      </Button>
    )
  const retry = retryFor(job)
  const open = job.state === 'saved' ? words.jobs.compare : words.jobs.open
  return (
    <>
      {job.state === 'unconfirmed' ? <SettleButton job={job} onOpen={() => actions.settle(job)} /> : null}
      <GoOn job={job} onAnswered={actions.wentOn} />
      {mayStop(job) ? <StopButton job={job} onOpen={() => actions.stop(job)} /> : null}
      {retry === 'again' ? (
        <Button
          size="compact-md"
          variant="default"
          loading={busy}
          aria-label={words.queue.retryNamed(what)}
          onClick={() => actions.retry(job)}
        >
          {words.queue.retry}
        </Button>
      ) : null}
      {retry === 'change' ? (
        <Button size="compact-md" variant="default" aria-label={words.queue.changeNamed(what)} onClick={() => actions.change(job)}>
          {words.queue.change}
        </Button>
      ) : null}
      <a className="link-button" href={hashOf({ section: 'compare', jobs: [job.id] })} aria-label={`${open}: ${what}`}>
        {open}
      </a>
    </>
  )
}
