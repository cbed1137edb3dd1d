/** Every sentence and label of the window, in the person's language. Another language is another object of the same type. */
import type { Language } from '../../contract/window-shapes'
import { formatUsd } from '../figures'
import { languageFor, type Spoken, setLanguage } from '../state/language'
import { english, type Words } from './en'

export type { Words }

/** A live binding: set before the first paint and with every change of language, after which the whole window is drawn anew. */
export let words: Words = english

/** Nobody loads a catalogue that is not read. */
const catalogues: Record<Exclude<Spoken, 'en'>, () => Promise<Words>> = {
  de: async () => (await import('./de')).german,
  'zh-CN': async () => (await import('./zh-CN')).chinese,
  pseudo: async () => (await import('./pseudo')).disguised(english),
}

let latest = 0

/**
 * Speaks this language from now on; of two quick changes the later one counts.
 * @returns false where its catalogue could not be loaded, and the window goes on in the language it has
 */
export async function speak(chosen: Language): Promise<boolean> {
  latest += 1
  const mine = latest
  const next = languageFor(chosen, navigator.languages, window.location.search)
  const catalogue = next === 'en' ? english : await catalogues[next]().catch(() => null)
  if (mine !== latest) return true
  if (!catalogue) return false
  words = catalogue
  document.documentElement.lang = next === 'pseudo' ? 'en' : next
  setLanguage(next)
  return true
}

/** A price as it stands in the window; `null` is a price nobody publishes. */
export function priceWords(usd: number | null, certain: boolean): string {
  if (usd === null) return words.providers.notPublished
  return certain ? formatUsd(usd) : words.providers.about(formatUsd(usd))
}
