/** One provider's key: set, tested, replaced, removed; what it costs there and what is left. */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyList } from '../../../contract/shapes'
import type { KeyTest } from '../../../contract/window-shapes'
import { providers } from '../../../domain/providers/all'
import type { ProviderId } from '../../../domain/request'
import { ask } from '../../client'
import { Word } from '../../components/Panel'
import { failureWords } from '../../own-failure'
import { useEngine } from '../../state/engine'
import { useSaving } from '../../state/settings'
import { words } from '../../words'
import { KeyField } from './KeyField'
import { Saved } from './Saved'

export type KnownKey = KeyList['keys'][number]

export function KeyRow({ id, known, note }: { id: ProviderId; known: KnownKey; note: (list: KeyList) => Promise<void> }) {
  const { line } = useEngine()
  const saving = useSaving<KeyList>()
  const testing = useSaving<KeyTest>()
  const [replacing, setReplacing] = useState(false)
  const [tested, setTested] = useState<KeyTest | null>(null)
  const { keys } = words.settings
  const provider = providers[id]
  // What the provider itself said to it.
  const original = tested && 'failure' in tested.finding ? failureWords(tested.finding.failure).original : null

  const changed = async (list: KeyList | null): Promise<boolean> => {
    if (!list) return false
    setReplacing(false)
    setTested(null)
    testing.forget()
    await note(list)
    return true
  }
  const set = async (key: string) => changed(await saving.save(() => ask(line, (signal) => line.client.keys.set({ id, key }, { signal }))))
  const remove = async () => changed(await saving.save(() => ask(line, (signal) => line.client.keys.remove({ id }, { signal }))))
  const test = async () => setTested(await testing.save(() => ask(line, (signal) => line.client.keys.test({ id }, { signal }))))

  return (
    <li className="key">
      <div className="key-head">
        <h3 translate="no">{provider.name}</h3>
        <KeyState known={known} />
        <span className="dim key-price">{priceOf(id)}</span>
        <span className="key-balance">{known.has && provider.balance ? <Left id={id} /> : null}</span>
      </div>
      <div className="key-do">
        {!known.has || replacing ? (
          <KeyField
            label={keys.keyFor(provider.name)}
            saveLabel={keys.saveFor(provider.name)}
            busy={saving.busy}
            onSave={set}
            onKeep={replacing ? () => setReplacing(false) : null}
          />
        ) : (
          <>
            <Button variant="default" loading={testing.busy} aria-label={keys.testFor(provider.name)} onClick={() => void test()}>
              {keys.test}
            </Button>
            <Button variant="default" aria-label={keys.replaceFor(provider.name)} onClick={() => setReplacing(true)}>
              {keys.replace}
            </Button>
            {known.from === 'environment' ? (
              <span className="dim">{keys.environmentStays}</span>
            ) : (
              <Button variant="default" disabled={saving.busy} aria-label={keys.removeFor(provider.name)} onClick={() => void remove()}>
                {keys.remove}
              </Button>
            )}
          </>
        )}
        <a className="key-page" href={provider.keyPage} target="_blank" rel="noreferrer" aria-label={keys.pageOf(provider.name)}>
          {keys.page} <span aria-hidden="true">↗</span>
        </a>
      </div>
      {tested ? (
        <p role="status" className="key-tested">
          <Word tone={tested.works ? 'ok' : 'bad'}>{tested.works ? keys.works : keys.refused}</Word>{' '}
          <span>{words.findings.keyTest(tested, provider.name)}</span>
          {original === null ? null : (
            <span className="dim" lang="en" data-engine-text>
              {' '}
              {original}
            </span>
          )}
        </p>
      ) : null}
      <Saved saving={{ ...testing, saved: false }} />
      <Saved saving={saving} />
    </li>
  )
}

export function KeyState({ known }: { known: KnownKey }) {
  const { keys } = words.settings
  if (!known.has || known.from === null) return <Word tone="plain">{keys.state.missing}</Word>
  return (
    <>
      <Word tone={known.from === 'session' ? 'warn' : 'ok'}>{known.from === 'session' ? keys.state.session : keys.state.set}</Word>
      <span className="dim">
        {known.last4 === null ? null : <span translate="no">{keys.ending(known.last4)} · </span>}
        {keys.from[known.from]}
      </span>
    </>
  )
}

function priceOf(id: ProviderId): string {
  const { standard, professional } = providers[id].price.perSecond
  const rate = (usd: number | null) => (usd === null ? words.providers.notPublished : words.providers.perSecond(usd))
  return standard === null && professional === null
    ? words.settings.keys.unpublished
    : words.settings.keys.costs(rate(standard), rate(professional))
}

/** Asked once for all rows and screens; costs nothing. */
function Left({ id }: { id: ProviderId }) {
  const { line } = useEngine()
  const { keys } = words.settings
  const balance = useQuery({
    queryKey: ['balance', id],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.balance({ provider: id }, { signal: stop }), signal),
    staleTime: 60_000,
  })
  if (!balance.data) return <span className="dim">{words.app.loading}</span>
  if (!balance.data.ok) return <span className="dim">{keys.balanceUnknown}</span>
  const { usd, credits } = balance.data.value
  if (usd === null && credits === null) return <span className="dim">{keys.balanceUnknown}</span>
  return (
    <>
      <strong>{keys.balance(usd, credits)}</strong> <span className="dim">{keys.left}</span>
    </>
  )
}
