/** The crop as four numbers in pixels of the original. */
import type { Crop, Edits, MediaFacts } from '../../../../domain/media'
import { NumberBox } from '../../../components/NumberBox'
import type { Kind, Move } from '../../../state/composition'
import { words } from '../../../words/index'
import { Sign } from '../Sign'

export function CropBoxes({
  kind,
  facts,
  edits,
  dispatch,
}: {
  kind: Kind
  facts: MediaFacts
  edits: Edits
  dispatch: (step: Move) => void
}) {
  const field = kind === 'image' ? 'cropImage' : 'cropVideo'
  const whole: Crop = { x: 0, y: 0, width: facts.width, height: facts.height }
  const crop = edits[field] ?? whole
  const set = (change: Partial<Crop>) => {
    const next = rounded({ ...crop, ...change })
    dispatch({ do: 'edits', change: { [field]: isWhole(next, whole) ? undefined : next } })
  }
  const most = { x: facts.width - 1, y: facts.height - 1, width: facts.width, height: facts.height }
  return (
    <fieldset className="boxes">
      <legend className="unseen">{words.edits.crop}</legend>
      {(['x', 'y', 'width', 'height'] as const).map((side) => (
        <NumberBox
          key={side}
          id={`${field}-${side}`}
          label={words.edits.cropLabel[kind][side]}
          short={words.edits.cropSide[side]}
          unit={words.edits.pixels}
          value={crop[side]}
          min={side === 'x' || side === 'y' ? 0 : 1}
          max={most[side]}
          onChange={(value) => set({ [side]: value })}
        />
      ))}
      {edits[field] === undefined ? null : (
        <button
          type="button"
          className="key-button"
          aria-label={words.edits.whole[kind]}
          title={words.edits.whole[kind]}
          onClick={() => dispatch({ do: 'edits', change: { [field]: undefined } })}
        >
          <Sign of="undo" />
        </button>
      )}
    </fieldset>
  )
}

function rounded(crop: Crop): Crop {
  return {
    x: Math.max(0, Math.round(crop.x)),
    y: Math.max(0, Math.round(crop.y)),
    width: Math.max(1, Math.round(crop.width)),
    height: Math.max(1, Math.round(crop.height)),
  }
}

function isWhole(crop: Crop, whole: Crop): boolean {
  return crop.x === 0 && crop.y === 0 && crop.width === whole.width && crop.height === whole.height
}
