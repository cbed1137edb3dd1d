/** Two panes, original and prepared: side by side, or one above the other where that makes the pictures larger. */
import type { ReactNode } from 'react'
import type { Change, Size } from '../../../domain/plan'
import { words } from '../../words'
import { isStacked } from './crop/crop-geometry'
import { useRoom } from './use-room'

export function Panes({ size, children }: { size: Size; children: ReactNode }) {
  const [element, room] = useRoom<HTMLDivElement>()
  return (
    <div ref={element} className="look-panes">
      <div className={`look-pair ${room && isStacked(size, room) ? 'look-pair-stacked' : ''}`}>{children}</div>
    </div>
  )
}

export function Pane({
  title,
  state,
  note = null,
  caption,
  isPlayed = false,
  children,
}: {
  title: string
  /** Beside the title: what kind of picture this is. */
  state?: string
  /** What should be known about it, as a warning. */
  note?: string | null
  caption: string
  /** A player’s own buttons lie at its foot: the caption goes to the head. */
  isPlayed?: boolean
  children: ReactNode
}) {
  return (
    <figure className={`pane ${isPlayed ? 'pane-played' : ''}`} aria-label={title}>
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

/** What the prepared pane shows, in words. */
export function stateOf(plan: { change: Change } | null, isFile: boolean): string | undefined {
  if (isFile) return words.wells.realFile
  if (!plan) return undefined
  return plan.change === 'untouched' ? words.wells.asItIs : words.wells.estimate
}
