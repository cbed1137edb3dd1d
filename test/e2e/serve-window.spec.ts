/** What only a window in a browser meets: an address that works once, and an engine that goes away while the page stays. */
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Response } from '@playwright/test'
import { expect, test } from './face'

test('the token is not left in the address', async ({ page, opened }) => {
  expect(opened.url).toContain('#token=')
  expect(page.url()).not.toContain('token')
})

test('an address that was used before says so', async ({ page, opened }) => {
  const stranger = await page.context().browser()?.newContext()
  const second = await stranger?.newPage()
  await second?.goto(opened.url ?? '')
  await expect(second!.getByRole('alert')).toContainText('This address was already opened once')
  await stranger?.close()
})

test('leaving asks while a file is being handed over, and only then', async ({ page }) => {
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  // Chromium asks only a page that somebody has touched.
  await page.getByRole('heading', { name: 'Character' }).click()
  await page.route('**/inbox?*', () => {})
  await page.getByLabel('Picture file').setInputFiles(join(import.meta.dirname, '../../resources/sample-character.jpg'))
  const stop = page.getByRole('button', { name: 'Stop', exact: true })
  await expect(stop).toBeVisible()
  await page.close({ runBeforeUnload: true })
  await expect.poll(() => asked).toEqual(['beforeunload'])
  await stop.click()
  await expect(stop).toBeHidden()
  const closed = page.waitForEvent('close')
  await page.close({ runBeforeUnload: true })
  await closed
  expect(asked).toHaveLength(1)
})

test('when the engine is gone the window says so and keeps what was set', async ({ page, opened }) => {
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a sunlit studio')
  // The other screens come after the first one.
  const isRead = () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => /\/Queue-[^/]+\.js$/.test(name)))
  await expect.poll(isRead).toBe(true)
  await opened.kill()
  await expect(page.getByRole('alert')).toContainText('Choreo’s engine does not answer.')
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await page.getByRole('button', { name: 'Go on with open jobs' }).click()
  // The list and the button each say it.
  await expect(page.getByText('Choreo’s engine did not answer.').first()).toBeVisible()
  await page.getByRole('link', { name: 'Compose' }).click()
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('a sunlit studio')
})

test('a fault in the window is a sentence with a report, not a white page', async ({ page }) => {
  await page.route('**/rpc/system/info', (route) => route.fulfill({ json: { json: { mediaBase: 'nowhere' } } }))
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('Something in this window broke')
  await expect(page.getByRole('alert')).toContainText('TypeError')
  await page.unroute('**/rpc/system/info')
  await page.getByRole('button', { name: 'Load the window again' }).click()
  await expect(page.getByRole('heading', { name: 'Character' })).toBeVisible()
})

test('the first screen is read with at most 250 kB of scripts, and the others come after it', async ({ page }) => {
  const scripts = new Map<string, Response>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.endsWith('.js')) scripts.set(pathname, response)
  })
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Character' })).toBeVisible()
  const requested = () =>
    page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name, startTime }) => ({ path: new URL(name).pathname, startTime })),
    )
  const isOther = ({ path }: { path: string }) => /\/(Queue|JobScreen)-[^/]+\.js$/.test(path)
  await expect.poll(async () => (await requested()).filter(isOther).length).toBe(2)
  const all = await requested()
  // What the others need besides themselves is asked for in the same moment.
  const others = Math.min(...all.filter(isOther).map(({ startTime }) => startTime)) - 100
  const first = all.filter(({ path, startTime }) => scripts.has(path) && startTime < others)
  const sizes = await Promise.all(first.map(async ({ path }) => gzipSync(await scripts.get(path)!.body()).length))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  expect(total).toBeGreaterThan(50_000)
  expect(total, `${total} bytes`).toBeLessThan(250_000)
})
