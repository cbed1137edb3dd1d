/** The main screen: both files with before and after, what will change, where to make it, and one button with the price on it. */

import { isOpen } from '../../state/batch'
import type { Composing } from '../../state/use-composition'
import { ActionBar } from './ActionBar'
import { BatchBar } from './batch/BatchBar'
import { BatchTray } from './batch/BatchTray'
import { useBatchPlan } from './batch/use-batch-plan'
import { ComposeNotices, hasNotices } from './ComposeNotices'
import { PlanPanel } from './PlanPanel'
import { PreparedFiles } from './PreparedFiles'
import { ProviderPanel } from './providers/ProviderPanel'
import { useWindowDrop } from './wells/use-window-drop'
import { Well } from './wells/Well'
import '../../styles/compose.css'
import '../../styles/compose-batch.css'

export function Compose({ composing }: { composing: Composing }) {
  const over = useWindowDrop(composing)
  const dropping = over.active ? 'compose-drop' : ''
  const notices = hasNotices(composing) ? <ComposeNotices composing={composing} /> : null
  if (isOpen(composing.batch.tray)) return <ComposeBatch composing={composing} className={dropping} notices={notices} />
  return (
    <>
      <main className={`compose ${dropping}`}>
        {notices}
        <Well kind="image" composing={composing} isOver={over.well === 'image'} />
        <Well kind="video" composing={composing} isOver={over.well === 'video'} />
        <div className="compose-plan">
          <PlanPanel composing={composing} />
          <PreparedFiles preparing={composing.table.preparing} />
        </div>
        <ProviderPanel composing={composing} />
      </main>
      <ActionBar composing={composing} />
    </>
  )
}

/** The same screen for many pairs: the tray stands where the wells are, and the wishes are for all of them. */
function ComposeBatch({ composing, className, notices }: { composing: Composing; className: string; notices: React.ReactNode }) {
  const planning = useBatchPlan(composing)
  const forAll: Composing = { ...composing, verdicts: null, verdict: null }
  return (
    <>
      <main className={`compose compose-batch ${className}`}>
        {notices}
        <BatchTray composing={composing} planning={planning} />
        <ProviderPanel composing={forAll} comparing={false} />
      </main>
      <BatchBar composing={composing} planning={planning} />
    </>
  )
}
