/** The last net: a fault in the window becomes a sentence and a report, never a white page. */
import { Button } from '@mantine/core'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { lineFailure } from '../client'
import { words } from '../words'
import { CopyIt } from './CopyField'
import { FailureNote } from './FailureNote'

interface Caught {
  error: Error
  where: string
}

export class ErrorBoundary extends Component<{ children: ReactNode }, { caught: Caught | null }> {
  override state: { caught: Caught | null } = { caught: null }

  static getDerivedStateFromError(error: unknown): { caught: Caught } {
    return { caught: { error: error instanceof Error ? error : new Error(String(error)), where: '' } }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    this.setState({ caught: { error, where: info.componentStack ?? '' } })
  }

  override render(): ReactNode {
    const { caught } = this.state
    if (!caught) return this.props.children
    if (isNotRead(caught.error))
      return (
        <main className="whole-window">
          <FailureNote failure={lineFailure(caught.error)} action={{ label: words.broken.reload, run: () => window.location.reload() }} />
        </main>
      )
    const report = [caught.error.stack ?? String(caught.error), caught.where, navigator.userAgent].join('\n')
    return (
      <main className="whole-window" role="alert">
        <h1>{words.broken.title}</h1>
        <p>{words.broken.sentence}</p>
        <pre className="detail">{report}</pre>
        <div className="row">
          <CopyIt label={words.broken.title} value={report}>
            {words.broken.copy}
          </CopyIt>
          <Button onClick={() => window.location.reload()}>{words.broken.reload}</Button>
        </div>
      </main>
    )
  }
}

/** A part of the window that the engine did not hand out, in Chromium's words. Nothing is broken. */
function isNotRead(error: Error): boolean {
  return /dynamically imported module|preload CSS/i.test(error.message)
}
