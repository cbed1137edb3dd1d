/** What was found in the clip: what to be wary of, the part that would be best or cheaper, and what only a person sees. */
import { Button } from '@mantine/core'
import { bestStretch } from '../../../../domain/best-stretch'
import { clipChecklist, warnings } from '../../../../domain/clip-warnings'
import type { TimeRange, VideoFacts } from '../../../../domain/media'
import { providers } from '../../../../domain/providers/all'
import { formatUsd } from '../../../figures'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'

/** Ends nearer to each other than this look the same. */
const ALIKE_SECONDS = 0.06

export function BestPart({ facts, used, composing }: { facts: VideoFacts; used: TimeRange; composing: Composing }) {
  const { look, table, provider, dispatch } = composing
  const best = look.map ? bestStretch(look.map, providers[provider].limits, table.request.orientation) : null
  // All of the clip is one press away already.
  if (!best || (alike(best.start, 0) && alike(best.end, facts.seconds))) return null
  if (alike(best.start, used.start) && alike(best.end, used.end)) return null
  // The same part is offered by its price.
  const cheaper = composing.verdict?.saving?.use
  if (cheaper && alike(best.start, cheaper.start) && alike(best.end, cheaper.end)) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      className="best-part"
      onClick={() => dispatch({ do: 'edits', change: { trim: { start: best.start, end: Math.min(best.end, facts.seconds) } } })}
    >
      {words.clip.use(best, best.why)}
    </Button>
  )
}

/** Ends a clip that could be sent as it is just before a second that would be billed as a whole one. */
export function CheaperPart({ composing }: { composing: Composing }) {
  const saving = composing.verdict?.saving
  if (!saving) return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      className="best-part"
      title={words.clip.cheaperMeans}
      onClick={() => composing.dispatch({ do: 'edits', change: { trim: saving.use } })}
    >
      {words.clip.cheaper(saving.use.end - saving.use.start, formatUsd(saving.usd))}
    </Button>
  )
}

export function ClipNotes({ used, look }: { used: TimeRange; look: Composing['look'] }) {
  const found = look.map ? warnings(look.map, used) : []
  if (found.length === 0) return null
  return (
    <ul className="clip-warnings" aria-label={words.clip.warnings}>
      {found.map((warning) => (
        <li key={warning.kind} className={warning.certainty === 'measured' ? 'warn' : 'dim'}>
          {words.engine.warning(warning)}
        </li>
      ))}
    </ul>
  )
}

/**
 * How far the look at the clip is; the checklist follows in the same place, so that nothing moves under the hand of who is cutting
 * already.
 */
export function LookProgress({ look }: { look: Composing['look'] }) {
  if (look.fraction !== null)
    return (
      <p className="clip-looking dim" role="status">
        {words.clip.looking(look.fraction)}
      </p>
    )
  return look.map ? <ClipChecklist /> : null
}

function ClipChecklist() {
  return (
    <details className="clip-checklist">
      <summary>{words.clip.checklist}</summary>
      <ul>
        {clipChecklist.map((line) => (
          <li key={line}>{words.engine.fixed(line)}</li>
        ))}
      </ul>
    </details>
  )
}

function alike(a: number, b: number): boolean {
  return Math.abs(a - b) < ALIKE_SECONDS
}
