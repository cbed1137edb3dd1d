/** What the shown jobs came to, and what of today's limit is used. */
import { useEffect, useEffectEvent } from 'react'
import { useJobStore } from '../../state/jobs'
import { useSettings } from '../../state/settings'
import { words } from '../../words'
import { costOf, type Row } from './rows'

export function Money({ rows }: { rows: readonly Row[] }) {
  const store = useJobStore()
  const { answer: settings, again } = useSettings()
  const refresh = useEffectEvent(again)
  useEffect(() => {
    refresh()
    return store.onMove((view) => {
      if (!view.rehearsal) refresh()
    })
  }, [store])
  const cost = costOf(rows)
  return (
    <span className="queue-money">
      {cost > 0 ? <span className="dim">{words.queue.allCost(cost)}</span> : null}
      {settings?.ok ? (
        <span>
          <strong>{words.queue.today(settings.value.spentTodayUsd)}</strong>{' '}
          <span className="dim">
            {settings.value.dailyLimitUsd === null ? words.queue.noLimit : words.queue.ofLimit(settings.value.dailyLimitUsd)}
          </span>
        </span>
      ) : null}
    </span>
  )
}
