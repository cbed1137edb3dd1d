/** Opening another project. */
import { useQueryClient } from '@tanstack/react-query'
import type { ProjectChoice } from '../../../contract/window-shapes'
import { ask } from '../../client'
import { useEngine } from '../../state/engine'
import { type Saving, useSaving } from '../../state/settings'

export interface Opening extends Saving {
  open: (choice: ProjectChoice) => Promise<void>
}

/** Opens a project; then nothing on the page is true any more, so the window loads itself again. */
export function useOpening(): Opening {
  const { line } = useEngine()
  const queries = useQueryClient()
  const { save, ...saving } = useSaving<{ dir: string; name: string }>()
  const open = async (choice: ProjectChoice) => {
    const opened = await save(() => ask(line, (signal) => line.client.projects.open(choice, { signal })))
    if (!opened) return void queries.invalidateQueries({ queryKey: ['projects'] })
    window.location.hash = '#/compose'
    window.location.reload()
  }
  return { ...saving, open }
}
