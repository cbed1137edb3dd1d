/** The bar at the foot: save the prepared files, look at the request, rehearse for free, or run for a price that stands on the button. */
import { Button, Progress } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { providers } from '../../../domain/providers/all'
import type { ProviderId } from '../../../domain/request'
import { JobStateWords } from '../../components/JobWords'
import { compositionOf, runSet, totalQuote } from '../../state/composition'
import { keyOf, useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { go, hashOf } from '../../state/place'
import type { Composing } from '../../state/use-composition'
import { priceWords, words } from '../../words'
import { AgainDialog } from './AgainDialog'
import { Reckoning, totalWords } from './providers/Reckoning'
import { RequestDialog } from './RequestDialog'
import { isMac, useRunKey } from './use-run-key'

export function ActionBar({ composing }: { composing: Composing }) {
  const { info } = useEngine()
  const { table, provider, verdicts, starting } = composing
  const [asking, setAsking] = useState(false)
  const composition = compositionOf(table)
  const ids = runSet(table, provider)
  const blocked = blockedBy(composing, ids)
  const withoutKey = ids.find((id) => !keyOf(info, id)?.hasKey)
  const noKey = withoutKey ? words.actions.noKey(providers[withoutKey].name) : null
  // Without the keys a run cannot be the first thing to do.
  const primary = noKey === null ? 'run' : 'rehearse'
  const busy = table.preparing?.progress ?? null
  const ready = blocked === null && starting.busy === null

  const begin = (rehearse: boolean) => {
    if (blocked === null && (rehearse || noKey === null)) starting.begin(ids, rehearse)
  }
  useRunKey(() => begin(primary === 'rehearse'))

  const mark = (
    <span className="key-mark" aria-hidden="true">
      {isMac ? words.actions.cmdEnter : words.actions.ctrlEnter}
    </span>
  )
  return (
    <section className="bar compose-bar" aria-label={words.actions.bar}>
      <Button
        variant="default"
        disabled={composition === null || verdicts?.[provider].accepts === 'never' || busy !== null}
        title={words.actions.saveMeans}
        onClick={() => void composing.prepare()}
      >
        {words.actions.save}
      </Button>
      <Button variant="default" disabled={composition === null || verdicts?.[provider].accepts === 'never'} onClick={() => setAsking(true)}>
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
        <LatestJobs ids={table.latestJobs} />
      )}
      <div className="bar-end">
        <p className="bar-why dim" id="run-why">
          {blocked ?? <Reckoning composing={composing} ids={ids} />}
          {!blocked && noKey ? <NoKey why={noKey} /> : null}
        </p>
        <Button
          variant={primary === 'rehearse' ? 'filled' : 'default'}
          disabled={!ready && starting.busy !== 'rehearse'}
          loading={starting.busy === 'rehearse'}
          title={words.actions.rehearsalMeans}
          aria-keyshortcuts={primary === 'rehearse' ? 'Control+Enter Meta+Enter' : undefined}
          rightSection={primary === 'rehearse' ? mark : undefined}
          onKeyDown={oncePerPress}
          onClick={() => begin(true)}
        >
          {ids.length > 1 ? words.actions.rehearseMany(ids.length) : words.actions.rehearse}
        </Button>
        <Button
          variant={primary === 'run' ? 'filled' : 'default'}
          disabled={noKey !== null || (!ready && starting.busy !== 'run')}
          loading={starting.busy === 'run'}
          aria-describedby="run-why"
          aria-keyshortcuts={primary === 'run' ? 'Control+Enter Meta+Enter' : undefined}
          rightSection={primary === 'run' ? mark : undefined}
          onKeyDown={oncePerPress}
          onClick={() => begin(false)}
        >
          {runWords(composing, ids)}
        </Button>
      </div>
      {starting.question ? <AgainDialog key={starting.question.provider} question={starting.question} answer={starting.answer} /> : null}
      {asking && composition ? <RequestDialog composition={composition} provider={provider} onClose={() => setAsking(false)} /> : null}
    </section>
  )
}

/** Why a run cannot be paid, and the way to where that is mended. */
export function NoKey({ why }: { why: string }) {
  return (
    <span className="bar-key">
      {why} <a href={hashOf({ section: 'settings' })}>{words.actions.toKeys}</a>
    </span>
  )
}

/** A button that has the focus is pressed again and again while Enter is held down; money is not spent that way. */
export function oncePerPress(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault()
}

function blockedBy({ table, verdicts }: Composing, [first, ...others]: readonly [ProviderId, ...ProviderId[]]): string | null {
  if (!compositionOf(table) || !verdicts) return words.actions.needsFiles
  if (verdicts[first].accepts === 'never') return words.actions.cannot(providers[first].name)
  const never = others.find((id) => verdicts[id].accepts === 'never')
  return never ? words.actions.cannotBeside(providers[never].name) : null
}

function runWords({ verdicts, verdict }: Composing, ids: readonly ProviderId[]): string {
  if (ids.length > 1 && verdicts) return words.actions.runWith(ids.length, totalWords(totalQuote(verdicts, ids)))
  if (!verdict?.quote) return words.actions.runPlain
  const { usd, certain } = verdict.quote
  return usd === null ? words.actions.runUnknown : words.actions.run(priceWords(usd, certain))
}

function LatestJobs({ ids }: { ids: readonly string[] }) {
  const { jobs } = useLiveJobs()
  const [first, ...others] = (jobs ?? []).filter(({ id }) => ids.includes(id))
  if (!first) return null
  return (
    <p className="bar-job">
      <span className="dim">{others.length > 0 ? words.actions.lastJobs(ids.length) : words.actions.lastJob}</span>{' '}
      {[first, ...others].map((job) => (
        <JobStateWords key={job.id} job={job} />
      ))}{' '}
      <button type="button" className="text-button" onClick={() => go({ section: 'compare', jobs: ids })}>
        {words.jobs.open}
      </button>
    </p>
  )
}
