/** Where to make it: the providers' table, the wishes it rules, comparison runs, and a press of the button that counts once. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { fixture } from '../support/media-fixtures'
import { expect, test } from './face'

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('radio', { name, exact: true }) })
const orderOf = (page: Page) =>
  page.getByRole('radio', { name: /API|EvoLink|WaveSpeed/ }).evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))

/** A folder whose record is not written yet counts as well. */
async function jobsIn(projectDir: string): Promise<{ provider: string; state: string }[]> {
  const folders = await readdir(join(projectDir, 'jobs')).catch(() => [])
  const read = async (folder: string) =>
    readFile(join(projectDir, 'jobs', folder, 'job.json'), 'utf8').then(JSON.parse, () => ({ provider: folder, state: 'begun' }))
  return Promise.all(folders.map(read))
}

test('another provider: another price on the button, other wishes, other words about the files', async ({ page, dropFiles }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  const run = page.getByRole('button', { name: /^Run/ })
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await expect(run).toHaveText(/Run · (about )?\$1\.\d\d/)
  await expect(rowOf(page, 'EvoLink')).toContainText('its own store for 3 days')
  await expect(rowOf(page, 'EvoLink')).toContainText('not known yet')
  const negative = page.getByRole('textbox', { name: 'Negative prompt' })
  await expect(negative).toBeDisabled()
  await expect(page.getByText('EvoLink has none').first()).toBeVisible()

  await page.getByRole('radio', { name: 'WaveSpeedAI' }).check()
  await expect(negative).toBeEnabled()
  const standard = await run.textContent()
  await page.getByText('Professional 1080p', { exact: true }).click()
  await expect(run).not.toHaveText(standard ?? '')

  await page.getByRole('radio', { name: 'AI/ML API' }).check()
  await expect(run).toHaveText('Run · price not published')
  await expect(rowOf(page, 'AI/ML API')).toContainText('inside the request')

  await test.step('a better wording needs a key, and says so', async () => {
    await expect(page.getByRole('button', { name: 'Improve the wording · $0.001' })).toBeDisabled()
    await expect(page.getByText('needs a key for WaveSpeedAI')).toBeVisible()
  })
  await test.step('a step that can be chosen otherwise leads to its control', async () => {
    await page.getByRole('radio', { name: 'EvoLink' }).check()
    await page.getByText('the picture · up to 10 s', { exact: true }).click()
    await page
      .getByRole('button', { name: /^Choose otherwise: Trim/ })
      .first()
      .click()
    await expect(page.getByLabel(/^Trim (start|end) in seconds$/).and(page.locator(':focus'))).toHaveCount(1)
  })
})

test('the table is sorted by each column, with the unknown last, and says how', async ({ page, dropFiles, barriers }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('plain.mp4'))
  const listed = await orderOf(page)
  const header = page.getByRole('columnheader', { name: '720p' })
  const sort = header.getByRole('button')
  await sort.click()
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  const cheap = await orderOf(page)
  expect(cheap.slice(0, 3)).toEqual(['shortapi', 'evolink', 'wavespeed'])
  await sort.press('Enter')
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  expect((await orderOf(page)).slice(0, 3)).toEqual(['wavespeed', 'evolink', 'shortapi'])
  expect(await barriers()).toEqual([])
  await sort.click()
  await expect(header).toHaveAttribute('aria-sort', 'none')
  expect(await orderOf(page)).toEqual(listed)
  for (const name of ['provider', 'accepts', '1080p', 'usual wait', 'clip goes to']) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(page.getByRole('columnheader', { name: new RegExp(`^${name}`) })).toHaveAttribute('aria-sort', 'ascending')
  }
})

