/** The five providers: what each makes of these files, what it takes for them, how long, and where they go. */
import { Fragment, useId, useState } from 'react'
import { quoteFor, type Verdict } from '../../../../domain/assess'
import { providerList, providers } from '../../../../domain/providers/all'
import type { Provider } from '../../../../domain/providers/provider'
import type { ProviderId, Tier } from '../../../../domain/request'
import { Word } from '../../../components/Panel'
import { formatUsd } from '../../../figures'
import { failureWords } from '../../../own-failure'
import { stepCount, type Table } from '../../../state/composition'
import { useEngine } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { useUsualWaits } from '../../../state/use-usual-waits'
import { priceWords, words } from '../../../words/index'
import { type Column, type Order, ordered, pressed, type Row } from './provider-order'
import { goesWords, hasOwnLink, waitWords } from './provider-words'

const tiers: readonly Tier[] = ['standard', 'professional']

export function ProviderTable({ composing, comparing }: { composing: Composing; comparing: boolean }) {
  const { verdicts, provider, table } = composing
  const { info } = useEngine()
  const waits = useUsualWaits()
  const [order, setOrder] = useState<Order>({ by: null, down: false })
  const rows = providerList.map((known): Row => {
    const verdict = verdicts?.[known.id] ?? null
    return {
      id: known.id,
      name: known.name,
      verdict,
      price: { standard: priceOf(known, verdict, table, 'standard'), professional: priceOf(known, verdict, table, 'professional') },
      wait: waits(known.id, table.request.tier),
      goes: goesWords(known, table, verdict, info),
    }
  })
  const { providers: said } = words
  const head = (column: Column, label: string, className: string) => (
    <th scope="col" className={className} aria-sort={order.by !== column ? 'none' : order.down ? 'descending' : 'ascending'} key={column}>
      <button type="button" className="sort-button" title={said.sortBy(label)} onClick={() => setOrder(pressed(order, column))}>
        {label}
        {order.by === column ? <span aria-hidden="true"> {order.down ? '▾' : '▴'}</span> : null}
      </button>
    </th>
  )
  return (
    <>
      <table className="providers">
        <thead>
          <tr>
            {head('provider', said.provider, 'cell-name')}
            {head('accepts', said.accepts, 'cell-accepts')}
            {tiers.map((tier) => head(tier, said.tier[tier], `cell-${tier} number`))}
            {head('wait', said.wait, 'cell-wait')}
            {head('goes', said.goes, 'cell-goes')}
            {comparing ? (
              <th scope="col" className="cell-tick">
                <span className="unseen">{said.compareHeader}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {ordered(rows, order).map((row) => (
            <ProviderRow key={row.id} row={row} composing={composing} chosen={row.id === provider} comparing={comparing} />
          ))}
        </tbody>
      </table>
      {comparing ? <p className="providers-hint dim">{said.compareHint}</p> : null}
    </>
  )
}

function ProviderRow({ row, composing, chosen, comparing }: { row: Row; composing: Composing; chosen: boolean; comparing: boolean }) {
  const { dispatch, table } = composing
  const { verdict, id, name } = row
  const whyId = useId()
  const why = verdict?.accepts === 'never' ? (verdict.failures[0] ?? null) : null
  const ticked = table.beside.includes(id)
  return (
    <Fragment>
      <tr className={`${chosen ? 'chosen' : why ? 'never' : ''} ${why ? 'with-why' : ''}`}>
        <th scope="row" className="cell-name">
          <label className="provider-name">
            <input
              type="radio"
              name="provider"
              value={id}
              checked={chosen}
              aria-describedby={why ? whyId : undefined}
              onChange={() => dispatch({ do: 'choose', provider: id })}
            />
            {name}
          </label>
        </th>
        <td className="cell-accepts">{verdict || comparing ? <VerdictWords verdict={verdict} /> : words.providers.noPrice}</td>
        {tiers.map((tier) => (
          <td key={tier} className={`cell-${tier} number ${tier === table.request.tier ? 'tier-chosen' : ''}`}>
            <span className={verdict && row.price[tier] !== null ? '' : 'rate'}>{priceFor(providers[id], verdict, table, tier)}</span>
          </td>
        ))}
        <td className={`cell-wait small ${row.wait === null ? 'dim' : ''}`}>
          {row.wait === null ? words.providers.waitUnknown : waitWords(row.wait)}
        </td>
        <td className="cell-goes small">
          {row.goes === words.providers.goesByHost && verdict ? <span className="warn">{words.providers.needsHost}</span> : row.goes}
        </td>
        {comparing ? (
          <td className="cell-tick">
            <input
              type="checkbox"
              aria-label={words.providers.alsoWith(name)}
              title={chosen ? words.providers.alreadyChosen : words.providers.alsoWith(name)}
              checked={chosen || ticked}
              disabled={chosen || (why !== null && !ticked)}
              onChange={(event) => {
                // Whoever looks at another one's plan afterwards still means to compare this one.
                if (event.currentTarget.checked) dispatch({ do: 'tick', provider: composing.provider, on: true })
                dispatch({ do: 'tick', provider: id, on: event.currentTarget.checked })
              }}
            />
          </td>
        ) : null}
      </tr>
      {why ? (
        <tr className={`why-row ${chosen ? 'chosen' : ''}`}>
          <td colSpan={comparing ? 7 : 6} id={whyId} className="why" title={why.fix}>
            {failureWords(why).sentence}
          </td>
        </tr>
      ) : null}
    </Fragment>
  )
}

function VerdictWords({ verdict }: { verdict: Verdict | null }) {
  if (!verdict) return <span className="dim small">{words.providers.waiting}</span>
  if (verdict.accepts === 'never') return <Word tone="bad">{words.providers.never}</Word>
  return <Word tone="ok">{verdict.accepts === 'as-is' ? words.providers.asIs : words.providers.afterChanges(stepCount(verdict))}</Word>
}

function priceOf(provider: Provider, verdict: Verdict | null, table: Table, tier: Tier): number | null {
  if (!verdict) return provider.price.perSecond[tier]
  const seconds = verdict.plan?.video.output.seconds
  return seconds === undefined ? null : quoteFor(provider, { ...table.request, tier }, seconds).usd
}

/** The price of this clip, or the price of a second while there is no clip. */
function priceFor(provider: Provider, verdict: Verdict | null, table: Table, tier: Tier): string {
  const rate = provider.price.perSecond[tier]
  if (!verdict) return rate === null ? words.providers.notPublished : words.providers.perSecond(rate)
  const seconds = verdict.plan?.video.output.seconds
  if (seconds === undefined) return words.providers.noPrice
  const { usd, certain } = quoteFor(provider, { ...table.request, tier }, seconds)
  return usd === null || certain ? priceWords(usd, certain) : words.providers.aboutShort(formatUsd(usd))
}

/** A clip that already lies behind the person's own link and goes unchanged needs nobody else. */
export function holderNeeded(composing: Composing, provider: ProviderId): boolean {
  const ownLink = hasOwnLink(composing.table) && composing.verdicts?.[provider]?.plan?.video.change === 'untouched'
  return !providers[provider].accepts.video.some((way) => way !== 'url') && !ownLink
}
