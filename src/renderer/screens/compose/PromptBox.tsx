/** The prompt, and a paid model that words it better for whoever has the key: the old text stays one click away. */
import { Button, Textarea } from '@mantine/core'
import { useRef, useState } from 'react'
import type { Failure } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { wavespeedWording } from '../../../domain/providers/wavespeed-wording'
import { ask } from '../../client'
import { FailureNote } from '../../components/FailureNote'
import { formatUsd, unitPriceWords } from '../../figures'
import { keyOf, useEngine } from '../../state/engine'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

export function PromptBox({ composing, problem }: { composing: Composing; problem: string | null }) {
  const { table, dispatch, provider } = composing
  const text = table.request.prompt ?? ''
  return (
    <div className="prompt-box">
      <Textarea
        label={
          <span className="row row-apart">
            {words.wishes.prompt}
            <span className="dim">{words.wishes.count([...text].length, providers[provider].limits.maxPromptCharacters.value)}</span>
          </span>
        }
        aria-label={words.wishes.prompt}
        rows={2}
        autosize={false}
        value={text}
        error={problem}
        onChange={(event) => dispatch({ do: 'request', change: { prompt: event.currentTarget.value || undefined } })}
      />
      <Improve composing={composing} text={text} />
    </div>
  )
}

function Improve({ composing, text }: { composing: Composing; text: string }) {
  const { line, info } = useEngine()
  const { table, dispatch } = composing
  // It costs money, so a second press before the button is drawn anew must not count.
  const going = useRef(false)
  const [busy, setBusy] = useState(false)
  const [cost, setCost] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { name } = providers.wavespeed
  const why = !keyOf(info, 'wavespeed')?.hasKey
    ? words.wishes.improveNeedsKey(name)
    : text.trim() === ''
      ? words.wishes.improveNeedsText
      : null

  const improve = async () => {
    if (going.current) return
    going.current = true
    setBusy(true)
    setFailure(null)
    const answer = await ask(line, (signal) => line.client.compose.improve({ prompt: text, image: null }, { signal }))
    going.current = false
    setBusy(false)
    if (!answer.ok) return setFailure(answer.failure)
    setCost(formatUsd(answer.value.chargeUsd ?? wavespeedWording.usd))
    dispatch({ do: 'improved', prompt: answer.value.prompt })
  }

  return (
    <>
      <div className="row">
        <Button
          size="compact-sm"
          variant="default"
          disabled={why !== null}
          loading={busy}
          title={words.wishes.improveMeans(name)}
          aria-describedby="improve-why"
          onClick={() => void improve()}
        >
          {words.wishes.improve(unitPriceWords(wavespeedWording.usd))}
        </Button>
        <span className="dim" id="improve-why" role="status">
          {why ?? (busy ? words.wishes.improving : table.wordingBefore !== null && cost !== null ? words.wishes.improved(cost) : '')}
        </span>
        {table.wordingBefore === null ? null : (
          <button type="button" className="text-button" onClick={() => dispatch({ do: 'take-wording-back' })}>
            {words.wishes.takeBack}
          </button>
        )}
      </div>
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
    </>
  )
}
