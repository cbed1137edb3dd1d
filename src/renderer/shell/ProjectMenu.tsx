/** The project's name, and behind it the ones that were opened before: one press leads there. */
import { useQuery } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import type { ProjectEntry } from '../../contract/window-shapes'
import { type Failure, ok } from '../../domain/failure'
import { ask } from '../client'
import { FailureNote } from '../components/FailureNote'
import { failureWords } from '../own-failure'
import { useEngine } from '../state/engine'
import { hashOf, loadAgain } from '../state/place'
import { words } from '../words'

export function ProjectMenu() {
  const { line, info } = useEngine()
  const id = useId()
  const menu = useRef<HTMLElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const projects = useQuery({
    queryKey: ['projects'],
    queryFn: ({ signal }) => ask(line, async (stop) => ok(await line.client.projects.list(undefined, { signal: stop })), signal),
    enabled: open,
    staleTime: 0,
  })

  const change = async (entry: ProjectEntry) => {
    const answer = await ask(line, (signal) => line.client.projects.open({ id: entry.id }, { signal }))
    if (!answer.ok) return setFailure(answer.failure)
    loadAgain()
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className="project"
        popoverTarget={id}
        title={info.project.dir}
        aria-label={words.app.project(info.project.name)}
      >
        <span className="project-name" translate="no">
          {info.project.name}
        </span>{' '}
        <span aria-hidden="true">▾</span>
      </button>
      <section
        ref={menu}
        id={id}
        popover="auto"
        className="project-menu"
        aria-label={words.app.otherProjects}
        onToggle={(event) => {
          setOpen(event.newState === 'open')
          setFailure(null)
        }}
        onBeforeToggle={() => {
          const place = button.current?.getBoundingClientRect()
          menu.current?.style.setProperty('left', `${place?.left ?? 0}px`)
          menu.current?.style.setProperty('top', `${(place?.bottom ?? 0) + 4}px`)
        }}
      >
        {failure ? <FailureNote failure={failure} /> : null}
        {projects.data && !projects.data.ok ? <FailureNote failure={projects.data.failure} /> : null}
        {projects.data ? null : <p className="project-note dim">{words.app.loading}</p>}
        {projects.data?.ok && projects.data.value.every((entry) => entry.current) ? (
          <p className="project-note dim">{words.app.noOtherProject}</p>
        ) : null}
        {projects.data?.ok
          ? projects.data.value.map((entry) => (
              <button
                key={entry.id}
                type="button"
                className="project-choice"
                disabled={entry.current || entry.failure !== null}
                aria-current={entry.current ? 'true' : undefined}
                title={entry.failure ? failureWords(entry.failure).sentence : entry.dir}
                onClick={() => void change(entry)}
              >
                <span className="project-name" translate="no">
                  {entry.name}
                </span>
                <span className="dim">{entry.current ? words.app.thisProject : words.app.projectJobs(entry.jobs, entry.openJobs)}</span>
              </button>
            ))
          : null}
        <a className="project-choice project-all" href={hashOf({ section: 'projects' })} onClick={() => menu.current?.hidePopover()}>
          {words.app.allProjects}
        </a>
      </section>
    </>
  )
}
