/**
 * One clock for any number of films. Each film has its place on the clock; the clock follows the film that is heard, the others
 * follow the clock. A film that is not ready holds all of them, so that none runs away.
 */
import { compareWith, createFilm, type Film, hasMore, isReady, keepUp, lengthOf, place, start, stop, watchPictures } from './film'

export interface Loop {
  a: number
  /** Null while only the beginning is chosen. */
  b: number | null
}

export interface ClockView {
  playing: boolean
  /** Seconds since the first film began. */
  position: number
  /** Seconds from the first beginning to the last end; 0 until known. */
  length: number
  rate: number
  loop: Loop | null
  /** How far the running films are apart, in milliseconds. */
  drift: number
  /** From 0, of the film whose frames are counted. */
  frame: number
  /** Where on the clock each film begins and ends, in seconds. */
  spans: Readonly<Record<string, { start: number; end: number }>>
}

export type Clock = ReturnType<typeof createClock>

/** Until a film's own rate is known. */
const USUAL_RATE = 30
const TOLD_EVERY_MS = 50
const SHORTEST_LOOP_SECONDS = 0.1
/** A seek that ends this far from where the clock sent the film was somebody else's. */
const FOREIGN_SEEK_SECONDS = 0.06

const nothing: ClockView = { playing: false, position: 0, length: 0, rate: 1, loop: null, drift: 0, frame: 0, spans: {} }

