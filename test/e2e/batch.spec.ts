/** The batch tray: many pictures with many clips, one confirmation, and every job of it saved. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fixture } from '../support/media-fixtures'
import { expect, test } from './face'

test('3 pictures × 2 clips, dropped at once, are 6 rehearsals saved; leaving the screen stops nothing', async ({
  page,
  home,
  dropFiles,
  projectDir,
  barriers,
}) => {
  test.setTimeout(240_000)
  const bad = join(home, 'bad.png')
  await writeFile(bad, 'no picture')
  const files = ['photo.jpg', 'photo.png', 'transparent.png', 'late-index.mp4', 'noise.mp4'].map((name) => fixture(name))
  await dropFiles(...(await Promise.all(files)), bad)

  const tray = page.getByRole('region', { name: 'Each picture with each clip' })
  await expect(tray).toContainText('3 pictures × 2 clips = 6 pairs')
  await expect(tray).toContainText('1 file cannot be used')
  await expect(tray.getByRole('listitem').filter({ hasText: 'bad.png' })).toContainText(/bad\.png.*\./)
  await page.getByRole('radio', { name: 'EvoLink' }).check()
  await expect(page.getByText(/^6 jobs, together (about )?\$\d\.\d\d/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^Make 6 · (about )?\$\d\.\d\d$/ })).toBeDisabled()
  expect(await barriers()).toEqual([])

  await page.getByRole('button', { name: 'Rehearse 6 · free' }).dblclick()
  await expect(tray).toContainText(/of 6 rehearsals saved/)
  await expect(page.getByText('When Choreo is closed, jobs that were begun go on at the next start')).toBeVisible()
  await page.getByRole('link', { name: 'See them in the queue' }).click()
  await expect(page).toHaveURL(/#\/queue/)
  await expect(tray).toBeHidden()
  await page.getByRole('link', { name: 'Compose' }).click()
  await expect(tray).toContainText('6 of 6 rehearsals saved', { timeout: 180_000 })

  const folders = await readdir(join(projectDir, 'jobs'))
  const jobs = await Promise.all(
    folders.map(async (folder) => JSON.parse(await readFile(join(projectDir, 'jobs', folder, 'job.json'), 'utf8'))),
  )
  expect(jobs.map(({ state }) => state)).toEqual(Array(6).fill('saved'))
  expect(new Set(jobs.map(({ inputs }) => `${inputs.image.name} ${inputs.video.name}`)).size).toBe(6)

  await test.step('the same files again have nothing left to be made', async () => {
    await page.getByRole('button', { name: 'Another batch' }).click()
    await dropFiles(...(await Promise.all(files)))
    await expect(tray).toContainText('6 pairs are made already and will be left.')
    await expect(page.getByText('Every one of these pairs is made already.')).toBeVisible()
    await tray.getByRole('button', { name: 'Back to one pair' }).click()
    await expect(page.getByRole('region', { name: 'Character' })).toContainText('Drop a picture here')
  })
})
