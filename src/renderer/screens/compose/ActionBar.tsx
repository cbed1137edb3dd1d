/** The bar at the foot: prepare, look at the request, rehearse for free, or run for a price that stands on the button. */
import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import type { Failure } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { Dialog } from '../../components/Dialog'
import { JobStateWords } from '../../components/JobWords'
import { formatUsd } from '../../figures'
import { compositionOf, prepareKey } from '../../state/composition'
import { keyOf, useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { go } from '../../state/place'
import type { Composing } from '../../state/use-composition'
import { priceWords, words } from '../../words'
import { RequestDialog } from './RequestDialog'

export function ActionBar({ composing }: { composing: Composing }) {
  const { info } = useEngine()
  const { refresh } = useLiveJobs()
  const { table, verdict, provider } = composing
  const [asking, setAsking] = useState(false)
  const [duplicate, setDuplicate] = useState<Failure | null>(null)
  const [starting, setStarting] = useState<'rehearse' | 'run' | null>(null)
  const composition = compositionOf(table)
  const { name } = providers[provider]
  const key = keyOf(info, provider)
  const blocked = !composition ? words.actions.needsFiles : verdict?.accepts === 'never' ? words.actions.cannot(name) : null
  const noKey = key?.hasKey ? null : words.actions.noKey(name, key?.keyName ?? '', provider)
  const current = table.preparing?.key === prepareKey(table, provider) ? table.preparing : null
  const busy = table.preparing?.progress ?? null

  const begin = async (rehearse: boolean, again = false) => {
    setStarting(rehearse ? 'rehearse' : 'run')
    const { job, duplicate: twin } = await composing.start(rehearse, again)
    setStarting(null)
    setDuplicate(twin)
    if (job === null) return
    refresh()
    go({ section: 'compare', jobs: [job] })
  }

  return (
    <section className="bar" aria-label={words.actions.bar}>
      <Button variant="default" disabled={blocked !== null || busy !== null} onClick={() => void composing.prepare()}>
        {current?.result ? words.actions.prepareAgain : words.actions.prepare}
      </Button>
      <Button variant="default" disabled={blocked !== null} onClick={() => setAsking(true)}>
        {words.actions.request}
      </Button>
      {busy ? (
        <div className="bar-progress" role="status">
          <span>
            {words.jobs.stage[busy.stage]} · {words.jobs.percent(busy.fraction)}
          </span>
          <Progress aria-label={words.actions.preparing} value={busy.fraction * 100} />
          <Button size="compact-sm" variant="default" onClick={composing.stopPreparing}>
            {words.actions.stopPreparing}
          </Button>
        </div>
      ) : (
        <LatestJob id={table.latestJob} />
      )}
      <div className="bar-end">
        <p className="bar-why dim" id="run-why">
          {blocked ?? <Reckoning composing={composing} />}
          {!blocked && noKey ? <span className="bar-key">{noKey}</span> : null}
        </p>
        <Button
          variant="default"
          disabled={blocked !== null}
          loading={starting === 'rehearse'}
          title={words.actions.rehearsalMeans}
          onClick={() => void begin(true)}
        >
          {words.actions.rehearse}
        </Button>
        <Button
          disabled={blocked !== null || noKey !== null}
          loading={starting === 'run'}
          aria-describedby="run-why"
          onClick={() => void begin(false)}
        >
          {runWords(composing)}
        </Button>
      </div>
      {duplicate ? (
        <Dialog
          title={words.again.title}
          onClose={() => setDuplicate(null)}
          closeLabel={words.again.no}
          actions={
            <Button variant="default" loading={starting === 'run'} onClick={() => void begin(false, true)}>
              {words.again.yes}
            </Button>
          }
        >
          <p>{duplicate.message}</p>
          <p>{duplicate.fix}</p>
        </Dialog>
      ) : null}
      {asking && composition ? <RequestDialog composition={composition} provider={provider} onClose={() => setAsking(false)} /> : null}
    </section>
  )
}

function runWords({ verdict }: Composing): string {
  if (!verdict?.quote) return words.actions.runPlain
  const { usd, certain } = verdict.quote
  return usd === null ? words.actions.runUnknown : words.actions.run(priceWords(usd, certain))
}

function Reckoning({ composing: { verdict, provider, table } }: { composing: Composing }) {
  const quote = verdict?.quote
  const rate = providers[provider].price.perSecond[table.request.tier]
  if (!quote || quote.usd === null || rate === null) return <span>{words.providers.notPublished}</span>
  return <span>{words.actions.reckoning(quote.seconds, `$${rate}`, formatUsd(quote.usd))}</span>
}

function LatestJob({ id }: { id: string | null }) {
  const { jobs } = useLiveJobs()
  const job = jobs?.find((known) => known.id === id)
  if (!job) return null
  return (
    <p className="bar-job">
      <span className="dim">{words.actions.lastJob}</span> <JobStateWords job={job} />{' '}
      <button type="button" className="text-button" onClick={() => go({ section: 'compare', jobs: [job.id] })}>
        {words.jobs.open}
      </button>
    </p>
  )
}
