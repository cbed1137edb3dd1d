/** The system's own key store: Keychain, Windows Credential Manager, or a Secret Service such as GNOME Keyring and KWallet. */
import type { AsyncEntry } from '@napi-rs/keyring'
import { fail, ok, type Result } from '../../../domain/failure'
import type { LoadedKeys, OpenedKeyStore } from './key-store'

const SERVICE = 'Choreo'
const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Keychain', win32: 'Windows Credential Manager' }
const name = names[process.platform] ?? 'Secret Service'

/**
 * Without a Secret Service the library would take Linux’s kernel keyring instead, which forgets after days or at the next
 * start, and sometimes at once: a key that is said to be kept must be kept.
 */
const pinned = process.platform === 'linux' ? { linux: { store: 'secret-service' as const } } : undefined

/**
 * @param scope a home of its own has keys of its own, so that a trial never spends from another account; null for the usual home
 */
export async function openSystemStore(scope: string | null): Promise<OpenedKeyStore> {
  const keyring = await import('@napi-rs/keyring').catch(() => null)
  if (!keyring)
    return {
      store: null,
      lack: 'no-library',
      why: 'The library that speaks to the system’s key store is not there for this kind of computer.',
    }
  const accountOf = (account: string) => (scope === null ? account : `${account} in ${scope}`)
  const entry = (account: string) => new keyring.AsyncEntry(SERVICE, accountOf(account), pinned)
  try {
    // On Linux this connects, and throws where nothing answers.
    entry('shortapi')
  } catch (error) {
    return { store: null, lack: process.platform === 'linux' ? 'no-service' : 'unreachable', why: whyNot(wordsOf(error)) }
  }

  async function load(accounts: readonly string[]): Promise<LoadedKeys['values']> {
    const values = new Map<string, string>()
    if (process.platform === 'linux') {
      // Reading one entry of a locked store asks the person for its password; reading the list only says that it is locked.
      const kept = await keyring!.findCredentialsAsync(SERVICE)
      for (const account of accounts) {
        const found = kept.find((credential) => credential.account === accountOf(account))
        if (found) values.set(account, found.password)
      }
      return values
    }
    // One after the other: each may occupy one of the few threads that files and names of hosts are read with.
    for (const account of accounts) {
      const value = await entry(account).getPassword()
      if (value !== null) values.set(account, value)
    }
    return values
  }

  async function change(account: string, what: string, action: (entry: AsyncEntry) => Promise<unknown>): Promise<Result<null>> {
    try {
      await action(entry(account))
      return ok(null)
    } catch (error) {
      return fail('setup.no-key-store', `The ${name} did not ${what} the key: ${wordsOf(error)}.`, 'Unlock it and try again.')
    }
  }

  return {
    store: {
      name,
      kind: 'os',
      async load(accounts) {
        try {
          return ok({ values: await load(accounts), undecipherable: [] })
        } catch (error) {
          const words = wordsOf(error)
          return /IsLocked/.test(words)
            ? fail('setup.no-key-store', `The ${name} is locked, so the keys in it are not known.`, 'Unlock it and start Choreo again.')
            : fail('setup.no-key-store', `The ${name} cannot be read: ${words}.`, 'Check it and start Choreo again.')
        }
      },
      set: (account, value) => change(account, 'keep', (kept) => kept.setPassword(value)),
      remove: (account) => change(account, 'remove', (kept) => kept.deletePassword()),
    },
  }
}

function whyNot(words: string): string {
  if (process.platform !== 'linux') return `The ${name} cannot be reached: ${words}.`
  // Without a session bus there is nothing more to say; it is the usual case on servers and in containers.
  const more = words.includes('DBUS_SESSION_BUS_ADDRESS') ? '' : `: ${words}`
  return `No Secret Service answers, such as GNOME Keyring, KWallet or KeePassXC${more}.`
}

function wordsOf(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('. ')
  return first.replace(/[.\s]+$/, '').slice(0, 300)
}
