/** What the engine says of all pairs in the tray, asked anew when the files or the wishes change. */
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { BatchPlan } from '../../../../contract/batch-shapes'
import type { Failure } from '../../../../domain/failure'
import { pairsInput } from '../../../state/batch'
import { keyOf, useEngine } from '../../../state/engine'
import { askPairs } from '../../../state/use-batch'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words'

export interface BatchPlanning {
  plan: BatchPlan | null
  /** Why there is none. */
  failure: Failure | null
  busy: boolean
  /** Whether the provider's key is there; without it only a rehearsal can be made. */
  hasKey: boolean
  /** Makes them all. A press for money only counts for the price that stood on the button. */
  make: (rehearse: boolean) => void
  /** What a press came to when nothing was begun. */
  refusal: Failure | string | null
}

/** A person who types a prompt is not asked about with every letter. */
const QUIET_MS = 300

export function useBatchPlan(composing: Composing): BatchPlanning {
  const { line, info } = useEngine()
  const { batch, table, provider } = composing
  const hasKey = keyOf(info, provider)?.hasKey === true
  const input = pairsInput(batch.tray, table, provider, !hasKey)
  const key = JSON.stringify(input)
  const [quiet] = useDebouncedValue(key, QUIET_MS)
  const isQuiet = key === quiet
  const going = useRef(false)
  const [making, setMaking] = useState(false)
  const [refused, setRefused] = useState<{ key: string; why: BatchPlanning['refusal'] }>({ key, why: null })
  const setRefusal = (why: BatchPlanning['refusal']) => setRefused({ key, why })
  const asked = useQuery({
    queryKey: ['pairs', key],
    queryFn: ({ signal }) => askPairs(line, input!, signal),
    enabled: input !== null && isQuiet && batch.tray.run === null,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const answer = input === null ? undefined : asked.data
  const plan = answer?.ok ? answer.value : null

  const makeAll = async (rehearse: boolean) => {
    const wanted = pairsInput(batch.tray, table, provider, rehearse)
    if (!wanted || !plan) return
    // Asked again: the wishes may have changed within the last moment, and a rehearsal is another plan than a run.
    const fresh = await askPairs(line, wanted)
    if (!fresh.ok) return setRefusal(fresh.failure)
    if (fresh.value.refusal) return setRefusal(fresh.value.refusal)
    if (!rehearse && !isSamePrice(fresh.value, plan)) {
      await asked.refetch()
      return setRefusal(words.batch.changed)
    }
    setRefusal(null)
    batch.run(fresh.value, provider, rehearse)
  }

  return {
    plan,
    failure: answer && !answer.ok ? answer.failure : null,
    busy: making || (input !== null && (!isQuiet || asked.isFetching)),
    hasKey,
    make: (rehearse) => {
      if (going.current) return
      going.current = true
      setMaking(true)
      void makeAll(rehearse).finally(() => {
        going.current = false
        setMaking(false)
      })
    },
    // Of other wishes it says nothing any more.
    refusal: refused.key === key ? refused.why : null,
  }
}

function isSamePrice(a: BatchPlan, b: BatchPlan): boolean {
  return a.quote.usd === b.quote.usd && a.quote.unknown === b.quote.unknown && begins(a) === begins(b)
}

export function begins(plan: BatchPlan): number {
  return plan.rows.filter(({ step }) => step !== 'leave').length
}
