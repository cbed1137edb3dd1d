/** Light, dark or the system's colours: as the settings say, in this window and in the next one. */
import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useEffect } from 'react'
import { useChange, useSettings } from '../state/settings'

export function useAppearance(): { dark: boolean; toggle: () => void } {
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('dark') === 'dark'
  const { answer: settings } = useSettings()
  const { change } = useChange()
  const appearance = settings?.ok ? settings.value.appearance : null
  useEffect(() => {
    if (appearance !== null) setColorScheme(appearance === 'system' ? 'auto' : appearance)
  }, [appearance, setColorScheme])
  return {
    dark,
    toggle() {
      const next = dark ? 'light' : 'dark'
      // At once, and whether or not it can be kept: the settings page says why it cannot.
      setColorScheme(next)
      void change({ appearance: next })
    },
  }
}
