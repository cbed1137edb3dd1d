/** A failure in a list of many: what happened and what to do, in one line. */
import type { Failure } from '../../domain/failure'
import { failureWords } from '../own-failure'

export function FailureLine({ failure }: { failure: Failure }) {
  const said = failureWords(failure)
  return (
    <>
      <span title={said.original ?? undefined}>{said.sentence}</span> <span className="dim">{said.advice}</span>
    </>
  )
}
