/** Two panes, original and prepared: side by side, or one above the other where that makes the pictures larger. */
import type { ReactNode } from 'react'
import type { Size } from '../../../domain/plan'
import { isStacked } from './crop-geometry'
import { useRoom } from './use-room'

export function Panes({ size, children }: { size: Size; children: ReactNode }) {
  const [element, room] = useRoom<HTMLDivElement>()
  return (
    <div ref={element} className="pair-room">
      <div className={`pair ${room && isStacked(size, room) ? 'pair-stacked' : ''}`}>{children}</div>
    </div>
  )
}

export function Pane({
  title,
  state,
  note = null,
  caption,
  children,
}: {
  title: string
  /** Beside the title: what kind of picture this is. */
  state?: string
  /** What should be known about it, as a warning. */
  note?: string | null
  caption: string
  children: ReactNode
}) {
  return (
    <figure className="pane" aria-label={title}>
      <div className="pane-media">{children}</div>
      <div className="pane-head">
        <span className="pane-label">
          {title}
          {state ? <span className="dim"> · {state}</span> : null}
        </span>
        {note ? <span className="pane-label warn">{note}</span> : null}
      </div>
      <figcaption className="pane-caption">
        <span className="pane-label">{caption}</span>
      </figcaption>
    </figure>
  )
}
