/** The films of the chosen jobs: the reference of the first one, then each result. */
import { useQueries } from '@tanstack/react-query'
import type { JobView } from '../../../contract/shapes'
import type { VideoFacts } from '../../../domain/media'
import { providers } from '../../../domain/providers/all'
import { ask } from '../../client'
import { formatUsd } from '../../figures'
import { useEngine, useMediaLink } from '../../state/engine'
import { words } from '../../words'

export const REFERENCE = 'reference'

export interface ShownFilm {
  /** `reference`, or the id of the job. */
  key: string
  title: string
  /** Accessible name of the picture. */
  label: string
  aside: string
  src: string
  rating: number | null
  /** Null until known, and where nobody can tell. */
  facts: VideoFacts | null
}

export function useFilms(jobs: readonly JobView[]): ShownFilm[] {
  const { line } = useEngine()
  const link = useMediaLink()
  const known = useQueries({
    queries: jobs.map(({ id, result }) => ({
      queryKey: ['films', id, result],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(line, (stop) => line.client.jobs.films({ id }, { signal: stop }), signal),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const factsOf = (at: number) => {
    const answer = known[at]?.data
    return answer?.ok ? answer.value : null
  }
  const films: ShownFilm[] = []
  const first = jobs[0]
  if (first?.hrefs.reference) {
    const facts = factsOf(0)?.reference ?? null
    films.push({
      key: REFERENCE,
      title: words.job.reference,
      label: words.job.referenceVideo,
      aside: [first.inputs.video, ...(facts ? [words.job.seconds(facts.seconds)] : [])].join(' · '),
      src: link(first.hrefs.reference),
      rating: null,
      facts,
    })
  }
  const titles = titlesOf(jobs)
  for (const [at, job] of jobs.entries()) {
    if (!job.hrefs.result) continue
    const facts = factsOf(at)?.result ?? null
    const title = titles[at]!
    const usd = job.rehearsal ? null : (job.chargeUsd ?? job.quoteUsd)
    const cost = job.rehearsal ? words.jobs.rehearsal : usd === null ? null : formatUsd(usd)
    films.push({
      key: job.id,
      title,
      label: jobs.length === 1 ? words.job.resultVideo : words.job.resultVideoOf(title),
      aside: [...(facts ? [words.job.seconds(facts.seconds)] : []), ...(cost ? [cost] : [])].join(' · '),
      src: link(job.hrefs.result),
      rating: job.rating,
      facts,
    })
  }
  return films
}

export function titleOf(job: JobView): string {
  return words.job.named(providers[job.provider].name, words.providers.tier[job.request.tier])
}

/** Two results of one provider and tier are told apart by a number. */
function titlesOf(jobs: readonly JobView[]): string[] {
  const plain = jobs.map(titleOf)
  return plain.map((title, at) => {
    const same = plain.filter((other) => other === title).length
    return same === 1 ? title : words.job.numbered(title, plain.slice(0, at + 1).filter((other) => other === title).length)
  })
}
