/** The films that are shown as one MP4: what will be in it, how far it is, where it lies. */
import { Button, Progress, Switch } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { JobView } from '../../../contract/shapes'
import type { SideBySide } from '../../../contract/window-shapes'
import { type Failure, ok, type Result } from '../../../domain/failure'
import { ask } from '../../client'
import { Clip } from '../../components/Clip'
import { CopyField } from '../../components/CopyField'
import { Dialog } from '../../components/Dialog'
import { FailureNote } from '../../components/FailureNote'
import { ownFail } from '../../own-failure'
import { useEngine, useMediaLink } from '../../state/engine'
import { words } from '../../words'
import { REFERENCE, type ShownFilm } from './use-films'

interface Exported {
  path: string
  href: string
}
type Stage =
  | { kind: 'asking' }
  | { kind: 'going'; fraction: number }
  | { kind: 'done'; film: Exported }
  | { kind: 'failed'; failure: Failure }

export function ExportDialog({
  jobs,
  films,
  offsets,
  heard,
  onClose,
}: {
  jobs: readonly JobView[]
  films: readonly ShownFilm[]
  offsets: Readonly<Record<string, number>>
  heard: string | null
  onClose: () => void
}) {
  const { line } = useEngine()
  const link = useMediaLink()
  const hasReference = films.some((film) => film.key === REFERENCE)
  const [reference, setReference] = useState(hasReference)
  const [stage, setStage] = useState<Stage>({ kind: 'asking' })
  const running = useRef<AbortController | null>(null)
  // Whoever closes the dialog does not wait for the film any more.
  useEffect(() => () => running.current?.abort(), [])
  const shown = films.filter((film) => reference || film.key !== REFERENCE)
  const sound = shown.find((film) => film.key === heard && film.facts?.audio !== null) ?? null

  const begin = async () => {
    const [first, ...others] = jobs.map((job) => job.id)
    if (first === undefined) return
    const stop = new AbortController()
    running.current = stop
    setStage({ kind: 'going', fraction: 0 })
    const wish: SideBySide = {
      jobs: [first, ...others],
      reference,
      offsets: jobs.map((job) => offsets[job.id] ?? 0),
      sound: sound === null ? 'none' : sound.key === REFERENCE ? 'reference' : { job: sound.key },
    }
    const answer = await ask(
      line,
      async (signal): Promise<Result<Exported>> => {
        for await (const event of await line.client.jobs.exportSideBySide(wish, { signal })) {
          if (event.event === 'done') return event.result.ok ? ok(event.result.value) : event.result
          setStage({ kind: 'going', fraction: event.fraction })
        }
        return ownFail('network.unreachable', words.failures.noReport, words.failures.unreachableFix)
      },
      stop.signal,
    )
    if (running.current !== stop) return
    if (stop.signal.aborted) setStage({ kind: 'asking' })
    else setStage(answer.ok ? { kind: 'done', film: answer.value } : { kind: 'failed', failure: answer.failure })
  }

  return (
    <Dialog
      title={words.job.exportTitle}
      onClose={onClose}
      actions={
        stage.kind === 'going' ? (
          <Button variant="default" onClick={() => running.current?.abort()}>
            {words.job.exportStop}
          </Button>
        ) : stage.kind === 'done' ? null : (
          <Button onClick={() => void begin()}>{words.job.exportStart}</Button>
        )
      }
    >
      <p>{words.job.exportWhat(shown.map((film) => film.title))}</p>
      <p className="dim">{words.job.exportHow}</p>
      <p className="dim">{words.job.exportSound(sound?.title ?? null)}</p>
      {hasReference && stage.kind !== 'done' ? (
        <Switch
          label={words.job.exportReference}
          checked={reference}
          disabled={stage.kind === 'going'}
          onChange={(event) => setReference(event.currentTarget.checked)}
        />
      ) : null}
      {stage.kind === 'going' ? (
        <span className="row">
          <Progress className="export-progress" aria-label={words.job.exportProgress} value={stage.fraction * 100} />
          <span role="status">{words.jobs.percent(stage.fraction)}</span>
        </span>
      ) : null}
      {stage.kind === 'failed' ? <FailureNote failure={stage.failure} /> : null}
      {stage.kind === 'done' ? (
        <>
          <p role="status">{words.job.exportDone}</p>
          <div className="export-film">
            <Clip src={link(stage.film.href)} label={words.job.exportFilm} cannotShow={words.job.cannotShow} />
          </div>
          <CopyField label={words.job.exportPath} value={stage.film.path} />
        </>
      ) : null}
    </Dialog>
  )
}
