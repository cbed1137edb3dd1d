/** One film under the common clock: what the clock knows of its element. Knows nothing of the other films. */

export interface Film {
  readonly key: string
  readonly element: HTMLVideoElement
  /** Where the element was last sent by the clock, in its own seconds: a seek to anywhere else came from outside. */
  sent: number
  /** Whether the clock wants it to play. */
  wanted: boolean
  /** A play that has not begun yet. */
  starting: boolean
  /** The picture that was last put on the screen: its own time, and when that was (seconds, milliseconds). */
  shown: { mediaTime: number; at: number } | null
}

/** Too little is left to play: the film rests at its last picture. */
const AT_END_SECONDS = 0.02
const LAST_SECONDS = 0.25
/** Two places that are one. */
const SAME_PLACE_SECONDS = 0.002
/** A picture that was shown longer ago says nothing of now. */
const SHOWN_LATELY_MS = 250
/** What a nudge may change of the speed, and where it begins; nobody hears the films that are nudged. */
const MOST_NUDGE = 0.2
const LEAST_DRIFT_SECONDS = 0.004
/** A nudge makes up for the distance in about this time. */
const MAKE_UP_SECONDS = 0.35
/** A seek shows as a jump, so that it is left for what the speed cannot mend. */
const MOST_DRIFT_SECONDS = 0.3

export function createFilm(key: string, element: HTMLVideoElement): Film {
  return { key, element, sent: 0, wanted: false, starting: false, shown: null }
}

/** Seconds; 0 until known. */
export function lengthOf({ element }: Film): number {
  return Number.isFinite(element.duration) ? element.duration : 0
}

/** Whether there is something to play at this time of its own. */
export function hasMore(film: Film, own: number): boolean {
  return own >= 0 && own < lengthOf(film) - AT_END_SECONDS && !film.element.ended
}

/** Close to its end there may be nothing more to load than what is shown. */
export function isReady(film: Film): boolean {
  const { element } = film
  const last = element.currentTime > lengthOf(film) - LAST_SECONDS
  return !element.seeking && element.readyState >= (last ? HTMLMediaElement.HAVE_CURRENT_DATA : HTMLMediaElement.HAVE_FUTURE_DATA)
}

/** Sends it to a time of its own; before its beginning and after its end it rests there. */
export function place(film: Film, own: number): void {
  const length = lengthOf(film)
  if (length === 0) return
  const aim = Math.min(Math.max(0, own), length)
  if (Math.abs(film.element.currentTime - aim) < SAME_PLACE_SECONDS) return
  film.sent = aim
  film.shown = null
  film.element.currentTime = aim
}

export function stop(film: Film): void {
  film.wanted = false
  if (!film.element.paused) film.element.pause()
}

/** @param refused told where the browser does not let it play */
export function start(film: Film, rate: number, refused: () => void): void {
  film.wanted = true
  if (film.starting || !film.element.paused) return
  film.starting = true
  film.element.playbackRate = rate
  film.element
    .play()
    .catch((error: unknown) => {
      // A play that is overtaken by a pause or a new source is no fault.
      if (error instanceof DOMException && error.name === 'NotAllowedError') refused()
    })
    .finally(() => {
      film.starting = false
    })
}

/** Brings a running film to where it should be: by a slightly other speed, or by a jump where it is far away. */
export function keepUp(film: Film, own: number, rate: number): void {
  const behind = own - film.element.currentTime
  if (Math.abs(behind) > MOST_DRIFT_SECONDS * Math.max(1, rate)) {
    place(film, own)
    return
  }
  const nudge = Math.abs(behind) < LEAST_DRIFT_SECONDS ? 0 : Math.max(-MOST_NUDGE, Math.min(MOST_NUDGE, behind / MAKE_UP_SECONDS))
  const wanted = rate * (1 + nudge)
  // Each change costs the element something.
  if (Math.abs(film.element.playbackRate - wanted) > 0.005 * rate) film.element.playbackRate = wanted
}

/** Watches which picture is on the screen, where the browser tells. @returns ends it */
export function watchPictures(film: Film): () => void {
  const { element } = film
  if (!('requestVideoFrameCallback' in element)) return () => {}
  let handle = 0
  const seen: VideoFrameRequestCallback = (_now, { mediaTime, expectedDisplayTime }) => {
    film.shown = { mediaTime, at: expectedDisplayTime }
    handle = element.requestVideoFrameCallback(seen)
  }
  handle = element.requestVideoFrameCallback(seen)
  return () => element.cancelVideoFrameCallback(handle)
}

/** Where it is now, in seconds of its own: by the picture on the screen where that is known, else by the element's clock. */
export function standing(film: Film, now: number, rate: number): number {
  const { shown, element } = film
  if (!shown || element.paused || Math.abs(now - shown.at) > SHOWN_LATELY_MS) return element.currentTime
  return shown.mediaTime + ((now - shown.at) / 1000) * rate
}
