/** Keys of the motion well: space plays, I and O mark in and out, comma and full stop go frame by frame. */
import { useEffect, useEffectEvent } from 'react'

export interface ClipKeys {
  toggle: () => void
  step: (by: 1 | -1) => void
  mark: (edge: 'start' | 'end') => void
}

/** They count while the motion well has the focus, or nothing has. */
export function useClipKeys({ toggle, step, mark }: ClipKeys): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !isOurs(event)) return
    const key = event.key.toLowerCase()
    if (key === ' ' && !isPressable(event.target)) toggle()
    else if (key === ',' || key === '<') step(-1)
    else if (key === '.' || key === '>') step(1)
    else if (key === 'i') mark('start')
    else if (key === 'o') mark('end')
    else return
    event.preventDefault()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function isOurs({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement) || document.querySelector('dialog[open]')) return false
  if (target.matches('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]')) return false
  return target === document.body || target.closest('[data-well="video"]') !== null
}

/** Space means something of its own there. */
function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('button, a, input, summary, video')
}
