/** Keys that work everywhere in the window. Two-step or with Alt: single letters belong to the screens. */
import { useEffect, useEffectEvent } from 'react'
import { go, type Place } from '../state/place'

/** The second key has to come within this time. */
const SECOND_KEY_MS = 1500

const steps: Record<string, Place['section']> = { c: 'compose', q: 'queue', r: 'compare', p: 'projects' }
const digits: Record<string, Place['section']> = { Digit1: 'compose', Digit2: 'queue', Digit3: 'compare', Digit4: 'projects' }

/** @param compare where the comparison was left, or would begin */
export function useShortcuts(compare: Place, onHelp: () => void): void {
  const goTo = useEffectEvent((section: Place['section']) => {
    if (section === 'compare') go(compare)
    else go({ section })
  })
  const help = useEffectEvent(onHelp)
  useEffect(() => {
    let began = Number.NEGATIVE_INFINITY
    const pressed = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || isBusyWithKeys(event.target)) return
      const second = !event.altKey && event.timeStamp - began < SECOND_KEY_MS ? steps[event.key.toLowerCase()] : undefined
      const section = event.altKey ? digits[event.code] : second
      began = Number.NEGATIVE_INFINITY
      if (section !== undefined) {
        taken(event)
        goTo(section)
      } else if (event.altKey) return
      else if (event.key === 'g' || event.key === 'G') began = event.timeStamp
      else if (event.key === '?') {
        taken(event)
        help()
      }
    }
    // Before the screens: the second key may mean something else there.
    window.addEventListener('keydown', pressed, { capture: true })
    return () => window.removeEventListener('keydown', pressed, { capture: true })
  }, [])
}

function taken(event: KeyboardEvent): void {
  event.preventDefault()
  event.stopImmediatePropagation()
}

const notText = ['checkbox', 'radio', 'range', 'button', 'submit', 'reset', 'file', 'color', 'image']

/** A key that is pressed there is a letter of a text, or an answer to a question. */
export function isBusyWithKeys(target: EventTarget | null): boolean {
  return isTyping(target) || document.querySelector('dialog[open]') !== null
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !notText.includes(target.type)
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  )
}
