/** What every screen knows of the engine: the line to it, and what it said of itself. */
import { createContext, useContext } from 'react'
import type { SystemInfo } from '../../contract/shapes'
import type { ProviderId } from '../../domain/request'
import type { Line } from '../client'

export interface Engine {
  line: Line
  info: SystemInfo
}

export const EngineContext = createContext<Engine | null>(null)

export function useEngine(): Engine {
  const engine = useContext(EngineContext)
  if (!engine) throw new Error('EngineContext is missing')
  return engine
}

/** The full link of a medium; null stays null. */
export function useMediaLink(): <T extends string | null>(href: T) => T {
  const { mediaBase } = useEngine().info
  return <T extends string | null>(href: T) => (href === null ? href : `${mediaBase}${href}`) as T
}

export function keyOf(info: SystemInfo, provider: ProviderId) {
  return info.providers.find((known) => known.id === provider)
}
