/** Keys in the desktop app: kept from one start to the next, encrypted on the disk, and never back in the page. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, expect, test } from '@playwright/test'
import type { Line } from '../../src/renderer/client'
import { desktopLaunch, realElectron } from '../support/electron-binary'
import { pageLineScript } from '../support/page-line'

declare global {
  var testLine: Line
}

const key = 'sk-Desktop/Key+246813579=wxyz'

let home: string
let app: ElectronApplication | null = null

test.beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'choreo-keys-'))
})
test.afterEach(async () => {
  await app?.close().catch(() => {})
  rmSync(home, { recursive: true, force: true })
})

async function start() {
  app = await electron.launch(desktopLaunch(home, { CHOREO_EVOLINK_API_KEY: undefined, CHOREO_WAVESPEED_API_KEY: undefined }))
  const page = await app.firstWindow()
  await page.waitForSelector('#root > *')
  await page.evaluate(await pageLineScript())
  return page
}

test('a key is there again at the next start, unreadable on the disk and in the page', async () => {
  // The real Electron keeps keys only where the desktop has a password store; what it does without one is told by its answer.
  const real = realElectron() !== null
  const first = await start()
  const set = await first.evaluate((written) => testLine.client.keys.set({ id: 'evolink', key: written }), `  ${key}\n`)
  expect(set.ok).toBe(true)
  if (!set.ok) return
  const kept = set.value.store.kind === 'desktop'
  if (!real) expect(kept).toBe(true)
  expect(set.value.keys.find(({ id }) => id === 'evolink')).toEqual({
    id: 'evolink',
    name: 'EvoLink',
    has: true,
    from: kept ? 'key-store' : 'session',
    last4: 'wxyz',
  })
  expect(JSON.stringify(set)).not.toContain(key)
  expect((await first.evaluate(() => testLine.client.system.info())).providers.find(({ id }) => id === 'evolink')?.hasKey).toBe(true)
  await app?.close()

  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    const path = join(home, name)
    if (!statSync(path).isFile()) continue
    const text = readFileSync(path, 'latin1')
    for (const form of [key, Buffer.from(key).toString('base64').replace(/=+$/, '')]) expect(text.includes(form), name).toBe(false)
  }
  if (kept && process.platform !== 'win32') expect(statSync(join(home, 'keys.json')).mode & 0o777).toBe(0o600)

  const second = await start()
  const listed = await second.evaluate(() => testLine.client.keys.list())
  expect(listed.keys.find(({ id }) => id === 'evolink')).toMatchObject(kept ? { from: 'key-store', last4: 'wxyz' } : { from: null })
  const removed = await second.evaluate(() => testLine.client.keys.remove({ id: 'evolink' }))
  expect(removed.ok && removed.value.keys.find(({ id }) => id === 'evolink')?.has).toBe(false)
})
