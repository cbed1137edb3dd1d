/** The keys of the providers and of a bucket: where each comes from, and the one place that takes them out of text. */
import type { StoreTrouble } from '../../contract/findings'
import { KeyId, type KeyList } from '../../contract/shapes'
import { type Failure, fail, ok, type Result } from '../../domain/failure'
import { providers } from '../../domain/providers/all'
import type { ProviderId } from '../../domain/request'
import type { KeyStore, OpenedKeyStore } from './keys/key-store'
import { createRedaction } from './keys/redaction'
import { type BucketKeys, readBucketKeys, readKey } from './keys/written-key'
import { within } from './within'

export interface Secrets {
  /** From the key store, else from the environment. */
  key(provider: ProviderId): string | null
  bucket(): BucketKeys | null
  /** `text` without any key that was ever known here, any bearer token, and any signature of a presigned link. */
  redact(text: string): string
  /** Every sentence of a failure redacted: it may repeat what a provider or a link said. */
  redactFailure(failure: Failure): Failure
  list(): KeyList
  /** Keeps it, or knows it until Choreo is closed where nothing keeps it; the list says which. */
  set(id: KeyId, written: string): Promise<Result<KeyList>>
  remove(id: KeyId): Promise<Result<KeyList>>
  /** Whether the environment holds something for it that cannot be a key, and is not used. */
  isMisspelt(id: KeyId): boolean
}

/** Where a key shows how it ends, so that a person can tell two of them apart; of a shorter one that would show too much. */
const LONG_ENOUGH_TO_SHOW = 12
/** A key store that does not answer must not keep Choreo from starting. */
const OPENING_MS = 2_000
/** Setting a key may have to wait for a person who is asked to unlock the store. */
const UNLOCKING_MS = 60_000

const bucketNames = { accessKeyId: 'CHOREO_S3_ACCESS_KEY_ID', secretAccessKey: 'CHOREO_S3_SECRET_ACCESS_KEY' }

export function keyName(provider: ProviderId): string {
  return `CHOREO_${provider.toUpperCase()}_API_KEY`
}

/** What a person does about a key that is missing, in whichever face they are. */
export function howToSetKey(id: KeyId): string {
  return `Set it in the window’s settings, with “choreo keys set ${id}”, or as ${variablesOf(id).join(' and ')}.`
}

/** The variables that may hold it; a bucket needs both. */
export function variablesOf(id: KeyId): string[] {
  return id === 's3' ? Object.values(bucketNames) : [keyName(id)]
}

export function nameOf(id: KeyId): string {
  return id === 's3' ? 'the S3 bucket' : providers[id].name
}

/**
 * Asks the key store once; a late answer is taken as well when it comes.
 * @param open may be slow, and may fail in ways of its own
 */
