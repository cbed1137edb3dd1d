/** The films of the chosen jobs: the reference of the first one, then each result. */
import { useQueries } from '@tanstack/react-query'
import type { JobView } from '../../../contract/shapes'
import type { JobFilms } from '../../../contract/window-shapes'
import type { VideoFacts } from '../../../domain/media'
import { providers } from '../../../domain/providers/all'
import { ask } from '../../client'
import { formatUsd } from '../../figures'
import { useEngine, useMediaLink } from '../../state/engine'
import type { ClipLook } from '../../state/use-clip-look'
import { words } from '../../words'
import { useCopies } from './use-copies'

export const REFERENCE = 'reference'

export interface ShownFilm {
  /** `reference`, or the id of the job. */
  key: string
  title: string
  /** Accessible name of the picture. */
  label: string
  aside: string
  /** Of the film, or of its copy where the browser cannot show the film. Null while the copy is being made. */
  src: string | null
  rating: number | null
  /** Null until known, and where nobody can tell. */
  facts: VideoFacts | null
}

/** Of each job, in the same order; null until known. */
export function useFilmFacts(jobs: readonly JobView[]): (JobFilms | null)[] {
  const { line } = useEngine()
  const known = useQueries({
    queries: jobs.map(({ id, result }) => ({
      queryKey: ['films', id, result],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(line, (stop) => line.client.jobs.films({ id }, { signal: stop }), signal),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  return known.map(({ data }) => (data?.ok ? data.value : null))
}

export function useFilms(jobs: readonly JobView[]): ShownFilm[] {
  const link = useMediaLink()
  const known = useFilmFacts(jobs)
  const first = jobs[0]
  const [ofReference, ...ofResults] = useCopies([
    ...(first ? [{ id: first.id, film: 'reference' as const, facts: known[0]?.reference ?? null }] : []),
    ...jobs.map(({ id }, at) => ({ id, film: 'result' as const, facts: known[at]?.result ?? null })),
  ])
  const shownBy = (copy: ClipLook['proxy'] | undefined, href: string) =>
    copy === 'making' ? null : link(typeof copy === 'object' ? copy.href : href)
  const asCopy = (copy: ClipLook['proxy'] | undefined) => (typeof copy === 'object' ? [words.wells.copyShown] : [])
  const films: ShownFilm[] = []
  if (first?.hrefs.reference) {
    const facts = known[0]?.reference ?? null
    films.push({
      key: REFERENCE,
      title: words.job.reference,
      label: words.job.referenceVideo,
      aside: [first.inputs.video, ...(facts ? [words.job.seconds(facts.seconds)] : []), ...asCopy(ofReference)].join(' · '),
      src: shownBy(ofReference, first.hrefs.reference),
      rating: null,
      facts,
    })
  }
  const titles = titlesOf(jobs)
  for (const [at, job] of jobs.entries()) {
    if (!job.hrefs.result) continue
    const facts = known[at]?.result ?? null
    const title = titles[at]!
    const usd = job.rehearsal ? null : (job.chargeUsd ?? job.quoteUsd)
    const cost = job.rehearsal ? words.jobs.rehearsal : usd === null ? null : formatUsd(usd)
    films.push({
      key: job.id,
      title,
      label: jobs.length === 1 ? words.job.resultVideo : words.job.resultVideoOf(title),
      aside: [...(facts ? [words.job.seconds(facts.seconds)] : []), ...(cost ? [cost] : []), ...asCopy(ofResults[at])].join(' · '),
      src: shownBy(ofResults[at], job.hrefs.result),
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
