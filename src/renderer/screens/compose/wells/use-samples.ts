/** The picture and the clip that come with Choreo, to try everything at once. */
import { useState } from 'react'
import { ask } from '../../../client'
import type { Kind } from '../../../state/composition'
import { useEngine } from '../../../state/engine'
import type { Composing } from '../../../state/use-composition'
import { words } from '../../../words/index'

export function useSamples({ table, takeTicket, dispatch }: Composing) {
  const { line } = useEngine()
  const [isTaking, setTaking] = useState(false)
  return {
    isTaking,
    /** Fills the wells that are empty: a file of one's own stays. @param from the well that shows a failure */
    async take(from: Kind) {
      setTaking(true)
      const samples = await ask(line, (signal) => line.client.media.samples(undefined, { signal }))
      setTaking(false)
      if (!samples.ok) return dispatch({ do: 'well-failure', well: from, failure: samples.failure })
      for (const kind of ['image', 'video'] as const)
        if (kind === from || table[kind].item === null) takeTicket(samples.value[kind], kind, words.wells.sample[kind])
    },
  }
}
