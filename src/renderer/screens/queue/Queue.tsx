/** All jobs, of this project or of every one: what they do, what they cost, and what waits for the person. */
import { Button, Switch, TextInput } from '@mantine/core'
import { type RefObject, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { Failure } from '../../../domain/failure'
import { ask } from '../../client'
import { Choice } from '../../components/Choice'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import { SettleDialog } from '../../components/SettleJob'
import { StopDialog } from '../../components/StopWaiting'
import { isBusyWithKeys } from '../../shell/use-shortcuts'
import { useEngine } from '../../state/engine'
import { useLiveJobs } from '../../state/jobs'
import { go } from '../../state/place'
import { runAgain } from '../../state/run-again'
import { words } from '../../words'
import type { RowActions } from './JobRow'
import { JobTable } from './JobTable'
import { Money } from './Money'
import { QueueBar } from './QueueBar'
import { makeAgain, RetryDialog } from './RetryDialog'
import { countEach, type Filter, filters, found, rowsOf, usualTimes } from './rows'
import { Unreadable } from './Unreadable'
import { useElsewhere } from './use-elsewhere'
import '../../styles/queue.css'

/** As many results as stand side by side. */
const MOST_CHOSEN = 4

interface Asking {
  about: 'stop' | 'settle' | 'retry'
  job: JobView
}

export function Queue({ everywhere }: { everywhere: boolean }) {
  const { line, info } = useEngine()
  const { jobs, unreadable, failure, refresh, note } = useLiveJobs()
  const [filter, setFilter] = useState<Filter>('all')
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<Asking | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<Failure | null>(null)
  const elsewhere = useElsewhere(everywhere)
  const others = elsewhere?.ok ? elsewhere.value : noOthers

  const rows = useMemo(() => rowsOf(jobs ?? [], others), [jobs, others])
  const counts = useMemo(() => countEach(rows), [rows])
  const searched = useDeferredValue(search)
  const shown = useMemo(() => found(rows, filter, searched), [rows, filter, searched])
  const usual = useUsual(jobs)
  useForgetGone(chosen, setChosen, jobs)
  const searchBox = useRef<HTMLInputElement>(null)
  useSearchKey(searchBox)

  const begun = (view: JobView) => {
    note(view)
    // The new job stands among those that go on, whatever was looked at before.
    setFilter('open')
    setSearch('')
  }
  const rehearseAgain = async (job: JobView) => {
    setBusy(job.id)
    const answer = await makeAgain(line, job, null)
    setBusy(null)
    setProblem(answer.ok ? null : answer.failure)
    if (answer.ok) begun(answer.value)
  }
  const openProject = async (id: string, job: JobView) => {
    const answer = await ask(line, (signal) => line.client.projects.open({ id }, { signal }))
    if (!answer.ok) return setProblem(answer.failure)
    go({ section: 'compare', jobs: [job.id] })
    window.location.reload()
  }
  const actions: RowActions = {
    stop: (job) => setAsking({ about: 'stop', job }),
    settle: (job) => setAsking({ about: 'settle', job }),
    retry: (job) => (job.rehearsal ? void rehearseAgain(job) : setAsking({ about: 'retry', job })),
    change: (job) => runAgain(job.id),
    openProject: (id, job) => void openProject(id, job),
    choose: (job, on) => setChosen((before) => new Set(on ? [...before, job.id] : [...before].filter((id) => id !== job.id))),
    wentOn: setProblem,
  }
  const notAsked = () => setAsking(null)

  return (
    <>
      <main className="queue">
        {info.paused ? (
          <p className="queue-paused warn" role="status">
            {words.queue.paused}
          </p>
        ) : null}
        <Panel
          title={everywhere ? words.queue.titleEverywhere : words.queue.title}
          className="queue-panel"
          aside={info.project.name}
          badge={<Money rows={shown} />}
        >
          <div className="queue-tools">
            <TextInput
              ref={searchBox}
              type="search"
              aria-label={words.queue.search}
              placeholder={words.queue.searchCount(rows.length)}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <Choice
              quiet
              label={words.queue.filter}
              value={filter}
              options={filters.map((value) => ({ value, label: words.queue.filterCount(words.queue.filters[value], counts[value]) }))}
              onChange={setFilter}
            />
            <Switch
              label={words.queue.everywhere}
              checked={everywhere}
              onChange={(event) => go({ section: 'queue', everywhere: event.currentTarget.checked })}
            />
            <span className="unseen" role="status">
              {words.queue.shown(shown.length)}
            </span>
          </div>
          {failure ? <FailureNote failure={failure} action={{ label: words.app.tryAgain, run: refresh }} /> : null}
          {problem ? <FailureNote failure={problem} onDismiss={() => setProblem(null)} /> : null}
          {elsewhere && !elsewhere.ok ? <FailureNote failure={elsewhere.failure} /> : null}
          {others.map(({ id, name, failure: why }) =>
            why ? (
              <div key={id}>
                <p className="queue-note warn">{words.queue.otherFailed(name)}</p>
                <FailureNote failure={why} />
              </div>
            ) : null,
          )}
          {everywhere && elsewhere === undefined ? (
            <p className="queue-note dim" role="status">
              {words.queue.othersLoading}
            </p>
          ) : null}
          {shown.length > 0 ? (
            <JobTable rows={shown} actions={actions} look={{ chosen, mostChosen: MOST_CHOSEN, usual, busy }} />
          ) : (
            <Nothing
              loading={jobs === null && !failure}
              any={rows.length > 0}
              onShowAll={() => {
                setFilter('all')
                setSearch('')
              }}
            />
          )}
          <Unreadable records={unreadable} />
        </Panel>
      </main>
      <QueueBar chosen={[...chosen]} onClear={() => setChosen(new Set())} />
      {asking?.about === 'stop' ? <StopDialog job={asking.job} onClose={notAsked} /> : null}
      {asking?.about === 'settle' ? <SettleDialog job={asking.job} onClose={notAsked} /> : null}
      {asking?.about === 'retry' ? (
        <RetryDialog
          job={asking.job}
          onClose={notAsked}
          onStarted={(view) => {
            notAsked()
            begun(view)
          }}
        />
      ) : null}
    </>
  )
}

const noOthers: readonly never[] = []

/** Reckoned anew when one more was saved, not with every event. */
function useUsual(jobs: readonly JobView[] | null): (job: JobView) => number | null {
  const saved = useMemo(() => (jobs ?? []).reduce((count, job) => (job.state === 'saved' ? count + 1 : count), 0), [jobs])
  const [usual, setUsual] = useState(() => usualTimes(jobs ?? []))
  const [reckonedFor, setReckonedFor] = useState(saved)
  if (reckonedFor !== saved) {
    setReckonedFor(saved)
    setUsual(() => usualTimes(jobs ?? []))
  }
  return usual
}

/** `/` leads to the search, as in many a list. */
function useSearchKey(box: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isBusyWithKeys(event.target)) return
      event.preventDefault()
      box.current?.focus()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [box])
}

