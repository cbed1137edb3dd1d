/** The list of projects: how many jobs each has, when it was open last, and the way to it or off the list. */
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { ProjectEntry } from '../../../contract/window-shapes'
import type { Result } from '../../../domain/failure'
import { ask } from '../../client'
import { FailureNote } from '../../components/FailureNote'
import { Word } from '../../components/Panel'
import { dateWords } from '../../figures'
import { useEngine } from '../../state/engine'
import { useSaving } from '../../state/settings'
import { words } from '../../words'
import { Saved } from '../settings/Saved'
import type { Opening } from './opening'

export function ProjectList({
  answer,
  again,
  opening,
}: {
  answer: Result<ProjectEntry[]> | undefined
  again: () => void
  opening: Opening
}) {
  if (!answer)
    return (
      <p className="settings-part" role="status">
        {words.app.loading}
      </p>
    )
  if (!answer.ok) return <FailureNote failure={answer.failure} action={{ label: words.app.tryAgain, run: again }} />
  if (answer.value.length === 0) return <p className="settings-part dim">{words.projects.none}</p>
  return (
    <ul className="project-list" aria-label={words.projects.listed}>
      {answer.value.map((entry) => (
        <ProjectRow key={entry.id} entry={entry} opening={opening} />
      ))}
    </ul>
  )
}

function ProjectRow({ entry, opening }: { entry: ProjectEntry; opening: Opening }) {
  const { line } = useEngine()
  const queries = useQueryClient()
  const saving = useSaving<null>()
  const { projects } = words
  const forget = async () => {
    await saving.save(() => ask(line, (signal) => line.client.projects.forget({ id: entry.id }, { signal })))
    await queries.invalidateQueries({ queryKey: ['projects'] })
  }
  return (
    <li className="project-row">
      <div className="project-names">
        <span className="row">
          <strong translate="no">{entry.name}</strong>
          {entry.current ? <Word tone="ok">{projects.current}</Word> : null}
          {entry.failure ? <Word tone="bad">{projects.cannotRead}</Word> : null}
          {entry.heldBy !== null && !entry.current ? <Word tone="warn">{projects.held}</Word> : null}
          {entry.openJobs > 0 ? <Word tone="info">{projects.openJobs(entry.openJobs)}</Word> : null}
        </span>
        <span className="dim path" translate="no">
          {entry.dir}
        </span>
        <span className="dim">
          <span>{projects.jobs(entry.jobs)}</span> · <time dateTime={entry.openedAt}>{projects.opened(dateWords(entry.openedAt))}</time>
        </span>
      </div>
      {entry.current ? null : (
        <div className="row">
          <Button
            variant="default"
            disabled={opening.busy}
            aria-label={projects.openNamed(entry.name)}
            onClick={() => void opening.open({ id: entry.id })}
          >
            {projects.open}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            disabled={saving.busy}
            aria-label={projects.forgetNamed(entry.name)}
            onClick={() => void forget()}
          >
            {projects.forget}
          </Button>
        </div>
      )}
      {entry.failure ? (
        <div className="project-wide">
          <FailureNote failure={entry.failure} />
        </div>
      ) : null}
      <div className="project-wide">
        <Saved saving={{ ...saving, saved: false }} />
      </div>
    </li>
  )
}
