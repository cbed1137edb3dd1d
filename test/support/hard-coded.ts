/** Text on a page that did not come out of a catalogue: all that is not disguised while the window speaks the pseudo-locale. */
import type { Page } from '@playwright/test'

/**
 * What is marked as not to be translated (`translate="no"`: names, paths), as the engine's own words (`data-engine-text`), and
 * code does not count.
 * @param data names that stand for themselves wherever they are: of files, providers, projects
 */
export function hardCodedText(page: Page, data: readonly string[]): Promise<string[]> {
  return page.evaluate((names) => {
    const exempt = '[translate="no"], [data-engine-text], script, style, code, pre, kbd, noscript'
    const attributes = ['aria-label', 'aria-valuetext', 'aria-roledescription', 'title', 'placeholder', 'alt']
    const found = new Set<string>()
    const bare = (text: string) => {
      let rest = text
      // From the inside out: a disguised sentence may hold another.
      for (let before = ''; before !== rest; ) {
        before = rest
        rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' ')
      }
      // Dates, spans and units come from Intl.
      rest = rest.replace(/\d+ \p{L}{3} \d{4}, [\d:]+|\d+ (s|min|h|bytes|kB|MB|GB|fps)\b/gu, ' ')
      for (const name of names) rest = rest.replaceAll(name, ' ')
      return rest
    }
    const judge = (text: string, where: Element, what: string) => {
      if (!/\p{L}/u.test(bare(text)) || where.closest(exempt)) return
      found.add(`${what} “${text.trim().slice(0, 120)}” in <${where.tagName.toLowerCase()} class="${where.getAttribute('class') ?? ''}">`)
    }
    const seen = (element: Element) => element instanceof HTMLOptionElement || element.checkVisibility({ visibilityProperty: true })
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode())
      if (node.parentElement && seen(node.parentElement)) judge(node.textContent ?? '', node.parentElement, 'text')
    for (const element of document.body.querySelectorAll('*'))
      for (const name of attributes) {
        const text = element.getAttribute(name)
        if (text && seen(element)) judge(text, element, name)
      }
    return [...found]
  }, data)
}
