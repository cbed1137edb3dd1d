/** Whether the system tells of jobs while the window is not in front. A browser is asked on the click, and never before. */
import { Switch } from '@mantine/core'
import { useState } from 'react'
import type { SettingsView } from '../../../contract/window-shapes'
import { Panel } from '../../components/Panel'
import { useEngine } from '../../state/engine'
import { useChange } from '../../state/settings'
import { words } from '../../words'
import { Saved } from './Saved'

type Refusal = 'denied' | 'unknown'

export function Notices({ settings }: { settings: SettingsView }) {
  const { line } = useEngine()
  const saving = useChange()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const turn = async (on: boolean) => {
    const refused = on && line.host.kind === 'serve' ? await askBrowser() : null
    setRefusal(refused)
    if (refused === null) await saving.change({ notifications: on })
  }
  return (
    <Panel title={words.settings.notices.title}>
      <div className="settings-part">
        <Switch
          labelPosition="left"
          label={words.settings.notices.on}
          description={words.settings.notices.means}
          checked={settings.notifications}
          disabled={saving.busy}
          onChange={(event) => void turn(event.currentTarget.checked)}
        />
        {refusal ? (
          <p className="warn" role="status">
            {words.settings.notices[refusal]}
          </p>
        ) : null}
        <Saved saving={saving} />
      </div>
    </Panel>
  )
}

/** @returns why there will be none; null when they are allowed */
async function askBrowser(): Promise<Refusal | null> {
  if (!('Notification' in window)) return 'unknown'
  const permission = Notification.permission === 'default' ? await Notification.requestPermission() : Notification.permission
  return permission === 'granted' ? null : 'denied'
}