export function createClock() {
  const films = new Map<string, Film>()
  const listeners = new Set<() => void>()
  let offsets: Readonly<Record<string, number>> = {}
  let counted = { key: '', rate: USUAL_RATE }
  let heard: string | null = null
  let view = nothing
  let playing = false
  let position = 0
  let rate = 1
  let loop: Loop | null = null
  let drift = 0
  let last = 0
  let told = 0
  let ticking = 0

  const origin = () => Math.min(0, ...[...films.keys()].map((key) => offsets[key] ?? 0))
  const startOf = (key: string) => (offsets[key] ?? 0) - origin()
  const own = (film: Film) => position - startOf(film.key)
  const lengthOfAll = () => Math.max(0, ...[...films.values()].map((film) => startOf(film.key) + lengthOf(film)))

  function tell(): void {
    told = performance.now()
    view = {
      ...{ playing, position, rate, loop },
      length: lengthOfAll(),
      drift: Math.round(drift * 1000),
      frame: Math.max(0, Math.floor((position - startOf(counted.key)) * counted.rate + 0.01)),
      spans: Object.fromEntries(
        [...films.values()].map((film) => [film.key, { start: startOf(film.key), end: startOf(film.key) + lengthOf(film) }]),
      ),
    }
    for (const listener of listeners) listener()
  }

  /** The middle of a frame: at its edges a browser may show the one before. */
  function midFrame(seconds: number): number {
    const start = startOf(counted.key)
    return start + (Math.floor((seconds - start) * counted.rate + 0.01) + 0.5) / counted.rate
  }

  /** Keeping the pitch costs time with every nudge, and serves nobody where nobody listens. */
  function tune(film: Film): void {
    film.element.preservesPitch = film.key === heard
  }

  function placeAll(): void {
    for (const film of films.values()) place(film, own(film))
    drift = 0
  }

  function halt(): void {
    playing = false
    cancelAnimationFrame(ticking)
    for (const film of films.values()) stop(film)
    tell()
  }

  /** Stops where the film that leads is, with all of them at the same moment. */
  function rest(): void {
    const leader = [...films.values()].filter(({ wanted, element }) => wanted && !element.ended).sort((a) => (a.key === heard ? -1 : 0))[0]
    if (leader) position = leader.element.currentTime + startOf(leader.key)
    halt()
    moveTo(position)
  }

  function moveTo(seconds: number): void {
    const length = lengthOfAll()
    position = Math.min(Math.max(0, playing ? seconds : midFrame(seconds)), length)
    placeAll()
    tell()
  }

  function go(): void {
    if (playing) return
    if (position >= lengthOfAll() - 0.02) moveTo(loop?.b ? loop.a : 0)
    playing = true
    last = performance.now()
    drift = 0
    ticking = requestAnimationFrame(tick)
    run()
    tell()
  }

  /** One that was a little behind still comes to its last picture. */
  function restAtEdge(film: Film): void {
    stop(film)
    place(film, own(film))
  }

  /** @returns the films that have something to play now, all of them playing; null while one of them is not ready */
  function run(): Film[] | null {
    const due = [...films.values()].filter((film) => hasMore(film, own(film)))
    for (const film of films.values()) if (!due.includes(film)) restAtEdge(film)
    if (due.some((film) => !isReady(film))) {
      for (const film of due) stop(film)
      return null
    }
    for (const film of due) start(film, rate, halt)
    return due
  }

  function tick(now: number): void {
    if (!playing) return
    ticking = requestAnimationFrame(tick)
    const passed = Math.max(0, (now - last) / 1000)
    last = now
    const running = run()
    if (running) {
      const leader = running.find(({ key }) => key === heard) ?? running[0]
      if (!leader) position += passed * rate
      else if (!leader.starting) position = leader.element.currentTime + startOf(leader.key)
      if (leader) follow(leader, running, now)
    }
    const length = lengthOfAll()
    if (loop?.b && position >= Math.min(loop.b, length - 0.02)) moveTo(loop.a)
    else if (length > 0 && [...films.values()].every((film) => !hasMore(film, own(film)) && own(film) > 0)) {
      position = length
      halt()
    }
    if (now - told > TOLD_EVERY_MS) tell()
  }

  function follow(leader: Film, running: readonly Film[], now: number): void {
    if (leader.element.playbackRate !== rate) leader.element.playbackRate = rate
    const others = running.filter((film) => film !== leader && !film.starting && !leader.starting)
    for (const film of others) {
      keepUp(film, own(film) + film.lead, rate)
      compareWith(leader, film, startOf(film.key) - startOf(leader.key), 1 / counted.rate, rate, now)
    }
    const lags = others.map(({ lag }) => lag)
    drift = Math.max(0, ...lags) - Math.min(0, ...lags)
  }

  /** A film under the clock; headphone keys and the like may move it, and the others go with it. @returns takes it away */
  function attach(key: string, element: HTMLVideoElement): () => void {
    const film = createFilm(key, element)
    films.set(key, film)
    tune(film)
    const known = () => {
      place(film, own(film))
      tell()
    }
    const moved = () => {
      if (Math.abs(element.currentTime - film.sent) < FOREIGN_SEEK_SECONDS) return
      film.sent = element.currentTime
      moveTo(element.currentTime + startOf(key))
    }
    const paused = () => {
      if (playing && film.wanted && !element.ended && element.paused) rest()
    }
    const played = () => {
      if (!film.wanted && !element.paused) go()
    }
    const events = [
      ['loadedmetadata', known],
      ['durationchange', known],
      ['seeking', moved],
      ['pause', paused],
      ['play', played],
    ] as const
    for (const [name, handle] of events) element.addEventListener(name, handle)
    const unwatch = watchPictures(film)
    if (lengthOf(film) > 0) known()
    return () => {
      for (const [name, handle] of events) element.removeEventListener(name, handle)
      unwatch()
      if (films.get(key) === film) films.delete(key)
      if (films.size === 0) halt()
      else tell()
    }
  }

  return {
    attach,
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    view: () => view,
    toggle: () => (playing ? rest() : go()),
    pause: () => {
      if (playing) rest()
    },
    seek: moveTo,
    /** Stops and moves by whole frames of the film whose frames are counted. */
    step(frames: number) {
      if (playing) rest()
      moveTo(midFrame(position) + frames / counted.rate)
    },
    setRate(next: number) {
      rate = next
      for (const film of films.values()) film.element.playbackRate = rate
      tell()
    },
    /** Whose sound is on: the clock follows that film, since a change of its speed would be heard. */
    setHeard(key: string | null) {
      heard = key
      for (const film of films.values()) tune(film)
    },
    /** @param frameRate of the film whose frames are stepped through, per second */
    setCounted(key: string, frameRate: number | null) {
      counted = { key, rate: frameRate ?? USUAL_RATE }
      tell()
    },
    /** Seconds each film begins after 0, also negative. What is shown of the others stays. */
    setOffsets(next: Readonly<Record<string, number>>) {
      const before = origin()
      offsets = next
      position = Math.max(0, position + before - origin())
      placeAll()
      tell()
    },
    setLoop(next: Loop | null) {
      loop = next?.b != null ? { a: Math.min(next.a, next.b - SHORTEST_LOOP_SECONDS), b: next.b } : next
      if (loop) loop = { ...loop, a: Math.max(0, loop.a) }
      tell()
    },
    /** Begins a loop here, ends it here, takes it away: in turn. */
    markLoop() {
      if (!loop) loop = { a: Math.min(position, Math.max(0, lengthOfAll() - SHORTEST_LOOP_SECONDS)), b: null }
      else if (loop.b !== null) loop = null
      else loop = { a: Math.min(loop.a, position), b: Math.max(loop.a + SHORTEST_LOOP_SECONDS, position) }
      tell()
    },
  }
}
