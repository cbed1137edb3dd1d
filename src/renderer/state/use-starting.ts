/** Starts jobs: one press, one create request for each provider, however often the button is pressed meanwhile. */
import { useRef, useState } from 'react'
import type { JobView } from '../../contract/shapes'
import type { Failure, Result } from '../../domain/failure'
import type { ProviderId } from '../../domain/request'
import { ask, type Line } from '../client'
import { compositionOf, type Move, type NotStarted, type Table } from './composition'
import { useJobStore } from './jobs'
import { go, placeOf } from './place'

export interface Starting {
  busy: 'rehearse' | 'run' | null
  /** The same was sent there a moment ago: whether it is wanted a second time. */
  question: NotStarted | null
  answer: (again: boolean) => void
  begin: (providers: readonly ProviderId[], rehearse: boolean) => void
}

interface Question {
  asked: NotStarted
  answer: (again: boolean) => void
}

export function useStarting(line: Line, table: Table, dispatch: (step: Move) => void): Starting {
  const { takeView } = useJobStore()
  // A second press of a double click comes before the button is drawn anew.
  const going = useRef(false)
  const [busy, setBusy] = useState<Starting['busy']>(null)
  const [question, setQuestion] = useState<Question | null>(null)

  const askAgain = (provider: ProviderId, failure: Failure) =>
    new Promise<boolean>((resolve) => {
      const answer = (again: boolean) => {
        setQuestion(null)
        resolve(again)
      }
      setQuestion({ asked: { provider, failure }, answer })
    })

  const work = async (providers: readonly ProviderId[], rehearse: boolean) => {
    const composition = compositionOf(table)
    if (!composition) return
    const host = table.holder ?? undefined
    const startAt = (provider: ProviderId, again: boolean): Promise<Result<JobView>> =>
      ask(line, (signal) => line.client.jobs.start({ ...composition, provider, rehearse, host, again }, { signal }))
    const jobs: string[] = []
    const notStarted: NotStarted[] = []
    for (const provider of providers) {
      let answer = await startAt(provider, false)
      if (!answer.ok && answer.failure.code === 'job.duplicate') {
        if (!(await askAgain(provider, answer.failure))) continue
        answer = await startAt(provider, true)
      }
      if (answer.ok) {
        jobs.push(answer.value.id)
        takeView(answer.value)
      } else notStarted.push({ provider, failure: answer.failure })
    }
    dispatch({ do: 'started', jobs, notStarted })
    // What could not be started is said where it was pressed.
    if (jobs.length > 0 && notStarted.length === 0 && placeOf(window.location.hash).section === 'compose') go({ section: 'compare', jobs })
  }

  const begin = (providers: readonly ProviderId[], rehearse: boolean) => {
    if (going.current) return
    going.current = true
    setBusy(rehearse ? 'rehearse' : 'run')
    void work(providers, rehearse).finally(() => {
      going.current = false
      setBusy(null)
    })
  }

  return { busy, question: question?.asked ?? null, answer: (again) => question?.answer(again), begin }
}
