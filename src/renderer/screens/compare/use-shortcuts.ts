import { useEffect } from 'react'
import type { Clock } from './clock'

/** Elements that use these keys themselves. */
const TAKES_TEXT = 'textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])'
const TAKES_SPACE = 'button, a, summary, input[type=radio], input[type=checkbox], [role=button]'

/** Space plays and stops, comma and full stop go by frames, A sets the loop. */
export function useShortcuts(clock: Clock): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const target = event.target instanceof Element ? event.target : null
      if (target?.closest(TAKES_TEXT) || document.querySelector('dialog[open]')) return
      if (event.key === ' ') {
        if (target?.closest(TAKES_SPACE) || event.repeat) return
        clock.toggle()
      } else if (event.key === ',') clock.step(-1)
      else if (event.key === '.') clock.step(1)
      else if (event.key.toLowerCase() === 'a' && !event.repeat) clock.markLoop()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [clock])
}
