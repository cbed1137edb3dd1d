/** Where keys are kept between two runs of Choreo: one small interface, whoever keeps them. */
import type { StoreLack } from '../../../contract/findings'
import type { Result } from '../../../domain/failure'

export interface KeyStore {
  /** As a person knows it. */
  name: string
  /** `os`: every program of Choreo on this computer finds the keys. `desktop`: the desktop app alone does. */
  kind: 'os' | 'desktop'
  /** What is kept under these accounts. Never asks the person anything; fails with `setup.no-key-store`, as when it is locked. */
  load(accounts: readonly string[]): Promise<Result<LoadedKeys>>
  /** May ask the person to unlock the store. Fails with `setup.no-key-store`. */
  set(account: string, value: string): Promise<Result<null>>
  /** Also well when nothing was kept there. Fails with `setup.no-key-store`. */
  remove(account: string): Promise<Result<null>>
}

export interface LoadedKeys {
  values: ReadonlyMap<string, string>
  /** Accounts of which something is kept that cannot be decrypted any more. */
  undecipherable: readonly string[]
}

/** `why` is a sentence: what is missing on this computer; `lack` is the same as a code. */
export type OpenedKeyStore = { store: KeyStore } | { store: null; lack: StoreLack; why: string }
