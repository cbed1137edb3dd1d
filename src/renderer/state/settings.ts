/** What the person chose for this computer, asked for once and shared by everything that shows it. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { SettingsChange, SettingsView } from '../../contract/window-shapes'
import type { Result } from '../../domain/failure'
import { ask } from '../client'
import { useEngine } from './engine'

const key = ['settings']

/** Undefined until the engine answered. */
export function useSettings(): Result<SettingsView> | undefined {
  const { line } = useEngine()
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(line, (stop) => line.client.settings.get(undefined, { signal: stop }), signal),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
}

/** Saves a change and shows it everywhere; the answer says why where it could not be saved. */
export function useChangeSettings(): (change: SettingsChange) => Promise<Result<SettingsView>> {
  const { line } = useEngine()
  const queries = useQueryClient()
  return useCallback(
    async (change) => {
      const answer = await ask(line, (signal) => line.client.settings.set(change, { signal }))
      if (answer.ok) queries.setQueryData(key, answer)
      return answer
    },
    [line, queries],
  )
}

/** What was spent changes without any change here. */
export function useRefreshSettings(): () => void {
  const queries = useQueryClient()
  return useCallback(() => void queries.invalidateQueries({ queryKey: key }), [queries])
}
