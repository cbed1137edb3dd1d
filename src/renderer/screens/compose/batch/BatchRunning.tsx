/** How the jobs of the batch go. The queue knows each of them; here stands the sum. */
import { Progress } from '@mantine/core'
import { useMemo } from 'react'
import { FailureLine } from '../../../components/FailureLine'
import { FailureNote } from '../../../components/FailureNote'
import { type BatchRun, runCounts } from '../../../state/batch'
import { useLiveJobs } from '../../../state/jobs'
import { words } from '../../../words'

export function BatchRunning({ run }: { run: BatchRun }) {
  const { result } = run
  const { jobs } = useLiveJobs()
  const states = useMemo(() => new Map((jobs ?? []).map(({ id, state }) => [id, state])), [jobs])
  const { begun, saved, stuck } = runCounts(run, (id) => states.get(id) ?? null)
  const stopped = result !== null && !result.ok && result.failure.code === 'cancelled'
  const bad = result?.ok ? result.value.filter((row) => row.failure !== null) : []
  const parts = [
    run.rehearse ? words.batch.rehearsing(saved, run.total) : words.batch.making(saved, run.total),
    result?.ok ? null : words.batch.begun(begun),
    stuck > 0 ? words.batch.stuck(stuck) : null,
  ]
  return (
    <div className="batch-run">
      <p role="status">
        <strong>{parts.filter((part) => part !== null).join(' · ')}</strong>
      </p>
      <Progress aria-label={words.batch.progress} value={run.total === 0 ? 100 : (saved / run.total) * 100} />
      {result ? null : <p className="dim">{run.stopping ? words.batch.stopping : words.batch.closing}</p>}
      {stopped ? (
        <p role="status">
          {result.failure.message} <span className="dim">{result.failure.fix}</span>
        </p>
      ) : null}
      {result && !result.ok && !stopped ? <FailureNote failure={result.failure} /> : null}
      {bad.length > 0 ? (
        <ul className="batch-bad">
          {bad.map((row) => (
            <li key={`${row.image} ${row.video}`}>
              <strong>{words.batch.pair(row.image, row.video)}</strong>: {row.failure ? <FailureLine failure={row.failure} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
