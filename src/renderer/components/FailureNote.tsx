/** A failure in its place: what happened, what to do, and the facts for a report. */
import { Button } from '@mantine/core'
import type { Failure } from '../../domain/failure'
import { failureWords } from '../own-failure'
import { words } from '../words'

export function FailureNote({
  failure,
  about,
  onDismiss,
  action,
}: {
  failure: Failure
  /** What it happened to, in front of the sentence. */
  about?: string
  onDismiss?: () => void
  action?: { label: string; run: () => void }
}) {
  const said = failureWords(failure)
  return (
    <div className="failure" role="alert">
      <div className="failure-words">
        <p className="failure-message">
          {about === undefined ? null : `${about}: `}
          {said.sentence}
        </p>
        <p className="dim">{said.advice}</p>
        {said.original === null ? null : (
          <p className="dim" lang="en" data-engine-text>
            {said.original}
          </p>
        )}
        <details>
          <summary>{words.app.details}</summary>
          <p className="dim">{words.failures.what(failure.code)}</p>
          {failure.detail ? (
            <pre className="detail" translate="no">
              {failure.detail}
            </pre>
          ) : null}
        </details>
      </div>
      <div className="failure-actions">
        {action ? (
          <Button size="compact-sm" variant="default" onClick={action.run}>
            {action.label}
          </Button>
        ) : null}
        {onDismiss ? (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onDismiss}>
            {words.app.dismiss}
          </Button>
        ) : null}
      </div>
    </div>
  )
}
