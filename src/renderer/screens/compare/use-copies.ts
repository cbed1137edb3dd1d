/** Copies of films that the browser cannot show, as the table has them of its clip. */
import { useQueries } from '@tanstack/react-query'
import type { FilmOf } from '../../../contract/window-shapes'
import type { VideoFacts } from '../../../domain/media'
import { needsProxy } from '../../../domain/needs-proxy'
import { ask } from '../../client'
import { useEngine } from '../../state/engine'
import type { ClipLook } from '../../state/use-clip-look'

interface Copied {
  /** The job's. */
  id: string
  film: FilmOf
  /** Null until known, and where nobody can tell: then the film itself is tried. */
  facts: VideoFacts | null
}

/** In the same order. Whoever leaves before a copy is made stops the work on it. */
export function useCopies(films: readonly Copied[]): ClipLook['proxy'][] {
  const { line } = useEngine()
  const needed = films.map(({ facts }) => facts !== null && needsProxy(facts))
  const asked = useQueries({
    queries: films.map(({ id, film, facts }, at) => ({
      queryKey: ['film copy', id, film, facts?.bytes],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(line, (stop) => line.client.jobs.proxy({ id, film }, { signal: stop }), signal),
      enabled: needed[at]!,
      staleTime: Number.POSITIVE_INFINITY,
      // A copy may be swept away; asking once more costs nothing while it is there.
      gcTime: 0,
    })),
  })
  return films.map((_film, at) => {
    const answer = asked[at]?.data
    if (!needed[at]) return 'none'
    return answer === undefined ? 'making' : answer.ok ? answer.value : 'failed'
  })
}
