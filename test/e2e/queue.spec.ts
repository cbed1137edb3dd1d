/** The queue with ten thousand jobs, and with a few that need something. */
import { join } from 'node:path'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { test as base, expect } from './face'

const MANY = 10_000

const test = base.extend<{ projectDir: string }>({
  projectDir: async ({ projectDir }, use) => {
    const records = Array.from({ length: MANY }, (_, number) =>
      jobRecord(number, number % 50 === 7 ? 'failed' : number % 1000 === 3 ? 'unconfirmed' : 'saved'),
    )
    await writeJobs(join(projectDir, 'jobs'), records)
    await use(projectDir)
  },
})

test('ten thousand jobs', async ({ page }) => {
  await page.getByRole('link', { name: /^Queue/ }).click()
  const table = page.getByRole('table')
  await expect(table).toHaveAttribute('aria-rowcount', String(MANY + 1))
})
