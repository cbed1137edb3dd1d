/** The desktop app's key store on real files, over encryption that behaves like Electron's asynchronous `safeStorage`. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Encryption, openDesktopStore } from '../../src/main/desktop/key-store'
import type { KeyStore } from '../../src/main/engine/engine'
import { temporaryFolder } from '../support/cli'

const key = 'sk-desktop-key-12345'

/** Encrypts for real. A new generation is a system that changed its key and still reads the old one; forgetting is one that does not. */
class SystemEncryption implements Encryption {
  available = true
  backend: ReturnType<Encryption['getSelectedStorageBackend']> = 'gnome_libsecret'
  generations = [randomBytes(32)]

  isAsyncEncryptionAvailable = async () => this.available
  getSelectedStorageBackend = () => this.backend

  async encryptStringAsync(text: string) {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.generations.at(-1)!, iv)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from([this.generations.length - 1]), iv, cipher.getAuthTag(), body])
  }

  async decryptStringAsync(bytes: Buffer) {
    const generation = bytes[0] ?? -1
    const secret = this.generations[generation]
    if (!secret) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(1, 13)).setAuthTag(bytes.subarray(13, 29))
    const result = Buffer.concat([decipher.update(bytes.subarray(29)), decipher.final()]).toString('utf8')
    return { result, shouldReEncrypt: generation !== this.generations.length - 1 }
  }
}

let home: string
let system: SystemEncryption
beforeEach(async () => {
  home = join(await temporaryFolder('desktop'), 'not-made-yet')
  system = new SystemEncryption()
})

async function open(platform: NodeJS.Platform = 'linux'): Promise<KeyStore> {
  const opened = await openDesktopStore(system, platform, home)
  if (!opened.store) throw new Error(opened.why)
  return opened.store
}

async function valuesOf(store: KeyStore) {
  const loaded = await store.load(['evolink', 'wavespeed', 's3'])
  return loaded.ok ? { ...Object.fromEntries(loaded.value.values), undecipherable: loaded.value.undecipherable } : loaded.failure.code
}

const file = () => readFile(join(home, 'keys.json'), 'utf8')

describe('keys of the desktop app', () => {
  it('are there again at the next start, and are not readable on the disk', async () => {
    const store = await open()
    expect(await store.set('evolink', key)).toEqual({ ok: true, value: null })
    expect(await valuesOf(await open())).toEqual({ evolink: key, undecipherable: [] })
    const text = await file()
    for (const form of [key, Buffer.from(key).toString('base64'), Buffer.from(key).toString('hex')]) expect(text).not.toContain(form)
    if (process.platform !== 'win32') expect((await stat(join(home, 'keys.json'))).mode & 0o777).toBe(0o600)
  })

  it('are all kept when they are set at the same moment', async () => {
    const store = await open()
    await Promise.all([store.set('evolink', 'one'), store.set('wavespeed', 'two'), store.set('s3', 'three')])
    expect(await valuesOf(store)).toEqual({ evolink: 'one', wavespeed: 'two', s3: 'three', undecipherable: [] })
  })

  it('can be removed; a key that is not there is no failure and makes no file', async () => {
    const store = await open()
    expect(await store.remove('evolink')).toMatchObject({ ok: true })
    expect(existsSync(home)).toBe(false)
    await store.set('evolink', key)
    await store.set('wavespeed', key)
    await store.remove('evolink')
    expect(await valuesOf(await open())).toEqual({ wavespeed: key, undecipherable: [] })
  })

  it('are encrypted anew when the system says so', async () => {
    const store = await open()
    await store.set('evolink', key)
    const before = await file()
    system.generations.push(randomBytes(32))
    expect(await valuesOf(store)).toEqual({ evolink: key, undecipherable: [] })
    expect(await file()).not.toBe(before)
    const { result, shouldReEncrypt } = await system.decryptStringAsync(Buffer.from(JSON.parse(await file()).keys.evolink, 'base64'))
    expect({ result, shouldReEncrypt }).toEqual({ result: key, shouldReEncrypt: false })
  })

  it('that the system cannot decrypt any more are named; the others are there', async () => {
    const store = await open()
    await store.set('evolink', key)
    system.generations = [randomBytes(32)]
    await store.set('wavespeed', key)
    expect(await valuesOf(store)).toEqual({ wavespeed: key, undecipherable: ['evolink'] })
  })

  it.each(['', '{"schema":1', '{"schema":2,"keys":{}}', '{"schema":1,"keys":{"evolink":"not base64!"}}'])(
    'in a file that cannot be read (%s) are a failure, and the file is left as it is',
    async (text) => {
      await (await open()).set('evolink', key)
      await writeFile(join(home, 'keys.json'), text)
      const store = await open()
      expect(await valuesOf(store)).toBe('setup.no-key-store')
      expect(await store.set('wavespeed', key)).toMatchObject({ ok: false, failure: { code: 'setup.no-key-store' } })
      expect(await file()).toBe(text)
    },
  )
})

describe('without real encryption', () => {
  it.each(['basic_text', 'unknown'] as const)('as with Linux’s “%s” there is no store, and it says why', async (backend) => {
    system.backend = backend
    expect(await openDesktopStore(system, 'linux', home)).toEqual({
      store: null,
      lack: 'no-password-store',
      why: expect.stringContaining('not written to the disk'),
    })
  })

  it('there is none either where the system offers none', async () => {
    system.available = false
    expect(await openDesktopStore(system, 'darwin', home)).toEqual({
      store: null,
      lack: 'no-encryption',
      why: expect.stringContaining('no encryption'),
    })
  })

  it('Linux’s names do not matter elsewhere', async () => {
    system.getSelectedStorageBackend = () => {
      throw new TypeError('safeStorage.getSelectedStorageBackend is not a function')
    }
    await (await open('win32')).set('evolink', key)
    expect(await valuesOf(await open('win32'))).toEqual({ evolink: key, undecipherable: [] })
  })
})
