/** How a clip that is too short is made longer: never chosen for the person. */
import { Choice } from '../../components/Choice'
import { failureWords } from '../../own-failure'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

const ways = ['loop', 'slow', 'hold'] as const

export function TooShort({ composing: { table, verdict, dispatch } }: { composing: Composing }) {
  const { tooShort } = table.edits
  const short = verdict?.failures.find((failure) => failure.code === 'video.too-short')
  if (!short && !tooShort) return null
  const said = short ? failureWords(short) : null
  return (
    <div className="too-short">
      {said ? (
        <p className="warn" role="alert">
          {said.sentence} {tooShort ? said.advice : ''}
        </p>
      ) : null}
      <Choice
        id="too-short"
        label={words.edits.tooShort}
        value={tooShort ?? 'leave'}
        options={[
          { value: 'leave' as const, label: words.edits.tooShortClear },
          ...ways.map((way) => ({ value: way, label: words.edits.tooShortOption[way] })),
        ]}
        onChange={(way) => dispatch({ do: 'edits', change: { tooShort: way === 'leave' ? undefined : way } })}
      />
    </div>
  )
}
