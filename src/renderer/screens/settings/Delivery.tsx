/** Who holds a local clip for providers that take links only, each with the sentence on whose servers it then lies. */
import { Radio } from '@mantine/core'
import { useState } from 'react'
import type { HostInfo } from '../../../contract/shapes'
import { Host } from '../../../contract/shapes'
import type { SettingsView } from '../../../contract/window-shapes'
import { Panel, Word } from '../../components/Panel'
import { useEngine } from '../../state/engine'
import { useChange } from '../../state/settings'
import { words } from '../../words'
import { Bucket } from './Bucket'
import { Saved } from './Saved'

const NOBODY = 'nobody'

export function Delivery({ settings }: { settings: SettingsView }) {
  const { info } = useEngine()
  const saving = useChange()
  const { delivery } = words.settings
  // Shown as chosen while it is being saved.
  const [wanted, setWanted] = useState<string | null>(null)
  const choose = async (value: string) => {
    setWanted(value)
    const host = Host.safeParse(value)
    await saving.change({ host: host.success ? host.data : null })
    setWanted(null)
  }
  return (
    <Panel title={delivery.title}>
      <div className="settings-part">
        <p className="dim">{delivery.means}</p>
        <Radio.Group label={delivery.choose} value={wanted ?? settings.host ?? NOBODY} onChange={(value) => void choose(value)}>
          <div className="hosts">
            <Radio value={NOBODY} label={delivery.nobody} description={delivery.nobodyMeans} />
            {info.hosts.map((host) => (
              <Radio key={host.id} value={host.id} label={<HostName host={host} />} description={<HostMeans host={host} />} />
            ))}
          </div>
        </Radio.Group>
        <Saved saving={saving} />
      </div>
      <details className="bucket" open={settings.host === 's3' || undefined}>
        <summary>{delivery.bucket}</summary>
        <Bucket settings={settings} />
      </details>
    </Panel>
  )
}

function HostName({ host }: { host: HostInfo }) {
  const { delivery } = words.settings
  return (
    <>
      <span>{host.id === 's3' ? delivery.bucket : <span translate="no">{host.name}</span>}</span>{' '}
      {host.available ? null : <Word tone="warn">{delivery.notReady}</Word>}
    </>
  )
}

function HostMeans({ host }: { host: HostInfo }) {
  const { delivery } = words.settings
  const missing = host.id === 's3' ? delivery.needsBucket : delivery.needsKey(host.name)
  const privacy = delivery.privacy(host.id, host.privacy)
  return host.available ? privacy : words.app.together(privacy, missing)
}
