import { type ReactNode, useId } from 'react'

/** A named region with a heading line, as every part of the window is. */
export function Panel({
  title,
  aside,
  badge,
  className = '',
  children,
}: {
  title: string
  aside?: ReactNode
  badge?: ReactNode
  className?: string
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside ? <div className="dim panel-aside">{aside}</div> : null}
        {badge ? <div className="panel-badge">{badge}</div> : null}
      </header>
      {children}
    </section>
  )
}

export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'plain'

/** A word in a frame; its colour repeats what the word says. */
export function Word({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`word word-${tone}`}>{children}</span>
}
