/** Text on a page that runs out of its place: into its neighbour, or behind an edge without an ellipsis to say so. */
import type { Page } from '@playwright/test'

/** @returns a line for each, with how far it runs in px; what scrolls, and what is for screen readers only, does not count */
export function cutOffText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      let element = text.parentElement
      if (!text.textContent?.trim() || !element?.checkVisibility({ visibilityProperty: true })) continue
      // What stands in a line has no width of its own.
      while (element?.clientWidth === 0) element = element.parentElement
      if (!element) continue
      const beyond = element.scrollWidth - element.clientWidth
      const { overflowX, textOverflow, clipPath } = getComputedStyle(element)
      // A pixel or two are the slant of a letter.
      if (beyond <= 2 || ['auto', 'scroll'].includes(overflowX) || clipPath !== 'none' || textOverflow === 'ellipsis') continue
      found.add(
        `“${text.textContent.trim().slice(0, 60)}” by ${beyond} px in <${element.tagName.toLowerCase()} class="${element.className}">`,
      )
    }
    return [...found]
  })
}
