/** One of the two wells: takes a file, and shows it before and after once there is one. */
import { Button, Progress } from '@mantine/core'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { MediaItem } from '../../../../contract/shapes'
import { FailureNote } from '../../../components/FailureNote'
import { Panel, Word } from '../../../components/Panel'
import type { Kind } from '../../../state/composition'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { Sign } from '../Sign'
import { TakeFile } from './TakeFile'
import '../../../styles/compose-wells.css'

// What an empty window does not need comes with the first file.
const PictureBody = lazy(async () => ({ default: (await import('../picture/PictureBody')).PictureBody }))
const ClipBody = lazy(async () => ({ default: (await import('../clip/ClipBody')).ClipBody }))

export function Well({ kind, composing, isOver }: { kind: Kind; composing: Composing; isOver: boolean }) {
  const { table, dispatch } = composing
  const { item, opening, failure } = table[kind]
  /** The item that is to be replaced: with the next one the question is answered. */
  const [replacing, setReplacing] = useState<string | null>(null)
  const isReplacing = item !== null && replacing === item.id
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
        {item && isReplacing ? (
          <TakeFile kind={kind} composing={composing} keep={() => setReplacing(null)} />
        ) : item ? (
          <Suspense fallback={<div className="look-panes" />}>
            <Body
              item={item}
              composing={composing}
              fileTools={
                <span className="row file-tools">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={words.wells.replace[kind]}
                    title={words.wells.replace[kind]}
                    onClick={() => setReplacing(item.id)}
                  >
                    {words.wells.another}
                  </Button>
                  <button
                    type="button"
                    className="key-button"
                    aria-label={words.wells.remove[kind]}
                    title={words.wells.remove[kind]}
                    onClick={() => dispatch({ do: 'remove', well: kind })}
                  >
                    <Sign of="close" />
                  </button>
                </span>
              }
            />
          </Suspense>
        ) : (
          <TakeFile kind={kind} composing={composing} />
        )}
      </Panel>
    </div>
  )
}

function Body({ item, composing, fileTools }: { item: MediaItem; composing: Composing; fileTools: ReactNode }) {
  // Another file begins anew: its own shape of the crop, its own player.
  return item.facts.kind === 'image' ? (
    <PictureBody key={item.id} item={item} facts={item.facts} composing={composing} fileTools={fileTools} />
  ) : (
    <ClipBody key={item.id} item={item} facts={item.facts} composing={composing} fileTools={fileTools} />
  )
}

function FactsLine({ item }: { item: MediaItem }) {
  const { facts } = item
  const inWords = facts.kind === 'image' ? words.facts.image(facts) : `${words.facts.video(facts)} · ${words.facts.sound(facts)}`
  const all = `${item.name} · ${inWords} · ${words.wells.privacy(facts.privateMetadata)}`
  return (
    <span className="facts-line" title={all}>
      {all}
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
