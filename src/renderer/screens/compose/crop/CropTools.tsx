/** The crop by its shape: whole, free, or one of the usual ratios; with its numbers as soon as there is one. */
import { type ReactNode, useState } from 'react'
import type { Crop, MediaFacts } from '../../../../domain/media'
import { Choice } from '../../../components/Choice'
import type { Kind } from '../../../state/composition'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'
import { CropBoxes } from './CropBoxes'
import { hasRatio, isWhole, largestOfRatio, wholeOf } from './crop-geometry'

export const cropShapes = ['whole', 'free', '9:16', '1:1', '16:9', 'same'] as const
export type CropShape = (typeof cropShapes)[number]

export interface Cropping {
  shape: CropShape
  /** Width to height that a hand keeps; null: free. */
  ratio: number | null
  choose: (shape: CropShape) => void
  set: (crop: Crop) => void
}

function ratioOf(shape: CropShape, facts: MediaFacts): number | null {
  if (shape === 'whole' || shape === 'free') return null
  if (shape === 'same') return facts.width / facts.height
  const [width = 1, height = 1] = shape.split(':').map(Number)
  return width / height
}

/** @param shown the box as it stands, also where Choreo proposes it */
export function useCropping(kind: Kind, facts: MediaFacts, shown: Crop, { table, dispatch }: Composing): Cropping {
  const [chosen, setChosen] = useState<CropShape>('whole')
  const field = kind === 'image' ? 'cropImage' : 'cropVideo'
  const crop = table.edits[field]
  const kept = ratioOf(chosen, facts)
  // What was typed or loaded may have another shape than the one that was chosen last.
  const shape = !crop ? (chosen === 'free' ? 'free' : 'whole') : kept !== null && hasRatio(crop, kept) ? chosen : 'free'
  const set = (next: Crop | undefined) => dispatch({ do: 'edits', change: { [field]: next && isWhole(next, facts) ? undefined : next } })
  return {
    shape,
    ratio: ratioOf(shape, facts),
    set,
    choose(next) {
      setChosen(next)
      const ratio = ratioOf(next, facts)
      if (next === 'whole') set(undefined)
      // The original's own ratio begins somewhat inside it: all of it would be no crop.
      else if (next === 'same') set(largestOfRatio(facts.width / facts.height, inner(facts), wholeOf(inner(facts))))
      else if (ratio !== null) set(largestOfRatio(ratio, facts, shown))
    },
  }
}

function inner(facts: MediaFacts) {
  return { width: Math.max(1, Math.round(facts.width * 0.9)), height: Math.max(1, Math.round(facts.height * 0.9)) }
}

export function CropTools({
  kind,
  facts,
  cropping,
  isProposal,
  composing,
  end,
}: {
  kind: Kind
  facts: MediaFacts
  cropping: Cropping
  isProposal: boolean
  composing: Composing
  /** Stands at the end of the row. */
  end: ReactNode
}) {
  return (
    <div className="crop-tools">
      <div className="crop-row">
        <Choice
          label={words.edits.crop}
          beside
          value={cropping.shape}
          options={cropShapes.map((shape) => ({
            value: shape,
            label: isProposal && shape === 'whole' ? words.edits.cropProposal : words.edits.cropShape[shape],
          }))}
          onChange={cropping.choose}
        />
        {end}
      </div>
      {cropping.shape === 'whole' ? null : (
        <CropBoxes kind={kind} facts={facts} edits={composing.table.edits} dispatch={composing.dispatch} />
      )}
    </div>
  )
}