/** A result that is not there any more cannot be compared. */
function useForgetGone(chosen: ReadonlySet<string>, choose: (ids: ReadonlySet<string>) => void, jobs: readonly JobView[] | null): void {
  useEffect(() => {
    if (chosen.size === 0 || jobs === null) return
    const there = new Set(jobs.filter((job) => chosen.has(job.id)).map((job) => job.id))
    if (there.size < chosen.size) choose(there)
  }, [chosen, choose, jobs])
}

function Nothing({ loading, any, onShowAll }: { loading: boolean; any: boolean; onShowAll: () => void }) {
  if (loading)
    return (
      <div className="queue-waiting" role="status">
        <span className="unseen">{words.app.loading}</span>
        <span className="queue-ghost" aria-hidden="true" />
        <span className="queue-ghost" aria-hidden="true" />
        <span className="queue-ghost" aria-hidden="true" />
        <span className="queue-ghost" aria-hidden="true" />
      </div>
    )
  if (any)
    return (
      <div className="empty">
        <p>{words.queue.emptyFilter}</p>
        <Button variant="default" onClick={onShowAll}>
          {words.queue.showAll}
        </Button>
      </div>
    )
  return (
    <div className="empty">
      <p>{words.queue.empty}</p>
      <Button variant="default" onClick={() => go({ section: 'compose' })}>
        {words.queue.toCompose}
      </Button>
    </div>
  )
}
