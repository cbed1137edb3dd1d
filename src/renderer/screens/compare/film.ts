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
  /** Seconds its picture is behind the leader's, smoothed. */
  lag: number
  /** Seconds it is kept ahead of its place, so that pictures that belong together change at the same moment. */
  lead: number
}

/** Too little is left to play: the film rests at its last picture. */
const AT_END_SECONDS = 0.02
const LAST_SECONDS = 0.25
/** Two places that are one. */
const SAME_PLACE_SECONDS = 0.002
/** A picture that was shown longer ago says nothing of now. */
const SHOWN_LATELY_MS = 250
/** Share of a new measurement in the lag: screens show pictures up to a tick early or late. */
const LAG_SHARE = 0.12
const MOST_LEAD_SECONDS = 0.008
const LEAD_STEP_SECONDS = 0.0004
/** Shares of the speed a nudge may take or add, and where it begins; nobody hears the films that are nudged. */
const MOST_SLOWER = 0.75
const MOST_FASTER = 1
const LEAST_DRIFT_SECONDS = 0.002
/** A nudge makes up for the distance in about this time: sound that falters for a moment must not leave the pictures apart. */
const MAKE_UP_SECONDS = 0.12
/** A seek shows as a jump, so that it is left for what the speed cannot mend. */
const MOST_DRIFT_SECONDS = 0.3

export function createFilm(key: string, element: HTMLVideoElement): Film {
  return { key, element, sent: 0, wanted: false, starting: false, shown: null, lag: 0, lead: 0 }
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
  film.lag = 0
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
  const nudge = Math.abs(behind) < LEAST_DRIFT_SECONDS ? 0 : Math.max(-MOST_SLOWER, Math.min(MOST_FASTER, behind / MAKE_UP_SECONDS))
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

/**
 * Seconds this film is behind the leader, by the pictures on the screen where both are known, else by the elements' clocks. The
 * clocks may agree to the millisecond while one of two pictures that belong together comes a frame late: then the film is led on.
 * @param starts how much later than the leader's this film's own time begins
 * @param frame length of a frame in seconds
 */
export function compareWith(leader: Film, film: Film, starts: number, frame: number, rate: number, now: number): void {
  const known = isLate(leader, now) || isLate(film, now) ? null : { leader: leader.shown!, film: film.shown! }
  const behind = known
    ? known.leader.mediaTime - known.film.mediaTime - ((known.leader.at - known.film.at) / 1000) * rate
    : leader.element.currentTime - film.element.currentTime
  film.lag += LAG_SHARE * (behind - starts - film.lag)
  if (known && Math.abs(film.lag) > frame * 0.6)
    film.lead = Math.max(-MOST_LEAD_SECONDS, Math.min(MOST_LEAD_SECONDS, film.lead + Math.sign(film.lag) * LEAD_STEP_SECONDS))
}

function isLate({ shown }: Film, now: number): boolean {
  return shown === null || Math.abs(now - shown.at) > SHOWN_LATELY_MS
}
