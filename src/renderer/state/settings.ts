/** What the person chose for this computer, and changing it: each change is sent at once and answers for itself. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { SettingsChange, SettingsView } from '../../contract/window-shapes'
import type { Failure, Result } from '../../domain/failure'
import { ask } from '../client'
import { useEngine } from './engine'

/** Undefined until the first answer. */
export function useSettings(): { answer: Result<SettingsView> | undefined; again: () => void } {
  const { line } = useEngine()
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.settings.get(undefined, { signal: stop }), signal),
  })
  return { answer: settings.data, again: () => void settings.refetch() }
}

export interface Saving {
  busy: boolean
  /** True after a change was kept, until the next one. */
  saved: boolean
  failure: Failure | null
  forget: () => void
}

/** One question that changes something, with what came of the last time it was asked. */
export function useSaving<T>(): Saving & { save: (question: () => Promise<Result<T>>) => Promise<T | null> } {
  const [state, setState] = useState<Omit<Saving, 'forget'>>({ busy: false, saved: false, failure: null })
  const save = useCallback(async (question: () => Promise<Result<T>>) => {
    setState({ busy: true, saved: false, failure: null })
    const answer = await question()
    setState({ busy: false, saved: answer.ok, failure: answer.ok ? null : answer.failure })
    return answer.ok ? answer.value : null
  }, [])
  const forget = useCallback(() => setState({ busy: false, saved: false, failure: null }), [])
  return { ...state, save, forget }
}

/** Changes settings; what the rest of the window knows of them follows at once. */
export function useChange(): Saving & { change: (part: SettingsChange) => Promise<SettingsView | null> } {
  const { line } = useEngine()
  const queries = useQueryClient()
  const { save, ...state } = useSaving<SettingsView>()
  const change = async (part: SettingsChange) => {
    const view = await save(() => ask(line, (signal) => line.client.settings.set(part, { signal })))
    if (view) {
      queries.setQueryData(['settings'], { ok: true, value: view })
      // Which hosts there are, and which one is used, hangs on it.
      if (part.host !== undefined || part.bucket !== undefined) await queries.invalidateQueries({ queryKey: ['info'] })
    }
    return view
  }
  return { ...state, change }
}
