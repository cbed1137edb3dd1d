/** Under the clip: a strip of its pictures with its cuts, the part that would be best, and what to be wary of. */
import { Button } from '@mantine/core'
import { bestStretch } from '../../../domain/best-stretch'
import { clipChecklist, warnings } from '../../../domain/clip-warnings'
import type { TimeRange, VideoFacts } from '../../../domain/media'
import { providers } from '../../../domain/providers/all'
import { useMediaLink } from '../../state/engine'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

const CELLS = 14
/** Ends nearer to each other than this look the same. */
const ALIKE_SECONDS = 0.06

export function ClipStrip({ facts, composing }: { facts: VideoFacts; composing: Composing }) {
  const { look, table, verdict, provider } = composing
  const whole = { start: 0, end: facts.seconds }
  const used = verdict?.plan?.video.use ?? table.edits.trim ?? whole
  const best = look.map ? bestStretch(look.map, providers[provider].limits, table.request.orientation) : null
  const proposed = best && !(alike(best.start, used.start) && alike(best.end, used.end)) ? best : null
  const found = look.map ? warnings(look.map, used) : []
  if (!look.strip && !look.map) return null
  return (
    <div className="clip-look">
      <Strip composing={composing} seconds={facts.seconds} used={used} />
      {look.fraction === null ? null : (
        <p className="dim" role="status">
          {words.clip.looking(look.fraction)}
        </p>
      )}
      {found.length > 0 ? (
        <ul className="clip-warnings" aria-label={words.clip.warnings}>
          {found.map((warning) => (
            <li key={warning.kind} className={warning.certainty === 'measured' ? 'warn' : 'dim'}>
              {warning.sentence}
            </li>
          ))}
        </ul>
      ) : null}
      <div className="row row-apart">
        {proposed ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              composing.dispatch({ do: 'edits', change: { trim: { start: proposed.start, end: Math.min(proposed.end, facts.seconds) } } })
            }
          >
            {words.clip.use(proposed, proposed.why)}
          </Button>
        ) : null}
        {look.map ? (
          <details className="clip-checklist">
            <summary>{words.clip.checklist}</summary>
            <ul>
              {clipChecklist.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
    </div>
  )
}

function Strip({ composing, seconds, used }: { composing: Composing; seconds: number; used: TimeRange }) {
  const link = useMediaLink()
  const { strip, map } = composing.look
  if (!strip || strip.times.length === 0) return null
  const rows = Math.ceil(strip.times.length / strip.columns)
  const nearest = (time: number) =>
    strip.times.reduce((best, at, index) => (Math.abs(at - time) < Math.abs(strip.times[best]! - time) ? index : best), 0)
  const percent = (time: number) => `${Math.min(100, Math.max(0, (time / seconds) * 100))}%`
  const cells = Array.from({ length: CELLS }, (_, slot) => ({ slot, index: nearest(((slot + 0.5) / CELLS) * seconds) }))
  return (
    <div className="clip-strip" role="img" aria-label={words.clip.strip(map?.cuts.map(({ time }) => time) ?? [])}>
      {cells.map(({ slot, index }) => (
        <span
          key={slot}
          style={{
            backgroundImage: `url("${link(strip.href)}")`,
            backgroundSize: `${strip.columns * 100}% ${rows * 100}%`,
            backgroundPosition: `${share(index % strip.columns, strip.columns)}% ${share(Math.floor(index / strip.columns), rows)}%`,
          }}
        />
      ))}
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

/** Where the cell with this number lies, as CSS counts the place of a background. */
function share(number: number, count: number): number {
  return count > 1 ? (number / (count - 1)) * 100 : 0
}

function alike(a: number, b: number): boolean {
  return Math.abs(a - b) < ALIKE_SECONDS
}