test('a comparison run: one press, one job at each, then all of them beside each other', async ({ page, dropFiles, projectDir }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await page.getByRole('checkbox', { name: 'Compare with WaveSpeedAI' }).check()
  await expect(page.getByRole('button', { name: /^Run with 2 · (about )?\$\d\.\d\d$/ })).toBeDisabled()
  await expect(page.getByText('2 providers, one job each')).toBeVisible()
  await page.getByRole('button', { name: 'Rehearse 2 · free' }).dblclick()
  await expect(page).toHaveURL(/#\/compare\/[^,]+,[^,]+$/)
  await expect
    .poll(async () => (await jobsIn(projectDir)).map(({ provider, state }) => `${provider} ${state}`).sort(), { timeout: 90_000 })
    .toEqual(['evolink saved', 'wavespeed saved'])
})

test('a double click, a held Enter and a held Ctrl+Enter start one job', async ({ page, dropFiles, projectDir }) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  const rehearse = page.getByRole('button', { name: 'Rehearse · free' })
  await expect(rehearse).toBeEnabled()
  // Two presses within one turn of the window, before anything can be drawn anew.
  await rehearse.evaluate((button: HTMLButtonElement) => {
    button.click()
    button.click()
    for (const repeat of [false, true, true])
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, repeat, cancelable: true }))
  })
  await expect(page).toHaveURL(/#\/compare\//)
  await expect.poll(async () => (await jobsIn(projectDir)).length).toBe(1)

  await page.getByRole('link', { name: 'Compose' }).click()
  await rehearse.focus()
  // Playwright sends a repeating keydown for a key that is down already.
  for (let times = 0; times < 4; times += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(page).toHaveURL(/#\/compare\//)
  await page.waitForTimeout(500)
  expect(await jobsIn(projectDir)).toHaveLength(2)

  await page.getByRole('link', { name: 'Compose' }).click()
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).focus()
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/#\/compare\//)
  await expect.poll(async () => (await jobsIn(projectDir)).length).toBe(3)
})

test('run again with changes: a saved job is on the table as it was, and is changed from there', async ({
  page,
  dropFiles,
  projectDir,
}) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  await page.getByRole('radio', { name: 'WaveSpeedAI' }).check()
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a slow waltz')
  await page.getByRole('button', { name: 'Rehearse · free' }).click()
  const again = page.getByRole('button', { name: 'Run again with changes' })
  await expect.poll(async () => (await jobsIn(projectDir)).map(({ state }) => state), { timeout: 60_000 }).toEqual(['saved'])

  await page.reload()
  await again.click()
  await expect(page.getByRole('region', { name: 'Character' })).toContainText('photo.jpg')
  await expect(page.getByRole('region', { name: 'Motion' })).toContainText('late-index.mp4')
  await expect(page.getByRole('radio', { name: 'WaveSpeedAI' })).toBeChecked()
  await expect(page.getByRole('textbox', { name: 'Prompt', exact: true })).toHaveValue('a slow waltz')
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await page.getByRole('button', { name: 'Rehearse · free' }).click()
  await expect
    .poll(async () => (await jobsIn(projectDir)).map(({ provider, state }) => `${provider} ${state}`).sort(), { timeout: 60_000 })
    .toEqual(['evolink saved', 'wavespeed saved'])
})

test('a preset brings provider and wishes back, and is removed', async ({ page }) => {
  await page.getByRole('radio', { name: 'WaveSpeedAI' }).check()
  await page.getByText('Professional 1080p', { exact: true }).click()
  await page.getByRole('button', { name: 'Save or remove…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Presets' })
  await dialog.getByLabel('Name of the present choice').fill('Final cut')
  await dialog.getByRole('button', { name: 'Save it' }).click()
  await expect(dialog.getByRole('listitem')).toContainText('Final cut')
  await page.keyboard.press('Escape')

  await page.reload()
  const preset = page.getByRole('combobox', { name: 'Preset' })
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await page.getByText('Standard 720p', { exact: true }).click()
  await preset.selectOption('Final cut')
  await expect(page.getByRole('radio', { name: 'WaveSpeedAI' })).toBeChecked()
  await expect(page.getByRole('radio', { name: 'Professional 1080p' })).toBeChecked()

  await page.getByRole('button', { name: 'Save or remove…' }).click()
  await dialog.getByRole('button', { name: 'Remove Final cut' }).click()
  await expect(dialog).toContainText('None yet.')
})
