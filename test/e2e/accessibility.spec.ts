/** Every screen and every dialog without a barrier that axe knows, in both colour schemes, at double size, and without movement. */
import { AxeBuilder } from '@axe-core/playwright'
import { english } from '../../src/renderer/words/en'
import { everyPlace, test } from './every-place'
import { expect } from './face'

const schemes = ['light', 'dark'] as const
/** What holds text and must not be wider than it looks. */
const holders = 'html, main, dialog[open], .dialog-body, .project-menu:popover-open, .mantine-Notification-root'

test('no barrier anywhere in either scheme; nothing moves, and nothing is cut off at double size', async ({
  page,
  home,
  dropFiles,
}, info) => {
  test.setTimeout(600_000)
  const barriers = async () => {
    const builder = new AxeBuilder({ page })
    // Electron opens no second page in its context, which axe's newer way needs.
    if (info.project.name === 'desktop') builder.setLegacyMode(true)
    const { violations } = await builder.analyze()
    return violations.map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    )
  }
  const look = async (where: string) => {
    for (const scheme of schemes) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme)
      expect.soft(await barriers(), `${where}, ${scheme}`).toEqual([])
    }
    const moving = await page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length)
    expect.soft(moving, `${where} keeps still`).toBe(0)
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
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await everyPlace({ page, words: english, home, dropFiles, look })
})
