/** What stands behind the price on the button: seconds times rate, what is left at the provider, and how long it usually takes. */
import { useQuery } from '@tanstack/react-query'
import { providers } from '../../../../domain/providers/all'
import type { ProviderId } from '../../../../domain/request'
import { ask } from '../../../client'
import { formatUsd, unitPriceWords } from '../../../figures'
import { totalQuote } from '../../../state/composition'
import { keyOf, useEngine } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { useUsualWaits } from '../../../state/use-usual-waits'
import { priceWords, words } from '../../../words/index'
import { waitWords } from './provider-words'

export function Reckoning({ composing, ids }: { composing: Composing; ids: readonly ProviderId[] }) {
  const { verdicts, provider, table } = composing
  const waits = useUsualWaits()
  const left = useBalance(provider)
  if (!verdicts) return null
  const quote = verdicts[provider].quote
  const rate = providers[provider].price.perSecond[table.request.tier]
  const sum =
    ids.length > 1
      ? words.actions.total(ids.length, totalWords(totalQuote(verdicts, ids)))
      : !quote || quote.usd === null || rate === null
        ? words.providers.notPublished
        : words.actions.reckoning(quote.seconds, unitPriceWords(rate), formatUsd(quote.usd))
  const longest = Math.max(...ids.map((id) => waits(id, table.request.tier) ?? Number.NaN))
  return (
    <span>
      {[sum, ids.length > 1 ? null : left, Number.isNaN(longest) ? null : words.actions.wait(waitWords(longest))]
        .filter((part) => part !== null)
        .join(' · ')}
    </span>
  )
}

export function totalWords({ usd, certain, unknown }: { usd: number | null; certain: boolean; unknown: number }): string {
  if (usd === null) return words.providers.notPublished
  const known = priceWords(usd, certain || unknown > 0)
  return unknown > 0 ? words.actions.andUnknown(known, unknown) : known
}

const FRESH_MS = 5 * 60_000

/** In words; null where nobody can be asked. It costs nothing, and is asked once and not with every drawing. */
function useBalance(provider: ProviderId): string | null {
  const { line, info } = useEngine()
  const asked = keyOf(info, provider)?.hasKey === true && providers[provider].balance !== undefined
  const answer = useQuery({
    queryKey: ['balance', provider],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.balance({ provider }, { signal: stop }), signal),
    enabled: asked,
    staleTime: FRESH_MS,
  }).data
  if (!asked || !answer) return null
  if (!answer.ok) return words.actions.balanceUnknown
  const { usd, credits } = answer.value
  if (usd !== null) return words.actions.balance(formatUsd(usd))
  return credits === null ? null : words.actions.balance(words.actions.credits(credits))
}
