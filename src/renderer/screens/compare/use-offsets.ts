/** How much later each result begins than the reference: kept with its job, so that who has found it need not look for it again. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { ask } from '../../client'
import { useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'

/** An arrow that is held down is written once, when it is let go. */
const AFTER_MS = 400

export type Offsets = Readonly<Record<string, number>>

/** In seconds, by job. What could not be kept is still what is compared with; `failure` says why it was not. */
export function useOffsets(jobs: readonly JobView[]): {
  offsets: Offsets
  set: (id: string, seconds: number) => void
  failure: Failure | null
} {
  const { line } = useEngine()
  const { note } = useLiveJobs()
  const [offsets, setOffsets] = useState<Offsets>(() => Object.fromEntries(jobs.map(({ id, offset }) => [id, offset])))
  const [failure, setFailure] = useState<Failure | null>(null)
  /** What is not on the disk yet; refs, since it is also sent when this goes away. */
  const unsaved = useRef<Offsets>({})
  const timer = useRef(0)

  const save = useCallback(async () => {
    window.clearTimeout(timer.current)
    const waiting = Object.entries(unsaved.current)
    unsaved.current = {}
    for (const [id, offset] of waiting) {
      const answer = await ask(line, (signal) => line.client.jobs.remark({ id, remark: { offset } }, { signal }))
      setFailure(answer.ok ? null : answer.failure)
      if (answer.ok) note(answer.value)
    }
  }, [line, note])
  useEffect(() => () => void save(), [save])

  const set = (id: string, seconds: number) => {
    setOffsets((before) => ({ ...before, [id]: seconds }))
    unsaved.current = { ...unsaved.current, [id]: seconds }
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => void save(), AFTER_MS)
  }
  return { offsets, set, failure }
}
