/** A job of which nobody knows whether it was accepted: settled in the window, never into a second charge by reflex. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { fixture } from '../support/media-fixtures'
import { expect, type Face, test } from './face'

interface Written {
  id: string
  state: string
  remoteId: string | null
  result: string | null
  attempts: { remoteId: string | null }[]
}

/** Rehearses once, then puts the record back to where a lost answer would have left it. Answers the id the provider gave. */
async function loseTheAnswer(page: Page, dropFiles: Face['dropFiles'], projectDir: string) {
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  await page.getByRole('radio', { name: 'ShortAPI', exact: true }).check()
  await page.getByRole('button', { name: 'Rehearse · free' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'ShortAPI' })).toContainText('saved', { timeout: 90_000 })
  const [folder = ''] = await readdir(join(projectDir, 'jobs'))
  const path = join(projectDir, 'jobs', folder, 'job.json')
  const job = JSON.parse(await readFile(path, 'utf8')) as Written
  const remoteId = job.remoteId ?? ''
  await writeFile(
    path,
    JSON.stringify({
      ...job,
      state: 'unconfirmed',
      remoteId: null,
      result: null,
      attempts: job.attempts.map((attempt) => ({ ...attempt, remoteId: null })),
    }),
  )
  // An answer that is in the journal is not lost: the next start would read the id out of it.
  const journal = join(projectDir, 'jobs', folder, 'events.ndjson')
  const entries = (await readFile(journal, 'utf8')).trimEnd().split('\n')
  await writeFile(journal, `${entries.filter((entry) => !entry.includes('"answer"')).join('\n')}\n`)
  await page.reload()
  await page.getByRole('button', { name: /^Settle/ }).click()
  const read = async () => JSON.parse(await readFile(path, 'utf8')) as Written
  return { remoteId, read }
}

test('an unconfirmed job is followed under the id that the person found', async ({ page, dropFiles, projectDir }) => {
  const { remoteId, read } = await loseTheAnswer(page, dropFiles, projectDir)
  const dialog = page.getByRole('dialog', { name: 'Was this job accepted?' })
  await expect(dialog.getByRole('button', { name: 'Go on with this id' })).toBeDisabled()
  await dialog.getByLabel('Its id at ShortAPI').fill(remoteId)
  await dialog.getByRole('button', { name: 'Go on with this id' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'ShortAPI' })).toContainText('saved', { timeout: 90_000 })
  expect(await read()).toMatchObject({ state: 'saved', remoteId })
  expect((await read()).attempts).toHaveLength(1)
})

test('sending again needs a tick that says the person has looked, and Enter and Escape do nothing', async ({
  page,
  dropFiles,
  projectDir,
  barriers,
}) => {
  const { read } = await loseTheAnswer(page, dropFiles, projectDir)
  const dialog = page.getByRole('dialog', { name: 'Was this job accepted?' })
  await expect(dialog.getByRole('button', { name: 'Send it again' })).toBeDisabled()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  expect(await read()).toMatchObject({ state: 'unconfirmed', remoteId: null })

  await page.getByRole('button', { name: /^Settle/ }).click()
  expect(await barriers()).toEqual([])
  await dialog.getByRole('checkbox').check()
  await expect(dialog.getByRole('button', { name: 'Send it again' })).toBeEnabled()
  await dialog.getByRole('button', { name: 'Stop asking about it' }).click()
  await expect(dialog).toBeHidden()
  expect(await read()).toMatchObject({ state: 'abandoned', remoteId: null })
})
