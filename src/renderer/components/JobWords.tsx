/** A job's state, progress, price and time in words; the same everywhere. */
import { Progress } from '@mantine/core'
import type { JobView } from '../../contract/shapes'
import { isAtRest, type JobState } from '../../domain/job'
import { formatUsd, spanWords } from '../figures'
import { useNow } from '../state/clock'
import { useGoing } from '../state/jobs'
import { words } from '../words'
import { type Tone, Word } from './Panel'

const tones: Record<JobState, Tone> = {
  draft: 'plain',
  preparing: 'info',
  delivering: 'info',
  submitting: 'info',
  accepted: 'info',
  running: 'info',
  downloading: 'info',
  saved: 'ok',
  failed: 'bad',
  unconfirmed: 'warn',
  paused: 'warn',
  abandoned: 'plain',
}

export function JobStateWords({ job }: { job: JobView }) {
  return <Word tone={tones[job.state]}>{words.jobs.state[job.state]}</Word>
}

/** Where a job stands between two states, if anyone says so. */
export function JobProgress({ job }: { job: JobView }) {
  const live = useGoing(job.id)
  if (isAtRest(job.state)) return null
  const fraction = live?.fraction ?? job.progress
  const stage = live ? words.jobs.stage[live.stage] : words.jobs.state[job.state]
  return (
    <div className="job-progress">
      <Progress
        aria-label={words.job.progress}
        value={fraction === null ? 100 : fraction * 100}
        animated={fraction === null}
        striped={fraction === null}
      />
      <span className="dim">
        {stage}
        {fraction === null ? '' : ` · ${words.jobs.percent(fraction)}`}
      </span>
    </div>
  )
}

export function JobCost({ job }: { job: JobView }) {
  if (job.rehearsal) return <span>{words.jobs.free}</span>
  const usd = job.chargeUsd ?? job.quoteUsd
  const label = job.chargeUsd !== null ? words.jobs.charged : job.state === 'unconfirmed' ? words.jobs.perhaps : words.jobs.quoted
  return (
    <span>
      {usd === null ? words.jobs.unknownPrice : formatUsd(usd)}
      <br />
      <span className="dim">{label}</span>
    </span>
  )
}

/** How long it took, or takes so far. */
export function JobTime({ job }: { job: JobView }) {
  const going = !isAtRest(job.state)
  const now = useNow(going)
  const end = going ? now : Date.parse(job.savedAt ?? job.updatedAt)
  return <span>{spanWords(end - Date.parse(job.createdAt))}</span>
}
