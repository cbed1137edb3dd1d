/** Ten thousand jobs in the queue: some twenty rows of them are in the page. Once is enough, so in the browser only. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { expect, test } from './face'

const MANY = 10_000

const many = test.extend<{ projectDir: string }>({
  projectDir: async ({ projectDir }, use) => {
    const records = Array.from({ length: MANY }, (_, number) =>
      jobRecord(number, number % 50 === 7 ? 'failed' : number % 1000 === 3 ? 'paused' : 'saved'),
    )
    const jobsDir = join(projectDir, 'jobs')
    await mkdir(jobsDir, { recursive: true })
    const slices = Array.from({ length: 20 }, (_, slice) => records.filter((__, number) => number % 20 === slice))
    await Promise.all(slices.map((slice) => writeJobs(jobsDir, slice)))
    await use(projectDir)
  },
})

many('ten thousand jobs scroll, are searched and counted', async ({ page, barriers }) => {
  await page.keyboard.press('Alt+2')
  const table = page.getByRole('table')
  await expect(table).toHaveAttribute('aria-rowcount', String(MANY + 1))
  const rows = page.locator('.job-row')
  const inThePage = async () => {
    const count = await rows.count()
    expect(count).toBeGreaterThan(5)
    expect(count).toBeLessThan(100)
  }
  await inThePage()
  await expect(page.getByRole('radio', { name: 'Saved 9,790' })).toBeAttached()
  await expect(page.getByRole('radio', { name: 'Needs you 10', exact: true })).toBeAttached()
  expect(await barriers()).toEqual([])

  await many.step('scrolls to the end, frame by frame', async () => {
    const usual = await page.locator('.jobs-scroll').evaluate(async (scroller) => {
      const frames: number[] = []
      let last = performance.now()
      for (let step = 1; step <= 60; step += 1) {
        scroller.scrollTop = (scroller.scrollHeight * step) / 60
        await new Promise(requestAnimationFrame)
        frames.push(performance.now() - last)
        last = performance.now()
      }
      return frames.sort((one, other) => one - other)[30] ?? 0
    })
    // The median, and not a frame's 16 ms: the machine may have other work, but thousands of rows would take seconds.
    expect(usual, `${usual} ms a frame`).toBeLessThan(250)
    await expect(page.getByRole('row').filter({ hasText: 'dancer-0.png' })).toHaveAttribute('aria-rowindex', String(MANY + 1))
    await inThePage()
  })

  await many.step('the row with the focus stays in the page', async () => {
    const last = page.getByRole('link', { name: 'Compare: dancer-0.png with clip-0.mov' })
    await last.focus()
    await page.locator('.jobs-scroll').evaluate((scroller) => {
      scroller.scrollTop = 0
    })
    await expect(page.getByRole('row').filter({ hasText: 'dancer-9999.png' })).toBeVisible()
    await expect(last).toBeFocused()
  })

  await many.step('search and filter', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('dancer-4217.png')
    await expect(table).toHaveAttribute('aria-rowcount', '2')
    await expect(page.getByRole('row').filter({ hasText: 'clip-4217.mov' })).toBeVisible()
    await page.getByText('Needs you 10', { exact: true }).click()
    await expect(page.getByText('No job matches.')).toBeVisible()
    await page.getByRole('button', { name: 'Show all jobs' }).click()
    await page.getByText('Failed 200', { exact: true }).click()
    await expect(table).toHaveAttribute('aria-rowcount', '201')
  })
})
