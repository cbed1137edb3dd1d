/** A key store that a test looks into and tells how to behave. */
import { fail, ok, type Result } from '../../src/domain/failure'
import type { KeyStore } from '../../src/main/engine/keys/key-store'

export interface MemoryKeyStore extends KeyStore {
  kept: Map<string, string>
  /** What every call answers instead, as when the store is locked. */
  refuses: string | null
  /** Calls wait for it. */
  gate: Promise<void>
}

export function memoryKeyStore(kept: Record<string, string> = {}): MemoryKeyStore {
  const store: MemoryKeyStore = {
    name: 'test store',
    kind: 'os',
    kept: new Map(Object.entries(kept)),
    refuses: null,
    gate: Promise.resolve(),
    load: (accounts) =>
      answer(() => ({ values: new Map([...store.kept].filter(([account]) => accounts.includes(account))), undecipherable: [] })),
    set: (account, value) =>
      answer(() => {
        store.kept.set(account, value)
        return null
      }),
    remove: (account) =>
      answer(() => {
        store.kept.delete(account)
        return null
      }),
  }
  async function answer<T>(work: () => T): Promise<Result<T>> {
    await store.gate
    return store.refuses === null ? ok(work()) : fail('setup.no-key-store', store.refuses, 'Unlock it.')
  }
  return store
}
