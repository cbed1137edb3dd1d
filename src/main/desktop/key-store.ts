/** Keys of the desktop app: encrypted by the system for this person, in `keys.json` in Choreo's home. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SafeStorage } from 'electron'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/failure'
import type { LoadedKeys, OpenedKeyStore } from '../engine/engine'

/** Ciphertexts by account, as base64. */
const KeysFile = z.object({ schema: z.literal(1), keys: z.record(z.string(), z.base64()) })
type KeysFile = z.infer<typeof KeysFile>

/** What of Electron's `safeStorage` is used. Its synchronous functions are deprecated and block the window. */
export type Encryption = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

const name = 'key store of this app'

/**
 * Refuses where Electron would encrypt with a password that everybody knows: that only looks like safety.
 * @param home `CHOREO_HOME`; made when the first key is kept
 */
export async function openDesktopStore(safeStorage: Encryption, platform: NodeJS.Platform, home: string): Promise<OpenedKeyStore> {
  if (!(await safeStorage.isAsyncEncryptionAvailable()))
    return { store: null, lack: 'no-encryption', why: 'The system offers this app no encryption, so keys are not written to the disk.' }
  // The function exists on Linux only.
  const backend = platform === 'linux' ? safeStorage.getSelectedStorageBackend() : null
  if (backend === 'basic_text' || backend === 'unknown')
    return {
      store: null,
      lack: 'no-password-store',
      why: 'No password store of the desktop (GNOME Keyring or KWallet) was found, so keys are not written to the disk.',
    }

  const path = join(home, 'keys.json')
  let changes: Promise<unknown> = Promise.resolve()

  /** One change after the other: each begins with what the one before it wrote. */
  function change(what: string, edit: (keys: KeysFile['keys']) => Promise<KeysFile['keys']>): Promise<Result<null>> {
    const done = changes.then(async (): Promise<Result<null>> => {
      try {
        const file = await readKeys(path)
        if (!file.ok) return file
        await mkdir(home, { recursive: true })
        await writeFileAtomic(path, `${JSON.stringify({ schema: 1, keys: await edit(file.value) }, null, 2)}\n`, {
          mode: 0o600,
          fsync: true,
        })
        return ok(null)
      } catch (error) {
        return fail(
          'setup.no-key-store',
          `The key could not be ${what}: ${error instanceof Error ? error.message : String(error)}.`,
          'Try again; nothing else was changed.',
        )
      }
    })
    changes = done
    return done
  }

  async function load(accounts: readonly string[]): Promise<Result<LoadedKeys>> {
    const file = await readKeys(path)
    if (!file.ok) return file
    const values = new Map<string, string>()
    const undecipherable: string[] = []
    for (const account of accounts) {
      const encrypted = file.value[account]
      if (encrypted === undefined) continue
      try {
        const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'))
        values.set(account, result)
        // The system changed its own key; the old one may not be there for ever.
        if (shouldReEncrypt) await keep(account, result)
      } catch {
        undecipherable.push(account)
      }
    }
    return ok({ values, undecipherable })
  }

  const keep = (account: string, value: string) =>
    change('kept', async (keys) => ({ ...keys, [account]: (await safeStorage.encryptStringAsync(value)).toString('base64') }))

  return {
    store: {
      name,
      kind: 'desktop',
      load,
      set: keep,
      async remove(account) {
        const file = await readKeys(path)
        if (file.ok && file.value[account] === undefined) return ok(null)
        return change('removed', async ({ [account]: _removed, ...others }) => others)
      },
    },
  }
}

/** The ciphertexts; none when there is no file. A file that cannot be read is never written over. */
async function readKeys(path: string): Promise<Result<KeysFile['keys']>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return missing ? ok({}) : unreadable(path)
  }
  try {
    return ok(KeysFile.parse(JSON.parse(text)).keys)
  } catch {
    return unreadable(path)
  }
}

function unreadable(path: string) {
  return fail('setup.no-key-store', `The file of keys ${path} cannot be read.`, 'Delete it and set the keys again.')
}
