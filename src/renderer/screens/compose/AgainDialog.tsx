/** The same was sent there a moment ago: asked so that neither a held key nor a second click pays twice. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Dialog } from '../../components/Dialog'
import { failureWords } from '../../own-failure'
import type { NotStarted } from '../../state/composition'
import { words } from '../../words'

export function AgainDialog({ question, answer }: { question: NotStarted; answer: (again: boolean) => void }) {
  // A second click that lands here by itself must not pay: the button wakes up with the tick.
  const [wanted, setWanted] = useState(false)
  return (
    <Dialog
      title={words.again.title}
      onClose={() => answer(false)}
      closeLabel={words.again.no}
      actions={
        <Button variant="default" disabled={!wanted} onClick={() => answer(true)}>
          {words.again.yes}
        </Button>
      }
    >
      <p>{failureWords(question.failure).sentence}</p>
      <p>{failureWords(question.failure).advice}</p>
      <label className="tick-line">
        <input type="checkbox" checked={wanted} onChange={(event) => setWanted(event.currentTarget.checked)} />
        {words.actions.meantAgain}
      </label>
    </Dialog>
  )
}
