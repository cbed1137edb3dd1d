/** Every screen and every dialog without a barrier that axe knows, in both colour schemes, at double size, and without movement. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { english } from '../../src/renderer/words/en'
import { everyPlace, placesWithKeys, test } from './every-place'
import { expect } from './face'
import { test as withKeys } from './with-keys'

const schemes = ['light', 'dark'] as const
/** What holds text and must not be wider than it looks. */
const holders = 'html, main, dialog[open], .dialog-body, .project-menu:popover-open, .mantine-Notification-root'

/** What a scheme can change; all else is the same in both. */
const ofColours = ['color-contrast', 'link-in-text-block']
const long = process.env.CHOREO_LONG_TESTS === '1'

/** @param rules all where none are named */
async function barriers(page: Page, project: string, rules?: string[]): Promise<string[]> {
  const builder = new AxeBuilder({ page })
  if (rules) builder.withRules(rules)
  // Electron opens no second page in its context, which axe's newer way needs.
  if (project === 'desktop') builder.setLegacyMode(true)
  const { violations } = await builder.analyze()
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  )
}

/** @param project of Playwright: `serve` or `desktop` */
function lookAt(page: Page, project: string) {
  return async (where: string) => {
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme)
      const rules = scheme === schemes[0] || long ? undefined : ofColours
      expect.soft(await barriers(page, project, rules), `${where}, ${scheme}`).toEqual([])
    }
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState }) => playState === 'running')
        .map(({ effect }) => (effect instanceof KeyframeEffect ? (effect.target?.outerHTML.slice(0, 200) ?? '') : '')),
    )
    expect.soft(moving, `${where} keeps still`).toEqual([])
    // 1440×900 at 200 %.
    await page.setViewportSize({ width: 720, height: 450 })
    const wider = await page.locator(holders).evaluateAll((parts) =>
      parts
        .filter((part) => {
          const { left, right } = part.getBoundingClientRect()
          return part.scrollWidth > part.clientWidth || left < 0 || right > window.innerWidth
        })
        .map((part) => `${part.className || part.tagName}: ${part.scrollWidth} in ${part.clientWidth} px`),
    )
    expect.soft(wider, `${where} at 200 %`).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
  }
}

test('no barrier anywhere in either scheme; nothing moves, and nothing is cut off at double size', async ({
  page,
  home,
  dropFiles,
}, info) => {
  test.setTimeout(600_000)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await everyPlace({ page, words: english, home, dropFiles, look: lookAt(page, info.project.name) })
})

withKeys('nor where there is a key', async ({ page, dropFiles }, info) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await placesWithKeys({ page, words: english, dropFiles, look: lookAt(page, info.project.name) })
})
