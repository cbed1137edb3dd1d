/** What is left at a provider, as far as it tells. */
import type { Balance } from '../../contract/shapes'
import { fail, failed, ok, type Result } from '../../domain/failure'
import { providers } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'
import type { Transport } from './net/transport'
import { howToSetKey, type Secrets } from './secrets'
import type { Settings } from './settings'

const HEADERS_TIMEOUT = 20_000

/** Fails with `provider.not-supported` where the provider publishes no way to ask, `setup.no-key`, `network.*` or `provider.*`. */
export async function askBalance(
  id: ProviderId,
  parts: { transport: Transport; secrets: Secrets; settings: Settings },
  signal?: AbortSignal,
): Promise<Result<Balance>> {
  const { balance, name, keyPage } = providers[id]
  if (!balance)
    return fail('provider.not-supported', `${name} publishes no way for a program to ask for the balance.`, `Look at ${keyPage}.`)
  const key = parts.secrets.key(id)
  if (!key) return fail('setup.no-key', `There is no key for ${name}.`, howToSetKey(id))
  const sent = await parts.transport.send(balance.request(), {
    origins: parts.settings.origins[id],
    key,
    headersTimeout: HEADERS_TIMEOUT,
    signal,
  })
  if (sent.kind !== 'answer') return failed(sent.failure)
  const left = balance.read(sent.response)
  if (left) return ok(left)
  const failure = balance.failure(sent.response)
  return failed(failure.code === 'provider.nonsense' ? { ...failure, fix: `Look at ${keyPage}.` } : failure)
}
