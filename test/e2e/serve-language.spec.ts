/** The languages of the window: nothing hard-coded, and a change of language that loses nothing. */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { providerList } from '../../src/domain/providers/all'
import { english } from '../../src/renderer/words/en'
import { disguised } from '../../src/renderer/words/pseudo'
import { hardCodedText } from '../support/hard-coded'
import { expect, test } from './face'

const picture = join(import.meta.dirname, '../../resources/sample-character.jpg')
const clip = join(import.meta.dirname, '../../resources/sample-dance.mp4')
const words = disguised(english)
const names = ['sample-character.jpg', 'sample-dance.mp4', 'project', ...providerList.map(({ name }) => name)]

const place = (page: Page, section: string) => page.evaluate((to) => window.location.assign(`#/${to}`), section)

test('every sentence on every screen comes out of the catalogue', async ({ page, dropFiles, home }) => {
  await page.goto(`${new URL(page.url()).origin}/?lang=pseudo`)
  const nothingBare = async (where: string) => {
    expect.soft(await hardCodedText(page, [home, ...names]), where).toEqual([])
  }
  const dialog = async (opener: string) => {
    await page.getByRole('button', { name: opener, exact: true }).first().click()
    await page.getByRole('dialog').waitFor()
    await nothingBare(`dialog ${opener}`)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }

  await page.getByRole('heading', { name: words.wells.character }).waitFor()
  await nothingBare('compose, empty')
  await dropFiles(picture, clip)
  await page.getByText(words.edits.cropShape['1:1'], { exact: true }).first().click()
  await page.getByRole('region', { name: words.plan.title }).getByRole('listitem').first().waitFor()
  await nothingBare('compose, with both files')
  await dialog(words.actions.request)
  await dialog(words.help.open)
  await page.getByRole('button', { name: words.actions.rehearse }).click()
  await page.getByText(words.jobs.state.saved).first().waitFor()
  await nothingBare('compare, with a result')
  for (const [section, heading] of [
    ['queue', words.queue.title],
    ['projects', words.projects.title],
    ['settings', words.settings.keys.title],
  ] as const) {
    await place(page, section)
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    await expect(page.getByText(words.app.loading).filter({ visible: true })).toHaveCount(0)
    await nothingBare(section)
  }
  await page.locator('summary', { hasText: words.settings.delivery.bucket }).click()
  await nothingBare('settings, with the bucket')
  await dialog(words.settings.computer.report)
})

test('a change of language is seen at once and kept, and the table stays as it is', async ({ page, dropFiles }) => {
  await dropFiles(picture, clip)
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a sunlit studio')
  await place(page, 'settings')
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de')
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toBeFocused()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await place(page, 'compose')
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('a sunlit studio')
  await expect(page.getByText(/\d,\d+\s\$/).first()).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Figur' })).toBeVisible()
  await place(page, 'settings')
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('zh-CN')
  await expect(page.getByRole('heading', { name: '语言与外观' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
})
