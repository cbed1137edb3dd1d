/** Many pictures and clips: what was opened, what could not be, what every pair comes to, and how they go. */
import { Button, Progress } from '@mantine/core'
import { memo } from 'react'
import type { MediaItem } from '../../../../contract/shapes'
import { FailureLine } from '../../../components/FailureLine'
import { FailureNote } from '../../../components/FailureNote'
import { Panel } from '../../../components/Panel'
import { isRunning, MOST_PAIRS, mediaOf, readCount, type TrayFile } from '../../../state/batch'
import { useMediaLink } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words'
import { BatchRunning } from './BatchRunning'
import type { BatchPlanning } from './use-batch-plan'

/** Of refused pairs, so many are named. */
const MOST_NAMED = 20

export function BatchTray({ composing, planning }: { composing: Composing; planning: BatchPlanning }) {
  const { tray, clear } = composing.batch
  const { images, videos } = mediaOf(tray)
  const read = readCount(tray)
  const pairs = images.length * videos.length
  return (
    <div className="batch-tray">
      <Panel
        title={words.batch.title}
        aside={words.batch.times(words.batch.pictures(images.length), words.batch.clips(videos.length), pairs)}
        badge={
          <Button size="compact-sm" variant="default" disabled={isRunning(tray)} onClick={clear}>
            {words.batch.back}
          </Button>
        }
      >
        {read < tray.files.length ? (
          <div className="batch-reading" role="status">
            <span>{words.batch.reading(read, tray.files.length)}</span>
            <Progress aria-label={words.batch.readingBar} value={(read / tray.files.length) * 100} />
          </div>
        ) : null}
        {tray.turnedAway > 0 ? (
          <p className="batch-line warn" role="alert">
            {words.batch.turnedAway(tray.turnedAway)}
          </p>
        ) : null}
        {tray.run ? (
          <BatchRunning run={tray.run} />
        ) : (
          <>
            <BatchMissing composing={composing} read={read} pairs={pairs} />
            <Refusals planning={planning} />
          </>
        )}
        {tray.passedOver > 0 ? <p className="batch-line dim">{words.batch.passedOver(tray.passedOver)}</p> : null}
        <Refused files={tray.files.filter(({ state }) => state === 'refused')} composing={composing} />
        <div className="batch-media">
          {([images, videos] as const).map((items) =>
            items.length > 0 ? (
              <section key={items === images ? 'images' : 'videos'} aria-label={labelOf(items, images)}>
                <h3 className="field-label">{labelOf(items, images)}</h3>
                <ul className="batch-files">
                  {items.map((item) => (
                    <MediaChip key={item.id} item={item} fixed={tray.run !== null} takeOut={composing.batch.takeOut} />
                  ))}
                </ul>
              </section>
            ) : null,
          )}
        </div>
        <p className="batch-line dim">{words.batch.wishes}</p>
      </Panel>
    </div>
  )
}

function labelOf(items: readonly MediaItem[], images: readonly MediaItem[]): string {
  return items === images ? words.batch.pictures(items.length) : words.batch.clips(items.length)
}

/** Drawn once: while thousands are read, only the new ones are. */
const MediaChip = memo(function MediaChip({
  item,
  fixed,
  takeOut,
}: {
  item: MediaItem
  fixed: boolean
  takeOut: Composing['batch']['takeOut']
}) {
  const link = useMediaLink()
  const { facts } = item
  const said = facts.kind === 'image' ? words.facts.image(facts) : words.facts.video(facts)
  return (
    <li className="batch-file">
      <span className="batch-thumb">
        {facts.kind === 'image' ? <img src={link(item.href)} alt="" loading="lazy" decoding="async" /> : <span aria-hidden="true">▶</span>}
      </span>
      <span className="batch-file-words" title={`${item.name} · ${said}`}>
        <span>{item.name}</span>
        <span className="dim">{said}</span>
      </span>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        disabled={fixed}
        aria-label={words.batch.remove(item.name)}
        title={words.batch.remove(item.name)}
        onClick={() => takeOut(item.id)}
      >
        ×
      </Button>
    </li>
  )
})

function BatchMissing({ composing, read, pairs }: { composing: Composing; read: number; pairs: number }) {
  const { tray } = composing.batch
  const { images, videos } = mediaOf(tray)
  if (read < tray.files.length) return null
  const missing =
    images.length === 0
      ? words.batch.needsPicture
      : videos.length === 0
        ? words.batch.needsClip
        : pairs > MOST_PAIRS
          ? words.batch.tooMany(pairs, MOST_PAIRS)
          : null
  return missing === null ? null : (
    <p className="batch-line warn" role="status">
      {missing}
    </p>
  )
}

/** Files that could not be opened, each with its own sentence. */
function Refused({ files, composing }: { files: readonly TrayFile[]; composing: Composing }) {
  if (files.length === 0) return null
  return (
    <details className="batch-refused" open={files.length <= 3}>
      <summary>{words.batch.refused(files.length)}</summary>
      <ul>
        {files.map(({ id, name, failure }) => (
          <li key={id} className="row row-apart">
            <span>
              <strong translate="no">{name}</strong>: {failure ? <FailureLine failure={failure} /> : null}
            </span>
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={words.batch.remove(name)}
              onClick={() => composing.batch.remove(id)}
            >
              ×
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Refusals({ planning: { plan, failure, busy, refusal } }: { planning: BatchPlanning }) {
  const bad = (plan?.rows ?? []).filter((row) => row.failure !== null)
  const left = (plan?.rows ?? []).filter((row) => row.step === 'leave' && row.failure === null).length
  const goOn = (plan?.rows ?? []).filter((row) => row.step === 'go-on').length
  return (
    <>
      {failure ? <FailureNote failure={failure} /> : null}
      {typeof refusal === 'string' ? (
        <p className="batch-line warn" role="alert">
          {refusal}
        </p>
      ) : refusal ? (
        <FailureNote failure={refusal} />
      ) : plan?.refusal ? (
        <FailureNote failure={plan.refusal} />
      ) : null}
      {busy && !plan && !failure ? (
        <p className="batch-line dim" role="status">
          {words.batch.planning}
        </p>
      ) : null}
      {left > 0 ? <p className="batch-line dim">{words.batch.madeAlready(left)}</p> : null}
      {goOn > 0 ? <p className="batch-line dim">{words.batch.goesOn(goOn)}</p> : null}
      {(plan?.notes ?? []).map((note) => (
        <p key={note.sentence} className="batch-line dim">
          {words.findings.batch(note)}
        </p>
      ))}
      {bad.length > 0 ? (
        <details className="batch-refused" open>
          <summary>{words.batch.refusedPairs}</summary>
          <ul>
            {bad.slice(0, MOST_NAMED).map((row) => (
              <li key={`${row.image} ${row.video}`}>
                <strong>{words.batch.pair(row.image, row.video)}</strong>: {row.failure ? <FailureLine failure={row.failure} /> : null}
              </li>
            ))}
            {bad.length > MOST_NAMED ? <li>{words.batch.morePairs(bad.length - MOST_NAMED)}</li> : null}
          </ul>
        </details>
      ) : null}
    </>
  )
}
