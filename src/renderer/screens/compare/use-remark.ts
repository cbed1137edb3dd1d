/**
 * Stars and note of one job while they are being changed. What is not saved yet is also kept in the window's own storage, so that
 * neither leaving nor a broken line loses it; the next look at the job saves it.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { JobView } from '../../../contract/shapes'
import { Remark } from '../../../contract/window-shapes'
import type { Failure } from '../../../domain/failure'
import { ask } from '../../client'
import { useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'

const AFTER_MS = 600

const Thoughts = Remark.pick({ rating: true, note: true })
type Thoughts = z.infer<typeof Thoughts>

export interface RemarkDraft {
  remark: Thoughts
  state: 'waiting' | 'saving' | 'saved' | 'failed'
  failure: Failure | null
  change: (changes: Partial<Thoughts>) => void
  /** Saves at once what waits for it. */
  save: () => void
}

export function useRemark(job: JobView): RemarkDraft {
  const { line } = useEngine()
  const { note } = useLiveJobs()
  const [left] = useState(() => keptDraft(job.id))
  const [draft, setDraft] = useState<Thoughts | null>(left)
  const [state, setState] = useState<RemarkDraft['state']>('waiting')
  const [failure, setFailure] = useState<Failure | null>(null)
  /** What is not on the disk yet; a ref, since it is also sent when this goes away. */
  const unsaved = useRef<Thoughts | null>(left)
  const { id } = job

  const save = useCallback(async () => {
    const remark = unsaved.current
    if (!remark) return
    setState('saving')
    const answer = await ask(line, (signal) => line.client.jobs.remark({ id, remark }, { signal }))
    setFailure(answer.ok ? null : answer.failure)
    if (!answer.ok) return setState('failed')
    note(answer.value)
    // Changed again meanwhile: that is sent by its own timer.
    if (unsaved.current !== remark) return
    unsaved.current = null
    keepDraft(id, null)
    setDraft(null)
    setState('saved')
  }, [line, id, note])

  useEffect(() => {
    if (!draft) return
    const timer = setTimeout(() => void save(), AFTER_MS)
    return () => clearTimeout(timer)
  }, [draft, save])
  useEffect(() => () => void save(), [save])

  const remark = draft ?? { rating: job.rating, note: job.note }
  const change = (changes: Partial<Thoughts>) => {
    const next = { ...remark, ...changes }
    unsaved.current = next
    keepDraft(id, next)
    setDraft(next)
    setState('waiting')
  }
  return { remark, state, failure, change, save: () => void save() }
}

const place = (id: string) => `choreo.remark.${id}`

function keptDraft(id: string): Thoughts | null {
  try {
    const text = localStorage.getItem(place(id))
    return text === null ? null : (Thoughts.safeParse(JSON.parse(text)).data ?? null)
  } catch {
    // No storage, or nonsense in it: the job's own remark is shown.
    return null
  }
}

function keepDraft(id: string, remark: Thoughts | null): void {
  try {
    if (remark) localStorage.setItem(place(id), JSON.stringify(remark))
    else localStorage.removeItem(place(id))
  } catch {
    // Without storage it is saved by its timer alone.
  }
}
