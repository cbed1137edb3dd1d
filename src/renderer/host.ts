/** What a host gives the window besides the engine: a way to hand over files without the window ever learning a path. */
import { z } from 'zod'
import { Failure, ok, type Result } from '../domain/failure'
import { parseJson } from '../domain/http'
import { ownFail } from './own-failure'
import { words } from './words'

/** Defined by the preload in Electron; absent in a browser. */
export interface ChoreoHost {
  kind: 'desktop'
  /** Ticket for `media.open`; null when the file has no path on this computer. */
  admitFile(file: File): Promise<string | null>
  /** Ticket for the picture on the clipboard; null when there is none. */
  pastedPicture(): Promise<string | null>
  /** The system's own dialog; null when the person closed it. The ticket of a folder is for `projects.open`. */
  chooseFile(kind: 'image' | 'video' | 'folder'): Promise<string | null>
}

declare global {
  interface Window {
    choreoHost?: ChoreoHost
  }
}

export interface Host {
  kind: 'desktop' | 'serve'
  /** Ticket for `media.open`. `onProgress` gets 0–1 where bytes travel. */
  admit(file: File, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<Result<string>>
  /** Ticket for a pasted file that has no path, a screenshot for example. Null where any file can be handed over by its bytes. */
  pasted: ((file: File) => Promise<string | null>) | null
  /** Null where the page's own file input is the dialog. */
  choose: ((kind: 'image' | 'video' | 'folder') => Promise<string | null>) | null
  /** Tells which jobs a notice was about that was clicked outside of the page; answers how to end it. Null where the page makes its notices itself. */
  onShow: ((listener: (jobs: string[]) => void) => () => void) | null
}

const ShowMessage = z.object({ choreo: z.literal('show'), jobs: z.array(z.string()) })

export function desktopHost(bridge: ChoreoHost): Host {
  return {
    kind: 'desktop',
    async admit(file) {
      const ticket = await bridge.admitFile(file)
      return ticket === null
        ? ownFail('input.not-a-file', words.failures.notAdmittedFile(file.name), words.failures.notAdmittedFileFix)
        : ok(ticket)
    },
    pasted: async (file) => (await bridge.admitFile(file)) ?? bridge.pastedPicture(),
    choose: (kind) => bridge.chooseFile(kind),
    onShow(listener) {
      const hear = (event: MessageEvent) => {
        const message = event.source === window ? ShowMessage.safeParse(event.data) : null
        if (message?.success) listener(message.data.jobs)
      }
      window.addEventListener('message', hear)
      return () => window.removeEventListener('message', hear)
    },
  }
}

/** The loopback host: files are streamed to the engine's inbox. */
export const serveHost: Host = { kind: 'serve', admit: upload, pasted: null, choose: null, onShow: null }

/** XMLHttpRequest, since fetch does not say how much of an upload has gone. */
function upload(file: File, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<Result<string>> {
  return new Promise((resolve) => {
    const broke = (detail: string) =>
      resolve(ownFail('network.interrupted', words.failures.uploadBroke(file.name), words.failures.uploadFix, { detail }))
    const request = new XMLHttpRequest()
    request.open('PUT', `/inbox?name=${encodeURIComponent(file.name)}`)
    request.responseType = 'text'
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total)
    }
    request.onload = () => resolve(readTicket(request, file.name))
    request.onerror = () => broke('the connection broke')
    request.onabort = () => resolve(ownFail('cancelled', words.failures.uploadBroke(file.name), words.failures.uploadFix))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    if (signal.aborted) return request.onabort(new ProgressEvent('abort'))
    // Whoever leaves now would have to hand the file over again; nothing else in this window is lost by leaving.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    request.onloadend = () => window.removeEventListener('beforeunload', ask)
    request.send(file)
  })
}

const TicketAnswer = z.object({ ok: z.literal(true), value: z.object({ ticket: z.string() }) })
const FailureAnswer = z.object({ ok: z.literal(false), failure: Failure })

function readTicket(request: XMLHttpRequest, name: string): Result<string> {
  const answer = parseJson(request.responseText)
  const taken = TicketAnswer.safeParse(answer)
  if (taken.success) return ok(taken.data.value.ticket)
  const failure = FailureAnswer.safeParse(answer)
  if (failure.success) return failure.data
  return ownFail('network.interrupted', words.failures.uploadBroke(name), words.failures.uploadFix, {
    detail: `HTTP ${request.status} ${request.responseText.slice(0, 500)}`,
  })
}

/**
 * Exchanges the one-time token in the link's fragment for a cookie that scripts cannot read, and takes the token out of the
 * address and its history entry. Without a token the cookie of an earlier exchange counts.
 * @returns why it was not let in; null when it was, or when the engine's own answers will tell
 */
export async function enterSession(location: Location, history: History): Promise<Failure | null> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return null
  history.replaceState(null, '', location.pathname + location.search)
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      credentials: 'same-origin',
      body: JSON.stringify({ token }),
    })
    const failure = FailureAnswer.safeParse(parseJson(await answer.text()))
    return failure.success ? failure.data.failure : null
  } catch {
    // The first question to the engine fails for the same reason and is shown in full.
    return null
  }
}
