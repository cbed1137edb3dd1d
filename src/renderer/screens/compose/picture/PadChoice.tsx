/** What the borders are made of, and what shows behind transparency. */
import type { Edits } from '../../../../domain/media'
import { groundColour } from '../../../../domain/media'
import { Choice } from '../../../components/Choice'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'

const grounds = ['white', 'black', 'blur', 'colour'] as const
type Ground = (typeof grounds)[number]

export function PadChoice({ borders, composing: { table, dispatch } }: { borders: boolean; composing: Composing }) {
  const { padWith } = table.edits
  const ground: Ground = padWith === 'white' || padWith === 'black' || padWith === 'blur' ? padWith : 'colour'
  const set = (next: Edits['padWith']) => dispatch({ do: 'edits', change: { padWith: next } })
  // Behind transparency there is nothing to blur.
  const offered = grounds.filter((option) => borders || option !== 'blur' || ground === 'blur')
  return (
    <div className="row" id="pad-with" tabIndex={-1}>
      <Choice
        label={borders ? words.edits.borders : words.edits.behind}
        beside
        value={ground}
        options={offered.map((option) => ({ value: option, label: words.edits.ground[option] }))}
        onChange={(next) => set(next === 'colour' ? groundOf(padWith) : next)}
      />
      {ground === 'colour' ? (
        <input
          type="color"
          className="colour-box"
          aria-label={words.edits.groundColour}
          value={groundColour(padWith)}
          onChange={(event) => set(event.currentTarget.value)}
        />
      ) : null}
    </div>
  )
}

/** A colour to begin with that is neither of the plain ones. */
function groundOf(padWith: Edits['padWith']): string {
  return padWith.startsWith('#') ? padWith : '#808080'
}
