/** The character well with a picture in it: crop on the original, the prepared look beside it at the same time. */
import type { ReactNode } from 'react'
import type { MediaItem } from '../../../../contract/shapes'
import type { ImageFacts } from '../../../../domain/media'
import { Picture } from '../../../components/Picture'
import { failureWords } from '../../../own-failure'
import { prepareKey } from '../../../state/composition'
import { useMediaLink } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { CropStage } from '../crop/CropStage'
import { CropTools, useCropping } from '../crop/CropTools'
import { wholeOf } from '../crop/crop-geometry'
import { Pane, Panes, stateOf } from '../Panes'
import { enlargement, lookOf, placed, plannedImage } from '../planned'
import { PadChoice } from './PadChoice'
import { PreparedPicture } from './PreparedPicture'

export function PictureBody({
  item,
  facts,
  composing,
  fileTools,
}: {
  item: MediaItem
  facts: ImageFacts
  composing: Composing
  fileTools: ReactNode
}) {
  const link = useMediaLink()
  const { table, provider } = composing
  const src = link(item.href)
  const planned = plannedImage(facts, table.edits, provider)
  const plan = planned.ok ? planned.value : null
  const made = table.preparing?.result ?? null
  const isStale = made !== null && table.preparing?.key !== prepareKey(table, provider)
  const proposal = table.edits.cropImage === undefined ? placed(plan?.crop ?? null, made?.image.crop ?? null) : null
  const shown = table.edits.cropImage ?? proposal?.rect ?? wholeOf(facts)
  const cropping = useCropping('image', facts, shown, composing)
  const look = plan ? lookOf(plan, facts, made?.image.crop ?? null) : null
  const isFile = made !== null && !isStale

  return (
    <>
      <Panes size={facts}>
        <Pane
          title={words.wells.original}
          note={proposal ? words.wells.proposed[proposal.by === 'attention' && !isFile ? 'attention' : 'found'] : null}
          caption={words.facts.brief(facts)}
        >
          <CropStage
            medium={{ kind: 'image', src, name: words.wells.originalImage, cannotShow: words.wells.cannotShowPicture }}
            size={facts}
            crop={shown}
            ratio={cropping.ratio}
            isProposal={proposal !== null}
            label={words.edits.cropBox.image(shown)}
            onCrop={cropping.set}
          />
        </Pane>
        <Pane
          title={words.wells.prepared}
          state={stateOf(plan, isFile)}
          note={isStale ? words.wells.stale : null}
          caption={
            isFile
              ? words.facts.preparedImage(made.image)
              : plan && look
                ? words.facts.joined(words.facts.plannedImage(plan.output), words.facts.enlarged(enlargement(look)))
                : ''
          }
        >
          {isFile ? (
            <Picture src={link(made.hrefs.image)} alt={words.wells.preparedImage} cannotShow={words.wells.cannotShowPrepared} />
          ) : look ? (
            <PreparedPicture look={look} src={src} facts={facts} />
          ) : (
            <p className="cannot-show">{planned.ok ? '' : failureWords(planned.failure).sentence}</p>
          )}
        </Pane>
      </Panes>
      <div className="well-foot">
        {plan?.pad || facts.hasAlpha ? <PadChoice borders={plan?.pad !== null} composing={composing} /> : null}
        <CropTools kind="image" facts={facts} cropping={cropping} isProposal={proposal !== null} composing={composing} end={fileTools} />
      </div>
    </>
  )
}
