/** Which saved results stand side by side: those of the same picture and clip first, then any other. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import { Dialog } from '../../components/Dialog'
import { dateWords } from '../../figures'
import { useLiveJobs } from '../../state/jobs'
import { go } from '../../state/place'
import { words } from '../../words'
import { titleOf } from './use-films'

export const MOST_RESULTS = 4
/** A project may have thousands, also of one pair; the search finds the rest of the others. */
const MOST_LISTED = 30
const MOST_OF_PAIR = 200

export function isOfPair(job: JobView, other: JobView): boolean {
  return job.inputs.image === other.inputs.image && job.inputs.video === other.inputs.video
}

export function ChooseResults({ chosen, onClose }: { chosen: readonly JobView[]; onClose: () => void }) {
  const { jobs } = useLiveJobs()
  const [ids, setIds] = useState<readonly string[]>(chosen.map((job) => job.id))
  const [search, setSearch] = useState('')
  const first = chosen[0]
  const saved = (jobs ?? []).filter((job) => job.hrefs.result !== null)
  const pair = first ? saved.filter((job) => isOfPair(job, first)).slice(0, MOST_OF_PAIR) : []
  const others = saved.filter((job) => !pair.includes(job) && (ids.includes(job.id) || matches(job, search)))
  const tick = (id: string, on: boolean) => setIds((before) => (on ? [...before, id] : before.filter((other) => other !== id)))
  const list = (some: readonly JobView[], named: boolean) => (
    <ul className="choose-list">
      {some.map((job) => (
        <li key={job.id}>
          <Checkbox
            checked={ids.includes(job.id)}
            disabled={!ids.includes(job.id) && ids.length >= MOST_RESULTS}
            onChange={(event) => tick(job.id, event.currentTarget.checked)}
            label={[
              ...(named ? [words.jobs.of(job.inputs.image, job.inputs.video)] : []),
              titleOf(job),
              ...(job.rehearsal ? [words.jobs.rehearsal] : []),
              dateWords(job.createdAt),
              ...(job.rating === null ? [] : [words.job.stars(job.rating)]),
            ].join(' · ')}
          />
        </li>
      ))}
    </ul>
  )
  return (
    <Dialog
      title={words.job.chooseTitle}
      onClose={onClose}
      actions={
        <Button
          disabled={ids.length === 0}
          onClick={() => {
            onClose()
            go({ section: 'compare', jobs: ids })
          }}
        >
          {words.job.show(ids.length)}
        </Button>
      }
    >
      <p className="dim">{words.job.chooseMost(MOST_RESULTS)}</p>
      {first ? (
        <section aria-label={words.job.samePair}>
          <h3>{words.job.samePair}</h3>
          {list(pair, false)}
        </section>
      ) : null}
      <section aria-label={words.job.otherPairs}>
        <h3>{words.job.otherPairs}</h3>
        {saved.length > pair.length ? (
          <TextInput
            aria-label={words.job.search}
            placeholder={words.job.search}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
        ) : null}
        {others.length === 0 ? <p className="dim">{words.job.noOthers}</p> : list(others.slice(0, MOST_LISTED), true)}
        {others.length > MOST_LISTED ? <p className="dim">{words.job.moreResults(others.length - MOST_LISTED)}</p> : null}
      </section>
    </Dialog>
  )
}

function matches(job: JobView, search: string): boolean {
  return [job.inputs.image, job.inputs.video, titleOf(job), job.note].join(' ').toLowerCase().includes(search.trim().toLowerCase())
}
