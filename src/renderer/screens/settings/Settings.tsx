/** Everything that is chosen for this computer. Each part saves by itself and shows its own failure; none waits for another. */
import type { SettingsView } from '../../../contract/window-shapes'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import { useSettings } from '../../state/settings'
import { words } from '../../words'
import { Computer } from './Computer'
import { Delivery } from './Delivery'
import { Keys } from './Keys'
import { Look } from './Look'
import { Notices } from './Notices'
import { Spending } from './Spending'
import '../../styles/settings.css'

export function Settings() {
  const { answer, again } = useSettings()
  const settings = answer?.ok ? answer.value : null
  return (
    <main className="settings">
      <div className="settings-columns">
        <div className="settings-column">
          <Keys />
          {settings ? <Delivery settings={settings} /> : null}
        </div>
        <div className="settings-column">
          {answer ? null : (
            <Panel title={words.settings.title}>
              <p className="settings-part" role="status">
                {words.settings.reading}
              </p>
            </Panel>
          )}
          {answer?.ok === false ? (
            <Panel title={words.settings.title}>
              <FailureNote failure={answer.failure} action={{ label: words.app.tryAgain, run: again }} />
            </Panel>
          ) : null}
          {settings ? <FromSettings settings={settings} /> : null}
          <Computer settingsPath={settings?.path ?? null} />
        </div>
      </div>
    </main>
  )
}

function FromSettings({ settings }: { settings: SettingsView }) {
  return (
    <>
      <Spending settings={settings} />
      <Look settings={settings} />
      <Notices settings={settings} />
    </>
  )
}
