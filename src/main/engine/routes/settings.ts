/** What the person chose for this computer. */
import { fail } from '../../../domain/failure'
import type { Contracted, Parts } from './parts'

const notYet = fail('provider.not-supported', 'This part of the window is not built yet.', 'Update Choreo.')

export function settingsRoutes(os: Contracted, _parts: Parts) {
  return {
    get: os.settings.get.handler(() => notYet),
    set: os.settings.set.handler(() => notYet),
  }
}

export function presetRoutes(os: Contracted, _parts: Parts) {
  return {
    list: os.presets.list.handler(() => notYet),
    save: os.presets.save.handler(() => notYet),
    remove: os.presets.remove.handler(() => notYet),
  }
}
