/**
 * Settles a job of which nobody knows whether it was accepted. Nothing here can be pressed by reflex into a second charge:
 * the first and focused choice leaves everything as it is, and sending again needs a tick that says the person has looked.
 */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Decision, JobView } from '../../contract/shapes'
import type { Failure } from '../../domain/failure'
import { providers } from '../../domain/providers/all'
import { ask } from '../client'
import { useEngine } from '../state/engine'
import { useLiveJobs } from '../state/jobs'
import { words } from '../words'
import { Dialog } from './Dialog'
import { FailureNote } from './FailureNote'

export function SettleJob({ job }: { job: JobView }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      {job.state === 'unconfirmed' ? <SettleButton job={job} onOpen={() => setOpen(true)} /> : null}
      {/* It stays while what was decided is carried out: the job is not unconfirmed any more, and a failure has to be seen. */}
      {open ? <SettleDialog job={job} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

export function SettleButton({ job, onOpen }: { job: JobView; onOpen: () => void }) {
  const label = words.settle.openNamed(words.jobs.of(job.inputs.image, job.inputs.video))
  return (
    <Button size="compact-md" variant="default" aria-label={label} onClick={onOpen}>
      {words.settle.open}
    </Button>
  )
}

export function SettleDialog({ job, onClose }: { job: JobView; onClose: () => void }) {
  const { line } = useEngine()
  const { note } = useLiveJobs()
  const [remoteId, setRemoteId] = useState('')
  const [looked, setLooked] = useState(false)
  const [busy, setBusy] = useState<Decision['kind'] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { name } = providers[job.provider]

  const settle = async (decision: Decision) => {
    setBusy(decision.kind)
    setFailure(null)
    const settled = await ask(line, (signal) => line.client.jobs.settle({ id: job.id, decision }, { signal }))
    if (settled.ok) note(settled.value)
    // Only this job: what else is paused was not asked about.
    const going =
      settled.ok && decision.kind !== 'abandon' ? await ask(line, (signal) => line.client.jobs.goOn({ id: job.id }, { signal })) : settled
    setBusy(null)
    if (!going.ok) return setFailure(going.failure)
    onClose()
  }

  return (
    <Dialog title={words.settle.title} onClose={onClose} closeLabel={words.settle.later}>
      <p>{words.jobs.unconfirmedMeans(name)}</p>
      <p>{words.settle.look(name)}</p>
      <fieldset className="settle-choice">
        <legend>{words.settle.there}</legend>
        <TextInput
          label={words.settle.remoteId(name)}
          value={remoteId}
          onChange={(event) => setRemoteId(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <Button
          disabled={remoteId.trim() === '' || busy !== null}
          loading={busy === 'remote-id'}
          onClick={() => void settle({ kind: 'remote-id', remoteId: remoteId.trim() })}
        >
          {words.settle.follow}
        </Button>
      </fieldset>
      <fieldset className="settle-choice">
        <legend>{words.settle.notThere}</legend>
        <Checkbox label={words.settle.looked(name)} checked={looked} onChange={(event) => setLooked(event.currentTarget.checked)} />
        <Button
          variant="default"
          disabled={!looked || busy !== null}
          loading={busy === 'not-submitted'}
          onClick={() => void settle({ kind: 'not-submitted' })}
        >
          {words.settle.sendAgain}
        </Button>
      </fieldset>
      <fieldset className="settle-choice">
        <legend>{words.settle.giveUp}</legend>
        <Button variant="default" disabled={busy !== null} loading={busy === 'abandon'} onClick={() => void settle({ kind: 'abandon' })}>
          {words.settle.leave}
        </Button>
      </fieldset>
      {failure ? <FailureNote failure={failure} /> : null}
    </Dialog>
  )
}
