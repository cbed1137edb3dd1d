/** The browser's own modal dialog: it holds the focus, closes with Escape and gives the focus back. */
import { Button } from '@mantine/core'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { words } from '../words'

export function Dialog({
  title,
  onClose,
  children,
  actions,
  closeLabel = words.app.close,
}: {
  title: string
  onClose: () => void
  children: ReactNode
  actions?: ReactNode
  closeLabel?: string
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  const asks = actions !== undefined
  const titleId = useId()
  // Before the element is taken away: a dialog that closes while it is still there gives the focus back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    // A question begins on the answer that changes nothing, so that Enter pressed by reflex neither pays nor stops anything.
    if (asks) close.current?.focus()
    return () => element?.close()
  }, [asks])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        // Escape asks; whoever opened the dialog takes it away.
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id={titleId}>{title}</h2>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">
        {actions}
        <Button ref={close} variant="default" onClick={onClose}>
          {closeLabel}
        </Button>
      </div>
    </dialog>
  )
}
