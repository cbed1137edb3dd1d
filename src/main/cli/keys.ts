/** `choreo keys set|list|remove`: keys come from a prompt or a pipe, never as an argument, and are never shown. */
import { KeyId, type KeyList } from '../../contract/shapes'
import { fail, ok, type Result } from '../../domain/failure'
import type { CommonOptions } from './arguments'
import { readHidden } from './hidden-input'
import type { Printer } from './print'
import { type Outcome, withSession } from './session'

type Key = KeyList['keys'][number]

const sources = { 'key-store': 'in the key store', environment: 'in the environment', session: 'until Choreo is closed' }

/** @param words what stands after `keys`; none of it is ever repeated, since one may be a key */
export async function keys(words: string[], _options: CommonOptions, printer: Printer): Promise<Outcome> {
  const [action, word, ...more] = words
  const id = KeyId.safeParse(word)
  if (more.length === 0) {
    if (action === 'list' && word === undefined) return listKeys(printer)
    if (action === 'set' && id.success) return setKey(id.data, printer)
    if (action === 'remove' && id.success) return removeKey(id.data, printer)
  }
  return fail(
    'usage',
    `The command is keys set ID, keys list or keys remove ID, and nothing else; ID is one of ${KeyId.options.join(', ')}.`,
    'If you typed a key, make a new one: the shell’s history and other programs have seen it. Choreo asks for the key, or reads it from standard input.',
  )
}

async function listKeys(printer: Printer): Promise<Outcome> {
  return withSession(undefined, async ({ client }) => {
    const { store, keys } = await client.keys.list()
    for (const key of keys) printer.answer(`${key.id.padEnd(12)}${describe(key)}`)
    if (!printer.json) printer.prose(storeNote(store))
    return { ok: true, answer: { store, keys } }
  })
}

async function setKey(id: KeyId, printer: Printer): Promise<Outcome> {
  const before = await withList((client) => client.keys.list().then(ok))
  if (!before.ok) return before
  // Asked before the key is: nobody should go and fetch one that is forgotten at once.
  if (before.value.store.kind === 'session') return notKept(id, before.value)
  const written = await readWritten(id)
  if (!written.ok) return written
  const after = await withList((client) => client.keys.set({ id, key: written.value }))
  if (!after.ok) return after
  const key = keyOf(id, after.value)
  if (key.from !== 'key-store') return notKept(id, after.value)
  printer.answer(`The key of ${key.name} is kept in the ${after.value.store.name}${key.last4 ? `; it ends in ${key.last4}` : ''}.`)
  return { ok: true, answer: { store: after.value.store, key } }
}

async function removeKey(id: KeyId, printer: Printer): Promise<Outcome> {
  const after = await withList((client) => client.keys.remove({ id }))
  if (!after.ok) return after
  const key = keyOf(id, after.value)
  printer.answer(`The key store holds no key of ${key.name}.`)
  if (key.from === 'environment') printer.prose('There still is one in the environment; unset it there.')
  return { ok: true, answer: { store: after.value.store, key } }
}

async function readWritten(id: KeyId): Promise<Result<string>> {
  const questions = id === 's3' ? ['Access key id', 'Secret access key'] : ['Key']
  const typed = await readHidden(questions, process.stdin, process.stderr)
  if (!typed.ok) return typed
  const [first = '', second = ''] = typed.value
  return ok(id === 's3' ? JSON.stringify({ accessKeyId: first, secretAccessKey: second }) : first)
}

/** A failure where a command would end with a key that nobody keeps. */
function notKept(id: KeyId, { store }: KeyList): Outcome {
  const variables = id === 's3' ? 'CHOREO_S3_ACCESS_KEY_ID and CHOREO_S3_SECRET_ACCESS_KEY' : `CHOREO_${id.toUpperCase()}_API_KEY`
  return {
    ...fail(
      'setup.no-key-store',
      `The key cannot be kept beyond this command. ${store.note}`.trim(),
      `Set it in the environment, as ${variables}.`,
    ),
    more: { store },
  }
}

/** Opens the engine for one question about keys, so that none is open while a person is asked for one. */
async function withList(
  ask: (client: Parameters<Parameters<typeof withSession>[1]>[0]['client']) => Promise<Result<KeyList>>,
): Promise<Result<KeyList>> {
  let list: Result<KeyList> | null = null
  const outcome = await withSession(undefined, async ({ client }) => {
    list = await ask(client)
    return { ok: true, answer: {} }
  })
  return outcome.ok ? list! : { ok: false, failure: outcome.failure }
}

function keyOf(id: KeyId, { keys }: KeyList): Key {
  return keys.find((key) => key.id === id)!
}

function describe(key: Key): string {
  return key.from === null ? 'not set' : `set, ${sources[key.from]}${key.last4 ? `, ends in ${key.last4}` : ''}`
}

function storeNote(store: KeyList['store']): string {
  return store.kind === 'session'
    ? `There is no key store: keys come from the environment. ${store.note}`
    : `Key store: ${store.name}. ${store.note}`.trim()
}
