/**
 * Every screen and every dialog without a barrier that axe knows, in both colour schemes and without movement, and with nothing
 * cut off, at double size neither. In German by default: its words are the longest.
 */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { setLanguage } from '../../src/renderer/state/language'
import { german } from '../../src/renderer/words/de'
import { english, type Words } from '../../src/renderer/words/en'
import { chinese } from '../../src/renderer/words/zh-CN'
import { cutOffText } from '../support/cut-off'
import { everyPlace, placesWithKeys, test } from './every-place'
import { expect } from './face'
import { test as withKeys } from './with-keys'

const languages = { de: german, en: english, 'zh-CN': chinese } as const
const usual = { width: 1280, height: 800 }
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
    expect.soft(await cutOffText(page), where).toEqual([])
    await page.setViewportSize({ width: usual.width / 2, height: usual.height / 2 })
    expect.soft(await cutOffText(page), `${where}, twice the size`).toEqual([])
    const wider = await page.locator(holders).evaluateAll((parts) =>
      parts
        .filter((part) => {
          const { left, right } = part.getBoundingClientRect()
          return part.scrollWidth > part.clientWidth || left < 0 || right > window.innerWidth
        })
        .map((part) => `${part.className || part.tagName}: ${part.scrollWidth} in ${part.clientWidth} px`),
    )
    expect.soft(wider, `${where}, twice the size`).toEqual([])
    await page.setViewportSize(usual)
  }
}

/** The walk finds its way by the same words, and they write numbers as the window does. */
async function speak(page: Page, language: keyof typeof languages): Promise<void> {
  setLanguage(language)
  await page.addInitScript((only) => Object.defineProperty(navigator, 'languages', { get: () => [only] }), language)
  await page.setViewportSize(usual)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(`${new URL(page.url()).origin}/`)
}

for (const [language, words] of Object.entries(languages) as [keyof typeof languages, Words][]) {
  const title = `no barrier anywhere in either scheme; nothing moves or is cut off, at double size neither: ${language}`
  test(title, async ({ page, home, dropFiles }, info) => {
    test.skip(language !== 'de' && !long, 'the other languages in a long run')
    test.setTimeout(600_000)
    await speak(page, language)
    await everyPlace({ page, words, home, dropFiles, look: lookAt(page, info.project.name) })
    setLanguage('en')
  })
}

withKeys('nor where there is a key', async ({ page, dropFiles }, info) => {
  await speak(page, 'de')
  await placesWithKeys({ page, words: german, dropFiles, look: lookAt(page, info.project.name) })
  setLanguage('en')
})
