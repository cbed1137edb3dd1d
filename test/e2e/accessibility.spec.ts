/** Every screen without a barrier that axe knows, in both colour schemes, at double size, and without movement where none is wanted. */
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './face'

const picture = join(import.meta.dirname, '../../resources/sample-character.jpg')
const clip = join(import.meta.dirname, '../../resources/sample-dance.mp4')

const screens = ['compose', 'queue', 'compare', 'projects', 'settings'] as const
const schemes = ['light', 'dark'] as const

async function show(page: Page, section: string, ready: string) {
  await page.evaluate((to) => window.location.assign(to), ready)
  await page.locator(`header.top a[href^="#/${section}"][aria-current="page"]`).waitFor()
  await page.getByRole('main').waitFor()
  await expect(page.getByText('Loading…').filter({ visible: true })).toHaveCount(0)
}

test('no barrier on any screen in either scheme; nothing is cut off at double size', async ({ page, dropFiles }, info) => {
  await dropFiles(picture, clip)
  await page.getByRole('button', { name: 'Rehearse · free' }).click()
  await expect(page.getByRole('heading', { name: 'Note' }).or(page.getByLabel('Result clip').first())).toBeVisible({ timeout: 60_000 })
  const compared = new URL(page.url()).hash

  const barriers = async () => {
    const builder = new AxeBuilder({ page })
    // Electron opens no second page in its context, which axe's newer way needs.
    if (info.project.name === 'desktop') builder.setLegacyMode(true)
    const { violations } = await builder.analyze()
    return violations.map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    )
  }
  for (const section of screens) {
    await show(page, section, section === 'compare' ? compared : `#/${section}`)
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme)
      expect.soft(await barriers(), `${section}, ${scheme}`).toEqual([])
    }
    const moving = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length)
    expect.soft(moving, `${section} keeps still`).toBe(0)
    // 1440×900 at 200 %.
    await page.setViewportSize({ width: 720, height: 450 })
    const wider = await page.evaluate(() =>
      [document.documentElement, document.querySelector('main')].map((part) => (part ? part.scrollWidth - part.clientWidth : 0)),
    )
    expect.soft(wider, `${section} at 200 %`).toEqual([0, 0])
    await page.setViewportSize({ width: 1440, height: 900 })
  }
})
