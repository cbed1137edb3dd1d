/** The languages of the window: nothing hard-coded, and a change of language that loses nothing. */
import type { Page } from '@playwright/test'
import { english } from '../../src/renderer/words/en'
import { disguised } from '../../src/renderer/words/pseudo'
import { hardCodedText } from '../support/hard-coded'
import { sampleClip, samplePicture } from '../support/sample-job'
import { everyPlace, ownNames, placesWithKeys, test as walked } from './every-place'
import { expect, test } from './face'
import { test as withKeys } from './with-keys'

const place = (page: Page, section: string) => page.evaluate((to) => window.location.assign(`#/${to}`), section)

walked('every sentence on every screen and in every dialog comes out of the catalogue', async ({ page, dropFiles, home }) => {
  walked.setTimeout(300_000)
  await page.goto(`${new URL(page.url()).origin}/?lang=pseudo`)
  const names = ownNames(home)
  await everyPlace({
    page,
    words: disguised(english),
    home,
    dropFiles,
    look: async (where) => expect.soft(await hardCodedText(page, names), where).toEqual([]),
  })
})

withKeys('and so does every sentence where there is a key', async ({ page, dropFiles, home }) => {
  await page.goto(`${new URL(page.url()).origin}/?lang=pseudo`)
  const names = ownNames(home)
  const look = async (where: string) => expect.soft(await hardCodedText(page, names), where).toEqual([])
  await placesWithKeys({ page, words: disguised(english), dropFiles, look })
})

test('a change of language is seen at once and kept, and the table stays as it is', async ({ page, dropFiles }) => {
  await dropFiles(samplePicture, sampleClip)
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a sunlit studio')
  await place(page, 'settings')
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de')
  await expect(page.getByRole('combobox', { name: 'Sprache' })).toBeFocused()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await place(page, 'compose')
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('a sunlit studio')
  await expect(page.getByText(/\d,\d+\s\$/).first()).toBeVisible()
  const begin = page.getByLabel('Anfang in Sekunden', { exact: true })
  await begin.fill('1,5')
  await begin.press('Tab')
  await expect(begin).toHaveValue('1,5 s')
  await expect(page.getByText('Länge 4,5 s').first()).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Figur' })).toBeVisible()
  await place(page, 'settings')
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('zh-CN')
  await expect(page.getByRole('heading', { name: '语言与外观' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
})
