/** Where to make it: the table of providers, then the wishes, then where the files go. */
import { NativeSelect } from '@mantine/core'
import { quoteFor, type Verdict } from '../../../domain/assess'
import { providerList, providers } from '../../../domain/providers/all'
import type { Provider } from '../../../domain/providers/provider'
import type { Tier } from '../../../domain/request'
import { Panel, Word } from '../../components/Panel'
import { stepCount, type Table } from '../../state/composition'
import type { Composing } from '../../state/use-composition'
import { priceWords, words } from '../../words'
import { Wishes } from './Wishes'

const tiers: readonly Tier[] = ['standard', 'professional']

export function ProviderPanel({ composing }: { composing: Composing }) {
  const { verdicts, provider, table, dispatch } = composing
  const chosen = providers[provider]
  return (
    <Panel
      title={words.providers.title}
      aside={verdicts ? words.providers.priceForClip : words.providers.pricePerSecond}
      className="provider-panel"
    >
      <table className="providers">
        <thead>
          <tr>
            <th scope="col">{words.providers.provider}</th>
            <th scope="col">{words.providers.accepts}</th>
            {tiers.map((tier) => (
              <th scope="col" className="number" key={tier}>
                {words.providers.tier[tier]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {providerList.map((known) => (
            <ProviderRow key={known.id} provider={known} composing={composing} chosen={known.id === provider} />
          ))}
        </tbody>
      </table>
      <div className="provider-rest">
        <Wishes composing={composing} />
        {holdsNeeded(composing) ? (
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
              {note}
            </p>
          ))}
        </div>
        <div>
          <h3 className="field-label">{words.providers.priceRule}</h3>
          <p className="dim">{chosen.price.rule}</p>
        </div>
      </div>
    </Panel>
  )
}

/** A clip that already lies behind the person's own link and goes unchanged needs nobody else. */
function holdsNeeded({ verdict, provider, table }: Composing): boolean {
  const ownLink = hasOwnLink(table) && verdict?.plan?.video.change === 'untouched'
  return !providers[provider].accepts.video.some((way) => way !== 'url') && !ownLink
}

function hasOwnLink({ video }: Table): boolean {
  return video.item !== null && video.item.link !== null
}

function ProviderRow({ provider, composing, chosen }: { provider: Provider; composing: Composing; chosen: boolean }) {
  const { verdicts, dispatch, table } = composing
  const verdict = verdicts?.[provider.id] ?? null
  return (
    <tr className={chosen ? 'chosen' : verdict?.accepts === 'never' ? 'never' : ''}>
      <th scope="row">
        <label className="provider-name">
          <input
            type="radio"
            name="provider"
            value={provider.id}
            checked={chosen}
            onChange={() => dispatch({ do: 'choose', provider: provider.id })}
          />
          {provider.name}
        </label>
      </th>
      <td>
        <VerdictWords verdict={verdict} ownLink={hasOwnLink(table)} />
      </td>
      {tiers.map((tier) => (
        <td key={tier} className={`number ${tier === table.request.tier ? 'tier-chosen' : ''}`}>
          {priceFor(provider, verdict, composing, tier)}
        </td>
      ))}
    </tr>
  )
}

function VerdictWords({ verdict, ownLink }: { verdict: Verdict | null; ownLink: boolean }) {
  if (!verdict) return <span className="dim">{words.providers.waiting}</span>
  if (verdict.accepts === 'never')
    return (
      <>
        <Word tone="bad">{words.providers.never}</Word>
        {verdict.failures.map((failure) => (
          <span key={failure.code} className="why">
            {failure.message}
          </span>
        ))}
      </>
    )
  const host = verdict.needsHost && !(ownLink && verdict.plan?.video.change === 'untouched')
  return (
    <>
      <Word tone="ok">{verdict.accepts === 'as-is' ? words.providers.asIs : words.providers.afterChanges(stepCount(verdict))}</Word>
      {host ? <Word tone="warn">{words.providers.needsHost}</Word> : null}
    </>
  )
}

/** The price of this clip, or the price of a second while there is no clip. */
function priceFor(provider: Provider, verdict: Verdict | null, { table }: Composing, tier: Tier): string {
  const rate = provider.price.perSecond[tier]
  if (!verdict) return rate === null ? words.providers.notPublished : words.providers.perSecond(rate)
  const seconds = verdict.plan?.video.output.seconds
  if (seconds === undefined) return words.providers.noPrice
  const { usd, certain } = quoteFor(provider, { ...table.request, tier }, seconds)
  return priceWords(usd, certain)
}
