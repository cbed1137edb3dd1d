/** The limit of a day and what today came to, all projects together. */
import { Button, NumberInput, Progress } from '@mantine/core'
import { useState } from 'react'
import type { SettingsView } from '../../../contract/window-shapes'
import { Panel } from '../../components/Panel'
import { moneyField } from '../../figures'
import { useChange } from '../../state/settings'
import { words } from '../../words'
import { Saved } from './Saved'

export function Spending({ settings }: { settings: SettingsView }) {
  const saving = useChange()
  const limit = settings.dailyLimitUsd
  const [written, setWritten] = useState<number | null>(null)
  const { money } = words.settings
  // Taken when the field is left: half a number is no limit.
  const take = () => {
    if (written !== null && written !== limit) void saving.change({ dailyLimitUsd: written })
    setWritten(null)
  }
  return (
    <Panel title={money.title}>
      <div className="settings-part">
        <div className="limit">
          <NumberInput
            label={money.limit}
            description={money.means}
            placeholder={money.limitHint}
            value={written ?? limit ?? ''}
            min={0}
            decimalScale={2}
            fixedDecimalScale
            allowNegative={false}
            hideControls
            {...moneyField()}
            // It comes as text where a number would lose a zero at its end.
            onChange={(next) => setWritten(next === '' || !Number.isFinite(Number(next)) ? null : Number(next))}
            onBlur={take}
            onKeyDown={(event) => {
              if (event.key === 'Enter') take()
            }}
          />
          {limit === null ? null : (
            <Button variant="default" disabled={saving.busy} onClick={() => void saving.change({ dailyLimitUsd: null })}>
              {money.noLimit}
            </Button>
          )}
        </div>
        <div className="today">
          <span>{limit === null ? money.today(settings.spentTodayUsd) : money.todayOf(settings.spentTodayUsd, limit)}</span>
          {limit === null ? null : (
            <Progress aria-label={money.share} value={limit === 0 ? 100 : Math.min(100, (settings.spentTodayUsd / limit) * 100)} />
          )}
          {limit !== null && settings.spentTodayUsd >= limit ? <span className="warn">{money.reached}</span> : null}
        </div>
        <Saved saving={saving} />
      </div>
    </Panel>
  )
}
