/** The presets of this computer: what each stands for, and the way to be rid of it. */
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Preset } from '../../../contract/window-shapes'
import { providers } from '../../../domain/providers/all'
import { ask } from '../../client'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import { useEngine } from '../../state/engine'
import { useSaving } from '../../state/settings'
import { words } from '../../words'
import { Saved } from '../settings/Saved'

export function Presets() {
  const { line } = useEngine()
  const queries = useQueryClient()
  const saving = useSaving<Preset[]>()
  const answer = useQuery({
    queryKey: ['presets'],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.presets.list(undefined, { signal: stop }), signal),
    staleTime: 0,
  })
  const { presets } = words
  const remove = async (name: string) => {
    const left = await saving.save(() => ask(line, (signal) => line.client.presets.remove({ name }, { signal })))
    if (left) queries.setQueryData(['presets'], { ok: true, value: left })
  }
  return (
    <Panel title={presets.title}>
      <div className="settings-part">
        <p className="dim">{presets.means}</p>
        {answer.data ? null : <p role="status">{words.app.loading}</p>}
        {answer.data?.ok && answer.data.value.length === 0 ? <p>{presets.noneYet}</p> : null}
        <Saved saving={{ ...saving, saved: false }} />
      </div>
      {answer.data?.ok === false ? (
        <FailureNote failure={answer.data.failure} action={{ label: words.app.tryAgain, run: () => void answer.refetch() }} />
      ) : null}
      {answer.data?.ok && answer.data.value.length > 0 ? (
        <ul className="project-list" aria-label={presets.title}>
          {answer.data.value.map((preset) => (
            <li key={preset.name} className="project-row">
              <div className="project-names">
                <strong translate="no">{preset.name}</strong>
                <PresetFacts preset={preset} />
              </div>
              <Button
                variant="subtle"
                color="gray"
                disabled={saving.busy}
                aria-label={presets.remove(preset.name)}
                onClick={() => void remove(preset.name)}
              >
                {presets.removeShort}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  )
}

function PresetFacts({ preset: { defaults } }: { preset: Preset }) {
  const { wishes, edits, projects } = words
  return (
    <span className="dim">
      {defaults.provider === null ? <span>{projects.anyProvider}</span> : <span translate="no">{providers[defaults.provider].name}</span>} ·{' '}
      <span>{wishes.tierOption[defaults.request.tier]}</span> · <span>{wishes.orientationShort[defaults.request.orientation]}</span> ·{' '}
      <span>{defaults.request.keepAudio ? projects.withSound : projects.noSound}</span> · <span>{edits.fitOption[defaults.fit]}</span>
    </span>
  )
}
