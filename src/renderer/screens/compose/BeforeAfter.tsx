/** Original and prepared at the same time: side by side for tall media, one above the other for wide ones. */
import type { ReactNode } from 'react'
import type { MediaItem } from '../../../contract/shapes'
import { Clip } from '../../components/Clip'
import { Picture } from '../../components/Picture'
import { type Kind, prepareKey } from '../../state/composition'
import { useMediaLink } from '../../state/engine'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

export function BeforeAfter({ kind, item, composing }: { kind: Kind; item: MediaItem; composing: Composing }) {
  const link = useMediaLink()
  const { table, verdict, provider } = composing
  const { facts } = item
  const wide = facts.width / facts.height > 1.25
  const made = table.preparing?.result
  const stale = made !== undefined && made !== null && table.preparing?.key !== prepareKey(table, provider)
  return (
    <div className="pair-room">
      <div className={`pair ${wide ? 'pair-wide' : ''}`}>
        <Pane title={words.wells.original} caption={facts.kind === 'image' ? words.facts.image(facts) : words.facts.video(facts)}>
          {kind === 'image' ? (
            <Picture src={link(item.href)} alt={words.wells.originalImage} cannotShow={words.wells.cannotShowPicture} />
          ) : (
            <OriginalClip item={item} proxy={composing.look.proxy} />
          )}
        </Pane>
        {made ? (
          <Pane
            title={words.wells.prepared}
            caption={kind === 'image' ? words.facts.preparedImage(made.image) : words.facts.preparedVideo(made.video)}
            note={stale ? words.wells.stale : made[kind].change === 'untouched' ? words.wells.asItIs : null}
          >
            {kind === 'image' ? (
              <Picture src={link(made.hrefs.image)} alt={words.wells.preparedImage} cannotShow={words.wells.cannotShowPrepared} />
            ) : (
              <Clip src={link(made.hrefs.video)} label={words.wells.preparedVideo} cannotShow={words.wells.cannotShowPrepared} />
            )}
          </Pane>
        ) : (
          <Pane title={words.wells.prepared}>
            <NotYet kind={kind} verdict={verdict} />
          </Pane>
        )}
      </div>
    </div>
  )
}

/** The clip itself, or the copy of it that the browser can show. */
function OriginalClip({ item, proxy }: { item: MediaItem; proxy: Composing['look']['proxy'] }) {
  const link = useMediaLink()
  if (proxy === 'making')
    return (
      <p className="cannot-show" role="status">
        {words.clip.copying}
      </p>
    )
  const href = typeof proxy === 'string' ? item.href : proxy.href
  return <Clip src={link(href)} label={words.wells.originalVideo} cannotShow={words.wells.cannotShowClip} />
}

function NotYet({ kind, verdict }: { kind: Kind; verdict: Composing['verdict'] }) {
  const plan = verdict?.plan
  if (!plan) return <p className="not-yet dim">{words.wells.notYet}</p>
  if (plan[kind].change === 'untouched') return <p className="not-yet dim">{words.wells.wholeSame}</p>
  const output =
    kind === 'image'
      ? words.facts.plannedImage(plan.image.output, plan.image.maxBytes)
      : words.facts.plannedVideo(plan.video.output, plan.video.maxBytes)
  return (
    <p className="not-yet dim">
      {words.wells.notYet}
      <br />
      {words.wells.willBe(output)}
    </p>
  )
}

function Pane({ title, caption, note = null, children }: { title: string; caption?: string; note?: string | null; children: ReactNode }) {
  return (
    <figure className="pane" aria-label={title}>
      <div className="pane-head">
        <span>{title}</span>
        {note ? <span className="warn">{note}</span> : null}
      </div>
      <div className="pane-media">{children}</div>
      {caption ? <figcaption className="pane-caption dim">{caption}</figcaption> : null}
    </figure>
  )
}
