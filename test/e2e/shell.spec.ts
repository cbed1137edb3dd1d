/** What stands around the screens: the first welcome, the keys, the colours, notices; and a whole job by keyboard alone. */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { test as base, expect, test } from './face'

/** As on the very first start. */
const first = base.extend<{ home: string }>({
  home: async ({ home }, use) => {
    await rm(join(home, 'settings.json'))
    await use(home)
  },
})

/** Presses Tab until the focus is where it should be; says so when it never comes there. */
async function tabTo(page: Page, role: 'button' | 'link', name: RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name })
  for (let presses = 0; presses < 150; presses += 1) {
    if (await wanted.evaluateAll((found) => found.some((element) => element === document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never came to ${role} ${name}`)
}

first('from the welcome to the comparison by keyboard alone', async ({ page, home, barriers }) => {
  const welcome = page.getByRole('dialog', { name: 'Welcome to Choreo' })
  await expect(welcome).toContainText('free and needs no key')
  await expect(welcome.getByRole('row', { name: /EvoLink/ })).toContainText('$0.1134')
  expect(await barriers()).toEqual([])
  await expect(welcome.getByRole('button', { name: 'Look around first' })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await expect(welcome.getByRole('button', { name: 'Try the samples' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(welcome).toBeHidden()

  await expect(page.getByRole('button', { name: 'Rehearse · free' })).toBeEnabled()
  await tabTo(page, 'button', /^Rehearse · free/)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/compare\//)
  await page.keyboard.press('g')
  await page.keyboard.press('q')
  await expect(page).toHaveURL(/#\/queue$/)
  await expect(page).toHaveTitle('Queue – Choreo')

  await first.step('the job that was saved meanwhile is told of', async () => {
    const notice = page.getByRole('alert').filter({ hasText: 'Saved' })
    await expect(notice).toContainText('sample-character.jpg with sample-dance.mp4', { timeout: 60_000 })
    expect(await barriers()).toEqual([])
  })

  await tabTo(page, 'link', /^Compare: sample-character.jpg with sample-dance.mp4/)
  await page.keyboard.press('Enter')
  await expect(page.locator('video').nth(1)).toBeVisible()
  await expect.poll(async () => JSON.parse(await readFile(join(home, 'settings.json'), 'utf8')).welcomed).toBe(true)
  await page.reload()
  await expect(page.locator('video').nth(1)).toBeVisible()
  await expect(welcome).toBeHidden()
})

test('keys lead everywhere, and are letters while a text is typed', async ({ page, barriers }) => {
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keys' })
  await expect(sheet).toContainText('Queue')
  expect(await barriers()).toEqual([])
  await page.keyboard.press('Alt+2')
  await expect(page).not.toHaveURL(/queue/)
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await page.keyboard.press('Alt+2')
  await expect(page).toHaveURL(/#\/queue$/)
  const search = page.getByRole('searchbox', { name: 'Search jobs' })
  await expect(search).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('gc?')
  await expect(search).toHaveValue('gc?')
  await expect(sheet).toBeHidden()
  await page.getByRole('heading', { name: 'Choreo' }).click()
  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/#\/compose$/)
  await page.keyboard.press('Tab')
  await expect(page.locator(':focus')).toBeVisible()
})

test('the colours stay as they were chosen, and the project is a menu', async ({ page, home, barriers }) => {
  const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme')
  const before = await scheme()
  await page.getByRole('button', { name: /^Switch to (dark|light) colours$/ }).click()
  await expect.poll(scheme).not.toBe(before)
  const after = await scheme()
  await expect.poll(async () => JSON.parse(await readFile(join(home, 'settings.json'), 'utf8')).appearance).toBe(after)
  await page.reload()
  await expect.poll(scheme).toBe(after)
  expect(await barriers()).toEqual([])

  await page.getByRole('button', { name: /^Project / }).click()
  await expect(page.getByRole('link', { name: 'All projects…' })).toBeVisible()
  expect(await barriers()).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('link', { name: 'All projects…' })).toBeHidden()
})
