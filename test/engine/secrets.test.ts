import { describe, expect, it } from 'vitest'
import type { KeyId, KeyList } from '../../src/contract/shapes'
import type { Result } from '../../src/domain/failure'
import { openSecrets } from '../../src/main/engine/secrets'
import { memoryKeyStore } from '../support/memory-key-store'

const stored = 'sk-stored-11112222'
const exported = 'sk-exported-33334444'

const withStore = (store: ReturnType<typeof memoryKeyStore>, environment: NodeJS.ProcessEnv = {}) =>
  openSecrets(environment, async () => ({ store }))
const withoutStore = (environment: NodeJS.ProcessEnv = {}) =>
  openSecrets(environment, async () => ({ store: null, lack: 'no-service', why: 'There is none here.' }))

function keyIn(list: KeyList | Result<KeyList>, id: KeyId) {
  const { keys } = 'keys' in list ? list : list.ok ? list.value : { keys: [] }
  return keys.find((key) => key.id === id)
}

describe('where a key comes from', () => {
  it('is the key store first, the environment second', async () => {
    const secrets = await withStore(memoryKeyStore({ evolink: stored }), {
      CHOREO_EVOLINK_API_KEY: exported,
      CHOREO_WAVESPEED_API_KEY: ` ${exported}\n`,
    })
    expect(secrets.key('evolink')).toBe(stored)
    expect(secrets.key('wavespeed')).toBe(exported)
    expect(secrets.key('aimlapi')).toBeNull()
    expect(keyIn(secrets.list(), 'evolink')).toEqual({ id: 'evolink', name: 'EvoLink', has: true, from: 'key-store', last4: '2222' })
    expect(keyIn(secrets.list(), 'wavespeed')).toMatchObject({ has: true, from: 'environment', last4: '4444' })
    expect(keyIn(secrets.list(), 'aimlapi')).toMatchObject({ has: false, from: null, last4: null })
  })

  it('is the environment when the key store is locked, and the list says so', async () => {
    const store = memoryKeyStore({ evolink: stored })
    store.refuses = 'It is locked.'
    const secrets = await withStore(store, { CHOREO_EVOLINK_API_KEY: exported })
    expect(secrets.key('evolink')).toBe(exported)
    expect(secrets.list().store).toMatchObject({
      name: 'test store',
      kind: 'os',
      note: 'It is locked. Unlock it.',
      trouble: { code: 'failed', failure: { code: 'setup.no-key-store', message: 'It is locked.' } },
    })
  })

  it('is the environment when the key store throws', async () => {
    const secrets = await openSecrets({ CHOREO_EVOLINK_API_KEY: exported }, () => Promise.reject(new Error('no such library')))
    expect(secrets.key('evolink')).toBe(exported)
    expect(secrets.list().store).toMatchObject({ kind: 'session', note: expect.stringContaining('no such library') })
  })

  it('is the environment while the key store hangs for longer than two seconds, and the store once it answers', async () => {
    const store = memoryKeyStore({ evolink: stored })
    let open = () => {}
    store.gate = new Promise((resolve) => {
      open = resolve
    })
    const began = performance.now()
    const secrets = await withStore(store, { CHOREO_EVOLINK_API_KEY: exported })
    const waited = performance.now() - began
    expect(waited).toBeGreaterThan(1_500)
    // It came at all while the store was still closed.
    expect(secrets.key('evolink')).toBe(exported)
    expect(secrets.list().store.note).not.toBe('')
    open()
    await expect.poll(() => secrets.key('evolink')).toBe(stored)
    expect(secrets.list().store.note).toBe('')
    expect(secrets.redact(stored)).toBe('<key>')
  })

  it('is neither when what the environment holds cannot stand in a header', async () => {
    const secrets = await withoutStore({ CHOREO_EVOLINK_API_KEY: '“sk-curly-quotes”', CHOREO_AIMLAPI_API_KEY: 'Bearer sk-with-prefix' })
    expect(secrets.key('evolink')).toBeNull()
    expect(secrets.isMisspelt('evolink')).toBe(true)
    expect(secrets.key('aimlapi')).toBeNull()
    expect(secrets.isMisspelt('shortapi')).toBe(false)
    expect(secrets.redact('so “sk-curly-quotes” it was')).toBe('so <key> it was')
  })
})

