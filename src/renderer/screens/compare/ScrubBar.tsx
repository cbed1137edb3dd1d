/** The bar of the clock: where it stands, and the stretch that is repeated with a handle at each end. */
import type { KeyboardEvent } from 'react'
import { clockWords } from '../../figures'
import { words } from '../../words'
import type { Clock } from './clock'
import { useClockView } from './use-clock'

const STEP = 0.01

export function ScrubBar({ clock }: { clock: Clock }) {
  const { position, length, loop } = useClockView(clock)
  const all = Math.max(length, STEP)
  const at = Math.min(position, all)
  const share = (seconds: number) => `${(Math.min(seconds, all) / all) * 100}%`
  const keys = (event: KeyboardEvent) => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key]
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    if (event.shiftKey) clock.seek(position + steps)
    else clock.step(steps)
  }
  return (
    <div className="scrub">
      <div className="scrub-track" aria-hidden="true">
        <span className="scrub-done" style={{ width: share(at) }} />
        {loop ? <span className="scrub-loop" style={{ left: share(loop.a), width: share((loop.b ?? position) - loop.a) }} /> : null}
      </div>
      <input
        type="range"
        className="scrub-position"
        aria-label={words.job.position}
        aria-valuetext={words.job.at(clockWords(at, 2), clockWords(all, 2))}
        min={0}
        max={all}
        step={STEP}
        value={at}
        onKeyDown={keys}
        onChange={(event) => clock.seek(event.currentTarget.valueAsNumber)}
      />
      {loop ? (
        <input
          type="range"
          className="scrub-edge"
          aria-label={words.job.loopBegin}
          aria-valuetext={clockWords(loop.a, 2)}
          min={0}
          max={all}
          step={STEP}
          value={loop.a}
          onChange={(event) => {
            const a = event.currentTarget.valueAsNumber
            clock.setLoop({ a: loop.b === null ? a : Math.min(a, loop.b), b: loop.b })
          }}
        />
      ) : null}
      {loop?.b != null ? (
        <input
          type="range"
          className="scrub-edge"
          aria-label={words.job.loopEnd}
          aria-valuetext={clockWords(loop.b, 2)}
          min={0}
          max={all}
          step={STEP}
          value={loop.b}
          onChange={(event) => clock.setLoop({ a: loop.a, b: event.currentTarget.valueAsNumber })}
        />
      ) : null}
    </div>
  )
}
