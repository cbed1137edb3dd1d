/** The motion well with a clip in it: crop on the original, its prepared look, and the part that is used. */
import { type ReactNode, useMemo } from 'react'
import type { MediaItem } from '../../../../contract/shapes'
import type { TimeRange, VideoFacts } from '../../../../domain/media'
import { Clip } from '../../../components/Clip'
import { failureWords } from '../../../own-failure'
import { prepareKey } from '../../../state/composition'
import { useMediaLink } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { CropStage } from '../crop/CropStage'
import { CropTools, useCropping } from '../crop/CropTools'
import { wholeOf } from '../crop/crop-geometry'
import { Pane, Panes, stateOf } from '../Panes'
import { PadChoice } from '../picture/PadChoice'
import { enlargement, lookOf, plannedVideo } from '../planned'
import { BestPart, CheaperPart, ClipNotes, LookProgress } from './ClipNotes'
import { PreparedClip } from './PreparedClip'
import { Timeline } from './Timeline'
import { isTooShort, TooShort } from './TooShort'
import { Transport } from './Transport'
import { TrimBoxes } from './TrimBoxes'
import { type Edge, markAt, trimOf } from './trim-range'
import { useClipKeys } from './use-clip-keys'
import { useClipPlayer } from './use-clip-player'
import '../../../styles/compose-clip.css'

export function ClipBody({
  item,
  facts,
  composing,
  fileTools,
}: {
  item: MediaItem
  facts: VideoFacts
  composing: Composing
  fileTools: ReactNode
}) {
  const link = useMediaLink()
  const { table, provider, look, dispatch } = composing
  const { edits, request } = table
  const planned = useMemo(() => plannedVideo(facts, edits, request, provider, look.map), [facts, edits, request, provider, look.map])
  const plan = planned.ok ? planned.value : null
  const failure = planned.ok ? null : planned.failure
  const frame = look.map?.frameSeconds ?? 1 / facts.frameRate
  const whole = useMemo<TimeRange>(() => ({ start: 0, end: facts.seconds }), [facts.seconds])
  const used = plan?.use ?? edits.trim ?? whole
  const range = edits.trim ?? used
  const player = useClipPlayer(used, facts.seconds, frame)
  const setRange = (next: TimeRange) => dispatch({ do: 'edits', change: { trim: trimOf(next, facts.seconds) } })
  const mark = (edge: Edge) => {
    if (player.video) setRange(markAt(range, edge, player.time(), facts.seconds, frame))
  }
  useClipKeys({ toggle: player.toggle, step: player.step, mark })

  const proposal = edits.cropVideo === undefined ? (plan?.crop ?? null) : null
  const shown = edits.cropVideo ?? proposal?.rect ?? wholeOf(facts)
  const cropping = useCropping('video', facts, shown, composing)
  const framing = useMemo(() => (plan ? lookOf(plan, facts) : null), [plan, facts])
  const made = table.preparing?.result ?? null
  const isStale = made !== null && table.preparing?.key !== prepareKey(table, provider)
  const isFile = made !== null && !isStale
  const src = link(typeof look.proxy === 'string' ? item.href : look.proxy.href)

  return (
    <>
      <Panes size={facts}>
        <Pane
          title={words.wells.original}
          state={typeof look.proxy === 'string' ? undefined : words.wells.copyShown}
          note={proposal ? words.wells.proposed.found : null}
          caption={words.facts.brief(facts)}
        >
          {look.proxy === 'making' ? (
            <p className="cannot-show" role="status">
              {words.clip.copying}
            </p>
          ) : (
            <CropStage
              medium={{
                kind: 'video',
                src,
                name: words.wells.originalVideo,
                cannotShow: words.wells.cannotShowClip,
                attach: player.attach,
              }}
              size={facts}
              crop={shown}
              ratio={cropping.ratio}
              isProposal={proposal !== null}
              label={words.edits.cropBox.video(shown)}
              onCrop={cropping.set}
              onPress={player.toggle}
            />
          )}
        </Pane>
        <Pane
          title={words.wells.prepared}
          state={stateOf(plan, isFile)}
          note={isStale ? words.wells.stale : null}
          isPlayed={isFile}
          caption={
            isFile
              ? words.facts.preparedVideo(made.video)
              : plan && framing
                ? words.facts.joined(words.facts.plannedVideo(plan.output), words.facts.enlarged(enlargement(framing)))
                : ''
          }
        >
          {isFile ? (
            <Clip src={link(made.hrefs.video)} label={words.wells.preparedVideo} quiet cannotShow={words.wells.cannotShowPrepared} />
          ) : framing ? (
            <PreparedClip look={framing} video={player.video} facts={facts} />
          ) : (
            <p className="cannot-show">{isTooShort(failure) ? words.wells.tooShortYet : failure ? failureWords(failure).sentence : ''}</p>
          )}
        </Pane>
      </Panes>
      <div className="well-foot">
        <Timeline facts={facts} range={range} used={used} frame={frame} player={player} look={look} onRange={setRange} />
        <div className="row row-apart">
          <Transport player={player} hasSound={facts.audio !== null} />
          <LookProgress look={look} />
        </div>
        <TrimBoxes facts={facts} range={range} composing={composing} onMark={mark} />
        <TooShort failure={failure} composing={composing} />
        <BestPart facts={facts} used={used} composing={composing} />
        <CheaperPart composing={composing} />
        <ClipNotes used={used} look={look} />
        {plan?.pad ? <PadChoice borders composing={composing} /> : null}
        <CropTools kind="video" facts={facts} cropping={cropping} isProposal={proposal !== null} composing={composing} end={fileTools} />
      </div>
    </>
  )
}
