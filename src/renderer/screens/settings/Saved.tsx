/** What came of the last change, beside the control that made it. */
import { FailureNote } from '../../components/FailureNote'
import type { Saving } from '../../state/settings'
import { words } from '../../words'

export function Saved({ saving }: { saving: Saving }) {
  return (
    <div className="saved">
      <span role="status" className="dim">
        {saving.saved ? words.settings.saved : ''}
      </span>
      {saving.failure ? <FailureNote failure={saving.failure} onDismiss={saving.forget} /> : null}
    </div>
  )
}
