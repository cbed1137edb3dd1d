/** What the person chose for this computer. */
import type { SettingsView } from '../../../contract/window-shapes'
import { ok, type Result } from '../../../domain/failure'
import { readPresets, removePreset, savePreset } from '../kept/presets'
import { changeSettings, refreshSettings } from '../settings'
import type { Contracted, Parts } from './parts'

export function settingsRoutes(os: Contracted, { options, world }: Parts) {
  const { settings, spending } = world

  async function view(): Promise<Result<SettingsView>> {
    const spent = await spending.spentToday()
    if (!spent.ok) return spent
    const { dailyLimitUsd, host, bucket, language, appearance, notifications, welcomed, path } = settings
    return ok({ dailyLimitUsd, spentTodayUsd: spent.value, host, bucket, language, appearance, notifications, welcomed, path })
  }

  return {
    get: os.settings.get.handler(async () => {
      const fresh = await refreshSettings(settings)
      return fresh.ok ? view() : fresh
    }),
    set: os.settings.set.handler(async ({ input }) => {
      const changed = await changeSettings(settings, input)
      if (changed.ok) options.settingsChanged?.()
      return changed.ok ? view() : changed
    }),
  }
}

export function presetRoutes(os: Contracted, { world }: Parts) {
  const { home } = world.settings
  return {
    list: os.presets.list.handler(() => readPresets(home)),
    save: os.presets.save.handler(({ input }) => savePreset(home, input)),
    remove: os.presets.remove.handler(({ input }) => removePreset(home, input.name)),
  }
}
