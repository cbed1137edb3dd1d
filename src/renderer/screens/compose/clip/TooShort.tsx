/** How a clip that is too short is made longer: never chosen for the person. */
import type { Failure } from '../../../../domain/failure'
import { Choice } from '../../../components/Choice'
import { failureWords } from '../../../own-failure'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'

const ways = ['loop', 'slow', 'hold'] as const

export function isTooShort(failure: Failure | null): boolean {
  return failure?.code === 'video.too-short'
}

/** @param failure why the clip cannot be used, if it cannot */
export function TooShort({ failure, composing: { table, dispatch } }: { failure: Failure | null; composing: Composing }) {
  const { tooShort } = table.edits
  const short = isTooShort(failure) ? failure : null
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
