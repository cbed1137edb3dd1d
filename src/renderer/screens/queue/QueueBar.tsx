/** The bar at the foot of the queue: what closing means, going on, pausing, and comparing what was ticked. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Failure, ok } from '../../../domain/failure'
import { ask } from '../../client'
import { FailureNote } from '../../components/FailureNote'
import { useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { hashOf } from '../../state/place'
import { words } from '../../words'

/** Fewer are no comparison. */
const FEWEST = 2

export function QueueBar({ chosen, onClear }: { chosen: readonly string[]; onClear: () => void }) {
  const { line, info } = useEngine()
  const { note } = useLiveJobs()
  const queries = useQueryClient()
  const [resumed, setResumed] = useState<number | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [busy, setBusy] = useState<'resume' | 'pause' | null>(null)

  const resume = async () => {
    setBusy('resume')
    const answer = await ask(line, (signal) => line.client.jobs.resume(undefined, { signal }))
    setBusy(null)
    setFailure(answer.ok ? null : answer.failure)
    setResumed(answer.ok ? answer.value.length : null)
    if (answer.ok) for (const view of answer.value) note(view)
  }
  const pause = async (paused: boolean) => {
    setBusy('pause')
    const answer = await ask(line, async (signal) => ok(await line.client.jobs.pause({ paused }, { signal })))
    setFailure(answer.ok ? null : answer.failure)
    await queries.invalidateQueries({ queryKey: ['info'] })
    setBusy(null)
  }

  return (
    <footer className="bar">
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
      {chosen.length === 0 ? (
        <p className="dim">{words.queue.closing}</p>
      ) : (
        <p className="row">
          <span role="status">{words.queue.chosen(chosen.length)}</span>
          {chosen.length >= FEWEST ? (
            <a className="link-button link-button-strong" href={hashOf({ section: 'compare', jobs: chosen })}>
              {words.queue.compareChosen(chosen.length)}
            </a>
          ) : null}
          <Button variant="subtle" color="gray" size="compact-md" onClick={onClear}>
            {words.queue.clearChosen}
          </Button>
        </p>
      )}
      <div className="bar-end">
        <span role="status">{resumed === null ? '' : words.queue.resumed(resumed)}</span>
        <Button variant="default" loading={busy === 'resume'} onClick={() => void resume()}>
          {words.queue.resume}
        </Button>
        <Button variant={info.paused ? 'filled' : 'default'} loading={busy === 'pause'} onClick={() => void pause(!info.paused)}>
          {info.paused ? words.queue.unpause : words.queue.pause}
        </Button>
      </div>
    </footer>
  )
}
