/** Projects that were opened here, and what runs of the current one begin with. */
import { fail } from '../../../domain/failure'
import type { Contracted, Parts } from './parts'

const notYet = fail('provider.not-supported', 'This part of the window is not built yet.', 'Update Choreo.')

export function projectRoutes(os: Contracted, _parts: Parts) {
  return {
    list: os.projects.list.handler(() => []),
    open: os.projects.open.handler(() => notYet),
    forget: os.projects.forget.handler(() => notYet),
    rename: os.projects.rename.handler(() => notYet),
    defaults: os.projects.defaults.handler(() => notYet),
    setDefaults: os.projects.setDefaults.handler(() => notYet),
  }
}
