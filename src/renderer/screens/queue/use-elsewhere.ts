/** The jobs of the other projects, asked for while somebody wants to see them. */
import { useQuery } from '@tanstack/react-query'
import type { OtherProject } from '../../../contract/window-shapes'
import { ok, type Result } from '../../../domain/failure'
import { ask } from '../../client'
import { useEngine } from '../../state/engine'

/** Nothing tells of events in another project, so it is read again now and then. */
const AGAIN_MS = 15_000

/** Undefined while the first answer is on its way, or while nobody wants it. */
export function useElsewhere(wanted: boolean): Result<OtherProject[]> | undefined {
  const { line } = useEngine()
  const { data } = useQuery({
    queryKey: ['elsewhere'],
    queryFn: ({ signal }) => ask(line, async (stop) => ok(await line.client.jobs.elsewhere(undefined, { signal: stop })), signal),
    enabled: wanted,
    refetchInterval: AGAIN_MS,
  })
  return wanted ? data : undefined
}
