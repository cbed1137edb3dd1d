/** The main screen: both files with before and after, what will change, where to make it, and one button with the price on it. */

import { FailureNote } from '../../components/FailureNote'
import type { Composing } from '../../state/use-composition'
import { ActionBar } from './ActionBar'
import { PlanPanel } from './PlanPanel'
import { PreparedFiles } from './PreparedFiles'
import { ProviderPanel } from './ProviderPanel'
import { useWindowDrop } from './use-window-drop'
import { Well } from './Well'
import '../../styles/compose.css'

export function Compose({ composing }: { composing: Composing }) {
  const over = useWindowDrop(composing)
  const { table, dispatch } = composing
  return (
    <>
      <main className={`compose ${over.active ? 'compose-drop' : ''}`}>
        {table.notice ? (
          <div className="compose-notice">
            <FailureNote failure={table.notice} onDismiss={() => dispatch({ do: 'notice', failure: null })} />
          </div>
        ) : null}
        <Well kind="image" composing={composing} isOver={over.well === 'image'} />
        <Well kind="video" composing={composing} isOver={over.well === 'video'} />
        <div className="compose-plan">
          <PlanPanel composing={composing} />
          <PreparedFiles preparing={table.preparing} />
        </div>
        <ProviderPanel composing={composing} />
      </main>
      <ActionBar composing={composing} />
    </>
  )
}
