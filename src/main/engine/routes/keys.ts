/** Keys and what is left at a provider. No answer holds a key. */
import { askBalance } from '../balance'
import { testKey } from '../keys/key-test'
import type { Contracted, Parts } from './parts'

export function keyRoutes(os: Contracted, { world }: Parts) {
  const { secrets, transport, settings } = world
  return {
    list: os.keys.list.handler(() => secrets.list()),
    set: os.keys.set.handler(({ input }) => secrets.set(input.id, input.key)),
    remove: os.keys.remove.handler(({ input }) => secrets.remove(input.id)),
    test: os.keys.test.handler(({ input, signal }) => testKey(input.id, { transport, secrets, settings, signal })),
  }
}

export function balanceRoute(os: Contracted, { world }: Parts) {
  const { transport, secrets, settings } = world
  return os.balance.handler(({ input, signal }) => askBalance(input.provider, { transport, secrets, settings }, signal))
}