describe('setting a key', () => {
  it('keeps it in the store, trimmed, at once in use, over the one of the environment', async () => {
    const store = memoryKeyStore()
    const secrets = await withStore(store, { CHOREO_EVOLINK_API_KEY: exported })
    const set = await secrets.set('evolink', `  ${stored}\r\n`)
    expect(store.kept.get('evolink')).toBe(stored)
    expect(secrets.key('evolink')).toBe(stored)
    expect(keyIn(set, 'evolink')).toMatchObject({ from: 'key-store', last4: '2222' })
    expect(JSON.stringify(set)).not.toContain(stored)
    expect((await withStore(store)).key('evolink')).toBe(stored)
  })

  it('without a store knows it for this session only, and says so', async () => {
    const secrets = await withoutStore()
    const set = await secrets.set('evolink', stored)
    expect(secrets.key('evolink')).toBe(stored)
    expect(keyIn(set, 'evolink')).toMatchObject({ from: 'session' })
    expect(set.ok && set.value.store).toEqual({
      name: 'this session only',
      kind: 'session',
      note: 'There is none here.',
      trouble: { code: 'no-store', lack: 'no-service' },
    })
    expect((await withoutStore()).key('evolink')).toBeNull()
  })

  it('knows it for this session when the store refuses to keep it, with the reason', async () => {
    const store = memoryKeyStore()
    const secrets = await withStore(store)
    store.refuses = 'The person said no.'
    const set = await secrets.set('evolink', stored)
    expect(keyIn(set, 'evolink')).toMatchObject({ from: 'session' })
    expect(set.ok && set.value.store.note).toContain('The person said no.')
    store.refuses = null
    expect(keyIn(await secrets.set('evolink', stored), 'evolink')).toMatchObject({ from: 'key-store' })
  })

  it.each([
    ['nothing', '  \n'],
    ['white space inside', 'sk-12345 67890'],
    ['a line break inside', 'sk-12345\n67890'],
    ['a control character', 'sk-12345\u0007890'],
    ['an invisible mark', 'sk-12345\u200b890'],
    ['a whole page', 'k'.repeat(5_000)],
  ])('refuses %s without repeating it', async (_name, written) => {
    const store = memoryKeyStore()
    const refused = await (await withStore(store)).set('evolink', written)
    expect(refused).toMatchObject({ ok: false, failure: { code: 'usage' } })
    if (written.trim() !== '') expect(JSON.stringify(refused)).not.toContain(written.slice(0, 8))
    expect(store.kept.size).toBe(0)
  })

  it('shows no end of a short key', async () => {
    const secrets = await withoutStore()
    expect(keyIn(await secrets.set('evolink', 'sk-12345678'), 'evolink')).toMatchObject({ has: true, last4: null })
  })
})

describe('removing a key', () => {
  it('takes it out of the store; one in the environment comes to light', async () => {
    const store = memoryKeyStore({ evolink: stored })
    const secrets = await withStore(store, { CHOREO_EVOLINK_API_KEY: exported })
    expect(keyIn(await secrets.remove('evolink'), 'evolink')).toMatchObject({ from: 'environment' })
    expect(store.kept.size).toBe(0)
    expect(secrets.key('evolink')).toBe(exported)
    expect(secrets.redact(`${stored} ${exported}`)).toBe('<key> <key>')
  })

  it('is a failure when the store does not let it go, and the key stays in use', async () => {
    const store = memoryKeyStore({ evolink: stored })
    const secrets = await withStore(store)
    store.refuses = 'It is locked.'
    expect(await secrets.remove('evolink')).toMatchObject({ ok: false, failure: { code: 'setup.no-key-store' } })
    expect(secrets.key('evolink')).toBe(stored)
  })
})

describe('the keys of a bucket', () => {
  const pair = { accessKeyId: 'AKIAEXAMPLE12345', secretAccessKey: 'wJalr/+XUtnFEMI' }

  it('are two in one account', async () => {
    const store = memoryKeyStore()
    const secrets = await withStore(store)
    expect(secrets.bucket()).toBeNull()
    const set = await secrets.set('s3', JSON.stringify({ accessKeyId: ` ${pair.accessKeyId} `, secretAccessKey: pair.secretAccessKey }))
    expect(keyIn(set, 's3')).toMatchObject({ has: true, from: 'key-store', last4: '2345' })
    expect((await withStore(store)).bucket()).toEqual(pair)
    expect(secrets.redact(`${pair.accessKeyId}:${pair.secretAccessKey}`)).toBe('<key>:<key>')
  })

  it('come from the environment when both are there', async () => {
    const both = { CHOREO_S3_ACCESS_KEY_ID: pair.accessKeyId, CHOREO_S3_SECRET_ACCESS_KEY: pair.secretAccessKey }
    expect((await withoutStore(both)).bucket()).toEqual(pair)
    const half = await withoutStore({ CHOREO_S3_SECRET_ACCESS_KEY: pair.secretAccessKey })
    expect(half.bucket()).toBeNull()
    expect(half.isMisspelt('s3')).toBe(true)
    expect(half.redact(pair.secretAccessKey)).toBe('<key>')
  })

  it.each(['sk-one-key-only', '{"accessKeyId":"AKIA1"}', '{"accessKeyId":"AKIA 1","secretAccessKey":"x"}'])(
    'are refused when they are not two: %s',
    async (written) => {
      expect(await (await withoutStore()).set('s3', written)).toMatchObject({ ok: false, failure: { code: 'usage' } })
    },
  )
})
