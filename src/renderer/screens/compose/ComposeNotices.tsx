/** What went wrong outside the wells, above everything: each in its own note, and each to be put away. */
import { Button } from '@mantine/core'
import { providers } from '../../../domain/providers/all'
import { FailureNote } from '../../components/FailureNote'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

export function hasNotices({ table }: Composing): boolean {
  return table.notice !== null || table.notStarted.length > 0 || table.notes.length > 0
}

export function ComposeNotices({ composing }: { composing: Composing }) {
  const { table, dispatch } = composing
  const seen = () => dispatch({ do: 'notes-seen' })
  return (
    <div className="compose-notice">
      {table.notice ? <FailureNote failure={table.notice} onDismiss={() => dispatch({ do: 'notice', failure: null })} /> : null}
      {table.notStarted.map(({ provider, failure }) => (
        <FailureNote key={provider} about={words.actions.notStarted(providers[provider].name)} failure={failure} onDismiss={seen} />
      ))}
      {table.notes.length > 0 ? (
        <div className="loaded-notes" role="status">
          <ul>
            {table.notes.map((note) => {
              const said = typeof note === 'string' ? note : words.findings.input(note)
              return <li key={said}>{said}</li>
            })}
          </ul>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={seen}>
            {words.app.dismiss}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
