/** Where the prepared files lie, for use elsewhere: preparing needs neither a key nor a network. */
import { CopyField } from '../../components/CopyField'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import type { Preparing } from '../../state/composition'
import { words } from '../../words'

export function PreparedFiles({ preparing }: { preparing: Preparing | null }) {
  if (!preparing?.result && !preparing?.failure) return null
  return (
    <Panel title={words.actions.preparedFiles}>
      <div className="plan-words">
        {preparing.failure ? <FailureNote failure={preparing.failure} /> : null}
        {preparing.result ? (
          <>
            <CopyField label={words.actions.preparedPicture} value={preparing.result.image.path} />
            <CopyField label={words.actions.preparedClip} value={preparing.result.video.path} />
          </>
        ) : null}
      </div>
    </Panel>
  )
}
