/** Every sentence and label of the window, in the person's language. Another language is another object of the same type. */
import { formatUsd } from '../../domain/wording'
import { english } from './en'

export type Words = typeof english

/** A live binding: set before the first paint and with every change of language, after which the whole window is drawn anew. */
export const words: Words = english

/** A price as it stands in the window; `null` is a price nobody publishes. */
export function priceWords(usd: number | null, certain: boolean): string {
  if (usd === null) return words.providers.notPublished
  return certain ? formatUsd(usd) : words.providers.about(formatUsd(usd))
}
