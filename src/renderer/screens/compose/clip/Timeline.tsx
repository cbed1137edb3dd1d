/** The clip from its start to its end: pictures, cuts and dead stretches, its sound, the part that is used, and where the player is. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react'
import type { TimeRange, VideoFacts } from '../../../../domain/media'
import { clockWords } from '../../../figures'
import { useMediaLink } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { type Edge, moveEdge, peaksShape } from './trim-range'
import type { ClipPlayer } from './use-clip-player'

const CELLS = 14

export function Timeline({
  facts,
  range,
  used,
  frame,
  player,
  look,
  onRange,
}: {
  facts: VideoFacts
  /** Where the handles stand. */
  range: TimeRange
  /** What is sent in the end. */
  used: TimeRange
  frame: number
  player: ClipPlayer
  look: Composing['look']
  onRange: (range: TimeRange) => void
}) {
  const track = useRef<HTMLDivElement>(null)
  const { seconds } = facts
  const percent = (time: number) => percentOf(time, seconds)
  const timeAt = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    return box ? Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * seconds : 0
  }
  const drag = (to: (time: number) => void) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      to(timeAt(event))
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) to(timeAt(event))
    },
  })
  /** What is moved is also shown: the first frame of the part, or its last. */
  const pull = (edge: Edge, to: number) => {
    const next = moveEdge(range, edge, to, seconds, frame)
    onRange(next)
    player.show(edge === 'start' ? next.start + frame / 2 : next.end - frame / 2)
  }
  const edgeKeys = (edge: Edge) => (event: KeyboardEvent) => {
    const to = keyedTo(event, range[edge], seconds, frame)
    if (to === null) return
    event.preventDefault()
    pull(edge, to)
  }
  return (
    <div className="timeline">
      <div ref={track} className="timeline-track" {...drag((time) => player.show(time))}>
        <Strip look={look} seconds={seconds} used={used} />
        {(['start', 'end'] as const).map((edge) => (
          <div
            key={edge}
            role="slider"
            tabIndex={0}
            className={`trim-handle trim-handle-${edge}`}
            aria-label={words.edits.handle[edge]}
            aria-valuemin={0}
            aria-valuemax={Number(seconds.toFixed(2))}
            aria-valuenow={Number(range[edge].toFixed(2))}
            aria-valuetext={clockWords(range[edge], 2)}
            style={{ left: percent(range[edge]) }}
            {...drag((time) => pull(edge, time))}
            onKeyDown={edgeKeys(edge)}
          />
        ))}
        <i className="trim-frame" style={{ left: percent(range.start), right: `calc(100% - ${percent(range.end)})` }} />
        <Playhead seconds={seconds} frame={frame} player={player} />
      </div>
      <Wave
        peaks={look.map?.peaks ?? null}
        share={look.map ? Math.min(1, look.map.seconds / seconds) : 1}
        hasSound={facts.audio !== null}
      />
    </div>
  )
}

/** Follows the player by itself: the window is not drawn anew with every frame. */
function Playhead({ seconds, frame, player }: { seconds: number; frame: number; player: ClipPlayer }) {
  const head = useRef<HTMLDivElement>(null)
  const { onTime } = player
  useEffect(
    () =>
      onTime((time) => {
        const element = head.current
        if (!element) return
        element.style.left = percentOf(time, seconds)
        element.setAttribute('aria-valuenow', time.toFixed(2))
        element.setAttribute('aria-valuetext', clockWords(time, 2))
      }),
    [onTime, seconds],
  )
  return (
    <div
      ref={head}
      role="slider"
      tabIndex={0}
      className="playhead"
      aria-label={words.clip.playhead}
      aria-valuemin={0}
      aria-valuemax={Number(seconds.toFixed(2))}
      aria-valuenow={0}
      onKeyDown={(event) => {
        const to = keyedTo(event, player.time(), seconds, frame)
        if (to === null) return
        event.preventDefault()
        player.show(to)
      }}
    />
  )
}

function Strip({ look, seconds, used }: { look: Composing['look']; seconds: number; used: TimeRange }) {
  const link = useMediaLink()
  const { strip, map } = look
  const percent = (time: number) => percentOf(time, seconds)
  const times = strip?.times ?? []
  const rows = strip ? Math.max(1, Math.ceil(times.length / strip.columns)) : 1
  const nearest = (time: number) =>
    times.reduce((best, at, index) => (Math.abs(at - time) < Math.abs(times[best]! - time) ? index : best), 0)
  const cells =
    times.length > 0 ? Array.from({ length: CELLS }, (_, slot) => ({ slot, index: nearest(((slot + 0.5) / CELLS) * seconds) })) : []
  return (
    <div className="clip-strip" role="img" aria-label={words.clip.strip(map?.cuts.map(({ time }) => time) ?? [])}>
      {strip
        ? cells.map(({ slot, index }) => (
            <span
              key={slot}
              style={{
                backgroundImage: `url("${link(strip.href)}")`,
                backgroundSize: `${strip.columns * 100}% ${rows * 100}%`,
                backgroundPosition: `${share(index % strip.columns, strip.columns)}% ${share(Math.floor(index / strip.columns), rows)}%`,
              }}
            />
          ))
        : null}
      {[...(map?.black ?? []), ...(map?.freezes ?? [])].map((part) => (
        <i
          key={`${part.start} ${part.end}`}
          className="strip-dead"
          style={{ left: percent(part.start), right: `calc(100% - ${percent(part.end)})` }}
        />
      ))}
      <i className="strip-unused" style={{ left: 0, right: `calc(100% - ${percent(used.start)})` }} />
      <i className="strip-unused" style={{ left: percent(used.end), right: 0 }} />
      {(map?.cuts ?? []).map(({ time }) => (
        <i key={time} className="strip-cut" style={{ left: percent(time) }} />
      ))}
    </div>
  )
}

function Wave({ peaks, share: width, hasSound }: { peaks: number[] | null; share: number; hasSound: boolean }) {
  if (!hasSound) return null
  return (
    <svg
      className="clip-wave"
      viewBox={`0 0 ${peaks?.length ?? 1} 2`}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ width: `${width * 100}%` }}
    >
      {peaks ? <path d={peaksShape(peaks)} /> : null}
    </svg>
  )
}

/** Arrows: a frame; with Shift and page keys: a second. Null: another key. */
function keyedTo(event: KeyboardEvent, from: number, seconds: number, frame: number): number | null {
  const step = event.shiftKey ? 1 : frame
  const to = {
    ArrowLeft: from - step,
    ArrowDown: from - step,
    ArrowRight: from + step,
    ArrowUp: from + step,
    PageDown: from - 1,
    PageUp: from + 1,
    Home: 0,
    End: seconds,
  }[event.key]
  return to === undefined || event.ctrlKey || event.metaKey || event.altKey ? null : to
}

function percentOf(time: number, seconds: number): string {
  return `${Math.min(100, Math.max(0, (time / seconds) * 100))}%`
}

/** Where the cell with this number lies, as CSS counts the place of a background. */
function share(number: number, count: number): number {
  return count > 1 ? (number / (count - 1)) * 100 : 0
}
