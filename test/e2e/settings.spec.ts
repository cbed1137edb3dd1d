/** Settings and projects: what is chosen is kept, a key goes in and never comes back, and one thing that fails stops no other. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './face'

const key = 'sk-Window/Key+13579=last'

test('keys, limit, host and appearance are kept, each by itself', async ({ page, home }) => {
  await page.evaluate(() => window.location.assign('#/settings'))
  const field = page.getByLabel('Key for EvoLink', { exact: true })
  await field.fill(key)
  await page.getByRole('button', { name: 'Save the key for EvoLink' }).click()
  await expect(page.getByText('…last')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove the key for EvoLink' })).toBeVisible()
  expect(await page.content()).not.toContain(key)
  await expect(page.getByText('Rehearsal: no key set')).toHaveCount(0)

  await page.getByRole('radio', { name: /^EvoLink/ }).check()
  const limit = page.getByLabel('Most that all runs of a day may cost together')
  await limit.fill('12.5')
  await limit.press('Enter')
  await expect(page.getByText('Today $0.00 of $12.50')).toBeVisible()
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')

  await page.reload()
  await expect(page.getByRole('radio', { name: /^EvoLink/ })).toBeChecked()
  await expect(limit).toHaveValue('$12.50')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  expect(JSON.parse(await readFile(join(home, 'settings.json'), 'utf8'))).toMatchObject({
    dailyLimitUsd: 12.5,
    host: 'evolink',
    appearance: 'dark',
  })

  await page.getByRole('button', { name: 'Take the limit away' }).click()
  await expect(page.getByText('Today $0.00', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Remove the key for EvoLink' }).click()
  await expect(field).toBeVisible()
})

test('a bucket that cannot be is refused in its place, and the rest goes on', async ({ page }) => {
  await page.evaluate(() => window.location.assign('#/settings'))
  await page.locator('summary', { hasText: 'Your own bucket' }).click()
  const bucket = page.locator('.bucket')
  await bucket.getByLabel('Address', { exact: true }).fill('http://example.com')
  await bucket.getByLabel('Region', { exact: true }).fill('eu-central-1')
  await bucket.getByLabel('Name of the bucket', { exact: true }).fill('films')
  await bucket.getByRole('button', { name: 'Save the bucket' }).click()
  await expect(bucket.getByRole('alert')).toContainText('https')
  await bucket.getByLabel('Address', { exact: true }).fill('https://s3.example.com')
  await bucket.getByRole('button', { name: 'Save the bucket' }).click()
  await expect(bucket.getByRole('alert')).toHaveCount(0)
  await expect(bucket.getByRole('button', { name: 'Forget the bucket' })).toBeVisible()
  await page.getByRole('button', { name: 'Copy error report' }).click()
  await expect(page.getByRole('dialog').getByLabel('The report')).toHaveValue(/Choreo/)
})

test('a new project is made, named anew, and left again', async ({ page }) => {
  await page.evaluate(() => window.location.assign('#/projects'))
  const first = await page.getByRole('region', { name: 'This project' }).getByLabel('Name').inputValue()
  await page.getByLabel('Name of the new project').fill('Spring campaign')
  await page.getByRole('button', { name: 'Make and open it' }).click()
  await expect(page.getByRole('button', { name: 'Project Spring campaign' })).toBeVisible()
  await page.evaluate(() => window.location.assign('#/projects'))
  const mine = page.getByRole('region', { name: 'This project' })
  await mine.getByLabel('Name').fill('Summer campaign')
  await mine.getByRole('button', { name: 'Rename' }).click()
  await expect(page.getByRole('button', { name: 'Project Summer campaign' })).toBeVisible()
  await mine.getByText('Professional 1080p').click()
  await expect(mine.getByText('Saved')).toBeVisible()
  await page.getByRole('button', { name: `Open the project ${first}` }).click()
  await expect(page.getByRole('button', { name: `Project ${first}` })).toBeVisible()
})
