/** Asks before a paid job is made once more: what it costs now, and whether the first one may have been charged. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { JobInputs } from '../../../contract/window-shapes'
import type { Verdict } from '../../../domain/assess'
import { type Failure, ok, type Result } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { ask, type Line } from '../../client'
import { Dialog } from '../../components/Dialog'
import { FailureNote } from '../../components/FailureNote'
import { useEngine } from '../../state/engine'
import { priceWords, words } from '../../words'

interface Again {
  inputs: JobInputs
  /** Null: the provider was not judged. */
  verdict: Verdict | null
}

/** The job's own files, wishes and provider, once more. Sent once for each call. */
export async function makeAgain(line: Line, job: JobView, known: Again | null): Promise<Result<JobView>> {
  const inputs = known ? ok(known.inputs) : await ask(line, (signal) => line.client.jobs.inputs({ id: job.id }, { signal }))
  if (!inputs.ok) return inputs
  const { image, video, request, edits, provider } = inputs.value
  const usd = known?.verdict?.quote?.usd ?? undefined
  const run = { image: image.id, video: video.id, request, edits, provider, rehearse: job.rehearsal, repeats: job.id, maxCostUsd: usd }
  return ask(line, (signal) => line.client.jobs.start(run, { signal }))
}

async function readAgain(line: Line, id: string, signal: AbortSignal): Promise<Result<Again>> {
  const inputs = await ask(line, (stop) => line.client.jobs.inputs({ id }, { signal: stop }), signal)
  if (!inputs.ok) return inputs
  const { image, video, request, edits, provider } = inputs.value
  const asked = { image: image.id, video: video.id, request, edits, providers: [provider] } as const
  const check = await ask(line, (stop) => line.client.compose.check({ ...asked, providers: [provider] }, { signal: stop }), signal)
  return check.ok ? ok({ inputs: inputs.value, verdict: check.value.verdicts[0] ?? null }) : check
}

export function RetryDialog({ job, onClose, onStarted }: { job: JobView; onClose: () => void; onStarted: (view: JobView) => void }) {
  const { line } = useEngine()
  const [sending, setSending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { name } = providers[job.provider]
  const { data } = useQuery({
    queryKey: ['again', job.id],
    queryFn: ({ signal }) => readAgain(line, job.id, signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const again = data?.ok ? data.value : null
  const quote = again?.verdict?.quote ?? null
  const cannot = again?.verdict?.accepts === 'never'
  const price = quote && quote.usd !== null ? priceWords(quote.usd, quote.certain) : null

  const send = async () => {
    if (sending || !again) return
    setSending(true)
    const answer = await makeAgain(line, job, again)
    setSending(false)
    if (!answer.ok) return setFailure(answer.failure)
    onStarted(answer.value)
  }

  return (
    <Dialog
      title={words.queue.retryTitle}
      onClose={onClose}
      closeLabel={words.queue.retryNo}
      actions={
        <Button disabled={!again || cannot} loading={sending} onClick={() => void send()}>
          {price === null ? words.queue.retryYesUnknown : words.queue.retryYes(price)}
        </Button>
      }
    >
      <p>{words.queue.retryAsks(name)}</p>
      {job.remoteId === null ? null : <p className="warn">{words.queue.retryCharged(name)}</p>}
      {data ? null : <p role="status">{words.queue.retryLoading}</p>}
      {again && !cannot ? <p>{price === null ? words.queue.retryNoPrice(name) : words.queue.retryPrice(price)}</p> : null}
      {again?.inputs.notes.map((note) => (
        <p key={note.sentence} className="dim">
          {words.findings.input(note)}
        </p>
      ))}
      {cannot ? <p className="bad">{words.queue.retryCannot(name)}</p> : null}
      {again?.verdict?.failures.map((why) => (
        <FailureNote key={why.message} failure={why} />
      ))}
      {data && !data.ok ? <FailureNote failure={data.failure} /> : null}
      {failure ? <FailureNote failure={failure} /> : null}
    </Dialog>
  )
}
