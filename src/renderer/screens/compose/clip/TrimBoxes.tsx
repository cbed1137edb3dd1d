/** Which part of the clip is used, in numbers. */
import { useState } from 'react'
import type { TimeRange, VideoFacts } from '../../../../domain/media'
import { NumberBox } from '../../../components/NumberBox'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { Sign } from '../Sign'
import { type Edge, trimOf } from './trim-range'

export function TrimBoxes({
  facts,
  range,
  composing: { table, dispatch },
  onMark,
}: {
  facts: VideoFacts
  /** What stands in the boxes unless something else is being typed. */
  range: TimeRange
  composing: Composing
  onMark: (edge: Edge) => void
}) {
  // A clip's end is often no round number: hundredths below it are never outside.
  const last = Math.floor(facts.seconds * 100) / 100
  const [typed, setTyped] = useState<{ start: number; end: number; instead: TimeRange } | null>(null)
  const backwards = typed?.instead === range ? typed : null
  const shown = backwards ?? { start: range.start, end: Math.min(range.end, last) }
  const set = (change: Partial<TimeRange>) => {
    const next = { start: shown.start, end: shown.end, ...change }
    // Set off by the box itself when it is given another value, not by a hand.
    if (next.start === shown.start && next.end === shown.end) return
    if (next.end <= next.start) setTyped({ ...next, instead: range })
    else {
      setTyped(null)
      dispatch({ do: 'edits', change: { trim: trimOf(next, facts.seconds) } })
    }
  }
  return (
    <fieldset className="boxes">
      <legend className="unseen">{words.edits.trim}</legend>
      {(['start', 'end'] as const).map((edge) => (
        <span key={edge} className="trim-edge">
          <NumberBox
            id={`trim-${edge}`}
            label={edge === 'start' ? words.edits.trimStart : words.edits.trimEnd}
            short={words.edits[edge]}
            unit={words.edits.seconds}
            value={Number(shown[edge].toFixed(2))}
            min={0}
            max={last}
            step={0.1}
            decimals={2}
            onChange={(value) => set({ [edge]: value })}
          />
          <button
            type="button"
            className="key-button"
            aria-label={words.clip.mark[edge]}
            aria-keyshortcuts={edge === 'start' ? 'I' : 'O'}
            title={words.clip.withKey(words.clip.mark[edge], edge === 'start' ? 'I' : 'O')}
            onClick={() => onMark(edge)}
          >
            <span className="key-name" aria-hidden="true" translate="no">
              {edge === 'start' ? 'I' : 'O'}
            </span>
          </button>
        </span>
      ))}
      <span className="trim-length">{words.edits.length(Math.max(0, shown.end - shown.start))}</span>
      {table.edits.trim === undefined && backwards === null ? null : (
        <button
          type="button"
          className="key-button"
          aria-label={words.edits.wholeClip}
          title={words.edits.wholeClip}
          onClick={() => {
            setTyped(null)
            dispatch({ do: 'edits', change: { trim: undefined } })
          }}
        >
          <Sign of="undo" />
        </button>
      )}
      {backwards ? (
        <span className="bad" role="alert">
          {words.edits.trimBackwards}
        </span>
      ) : null}
    </fieldset>
  )
}
