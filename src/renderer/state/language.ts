/** Which language the window speaks now. It has no words of its own: figures and catalogues ask here, the root is drawn anew by it. */
import { useSyncExternalStore } from 'react'
import type { Language } from '../../contract/window-shapes'

/** `pseudo`: English in a disguise that shows what did not come out of a catalogue; for tests. */
export type Spoken = Exclude<Language, 'system'> | 'pseudo'

let spoken: Spoken = 'en'
const listeners = new Set<() => void>()

export function spokenLanguage(): Spoken {
  return spoken
}

export function setLanguage(next: Spoken): void {
  if (next === spoken) return
  spoken = next
  for (const tell of listeners) tell()
}

/** As the `key` of whatever reads `words`: a change of language draws all of it anew. */
export function useLanguage(): Spoken {
  return useSyncExternalStore(listen, spokenLanguage)
}

function listen(changed: () => void): () => void {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

/**
 * @param chosen what the settings say; `system` is the first of `preferred` that there is a catalogue for, else English
 * @param preferred as `navigator.languages`
 * @param query as `location.search`: `?lang=` goes before the settings
 */
export function languageFor(chosen: Language, preferred: readonly string[], query = ''): Spoken {
  const asked = new URLSearchParams(query).get('lang')
  if (asked === 'en' || asked === 'de' || asked === 'zh-CN' || asked === 'pseudo') return asked
  if (chosen !== 'system') return chosen
  for (const tag of preferred) {
    const [base = '', ...rest] = tag.toLowerCase().split('-')
    if (base === 'en' || base === 'de') return base
    // Traditional Chinese is another script; whoever reads it is asked for the next language they know.
    if (base === 'zh' && !rest.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part))) return 'zh-CN'
  }
  return 'en'
}
