/** Which part of the clip is used, and how a clip that is too short is made longer. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { VideoFacts } from '../../../domain/media'
import { Choice } from '../../components/Choice'
import { NumberBox } from '../../components/NumberBox'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

const ways = ['loop', 'slow', 'hold'] as const

export function TrimBoxes({ facts, composing }: { facts: VideoFacts; composing: Composing }) {
  const { table, dispatch, verdict } = composing
  const { trim, tooShort } = table.edits
  // A clip's end is often no round number: hundredths below it are never outside.
  const last = Math.floor(facts.seconds * 100) / 100
  const [typed, setTyped] = useState<{ start: number; end: number } | null>(null)
  const range = typed ?? trim ?? { start: 0, end: last }
  const backwards = range.end <= range.start
  const set = (change: Partial<typeof range>) => {
    const next = { ...range, ...change }
    const whole = next.start === 0 && next.end >= last
    if (next.end <= next.start) setTyped(next)
    else {
      setTyped(null)
      dispatch({ do: 'edits', change: { trim: whole ? undefined : next } })
    }
  }
  const short = verdict?.failures.find((failure) => failure.code === 'video.too-short')
  return (
    <>
      <fieldset className="boxes">
        <legend className="unseen">{words.edits.trim}</legend>
        <span className="field-label" aria-hidden="true">
          {words.edits.trim}
        </span>
        {(['start', 'end'] as const).map((edge) => (
          <NumberBox
            key={edge}
            id={`trim-${edge}`}
            label={edge === 'start' ? words.edits.trimStart : words.edits.trimEnd}
            short={words.edits[edge]}
            unit={words.edits.seconds}
            value={range[edge]}
            min={0}
            max={last}
            step={0.1}
            decimals={2}
            stepper
            onChange={(value) => set({ [edge]: value })}
          />
        ))}
        <span className="dim">{words.edits.length(Math.max(0, range.end - range.start))}</span>
        {trim === undefined && typed === null ? null : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              setTyped(null)
              dispatch({ do: 'edits', change: { trim: undefined } })
            }}
          >
            {words.edits.wholeClip}
          </Button>
        )}
        {backwards ? (
          <span className="bad" role="alert">
            {words.edits.trimBackwards}
          </span>
        ) : null}
      </fieldset>
      {short || tooShort ? (
        <div className="too-short">
          {short ? (
            <p className="warn" role="alert">
              {short.message} {tooShort ? short.fix : ''}
            </p>
          ) : null}
          <Choice
            id="too-short"
            label={words.edits.tooShort}
            value={tooShort ?? 'leave'}
            options={[
              { value: 'leave' as const, label: words.edits.tooShortClear },
              ...ways.map((way) => ({ value: way, label: words.edits.tooShortOption[way] })),
            ]}
            onChange={(way) => dispatch({ do: 'edits', change: { tooShort: way === 'leave' ? undefined : way } })}
          />
        </div>
      ) : null}
    </>
  )
}
