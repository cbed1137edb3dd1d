/** The project that is open: its name, its folder, and what its runs begin with. */
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Defaults } from '../../../contract/window-shapes'
import { providerList } from '../../../domain/providers/all'
import { ProviderId } from '../../../domain/request'
import { ask } from '../../client'
import { Choice } from '../../components/Choice'
import { CopyField } from '../../components/CopyField'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import { useEngine } from '../../state/engine'
import { useSaving } from '../../state/settings'
import { words } from '../../words'
import { Saved } from '../settings/Saved'

const LONGEST_NAME = 80

export function ThisProject() {
  const { info } = useEngine()
  return (
    <Panel title={words.projects.this} aside={<span translate="no">{info.project.name}</span>}>
      <div className="settings-part">
        <Rename key={info.project.name} />
        <div className="place">
          <span className="field-label">{words.projects.folder}</span>
          <CopyField label={words.projects.folder} value={info.project.dir} />
        </div>
      </div>
      <ProjectDefaults />
    </Panel>
  )
}

function Rename() {
  const { line, info } = useEngine()
  const queries = useQueryClient()
  const saving = useSaving<null>()
  const [name, setName] = useState(info.project.name)
  const wanted = name.trim()
  const rename = async (event: FormEvent) => {
    event.preventDefault()
    const before = info.project.name
    if (wanted === '' || wanted === before) return
    await saving.save(() => ask(line, (signal) => line.client.projects.rename({ name: wanted }, { signal })))
    await Promise.all([queries.invalidateQueries({ queryKey: ['info'] }), queries.invalidateQueries({ queryKey: ['projects'] })])
  }
  return (
    <form onSubmit={(event) => void rename(event)}>
      <div className="limit">
        <TextInput
          label={words.projects.rename}
          value={name}
          maxLength={LONGEST_NAME}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={saving.busy} disabled={wanted === '' || wanted === info.project.name}>
          {words.projects.renameDo}
        </Button>
      </div>
      <Saved saving={saving} />
    </form>
  )
}

function ProjectDefaults() {
  const { line } = useEngine()
  const queries = useQueryClient()
  const saving = useSaving<Defaults>()
  const answer = useQuery({
    queryKey: ['defaults'],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.projects.defaults(undefined, { signal: stop }), signal),
  })
  const { projects, wishes, edits } = words
  if (!answer.data)
    return (
      <p className="settings-part" role="status">
        {words.app.loading}
      </p>
    )
  if (!answer.data.ok)
    return <FailureNote failure={answer.data.failure} action={{ label: words.app.tryAgain, run: () => void answer.refetch() }} />
  const defaults = answer.data.value
  const change = async (part: Partial<Defaults>) => {
    const kept = await saving.save(() => ask(line, (signal) => line.client.projects.setDefaults({ ...defaults, ...part }, { signal })))
    if (kept) queries.setQueryData(['defaults'], { ok: true, value: kept })
  }
  const wish = (part: Partial<Defaults['request']>) => change({ request: { ...defaults.request, ...part } })
  return (
    <fieldset className="settings-part defaults" disabled={saving.busy}>
      <legend>{projects.defaults}</legend>
      <NativeSelect
        label={projects.provider}
        value={defaults.provider ?? ''}
        data={[{ value: '', label: projects.anyProvider }, ...providerList.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => {
          const provider = ProviderId.safeParse(event.currentTarget.value)
          void change({ provider: provider.success ? provider.data : null })
        }}
      />
      <Choice
        label={wishes.orientation}
        value={defaults.request.orientation}
        options={(['image', 'video'] as const).map((value) => ({ value, label: wishes.orientationOption[value] }))}
        onChange={(orientation) => void wish({ orientation })}
      />
      <Choice
        label={wishes.tier}
        value={defaults.request.tier}
        options={(['standard', 'professional'] as const).map((value) => ({ value, label: wishes.tierOption[value] }))}
        onChange={(tier) => void wish({ tier })}
      />
      <Choice
        label={projects.fit}
        value={defaults.fit}
        options={(['crop', 'pad'] as const).map((value) => ({ value, label: edits.fitOption[value] }))}
        onChange={(fit) => void change({ fit })}
      />
      <Switch
        labelPosition="left"
        label={wishes.sound}
        checked={defaults.request.keepAudio}
        onChange={(event) => void wish({ keepAudio: event.currentTarget.checked })}
      />
      <Saved saving={saving} />
    </fieldset>
  )
}
