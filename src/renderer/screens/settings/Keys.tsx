/** The providers' keys: which are there, what is left in their accounts, and the fields to set them. A key only ever goes in. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { KeyList } from '../../../contract/shapes'
import { ProviderId } from '../../../domain/request'
import { ask } from '../../client'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import { useEngine } from '../../state/engine'
import { words } from '../../words'
import { KeyRow } from './KeyRow'

export function useKeys() {
  const { line } = useEngine()
  const queries = useQueryClient()
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) =>
      ask(line, async (stop) => ({ ok: true as const, value: await line.client.keys.list(undefined, { signal: stop }) }), signal),
  })
  /** Takes in what a change answered; whatever depends on keys is asked for anew. */
  const note = async (list: KeyList) => {
    queries.setQueryData(['keys'], { ok: true, value: list })
    await Promise.all([queries.invalidateQueries({ queryKey: ['info'] }), queries.invalidateQueries({ queryKey: ['balance'] })])
  }
  return { answer: keys.data, again: () => void keys.refetch(), note }
}

export function Keys() {
  const { answer, again, note } = useKeys()
  const { keys } = words.settings
  return (
    <Panel
      title={keys.title}
      aside={answer?.ok && answer.value.store.kind !== 'session' ? keys.keptIn(words.findings.storeName(answer.value.store)) : undefined}
    >
      <div className="settings-part">
        <p className="dim">{keys.means}</p>
        {answer ? null : <p role="status">{words.app.loading}</p>}
        {answer?.ok && answer.value.store.kind === 'session' ? <p className="warn">{keys.keptNowhere}</p> : null}
        {answer?.ok && answer.value.store.note !== '' ? <p className="dim">{words.findings.storeNote(answer.value.store)}</p> : null}
      </div>
      {answer?.ok === false ? <FailureNote failure={answer.failure} action={{ label: words.app.tryAgain, run: again }} /> : null}
      {answer?.ok ? (
        <ul className="keys">
          {answer.value.keys.map((key) => {
            const provider = ProviderId.safeParse(key.id)
            // The bucket's two keys stand beside its address.
            return provider.success ? <KeyRow key={key.id} id={provider.data} known={key} note={note} /> : null
          })}
        </ul>
      ) : null}
    </Panel>
  )
}
