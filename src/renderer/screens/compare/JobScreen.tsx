/** One job while it goes on, or the results of one to four jobs beside their reference. */
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { ask } from '../../client'
import { FailureNote } from '../../components/FailureNote'
import { useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { hashOf, usePlace } from '../../state/place'
import { words } from '../../words'
import { ChooseResults, MOST_RESULTS } from './ChooseResults'
import { Comparison } from './Comparison'
import { JobAlone } from './JobAlone'
import '../../styles/compare.css'

/** @param id of the first job, where the address names none */
export function JobScreen({ id = null }: { id?: string | null }) {
  const place = usePlace()
  const ids = place.section === 'compare' && place.jobs.length > 0 ? place.jobs.slice(0, MOST_RESULTS) : id === null ? [] : [id]
  const { jobs, failures } = useJobs(ids)
  if (ids.length === 0) return <NothingChosen />
  if (jobs.length === 0)
    return (
      <main className="whole-window">
        {failures.length > 0 ? <Failures failures={failures} /> : <p role="status">{words.job.loading}</p>}
        <a className="link-button" href={hashOf({ section: 'queue' })}>
          {words.job.toQueue}
        </a>
      </main>
    )
  const saved = jobs.filter((job) => job.hrefs.result !== null)
  const notes = failures.length > 0 ? <Failures failures={failures} /> : null
  if (saved.length === 0) return <JobAlone job={jobs[0]!} notes={notes} />
  return (
    <Comparison
      // Other films are another comparison: the clock begins anew.
      key={saved.map((job) => job.id).join()}
      jobs={saved}
      unsaved={jobs.filter((job) => job.hrefs.result === null)}
      notes={notes}
    />
  )
}

/** The jobs that are known already, the others asked for one by one. */
function useJobs(ids: readonly string[]): { jobs: JobView[]; failures: Failure[] } {
  const { line } = useEngine()
  const live = useLiveJobs().jobs
  const asked = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['job', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(line, (stop) => line.client.jobs.get({ id }, { signal: stop }), signal),
      enabled: live?.every((job) => job.id !== id) ?? true,
      gcTime: 0,
    })),
  })
  const jobs: JobView[] = []
  const failures: Failure[] = []
  for (const [at, id] of ids.entries()) {
    const answer = asked[at]?.data
    const known = live?.find((job) => job.id === id) ?? (answer?.ok ? answer.value.job : null)
    if (known && !jobs.includes(known)) jobs.push(known)
    else if (!known && answer && !answer.ok) failures.push(answer.failure)
  }
  return { jobs, failures }
}

function Failures({ failures }: { failures: readonly Failure[] }) {
  return (
    <>
      {failures.map((failure) => (
        <FailureNote key={failure.message} failure={failure} />
      ))}
    </>
  )
}

function NothingChosen() {
  const { jobs } = useLiveJobs()
  const [choosing, setChoosing] = useState(false)
  const some = jobs?.some((job) => job.hrefs.result !== null) ?? false
  return (
    <main className="whole-window">
      <p>{some || jobs === null ? words.job.none : words.job.noneYet}</p>
      <span className="row">
        {some ? (
          <button type="button" className="link-button" onClick={() => setChoosing(true)}>
            {words.job.chooseResults}
          </button>
        ) : null}
        <a className="link-button" href={hashOf({ section: some ? 'queue' : 'compose' })}>
          {some ? words.job.toQueue : words.job.toCompose}
        </a>
      </span>
      {choosing ? <ChooseResults chosen={[]} onClose={() => setChoosing(false)} /> : null}
    </main>
  )
}
