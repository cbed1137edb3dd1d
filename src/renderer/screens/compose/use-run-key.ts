/** Ctrl+Enter and Cmd+Enter press the primary button, also while the person writes. */
import { useEffect, useEffectEvent } from 'react'

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

export function useRunKey(press: () => void): void {
  const pressed = useEffectEvent(press)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      // A key that is held down is one press; and what a dialog asks is answered in the dialog.
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || document.querySelector('dialog[open]')) return
      event.preventDefault()
      pressed()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
