/** The five providers: what each makes of these files, what it takes for them, how long, and where they go. */
import { Fragment, useId, useState } from 'react'
import { quoteFor, type Verdict } from '../../../domain/assess'
import { providerList, providers } from '../../../domain/providers/all'
import type { Provider } from '../../../domain/providers/provider'
import type { ProviderId, Tier } from '../../../domain/request'
import { Word } from '../../components/Panel'
import { stepCount, type Table } from '../../state/composition'
import { useEngine } from '../../state/engine'
import type { Composing } from '../../state/use-composition'
import { useUsualWaits } from '../../state/use-usual-waits'
import { priceWords, words } from '../../words'
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
  const head = (column: Column, label: string, number = false) => (
    <th
      scope="col"
      className={number ? 'number' : ''}
      aria-sort={order.by !== column ? 'none' : order.down ? 'descending' : 'ascending'}
      key={column}
    >
      <button type="button" className="sort-button" title={said.sortBy(label)} onClick={() => setOrder(pressed(order, column))}>
        {label}
        <span aria-hidden="true" className="sort-mark">
          {order.by === column ? (order.down ? '▾' : '▴') : ''}
        </span>
      </button>
    </th>
  )
  return (
    <div className="scroll-x">
      <table className="providers">
        <thead>
          <tr>
            {head('provider', said.provider)}
            {head('accepts', said.accepts)}
            {tiers.map((tier) => head(tier, said.tier[tier], true))}
            {head('wait', said.wait, true)}
            {head('goes', said.goes)}
            {comparing ? (
              <th scope="col">
                <span className="head-word">{said.compareHeader}</span>
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
    </div>
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
        <th scope="row">
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
        <td>
          <VerdictWords verdict={verdict} elsewhere={verdict !== null && row.goes === words.providers.goesByHost} />
        </td>
        {tiers.map((tier) => (
          <td key={tier} className={`number ${tier === table.request.tier ? 'tier-chosen' : ''}`}>
            {priceFor(providers[id], verdict, table, tier)}
          </td>
        ))}
        <td className="number small">
          {row.wait === null ? <span className="dim">{words.providers.waitUnknown}</span> : waitWords(row.wait)}
        </td>
        <td className="small">{row.goes}</td>
        {comparing ? (
          <td className="tick">
            <input
              type="checkbox"
              aria-label={words.providers.alsoWith(name)}
              title={chosen ? words.providers.alreadyChosen : words.providers.alsoWith(name)}
              checked={chosen || ticked}
              disabled={chosen || (why !== null && !ticked)}
              onChange={(event) => dispatch({ do: 'tick', provider: id, on: event.currentTarget.checked })}
            />
          </td>
        ) : null}
      </tr>
      {why ? (
        <tr className={`why-row ${chosen ? 'chosen' : ''}`}>
          <td colSpan={comparing ? 7 : 6} id={whyId} className="why" title={why.fix}>
            {why.message}
          </td>
        </tr>
      ) : null}
    </Fragment>
  )
}

function VerdictWords({ verdict, elsewhere }: { verdict: Verdict | null; elsewhere: boolean }) {
  if (!verdict) return <span className="dim">{words.providers.waiting}</span>
  if (verdict.accepts === 'never') return <Word tone="bad">{words.providers.never}</Word>
  return (
    <>
      <Word tone="ok">{verdict.accepts === 'as-is' ? words.providers.asIs : words.providers.afterChanges(stepCount(verdict))}</Word>
      {elsewhere ? <Word tone="warn">{words.providers.needsHost}</Word> : null}
    </>
  )
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
  return priceWords(usd, certain)
}

/** A clip that already lies behind the person's own link and goes unchanged needs nobody else. */
export function holderNeeded(composing: Composing, provider: ProviderId): boolean {
  const ownLink = hasOwnLink(composing.table) && composing.verdicts?.[provider]?.plan?.video.change === 'untouched'
  return !providers[provider].accepts.video.some((way) => way !== 'url') && !ownLink
}
