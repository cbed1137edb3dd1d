/** A text that a person wants elsewhere: selectable, with a copy button that says what came of it. */
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { words } from '../words'

export function CopyField({ label, value }: { label: string; value: string }) {
  return (
    <div className="copy-field">
      <code aria-label={label} role="note">
        {value}
      </code>
      <CopyIt label={label} value={value} />
    </div>
  )
}

const SAID_FOR_MS = 2000

export function CopyIt({ label, value, children = words.app.copy }: { label: string; value: string; children?: string }) {
  const [said, setSaid] = useState<string | null>(null)
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async () => setSaid((await copyText(value)) ? words.app.copied : words.app.notCopied)
  return (
    <Button size="compact-sm" variant="default" onClick={() => void copy()} aria-label={`${said ?? children}: ${label}`}>
      <span aria-live="polite">{said ?? children}</span>
    </Button>
  )
}

/** The clipboard may be denied to a page; what the person has selected may always be copied. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const focused = document.activeElement
    const carrier = document.createElement('textarea')
    carrier.value = text
    // Inside an open dialog, since everything outside of it cannot be selected.
    const place = document.querySelector('dialog[open]') ?? document.body
    place.append(carrier)
    carrier.select()
    const copied = document.execCommand('copy')
    carrier.remove()
    if (focused instanceof HTMLElement) focused.focus()
    return copied
  }
}
