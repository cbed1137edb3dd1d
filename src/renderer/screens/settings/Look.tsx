/** Language and appearance: both show at once. */
import { NativeSelect, useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { Appearance, Language, type SettingsView } from '../../../contract/window-shapes'
import { Choice } from '../../components/Choice'
import { Panel } from '../../components/Panel'
import { useChange } from '../../state/settings'
import { speak, words } from '../../words'
import { Saved } from './Saved'

const SELECT = 'settings-language'

export function Look({ settings }: { settings: SettingsView }) {
  const saving = useChange()
  const { setColorScheme } = useMantineColorScheme()
  const [unspoken, setUnspoken] = useState(false)
  const { look } = words.settings
  const read = async (written: string) => {
    const language = Language.safeParse(written)
    if (!language.success) return
    // Saved first: speaking draws the window anew, and this part with it.
    const view = await saving.change({ language: language.data })
    if (!view) return
    const spoken = await speak(view.language)
    setUnspoken(!spoken)
    // The select that was used is gone with the old words; the person goes on where they were.
    if (spoken) requestAnimationFrame(() => document.getElementById(SELECT)?.focus())
  }
  const show = async (appearance: Appearance) => {
    const view = await saving.change({ appearance })
    if (view) setColorScheme(view.appearance === 'system' ? 'auto' : view.appearance)
  }
  return (
    <Panel title={look.title}>
      <div className="settings-part">
        <NativeSelect
          id={SELECT}
          label={look.language}
          value={settings.language}
          data={Language.options.map((value) => ({ value, label: look.languages[value] }))}
          onChange={(event) => void read(event.currentTarget.value)}
        />
        {unspoken ? (
          <p className="warn" role="status">
            {look.cannotLoad}
          </p>
        ) : null}
        <Choice
          label={look.appearance}
          value={settings.appearance}
          options={Appearance.options.map((value) => ({ value, label: look.appearances[value] }))}
          onChange={(appearance) => void show(appearance)}
        />
        <Saved saving={saving} />
      </div>
    </Panel>
  )
}