export async function openSecrets(environment: NodeJS.ProcessEnv, open: () => Promise<OpenedKeyStore>): Promise<Secrets> {
  const redaction = createRedaction()
  const fromEnvironment = new Map<KeyId, string>()
  const misspelt = new Set<KeyId>()
  const stored = new Map<KeyId, string>()
  const session = new Map<KeyId, string>()
  let store: KeyStore | null = null
  let about: StoreNote = silent('The key store has not answered yet.')

  function remember(id: KeyId, value: string): void {
    const bucket = id === 's3' ? readBucketKeys(value) : null
    for (const secret of bucket?.ok ? Object.values(bucket.value) : [value]) redaction.remember(secret)
  }

  for (const id of KeyId.options) {
    const written = writtenInEnvironment(id, environment)
    if (written === null) continue
    for (const name of variablesOf(id)) redaction.remember(environment[name]?.trim() ?? '')
    const key = readKey(id, written)
    if (key.ok) fromEnvironment.set(id, key.value)
    else misspelt.add(id)
  }

  async function load(from: KeyStore): Promise<void> {
    const loaded = await from.load(KeyId.options)
    if (!loaded.ok) {
      about = failedWith(loaded.failure)
      return
    }
    about = noteOn(loaded.value.undecipherable)
    stored.clear()
    for (const id of KeyId.options) {
      const value = loaded.value.values.get(id)
      if (value === undefined) continue
      remember(id, value)
      const key = readKey(id, value)
      if (key.ok) stored.set(id, key.value)
      else about = { sentence: `What is kept for ${nameOf(id)} cannot be its key. Set it again.`, trouble: { code: 'no-key-of-it', id } }
    }
  }

  const opening = open()
    .then(async (opened) => {
      if (!opened.store) {
        about = { sentence: opened.why, trouble: { code: 'no-store', lack: opened.lack } }
        return
      }
      store = opened.store
      await load(opened.store)
    })
    .catch((error: unknown) => {
      const message = `The key store cannot be used: ${error instanceof Error ? error.message : String(error)}.`
      about = failedWith({ code: 'setup.no-key-store', message, fix: '' })
    })
  await within(OPENING_MS, opening)

  const redactFailure = (failure: Failure): Failure => ({
    ...failure,
    message: redaction.redact(failure.message),
    fix: redaction.redact(failure.fix),
    ...(failure.detail === undefined ? {} : { detail: redaction.redact(failure.detail) }),
  })
  const current = (id: KeyId) => session.get(id) ?? stored.get(id) ?? fromEnvironment.get(id) ?? null

  function list(): KeyList {
    const place = store ? { name: store.name, kind: store.kind } : { name: 'this session only', kind: 'session' as const }
    const { sentence, trouble } = about
    return {
      store: {
        ...place,
        note: redaction.redact(sentence),
        trouble: trouble?.code === 'failed' ? { ...trouble, failure: redactFailure(trouble.failure) } : trouble,
      },
      keys: KeyId.options.map((id) => {
        const value = current(id)
        const from = session.has(id) ? 'session' : stored.has(id) ? 'key-store' : value === null ? null : 'environment'
        return { id, name: nameOf(id), has: value !== null, from, last4: value === null ? null : ending(id, value) }
      }),
    }
  }

  return {
    key: (provider) => current(provider),
    bucket() {
      const value = current('s3')
      const keys = value === null ? null : readBucketKeys(value)
      return keys?.ok ? keys.value : null
    },
    redact: (text) => redaction.redact(text),
    redactFailure,
    list,
    isMisspelt: (id) => misspelt.has(id),
    async set(id, written) {
      const key = readKey(id, written)
      if (!key.ok) return key
      remember(id, key.value)
      await within(UNLOCKING_MS, opening)
      const kept = store ? await within(UNLOCKING_MS, store.set(id, key.value)) : null
      if (store && kept?.ok) {
        session.delete(id)
        await within(OPENING_MS, load(store))
        stored.set(id, key.value)
        return ok(list())
      }
      session.set(id, key.value)
      if (store)
        about =
          kept?.ok === false ? { ...failedWith(kept.failure), sentence: kept.failure.message } : silent(`The ${store.name} did not answer.`)
      return ok(list())
    },
    async remove(id) {
      session.delete(id)
      await within(UNLOCKING_MS, opening)
      if (!store) return ok(list())
      const removed =
        (await within(UNLOCKING_MS, store.remove(id))) ??
        fail('setup.no-key-store', `The ${store.name} did not answer.`, 'Unlock it and try again.')
      if (!removed.ok) return removed
      await within(OPENING_MS, load(store))
      stored.delete(id)
      return ok(list())
    },
  }
}

/** What a person should know about the store, as `KeyList` tells it. */
interface StoreNote {
  sentence: string
  trouble: StoreTrouble | null
}

function silent(sentence: string): StoreNote {
  return { sentence, trouble: { code: 'silent' } }
}

function failedWith(failure: Failure): StoreNote {
  return { sentence: `${failure.message} ${failure.fix}`.trim(), trouble: { code: 'failed', failure } }
}

function noteOn(undecipherable: readonly string[]): StoreNote {
  if (undecipherable.length === 0) return { sentence: '', trouble: null }
  const sentence = `The system cannot decrypt what is kept for ${undecipherable.join(', ')}. Set it again.`
  return { sentence, trouble: { code: 'undecipherable', names: [...undecipherable] } }
}

function writtenInEnvironment(id: KeyId, environment: NodeJS.ProcessEnv): string | null {
  if (id !== 's3') return environment[keyName(id)]?.trim() ? environment[keyName(id)]! : null
  const accessKeyId = environment[bucketNames.accessKeyId]?.trim()
  const secretAccessKey = environment[bucketNames.secretAccessKey]?.trim()
  return accessKeyId || secretAccessKey ? JSON.stringify({ accessKeyId, secretAccessKey }) : null
}

/** The last four characters; of a bucket those of the id, which is no secret. */
function ending(id: KeyId, value: string): string | null {
  const bucket = id === 's3' ? readBucketKeys(value) : null
  const shown = bucket?.ok ? bucket.value.accessKeyId : value
  return shown.length >= LONG_ENOUGH_TO_SHOW ? shown.slice(-4) : null
}
