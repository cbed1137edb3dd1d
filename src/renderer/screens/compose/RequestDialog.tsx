/** The exact request as a curl line: nothing is sent to show it. */
import { useQuery } from '@tanstack/react-query'
import type { Composition } from '../../../contract/shapes'
import type { ProviderId } from '../../../domain/request'
import { ask } from '../../client'
import { CopyIt } from '../../components/CopyField'
import { Dialog } from '../../components/Dialog'
import { FailureNote } from '../../components/FailureNote'
import { useEngine } from '../../state/engine'
import { words } from '../../words'

export function RequestDialog({ composition, provider, onClose }: { composition: Composition; provider: ProviderId; onClose: () => void }) {
  const { line } = useEngine()
  const preview = useQuery({
    queryKey: ['request', composition, provider],
    queryFn: ({ signal }) => ask(line, (stop) => line.client.compose.request({ ...composition, provider }, { signal: stop }), signal),
    gcTime: 0,
  })
  const answer = preview.data
  return (
    <Dialog
      title={words.request.title}
      onClose={onClose}
      actions={
        answer?.ok ? (
          <CopyIt label={words.request.title} value={answer.value.curl}>
            {words.request.copy}
          </CopyIt>
        ) : null
      }
    >
      <p className="dim">{words.request.sentence}</p>
      {answer ? null : <p role="status">{words.app.loading}</p>}
      {answer && !answer.ok ? <FailureNote failure={answer.failure} /> : null}
      {answer?.ok ? (
        <>
          <pre className="code">{answer.value.curl}</pre>
          <p className="dim">{words.findings.request(answer.value)}</p>
        </>
      ) : null}
    </Dialog>
  )
}
