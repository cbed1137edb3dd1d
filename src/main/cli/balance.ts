/** `choreo balance`: what is left at a provider, or at all that there is a key for. */
import type { Balance } from '../../contract/shapes'
import { type Failure, fail, type Result } from '../../domain/failure'
import type { ProviderId } from '../../domain/request'
import { formatUsd } from '../../domain/wording'
import { type CommonOptions, readProviders } from './arguments'
import type { Printer } from './print'
import { type Outcome, withSession } from './session'

interface Line {
  provider: ProviderId
  usd: number | null
  credits: number | null
  /** Why it is not known. */
  failure: Failure | null
}

export async function balance(id: string | undefined, _options: CommonOptions, printer: Printer): Promise<Outcome> {
  const named = id === undefined ? null : readProviders(id, false)
  if (named && !named.ok) return named
  return withSession(undefined, async ({ client, signal }) => {
    const info = await client.system.info()
    const ids = named?.ok ? named.value : info.providers.filter(({ hasKey }) => hasKey).map(({ id }) => id)
    if (ids.length === 0) return fail('setup.no-key', 'There is no key of any provider.', 'Set one with “choreo keys set ID”.')
    const balances = await Promise.all(ids.map(async (provider) => lineOf(provider, await client.balance({ provider }, { signal }))))
    for (const line of balances) printer.answer(`${line.provider.padEnd(12)}${describe(line)}`)
    // Asked for all, one that never tells is no fault of the command.
    const failed = balances.find(({ failure }) => failure !== null && (named !== null || failure.code !== 'provider.not-supported'))
    if (failed?.failure) return { ok: false, failure: failed.failure, more: { balances } }
    return { ok: true, answer: { balances } }
  })
}

function lineOf(provider: ProviderId, asked: Result<Balance>): Line {
  return asked.ok ? { provider, ...asked.value, failure: null } : { provider, usd: null, credits: null, failure: asked.failure }
}

function describe({ usd, credits, failure }: Line): string {
  if (failure) return `not known: ${failure.message}`
  return [usd === null ? [] : formatUsd(usd), credits === null ? [] : `${credits} credits`].flat().join(', ')
}
