/** One of the two wells: take a file, show it before and after, and let it be cut by hand. */
import { Button, Progress } from '@mantine/core'
import type { MediaItem } from '../../../contract/shapes'
import { FailureNote } from '../../components/FailureNote'
import { Panel, Word } from '../../components/Panel'
import type { Kind } from '../../state/composition'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'
import { BeforeAfter } from './BeforeAfter'
import { ClipStrip } from './ClipStrip'
import { CropBoxes } from './CropBoxes'
import { TakeFile } from './TakeFile'
import { TrimBoxes } from './TrimBoxes'
import '../../styles/compose-wells.css'

export function Well({ kind, composing, isOver }: { kind: Kind; composing: Composing; isOver: boolean }) {
  const { table, dispatch } = composing
  const { item, opening, failure } = table[kind]
  return (
    <div className={`well ${isOver ? 'well-over' : ''}`} data-well={kind}>
      <Panel
        title={kind === 'image' ? words.wells.character : words.wells.motion}
        aside={item ? <FactsLine item={item} /> : null}
        badge={<ChangeBadge kind={kind} composing={composing} />}
      >
        {failure ? <FailureNote failure={failure} onDismiss={() => dispatch({ do: 'well-failure', well: kind, failure: null })} /> : null}
        {opening ? (
          <div className="opening" role="status">
            <span>{opening.fraction === null ? words.wells.opening(opening.name) : words.wells.openingProgress(opening.name)}</span>
            <Progress
              aria-label={words.wells.openingProgress(opening.name)}
              value={opening.fraction === null ? 100 : opening.fraction * 100}
              animated={opening.fraction === null}
            />
            <Button size="compact-sm" variant="default" onClick={() => composing.stopOpening(kind)}>
              {words.wells.stop}
            </Button>
          </div>
        ) : null}
        {item ? <BeforeAfter kind={kind} item={item} composing={composing} /> : null}
        {item ? (
          <div className="well-foot">
            {item.facts.kind === 'video' ? <ClipStrip facts={item.facts} composing={composing} /> : null}
            {item.facts.kind === 'video' ? <TrimBoxes facts={item.facts} composing={composing} /> : null}
            <CropBoxes kind={kind} facts={item.facts} edits={table.edits} dispatch={dispatch} />
            <div className="row row-apart">
              <span className="dim">
                {item.facts.privateMetadata.length > 0 ? words.wells.holdsPrivate(item.facts.privateMetadata) : words.wells.nothingPrivate}
              </span>
              <span className="row">
                <TakeFile kind={kind} composing={composing} again />
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={words.wells.remove[kind]}
                  title={words.wells.remove[kind]}
                  onClick={() => dispatch({ do: 'remove', well: kind })}
                >
                  ×
                </Button>
              </span>
            </div>
          </div>
        ) : (
          <TakeFile kind={kind} composing={composing} />
        )}
      </Panel>
    </div>
  )
}

function FactsLine({ item }: { item: MediaItem }) {
  const { facts } = item
  const inWords = facts.kind === 'image' ? words.facts.image(facts) : `${words.facts.video(facts)} · ${words.facts.sound(facts)}`
  return (
    <span className="facts-line" title={`${item.name} · ${inWords}`}>
      {item.name} · {inWords}
    </span>
  )
}

function ChangeBadge({ kind, composing }: { kind: Kind; composing: Composing }) {
  const { verdict } = composing
  if (!verdict) return null
  const plan = verdict.plan?.[kind]
  if (!plan)
    return verdict.failures.some((failure) => failure.code.startsWith(kind)) ? <Word tone="bad">{words.wells.cannotBeMade}</Word> : null
  return <Word tone={plan.change === 'untouched' ? 'ok' : 'warn'}>{words.wells.changes(plan.steps.length)}</Word>
}
