/**
 * Ten thousand rows of which some twenty are in the page. All have one height, so that the place of each is known without
 * measuring; the table says how many there are, and each row which one it is.
 */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, useCallback, useRef, useState } from 'react'
import { words } from '../../words'
import { JobRow, type RowActions, type RowLook } from './JobRow'
import type { Row } from './rows'

/** As in styles/queue.css. */
const ROW_HEIGHT = 78
const BESIDE_THE_VIEW = 5

export function JobTable({ rows, actions, look }: { rows: readonly Row[]; actions: RowActions; look: Omit<RowLook, 'still'> }) {
  const scroller = useRef<HTMLElement>(null)
  const [focused, setFocused] = useState<number | null>(null)
  const { columns } = words.queue
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: BESIDE_THE_VIEW,
    getItemKey: useCallback((index: number) => keyOf(rows[index]), [rows]),
    // The row with the focus stays in the page when it is scrolled away: the keyboard goes on from where it was.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      return focused === null || focused >= rows.length || visible.includes(focused) ? visible : [...visible, focused].sort((a, b) => a - b)
    },
    useFlushSync: false,
  })
  const focus = (event: FocusEvent) => {
    const index = event.target.closest<HTMLElement>('[data-index]')?.dataset.index
    setFocused(index === undefined ? null : Number(index))
  }
  return (
    <section className="jobs-scroll" ref={scroller} aria-label={words.queue.list} onFocus={focus} onBlur={() => setFocused(null)}>
      <table className="jobs" aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">
              <span className="unseen">{columns.choose}</span>
            </th>
            <th scope="col">{columns.pair}</th>
            <th scope="col">{columns.provider}</th>
            <th scope="col">{columns.stage}</th>
            <th scope="col">{columns.time}</th>
            <th scope="col" className="number">
              {columns.cost}
            </th>
            <th scope="col">
              <span className="unseen">{columns.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => (
            <JobRow
              key={key}
              row={rows[index]!}
              index={index}
              style={{ transform: `translateY(${start}px)` }}
              actions={actions}
              look={{ ...look, still: !virtual.isScrolling }}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function keyOf(row: Row | undefined): string {
  return row ? `${row.elsewhere?.id ?? ''}/${row.job.id}` : ''
}
