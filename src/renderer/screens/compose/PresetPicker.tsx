/** Choices that come back: pick a saved one, save the present one under a name, remove one. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Defaults, Preset } from '../../../contract/window-shapes'
import type { Failure, Result } from '../../../domain/failure'
import { ask } from '../../client'
import { Dialog } from '../../components/Dialog'
import { FailureNote } from '../../components/FailureNote'
import { useEngine } from '../../state/engine'
import type { Composing } from '../../state/use-composition'
import { words } from '../../words'

const KEY = ['presets']

function usePresets() {
  const { line } = useEngine()
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => ask(line, (stop) => line.client.presets.list(undefined, { signal: stop }), signal),
  })
}

export function PresetPicker({ composing }: { composing: Composing }) {
  const presets = usePresets()
  const [open, setOpen] = useState(false)
  const known = presets.data?.ok ? presets.data.value : []
  const pick = (name: string) => {
    const preset = known.find((one) => one.name === name)
    if (preset) composing.dispatch({ do: 'defaults', defaults: preset.defaults })
  }
  return (
    <div className="preset-row">
      <NativeSelect
        className="preset-select"
        aria-label={words.presets.label}
        value={known.find(({ defaults }) => isLike(defaults, presentChoice(composing)))?.name ?? ''}
        data={[{ value: '', label: words.presets.none, disabled: true }, ...known.map(({ name }) => ({ value: name, label: name }))]}
        onChange={(event) => pick(event.currentTarget.value)}
      />
      <Button variant="default" onClick={() => setOpen(true)}>
        {words.presets.save}
      </Button>
      {open ? <PresetDialog composing={composing} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

function PresetDialog({ composing, onClose }: { composing: Composing; onClose: () => void }) {
  const { line } = useEngine()
  const queries = useQueryClient()
  const presets = usePresets()
  const [name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const known = presets.data?.ok ? presets.data.value : []
  const wanted = name.trim()

  const change = async (question: (signal: AbortSignal) => Promise<Result<Preset[]>>) => {
    setBusy(true)
    const answer = await ask(line, question)
    setBusy(false)
    setFailure(answer.ok ? null : answer.failure)
    if (answer.ok) queries.setQueryData(KEY, answer)
    return answer.ok
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (wanted === '' || busy) return
    const preset = { name: wanted, defaults: presentChoice(composing) }
    if (await change((signal) => line.client.presets.save(preset, { signal }))) setName('')
  }

  return (
    <Dialog title={words.presets.title} onClose={onClose}>
      <p className="dim">{words.presets.means}</p>
      <form className="preset-form" onSubmit={(event) => void save(event)}>
        <TextInput
          label={words.presets.name}
          description={known.some((preset) => preset.name === wanted) ? words.presets.replaces : undefined}
          value={name}
          maxLength={60}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={wanted === '' || busy}>
          {words.presets.saveIt}
        </Button>
      </form>
      <h3 className="field-label">{words.presets.known}</h3>
      {presets.data && !presets.data.ok ? <FailureNote failure={presets.data.failure} /> : null}
      {presets.data?.ok && known.length === 0 ? <p className="dim">{words.presets.noneYet}</p> : null}
      <ul className="preset-list">
        {known.map((preset) => (
          <li key={preset.name} className="row row-apart">
            {preset.name}
            <Button
              size="compact-sm"
              variant="default"
              disabled={busy}
              aria-label={words.presets.remove(preset.name)}
              onClick={() => void change((signal) => line.client.presets.remove({ name: preset.name }, { signal }))}
            >
              {words.presets.removeShort}
            </Button>
          </li>
        ))}
      </ul>
      {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
    </Dialog>
  )
}

function presentChoice({ table, provider }: Composing): Defaults {
  const { orientation, tier, keepAudio } = table.request
  return { provider, request: { orientation, tier, keepAudio }, fit: table.edits.fit }
}

function isLike(a: Defaults, b: Defaults): boolean {
  return (
    (a.provider === null || a.provider === b.provider) &&
    a.fit === b.fit &&
    a.request.orientation === b.request.orientation &&
    a.request.tier === b.request.tier &&
    a.request.keepAudio === b.request.keepAudio
  )
}
