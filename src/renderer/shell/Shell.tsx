/** What stands around every screen: the line above, what is wrong with the whole, help, the first welcome, notices. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { ask } from '../client'
import { ErrorBoundary } from '../components/ErrorBoundary'
import { useEngine } from '../state/engine'
import { useLiveJobs } from '../state/jobs'
import { go, type Place } from '../state/place'
import { useChange, useSettings } from '../state/settings'
import type { Composing } from '../state/use-composition'
import { words } from '../words'
import { Notices } from './Notices'
import { OtherProject, useElsewhereForGood } from './OtherProject'
import { Top, useCompareOfLate } from './Top'
import { useShortcuts } from './use-shortcuts'

const Help = lazy(() => import('./Help').then((part) => ({ default: part.Help })))
const Welcome = lazy(() => import('./Welcome').then((part) => ({ default: part.Welcome })))

export function Shell({ place, composing, children }: { place: Place; composing: Composing; children: ReactNode }) {
  const { info } = useEngine()
  const { online } = useLiveJobs()
  const elsewhere = useElsewhereForGood()
  const [helping, setHelping] = useState(false)
  const compare = useCompareOfLate(place)
  useShortcuts(compare, () => setHelping(true))
  useArrival(place.section)
  return (
    <div className="window">
      {/* No link: the address says which screen is shown, and is not there for places within one. */}
      <button type="button" className="skip" onClick={focusScreen}>
        {words.app.skip}
      </button>
      <Top place={place} compare={compare} onHelp={() => setHelping(true)} />
      {online ? null : (
        <p className="banner banner-warn" role="alert">
          {words.app.offline}
        </p>
      )}
      {info.ffmpeg && info.ffprobe ? null : (
        <p className="banner banner-bad" role="alert">
          {words.app.noTools}
        </p>
      )}
      <ErrorBoundary key={place.section}>{elsewhere ? <OtherProject project={elsewhere} /> : children}</ErrorBoundary>
      <Suspense>
        {helping ? <Help onClose={() => setHelping(false)} /> : null}
        <FirstWelcome composing={composing} />
      </Suspense>
      <Notices place={place} />
    </div>
  )
}

/** Shown until the person has seen it; settings that cannot be read keep nobody from working. */
function FirstWelcome({ composing }: { composing: Composing }) {
  const { line } = useEngine()
  const { answer } = useSettings()
  const { change } = useChange()
  const [closed, setClosed] = useState(false)
  if (closed || !answer?.ok || answer.value.welcomed) return null
  const close = () => {
    setClosed(true)
    void change({ welcomed: true })
  }
  const trySamples = async () => {
    close()
    go({ section: 'compose' })
    const samples = await ask(line, (signal) => line.client.media.samples(undefined, { signal }))
    if (!samples.ok) return composing.dispatch({ do: 'notice', failure: samples.failure })
    composing.takeTicket(samples.value.image, 'image')
    composing.takeTicket(samples.value.video, 'video')
  }
  return (
    <Welcome
      onClose={close}
      onSamples={() => void trySamples()}
      onKey={() => {
        close()
        go({ section: 'settings' })
      }}
    />
  )
}

/** The screen is named in the window's title, and takes the focus where the old one took it away with it. */
function useArrival(section: Place['section']): void {
  useEffect(() => {
    document.title = words.app.title(words.app[section])
    const timer = setTimeout(() => {
      if (document.activeElement === document.body) focusScreen()
    })
    return () => clearTimeout(timer)
  }, [section])
}

function focusScreen(): void {
  const screen = document.querySelector('main')
  screen?.setAttribute('tabindex', '-1')
  screen?.focus({ preventScroll: true })
}
