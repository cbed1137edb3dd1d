/** What is there on this computer and what is missing, with the way to mend it. */
import { useQuery } from '@tanstack/react-query'
import { ask } from '../client'
import { useEngine } from '../state/engine'
import { words } from '../words'
import { Dialog } from './Dialog'
import { FailureNote } from './FailureNote'
import { Word } from './Panel'

const tones = { ok: 'ok', missing: 'bad', warning: 'warn' } as const

export function CheckUp({ onClose }: { onClose: () => void }) {
  const { line, info } = useEngine()
  const report = useQuery({
    queryKey: ['doctor'],
    queryFn: ({ signal }) =>
      ask(line, async (stop) => ({ ok: true as const, value: await line.client.system.doctor(undefined, { signal: stop }) }), signal),
    staleTime: 0,
  })
  return (
    <Dialog title={words.doctor.title} onClose={onClose}>
      <p className="dim">
        {words.doctor.sentence} {words.doctor.version(info.version)}
      </p>
      {report.data ? null : <p role="status">{words.app.loading}</p>}
      {report.data && !report.data.ok ? <FailureNote failure={report.data.failure} /> : null}
      {report.data?.ok ? (
        <ul className="checks">
          {report.data.value.checks.map((check) => {
            const { name, found, fix } = words.findings.check(check)
            return (
              <li key={check.name}>
                <Word tone={tones[check.state]}>{words.doctor.state[check.state]}</Word>
                <strong>{name}</strong>
                <span>{found}</span>
                {fix ? <span className="dim">{fix}</span> : null}
              </li>
            )
          })}
        </ul>
      ) : null}
    </Dialog>
  )
}
