/** Two windows on one engine, of which one opens another project. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { jobRecord, writeJobs } from '../support/many-jobs'
import { test as base, expect } from './face'

const resources = join(import.meta.dirname, '../../resources')

const withOther = base.extend<{ projectDir: string }>({
  projectDir: async ({ projectDir, home }, use) => {
    const other = join(home, 'Spring campaign')
    await writeJobs(join(other, 'jobs'), [jobRecord(77, 'saved')])
    await writeJobs(join(projectDir, 'jobs'), [jobRecord(1, 'saved'), jobRecord(2, 'saved')])
    for (const [dir, name] of [
      [other, 'Spring campaign'],
      [projectDir, 'Winter'],
    ] as const) {
      await mkdir(dir, { recursive: true })
      await writeFile(join(dir, 'choreo.json'), JSON.stringify({ schema: 1, name }))
    }
    const listed = { projects: [{ dir: other, name: 'Spring campaign', openedAt: '2026-01-01T00:00:00Z' }] }
    await writeFile(join(home, 'projects.json'), JSON.stringify(listed))
    await use(projectDir)
  },
})

async function open(page: Page, project: string): Promise<void> {
  await page.getByRole('button', { name: /^Project / }).click()
  await page.getByRole('button', { name: project }).click()
  await expect(page.getByRole('button', { name: `Project ${project}` })).toBeVisible()
}

withOther('the other one says so, keeps what was set in it, and is back when its project is', async ({ page, projectDir, barriers }) => {
  const second = await page.context().newPage()
  await second.goto(new URL('/', page.url()).href)
  const prompt = second.getByRole('textbox', { name: 'Prompt', exact: true })
  const said = second.getByRole('alert').filter({ hasText: 'Another window opened the project “Spring campaign”.' })
  const rehearse = async () => {
    await second.getByRole('button', { name: 'Rehearse · free' }).click()
    await expect(second.getByLabel('Result clip')).toBeVisible({ timeout: 90_000 })
    await second.getByRole('link', { name: 'Compose' }).click()
  }
  await prompt.fill('a sunlit studio')
  await second.getByLabel('Picture file').setInputFiles(join(resources, 'sample-character.jpg'))
  await second.getByLabel('Clip file').setInputFiles(join(resources, 'sample-dance.mp4'))
  await rehearse()

  await open(page, 'Spring campaign')
  await expect(said).toBeVisible()
  await expect(prompt).toBeHidden()
  await expect(page.getByRole('alert')).toHaveCount(0)
  // Nothing goes on in the project that was left, so the engine closes it.
  await expect.poll(() => existsSync(join(projectDir, '.lock'))).toBe(false)
  await expect(said).toBeVisible()
  await second.bringToFront()
  expect(await barriers()).toEqual([])

  await open(page, 'Winter')
  await expect(prompt).toHaveValue('a sunlit studio')
  await withOther.step('what lay on the table lies there still, and can be used', async () => {
    await rehearse()
    await second.getByRole('link', { name: /^Queue/ }).click()
    await expect(second.getByRole('row')).toHaveCount(5)
    await expect(second.getByRole('row').filter({ hasText: 'dancer-77.png' })).toHaveCount(0)
  })

  await withOther.step('or it goes there, too', async () => {
    await open(page, 'Spring campaign')
    await second.getByRole('button', { name: 'Show “Spring campaign” here' }).click()
    await expect(second.getByRole('button', { name: 'Project Spring campaign' })).toBeVisible()
    await expect(second.getByRole('row').filter({ hasText: 'dancer-77.png' })).toBeVisible()
    await expect(second.getByRole('alert')).toHaveCount(0)
  })
})
