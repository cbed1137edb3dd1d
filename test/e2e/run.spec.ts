/** From the button to the saved clip, by way of a rehearsal: the real code against a stand-in of the provider. */
import { stat } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { fixture } from '../support/media-fixtures'
import { clipsOn, expect, type Face, test } from './face'

async function rehearse(page: Page, dropFiles: Face['dropFiles'], provider: string, clip = 'late-index.mp4') {
  await dropFiles(await fixture('photo.jpg'), await fixture(clip))
  await page.getByRole('radio', { name: provider, exact: true }).check()
  await page.getByRole('button', { name: 'Rehearse · free' }).click()
}

test('rehearse: live progress, then reference and result play and seek from one set of controls', async ({
  page,
  dropFiles,
  projectDir,
}) => {
  const seen: string[] = []
  await page.exposeFunction('tellState', (state: string) => seen.push(state))
  await page.evaluate(() => {
    const look = () => {
      const state = document.querySelector('.job-stage [role=status]')?.textContent
      if (state) void (window as unknown as { tellState(state: string): void }).tellState(state)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await rehearse(page, dropFiles, 'EvoLink', 'odd.mp4')

  const status = page.getByRole('status').filter({ hasText: 'EvoLink' })
  await expect(status).toContainText('saved', { timeout: 90_000 })
  expect(new Set(seen).size, `states that were shown: ${[...new Set(seen)].join(', ')}`).toBeGreaterThanOrEqual(3)
  await expect(page.getByLabel('Result clip')).toBeVisible()

  const path = await page.getByLabel('Path of the result', { exact: true }).textContent()
  expect(path).toContain(projectDir)
  expect((await stat(path ?? '')).size).toBeGreaterThan(1000)

  await expect.poll(async () => (await clipsOn(page)).map((clip) => (clip?.width ?? 0) > 0)).toEqual([true, true])
  await page.getByRole('button', { name: 'Play both' }).click()
  await expect.poll(async () => (await clipsOn(page)).every((clip) => (clip?.at ?? 0) > 0.4)).toBe(true)
  const moving = await clipsOn(page)
  expect(Math.abs((moving[0]?.at ?? 0) - (moving[1]?.at ?? 9))).toBeLessThan(0.3)
  await page.getByRole('button', { name: 'Pause both' }).click()
  await expect.poll(async () => (await clipsOn(page)).every((clip) => clip?.paused)).toBe(true)

  await page.getByRole('slider', { name: 'Position' }).fill('2')
  await expect.poll(async () => (await clipsOn(page)).map((clip) => Math.round((clip?.at ?? 0) * 10) / 10)).toEqual([2, 2])

  await test.step('what moves one clip moves the other', async () => {
    await page.getByLabel('Reference clip').evaluate((clip: HTMLVideoElement) => {
      clip.currentTime = 1
    })
    await expect.poll(async () => Math.round(((await clipsOn(page))[1]?.at ?? 0) * 10) / 10).toBe(1)
  })

  await test.step('one sound at a time', async () => {
    const muted = () => page.locator('video').evaluateAll((clips) => clips.map((clip) => clip instanceof HTMLVideoElement && clip.muted))
    expect(await muted()).toEqual([false, true])
    await page.getByRole('button', { name: 'Sound of EvoLink 720p' }).click()
    expect(await muted()).toEqual([true, false])
  })
})

test('the queue lists the job after a reload, and leads back to it', async ({ page, dropFiles, barriers }) => {
  await rehearse(page, dropFiles, 'AI/ML API')
  await expect(page.getByRole('button', { name: 'Play both' })).toBeVisible({ timeout: 90_000 })
  expect(await barriers()).toEqual([])

  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await page.reload()
  const row = page.getByRole('row').filter({ hasText: 'AI/ML API' })
  await expect(row).toContainText('saved')
  await expect(row).toContainText('photo.jpg')
  await expect(row).toContainText('rehearsal')
  expect(await barriers()).toEqual([])
  await row.getByRole('link', { name: /^Compare/ }).click()
  await expect(page.getByLabel('Result clip')).toBeVisible()
  await expect(page.getByText('saved', { exact: true })).toBeVisible()
})

test('every provider can be rehearsed, also those that need a host for the clip', async ({ page, dropFiles }) => {
  test.setTimeout(240_000)
  await dropFiles(await fixture('photo.jpg'), await fixture('late-index.mp4'))
  for (const provider of ['ShortAPI', 'HighwayAPI', 'WaveSpeedAI']) {
    await page.getByRole('radio', { name: provider, exact: true }).check()
    await page.getByRole('button', { name: 'Rehearse · free' }).click()
    const status = page.getByRole('status').filter({ hasText: provider })
    await expect(status).toContainText('saved', { timeout: 60_000 })
    await page.getByRole('link', { name: 'Compose' }).click()
  }
  await expect(page.getByText('Latest job')).toBeVisible()
})

test('an empty queue says what to do', async ({ page, barriers }) => {
  await page.getByRole('link', { name: 'Queue', exact: true }).click()
  await expect(page.getByText('No jobs yet.')).toBeVisible()
  await page.getByRole('button', { name: 'Go on with open jobs' }).click()
  await expect(page.getByText('No job was waiting to go on.')).toBeVisible()
  expect(await barriers()).toEqual([])
})

test('the check-up says what is there', async ({ page, barriers }) => {
  await page.keyboard.press('?')
  await page.getByRole('button', { name: 'Check-up' }).click()
  await expect(page.getByRole('dialog', { name: 'Check-up' })).toContainText(/ffmpeg/)
  expect(await barriers()).toEqual([])
})

test('stop waiting says what it means before it does it', async ({ page, dropFiles, barriers }) => {
  await rehearse(page, dropFiles, 'EvoLink', 'long.mp4')
  const stop = page.getByRole('button', { name: 'Stop waiting for photo.jpg with long.mp4' })
  await stop.click()
  const dialog = page.getByRole('dialog', { name: 'Stop waiting for this job?' })
  await expect(dialog).toContainText('nothing is charged')
  expect(await barriers()).toEqual([])
  await dialog.getByRole('button', { name: 'Go on waiting' }).click()
  await expect(dialog).toBeHidden()
  await stop.click()
  await dialog.getByRole('button', { name: 'Stop waiting' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'EvoLink' })).toContainText('no longer waited for')
  await expect(stop).toBeHidden()
})

test('going on with a paused job is about that job alone', async ({ page, dropFiles, barriers }) => {
  test.setTimeout(240_000)
  const toQueue = () => page.getByRole('link', { name: /^Queue/ }).click()
  const rowOf = (provider: string) => page.getByRole('row').filter({ hasText: provider })
  // So that both are under way, and stay so, until they are stopped.
  await toQueue()
  await page.getByRole('button', { name: 'Pause all' }).click()
  for (const provider of ['EvoLink', 'WaveSpeedAI']) {
    await page.getByRole('link', { name: 'Compose' }).click()
    await rehearse(page, dropFiles, provider)
    await expect(page.getByText('accepted, waiting for its turn').first()).toBeVisible({ timeout: 90_000 })
    await page.getByRole('button', { name: /^Stop waiting for/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop waiting' }).click()
    await expect(page.getByRole('status').filter({ hasText: provider })).toContainText('paused')
  }
  expect(await barriers()).toEqual([])
  await toQueue()
  await page.getByRole('button', { name: 'End the pause' }).click()
  expect(await barriers()).toEqual([])

  await rowOf('EvoLink').getByRole('button', { name: 'Go on with photo.jpg with late-index.mp4' }).click()
  await expect(rowOf('EvoLink')).toContainText('saved', { timeout: 90_000 })
  await expect(rowOf('WaveSpeedAI')).toContainText('paused')
  // Neither for it to be waited for: nobody waits.
  await expect(rowOf('WaveSpeedAI').getByRole('button', { name: /^Stop waiting/ })).toHaveCount(0)

  await test.step('also where it is shown by itself', async () => {
    await rowOf('WaveSpeedAI').getByRole('link', { name: /^Open/ }).click()
    await page.getByRole('button', { name: /^Go on with photo.jpg/ }).click()
    await expect(page.getByRole('status').filter({ hasText: 'WaveSpeedAI' })).toContainText('saved', { timeout: 90_000 })
  })
})
