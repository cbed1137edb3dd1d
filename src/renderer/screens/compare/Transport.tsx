/** One set of controls for all films: play, frames, speed, loop, offset, view. */
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { MOST_OFFSET } from '../../../domain/job'
import { Choice } from '../../components/Choice'
import { NumberBox } from '../../components/NumberBox'
import { clockWords } from '../../figures'
import { words } from '../../words'
import type { Clock } from './clock'
import { ScrubBar } from './ScrubBar'
import type { Pair, View } from './Stage'
import { useClockPart } from './use-clock'
import type { ShownFilm } from './use-films'

const SPEEDS = ['0.25', '0.5', '1', '2'] as const

export function Transport({
  clock,
  films,
  view,
  pair,
  offset,
  onView,
  onPair,
  children,
}: {
  clock: Clock
  films: readonly ShownFilm[]
  view: View
  pair: Pair
  /** Of the chosen result; null where there is none. */
  offset: { of: string; name: string; seconds: number; set: (seconds: number) => void } | null
  onView: (view: View) => void
  onPair: (pair: Pair) => void
  children: ReactNode
}) {
  const playing = useClockPart(clock, (now) => now.playing)
  const rate = useClockPart(clock, (now) => now.rate)
  const looping = useClockPart(clock, ({ loop }) => (loop === null ? 'none' : loop.b === null ? 'begun' : 'whole'))
  return (
    <fieldset className="player">
      <legend className="unseen">{words.job.controls}</legend>
      <div className="player-words">
        <Reading clock={clock} />
        {view !== 'side' && films.length > 2 ? <PairChoice films={films} pair={pair} onPair={onPair} /> : null}
        {view === 'difference' ? <span className="dim">{words.job.differenceMeans}</span> : null}
        {/* Always there, so that the drift keeps its place. */}
        <span className="player-offset">
          {offset ? (
            <NumberBox
              key={offset.of}
              label={words.job.offsetOf(offset.name)}
              short={words.job.offset}
              value={offset.seconds}
              min={-MOST_OFFSET}
              max={MOST_OFFSET}
              step={0.01}
              decimals={2}
              unit={words.job.secondsUnit}
              stepper
              onChange={offset.set}
            />
          ) : null}
        </span>
        <Drift clock={clock} films={films.length} />
      </div>
      <ScrubBar clock={clock} />
      <div className="player-row">
        <Button variant="default" aria-label={words.job.frameBack} title={words.job.frameBack} onClick={() => clock.step(-1)}>
          <Icon path="M4 3v10M13 3 6 8l7 5z" /> <kbd>{words.job.keys.back}</kbd>
        </Button>
        <Button className="player-play" aria-label={(playing ? words.job.pause : words.job.play)(films.length)} onClick={clock.toggle}>
          <Icon path={playing ? 'M4 3h3v10H4zM9 3h3v10H9z' : 'M4 2.5v11l9-5.5z'} /> <kbd>{words.job.keys.play}</kbd>
        </Button>
        <Button variant="default" aria-label={words.job.frameOn} title={words.job.frameOn} onClick={() => clock.step(1)}>
          <Icon path="M12 3v10M3 3l7 5-7 5z" /> <kbd>{words.job.keys.on}</kbd>
        </Button>
        <Choice
          quiet
          label={words.job.speed}
          value={String(rate)}
          options={SPEEDS.map((speed) => ({ value: speed as string, label: words.job.times(Number(speed)) }))}
          onChange={(speed) => clock.setRate(Number(speed))}
        />
        <Button
          variant="default"
          className={looping === 'none' ? '' : 'player-on'}
          aria-label={`${words.job.loop}: ${words.job.loopSet[looping]}`}
          title={words.job.loopSet[looping]}
          onClick={clock.markLoop}
        >
          {words.job.loop} <kbd>{words.job.keys.loop}</kbd>
        </Button>
        {films.length > 1 ? (
          <Choice
            quiet
            label={words.job.view}
            value={view}
            options={(['side', 'wipe', 'difference'] as const).map((value) => ({ value, label: words.job.viewOption[value] }))}
            onChange={onView}
          />
        ) : null}
        <span className="player-end">{children}</span>
      </div>
    </fieldset>
  )
}

function Reading({ clock }: { clock: Clock }) {
  const now = useClockPart(clock, ({ position }) => clockWords(position, 2))
  const all = useClockPart(clock, ({ length }) => words.job.ofAll(clockWords(length, 2)))
  const frame = useClockPart(clock, (view) => words.job.frame(view.frame))
  const loop = useClockPart(clock, (view) =>
    view.loop ? words.job.loopFrom(clockWords(view.loop.a, 2), view.loop.b === null ? null : clockWords(view.loop.b, 2)) : null,
  )
  return (
    <span className="player-reading">
      <strong>{now}</strong> <span className="dim">{all}</span> <span className="dim">{frame}</span>
      {loop ? <span className="player-loop">{loop}</span> : null}
    </span>
  )
}

function Drift({ clock, films }: { clock: Clock; films: number }) {
  const drift = useClockPart(clock, (view) => view.drift)
  return films > 1 ? <span className="dim player-drift">{words.job.drift(drift)}</span> : null
}

/** Which two films share one place. Choosing the other one changes their sides. */
function PairChoice({ films, pair, onPair }: { films: readonly ShownFilm[]; pair: Pair; onPair: (pair: Pair) => void }) {
  const choose = (side: keyof Pair, key: string) => {
    const other = side === 'left' ? 'right' : 'left'
    onPair(pair[other] === key ? { left: pair.right, right: pair.left } : { ...pair, [side]: key })
  }
  return (
    <span className="pair-choice">
      {(['left', 'right'] as const).map((side) => (
        <select
          key={side}
          aria-label={side === 'left' ? words.job.leftFilm : words.job.rightFilm}
          value={pair[side]}
          onChange={(event) => choose(side, event.currentTarget.value)}
        >
          {films.map(({ key, title }) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </select>
      ))}
    </span>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}
