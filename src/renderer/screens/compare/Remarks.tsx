/** Stars and a note. */
import { useId } from 'react'
import type { JobView } from '../../../contract/shapes'
import { LONGEST_NOTE } from '../../../contract/window-shapes'
import { FailureNote } from '../../components/FailureNote'
import { words } from '../../words'
import { useRemark } from './use-remark'

const STARS = [1, 2, 3, 4, 5]

export function Remarks({ job }: { job: JobView }) {
  const { remark, state, failure, change, save } = useRemark(job)
  const noteId = useId()
  const group = useId()
  return (
    <div className="remarks">
      <div className="row row-apart">
        <label htmlFor={noteId} className="field-label">
          {words.job.note}
        </label>
        <span className="dim" role="status">
          {words.job.remark[state]}
        </span>
      </div>
      <textarea
        id={noteId}
        rows={2}
        maxLength={LONGEST_NOTE}
        placeholder={words.job.notePlaceholder}
        value={remark.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
        onBlur={save}
      />
      <fieldset className="stars">
        <legend className="field-label">{words.job.rate}</legend>
        {STARS.map((count) => (
          <label key={count} className={`star ${(remark.rating ?? 0) >= count ? 'star-on' : ''}`} title={words.job.stars(count)}>
            <input
              type="radio"
              className="unseen"
              name={group}
              aria-label={words.job.stars(count)}
              checked={remark.rating === count}
              onChange={() => change({ rating: count })}
            />
            <span aria-hidden="true">★</span>
          </label>
        ))}
        {remark.rating === null ? null : (
          <button type="button" className="text-button" onClick={() => change({ rating: null })}>
            {words.job.clearRating}
          </button>
        )}
      </fieldset>
      {failure ? <FailureNote failure={failure} action={{ label: words.job.remarkAgain, run: save }} /> : null}
    </div>
  )
}
