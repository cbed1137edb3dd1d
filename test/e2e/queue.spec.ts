/** The queue with a few jobs, of which each needs something else. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { sampleJob } from '../support/sample-job'
import { test as base, expect } from './face'

const few = base.extend<{ projectDir: string }>({
  projectDir: async ({ projectDir, home }, use) => {
    const other = join(home, 'Spring campaign')
    await writeJobs(join(other, 'jobs'), [jobRecord(77, 'saved')])
    await writeFile(join(other, 'choreo.json'), JSON.stringify({ schema: 1, name: 'Spring campaign' }))
    const listed = { projects: [{ dir: other, name: 'Spring campaign', openedAt: '2026-01-01T00:00:00Z' }] }
    await writeFile(join(home, 'projects.json'), JSON.stringify(listed))
    await writeJobs(join(projectDir, 'jobs'), [
      await sampleJob(1, 'failed', { rehearsal: true, remoteId: null }),
      await sampleJob(2, 'failed'),
      jobRecord(3, 'saved'),
      jobRecord(4, 'saved'),
      jobRecord(5, 'paused'),
    ])
    await use(projectDir)
  },
})

few('tries again, pauses, chooses results and looks into other projects', async ({ page, projectDir, barriers }) => {
  await page.getByRole('link', { name: /^Queue/ }).click()
  const rows = page.locator('.job-row')
  await expect(rows).toHaveCount(5)

  await few.step('a paid job asks first, with its price, and Enter by reflex sends nothing', async () => {
    const again = rows.nth(3).getByRole('button', { name: /^Try sample-character.jpg with sample-dance.mp4 again$/ })
    await again.click()
    const dialog = page.getByRole('dialog', { name: 'Make it once more?' })
    await expect(dialog.getByRole('button', { name: /^Make it again · \$0\.\d\d$/ })).toBeEnabled()
    await expect(dialog).toContainText('EvoLink may have charged it')
    expect(await barriers()).toEqual([])
    await page.keyboard.press('Enter')
    await expect(dialog).toBeHidden()
    expect(await readdir(join(projectDir, 'jobs'))).toHaveLength(5)

    await again.click()
    await dialog.getByRole('button', { name: /^Make it again/ }).click()
    await expect(dialog.getByRole('alert')).toContainText(/key/)
    await page.keyboard.press('Escape')
    expect(await readdir(join(projectDir, 'jobs'))).toHaveLength(5)
  })

  await few.step('a rehearsal is made again at once', async () => {
    await rows
      .nth(4)
      .getByRole('button', { name: /^Try sample-character/ })
      .click()
    await expect(page.getByRole('radio', { name: /^Open/ })).toBeChecked()
    await expect.poll(() => readdir(join(projectDir, 'jobs'))).toHaveLength(6)
    await page.getByText(/^All \d/).click()
    await expect(rows.first()).toContainText('saved', { timeout: 60_000 })
    await expect(rows.first()).toContainText('rehearsal')
  })

  await few.step('two results are chosen for comparing', async () => {
    await page.getByRole('checkbox', { name: 'Choose dancer-3.png with clip-3.mov for comparing' }).check()
    await expect(page.getByText('1 of 4 chosen')).toBeVisible()
    await page.getByRole('checkbox', { name: 'Choose dancer-4.png with clip-4.mov for comparing' }).check()
    await expect(page.getByRole('link', { name: 'Compare 2 results' })).toHaveAttribute('href', /^#\/compare\/[^,]+,[^,]+$/)
    await page.getByRole('button', { name: 'Choose none' }).click()
  })

  await few.step('pausing says that nothing stops at the providers', async () => {
    await page.getByRole('button', { name: 'Pause all' }).click()
    await expect(page.getByText('Nothing stops at the providers.')).toBeVisible()
    await page.getByRole('button', { name: 'End the pause' }).click()
    await expect(page.getByText('Nothing stops at the providers.')).toBeHidden()
  })

  await few.step('the jobs of other projects stand beside them', async () => {
    await page.getByRole('switch', { name: 'All projects' }).check()
    const theirs = rows.filter({ hasText: 'in Spring campaign' })
    await expect(theirs).toHaveCount(1)
    await expect(theirs.getByRole('button', { name: /^Open the project Spring campaign/ })).toBeVisible()
    expect(await barriers()).toEqual([])
  })
})
