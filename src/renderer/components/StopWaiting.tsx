/** Stops waiting for a job, after saying what that means. It never says "cancel": the provider goes on. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { JobView } from '../../contract/shapes'
import type { Failure } from '../../domain/failure'
import { isAtRest, mayHaveBeenCharged } from '../../domain/job'
import { providers } from '../../domain/providers/all'
import { ask } from '../client'
import { useEngine } from '../state/engine'
import { useLiveJobs } from '../state/jobs'
import { words } from '../words'
import { Dialog } from './Dialog'
import { FailureNote } from './FailureNote'

/** Nobody waits for a job at rest. */
export function mayStop(job: JobView): boolean {
  return !isAtRest(job.state)
}

export function StopWaiting({ job }: { job: JobView }) {
  const [open, setOpen] = useState(false)
  if (!mayStop(job)) return null
  return (
    <>
      <StopButton job={job} onOpen={() => setOpen(true)} />
      {open ? <StopDialog job={job} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

export function StopButton({ job, onOpen }: { job: JobView; onOpen: () => void }) {
  const label = words.jobs.stopNamed(words.jobs.of(job.inputs.image, job.inputs.video))
  return (
    <Button size="compact-md" variant="default" aria-label={label} onClick={onOpen}>
      {words.jobs.stop}
    </Button>
  )
}

export function StopDialog({ job, onClose }: { job: JobView; onClose: () => void }) {
  const { line } = useEngine()
  const { note } = useLiveJobs()
  const [stopping, setStopping] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { name } = providers[job.provider]
  const stop = async () => {
    setStopping(true)
    const answer = await ask(line, (signal) => line.client.jobs.stopWaiting({ id: job.id }, { signal }))
    setStopping(false)
    if (!answer.ok) return setFailure(answer.failure)
    note(answer.value)
    onClose()
  }
  const means = job.rehearsal
    ? words.jobs.stopMeansRehearsal
    : mayHaveBeenCharged(job.state)
      ? words.jobs.stopMeans(name)
      : words.jobs.stopMeansEarly
  return (
    <Dialog
      title={words.jobs.stopTitle}
      onClose={onClose}
      closeLabel={words.jobs.goOnWaiting}
      actions={
        <Button loading={stopping} onClick={() => void stop()}>
          {words.jobs.stop}
        </Button>
      }
    >
      <p>{means}</p>
      {failure ? <FailureNote failure={failure} /> : null}
    </Dialog>
  )
}
