import { useState, useSyncExternalStore } from 'react'
import { type Clock, type ClockView, createClock } from './clock'

export function useClock(): Clock {
  return useState(createClock)[0]
}

export function useClockView(clock: Clock): ClockView {
  return useSyncExternalStore(clock.subscribe, clock.view)
}

/** One thing of the view; whoever needs no position is not drawn anew with each. */
export function useClockPart<T extends string | number | boolean | null>(clock: Clock, part: (view: ClockView) => T): T {
  return useSyncExternalStore(clock.subscribe, () => part(clock.view()))
}
