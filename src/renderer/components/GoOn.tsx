/** Asks for one paused job again; every other one stays as it is. Nothing is sent a second time: the provider has this job already. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { JobView } from '../../contract/shapes'
import type { Failure } from '../../domain/failure'
import { ask } from '../client'
import { useEngine } from '../state/engine'
import { useLiveJobs } from '../state/jobs'
import { words } from '../words'

/** @param onAnswered gets why it does not go on; null where it does */
export function GoOn({ job, onAnswered }: { job: JobView; onAnswered: (failure: Failure | null) => void }) {
  const { line } = useEngine()
  const { note } = useLiveJobs()
  const [busy, setBusy] = useState(false)
  if (job.state !== 'paused') return null
  const goOn = async () => {
    setBusy(true)
    const answer = await ask(line, (signal) => line.client.jobs.goOn({ id: job.id }, { signal }))
    setBusy(false)
    onAnswered(answer.ok ? null : answer.failure)
    if (answer.ok) note(answer.value)
  }
  const label = words.jobs.goOnNamed(words.jobs.of(job.inputs.image, job.inputs.video))
  return (
    <Button size="compact-md" variant="default" loading={busy} aria-label={label} onClick={() => void goOn()}>
      {words.jobs.goOn}
    </Button>
  )
}
