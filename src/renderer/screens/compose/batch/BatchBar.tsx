/** The bar at the foot for many pairs: the one confirmation, with the price of all of them on it. */
import { Button } from '@mantine/core'
import { providers } from '../../../../domain/providers/all'
import { isRunning, mediaOf } from '../../../state/batch'
import { hashOf } from '../../../state/place'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words'
import { NoKey, oncePerPress } from '../ActionBar'
import { totalWords } from '../providers/Reckoning'
import { useRunKey } from '../use-run-key'
import { type BatchPlanning, begins } from './use-batch-plan'

export function BatchBar({ composing, planning }: { composing: Composing; planning: BatchPlanning }) {
  const { batch, provider } = composing
  const { plan, busy, hasKey, make } = planning
  const { run } = batch.tray
  const { images, videos } = mediaOf(batch.tray)
  const count = plan ? begins(plan) : images.length * videos.length
  const ready = run === null && plan !== null && plan.refusal === null && count > 0 && !busy
  const begin = (rehearse: boolean) => {
    if (ready && (rehearse || hasKey)) make(rehearse)
  }
  useRunKey(() => begin(!hasKey))
  return (
    <section className="bar compose-bar" aria-label={words.actions.bar}>
      {run ? (
        <a className="link-button" href={hashOf({ section: 'queue' })}>
          {words.batch.toQueue}
        </a>
      ) : null}
      <div className="bar-end">
        {run ? (
          isRunning(batch.tray) ? (
            <Button variant="default" disabled={run.stopping} onClick={batch.stop}>
              {words.batch.stop}
            </Button>
          ) : (
            <>
              {run.result?.ok ? null : (
                <Button variant="default" onClick={batch.lookAgain}>
                  {words.batch.goOn}
                </Button>
              )}
              <Button variant="default" onClick={batch.clear}>
                {words.batch.another}
              </Button>
            </>
          )
        ) : (
          <>
            <p className="bar-why dim" id="run-why">
              {plan && count > 0 ? words.batch.total(count, totalWords(plan.quote)) : null}
              {plan && count === 0 && plan.refusal === null ? words.batch.allMade : null}
              {hasKey ? null : <NoKey why={words.actions.noKey(providers[provider].name)} />}
            </p>
            <Button variant={hasKey ? 'default' : 'filled'} disabled={!ready} onKeyDown={oncePerPress} onClick={() => begin(true)}>
              {words.batch.rehearse(count)}
            </Button>
            <Button
              variant={hasKey ? 'filled' : 'default'}
              disabled={!ready || !hasKey}
              aria-describedby="run-why"
              onKeyDown={oncePerPress}
              onClick={() => begin(false)}
            >
              {plan ? words.batch.make(count, totalWords(plan.quote)) : words.batch.makePlain(count)}
            </Button>
          </>
        )}
      </div>
    </section>
  )
}
