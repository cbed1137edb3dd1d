/** With a key: the window against providers that are played on this computer, so that each press that costs can be counted. */
import { fixture } from '../support/media-fixtures'
import { expect } from './face'
import { test } from './with-keys'

test('a run is paid once: the balance is told, and the same again is asked about so that no held key answers', async ({
  page,
  dropFiles,
  played,
  barriers,
}) => {
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  const bar = page.getByRole('region', { name: 'What to do' })
  await expect(bar).toContainText(/4 s × \$0\.1134 = \$0\.45 · balance 7,?200 credits/)
  const run = page.getByRole('button', { name: /^Run · / })
  await run.dblclick()
  await expect(page).toHaveURL(/#\/compare\//)
  await expect.poll(() => played.creates.get('evolink') ?? 0, { timeout: 60_000 }).toBe(1)

  await page.getByRole('link', { name: 'Compose' }).click()
  await run.focus()
  await page.keyboard.down('Enter')
  const dialog = page.getByRole('dialog', { name: 'Make it a second time?' })
  await expect(dialog).toContainText('sent to EvoLink a moment ago')
  for (let times = 0; times < 4; times += 1) await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(dialog).toBeHidden()
  expect(played.creates.get('evolink')).toBe(1)
  await run.click()
  await expect(dialog.getByRole('button', { name: 'Make it again and pay again' })).toBeDisabled()
  expect(await barriers()).toEqual([])
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await test.step('in a comparison run each provider is asked about by itself', async () => {
    await page.getByRole('checkbox', { name: 'Compare with WaveSpeedAI' }).check()
    await page.getByRole('button', { name: /^Run with 2 · / }).click()
    await expect(dialog).toContainText('sent to EvoLink a moment ago')
    await dialog.getByRole('button', { name: 'Do not send it' }).click()
    await expect(page).toHaveURL(/#\/compare\/[^,]+$/)
    await expect.poll(() => played.creates.get('wavespeed') ?? 0, { timeout: 60_000 }).toBe(1)
    expect(played.creates.get('evolink')).toBe(1)
  })
  await test.step('made again only after a tick that says so', async () => {
    await page.getByRole('link', { name: 'Compose' }).click()
    await page.getByRole('checkbox', { name: 'Compare with WaveSpeedAI' }).uncheck()
    // What was saved by now says how long the next one may take.
    await expect(page.getByRole('row').filter({ has: page.getByRole('radio', { name: 'EvoLink' }) })).toContainText(/\d s/, {
      timeout: 60_000,
    })
    await expect(bar).toContainText(/ · about \d+ s/)
    await run.click()
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: 'Make it again and pay again' }).click()
    await expect.poll(() => played.creates.get('evolink') ?? 0, { timeout: 60_000 }).toBe(2)
  })
  expect(played.violations).toEqual([])
})

test('a better wording stands in the field, the old one is a click away, and nothing is made by it', async ({ page, played }) => {
  const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true })
  const improve = page.getByRole('button', { name: 'Improve the wording · $0.001' })
  await expect(improve).toBeDisabled()
  await prompt.fill('dancer in rain')
  await improve.dblclick()
  await expect(prompt).not.toHaveValue('dancer in rain', { timeout: 30_000 })
  await page.getByRole('button', { name: 'Take the old wording back' }).click()
  await expect(prompt).toHaveValue('dancer in rain')
  await expect(page).toHaveURL(/#\/compose$|\/$/)
  expect(played.requests.filter(({ method, path }) => method === 'POST' && path.includes('prompt-optimizer'))).toHaveLength(1)
  expect([...played.creates.values()]).toEqual([])
})
