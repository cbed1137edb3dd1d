/** Where the prepared files lie, for use elsewhere: preparing needs neither a key nor a network. */
import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Failure } from '../../../domain/failure'
import { providers } from '../../../domain/providers/all'
import { ask } from '../../client'
import { CopyField } from '../../components/CopyField'
import { FailureNote } from '../../components/FailureNote'
import { Panel } from '../../components/Panel'
import type { Preparing } from '../../state/composition'
import { useEngine } from '../../state/engine'
import { words } from '../../words'

export function PreparedFiles({ preparing }: { preparing: Preparing | null }) {
  const { line, info } = useEngine()
  const [failure, setFailure] = useState<Failure | null>(null)
  const made = preparing?.result ?? null
  if (!made && !preparing?.failure) return null
  const reveal = async (href: string) => {
    const answer = await ask(line, (signal) => line.client.media.reveal({ href }, { signal }))
    setFailure(answer.ok ? null : answer.failure)
  }
  const names = made?.providers.map((id) => providers[id].name).join(', ') ?? ''
  return (
    <Panel
      title={words.actions.preparedFiles}
      aside={made ? words.actions.preparedFor(names) : null}
      badge={
        made && info.canReveal ? (
          <Button size="compact-sm" variant="default" onClick={() => void reveal(made.hrefs.video)}>
            {words.actions.openFolder}
          </Button>
        ) : null
      }
    >
      <div className="plan-words">
        {preparing?.failure ? <FailureNote failure={preparing.failure} /> : null}
        {failure ? <FailureNote failure={failure} onDismiss={() => setFailure(null)} /> : null}
        {made ? (
          <>
            <CopyField label={words.actions.preparedPicture} value={made.image.path} />
            <CopyField label={words.actions.preparedClip} value={made.video.path} />
          </>
        ) : null}
      </div>
    </Panel>
  )
}
