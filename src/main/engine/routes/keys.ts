/** Keys and what is left at a provider. No answer holds a key. */
import { fail } from '../../../domain/failure'
import { askBalance } from '../balance'
import type { Contracted, Parts } from './parts'

export function keyRoutes(os: Contracted, { world }: Parts) {
  const { secrets } = world
  return {
    list: os.keys.list.handler(() => secrets.list()),
    set: os.keys.set.handler(({ input }) => secrets.set(input.id, input.key)),
    remove: os.keys.remove.handler(({ input }) => secrets.remove(input.id)),
    test: os.keys.test.handler(() => fail('provider.not-supported', 'This part of the window is not built yet.', 'Update Choreo.')),
  }
}

export function balanceRoute(os: Contracted, { world }: Parts) {
  const { transport, secrets, settings } = world
  return os.balance.handler(({ input, signal }) => askBalance(input.provider, { transport, secrets, settings }, signal))
}
