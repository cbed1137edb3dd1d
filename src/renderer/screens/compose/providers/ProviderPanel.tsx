/** Where to make it: the table of providers, then the wishes, then where the files go. */
import { NativeSelect } from '@mantine/core'
import { providers } from '../../../../domain/providers/all'
import { Panel } from '../../../components/Panel'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { PresetPicker } from '../PresetPicker'
import { Wishes } from '../Wishes'
import { holderNeeded, ProviderTable } from './ProviderTable'

/** @param comparing several may be ticked for a comparison run; a batch is made at one */
export function ProviderPanel({ composing, comparing = true }: { composing: Composing; comparing?: boolean }) {
  const { verdicts, provider, table, dispatch } = composing
  const chosen = providers[provider]
  return (
    <Panel
      title={words.providers.title}
      aside={verdicts ? words.providers.priceForClip : words.providers.pricePerSecond}
      className="provider-panel"
    >
      <ProviderTable composing={composing} comparing={comparing} />
      <div className="provider-rest">
        <PresetPicker composing={composing} />
        <Wishes composing={composing} />
        {holderNeeded(composing, provider) ? (
          <NativeSelect
            label={words.providers.host}
            description={words.providers.hostWhy(chosen.name)}
            value={table.holder ?? 'auto'}
            data={(['auto', 'evolink', 'wavespeed', 's3'] as const).map((value) => ({ value, label: words.providers.hostOption[value] }))}
            onChange={(event) => {
              const holder = event.currentTarget.value
              dispatch({ do: 'holder', holder: holder === 'evolink' || holder === 'wavespeed' || holder === 's3' ? holder : null })
            }}
          />
        ) : null}
        <div>
          <h3 className="field-label">{words.providers.goesTo}</h3>
          {chosen.notes.map((note) => (
            <p key={note} className="dim">
              {words.engine.fixed(note)}
            </p>
          ))}
        </div>
        <div>
          <h3 className="field-label">{words.providers.priceRule}</h3>
          <p className="dim">{words.engine.fixed(chosen.price.rule)}</p>
        </div>
      </div>
    </Panel>
  )
}
