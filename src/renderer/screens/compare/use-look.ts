/** How a comparison is looked at; who leaves it and comes back finds it so. Not worth a file: it goes with the window. */
import { useEffect, useState } from 'react'
import type { Clock } from './clock'
import type { Pair, View } from './Stage'

export interface Look {
  /** Job whose facts are shown. */
  chosen: string
  /** Film whose sound is on. */
  heard: string | null
  view: View
  /** Null until the person names two films. */
  pair: Pair | null
}

const looks = new Map<string, Look>()
const speeds = new Map<string, number>()

/** @param of which films; others are another comparison, with a look of their own @param first as it is where nobody has been yet */
export function useLook(of: string, clock: Clock, first: Look): [Look, (part: Partial<Look>) => void] {
  const [look, setLook] = useState(() => looks.get(of) ?? first)
  // The speed is the clock's own.
  useEffect(() => {
    clock.setRate(speeds.get(of) ?? 1)
    return () => {
      speeds.set(of, clock.view().rate)
    }
  }, [clock, of])
  const change = (part: Partial<Look>) => {
    const next = { ...look, ...part }
    looks.set(of, next)
    setLook(next)
  }
  return [look, change]
}
