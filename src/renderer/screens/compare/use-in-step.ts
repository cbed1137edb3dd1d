/** Two clips played as one: what happens to either happens to the other. */
import { type RefObject, useCallback, useEffect, useState } from 'react'

export interface InStep {
  playing: boolean
  /** Seconds, of the clip that is furthest. */
  position: number
  /** Length of the longer clip in seconds; 0 until known. */
  length: number
  /** How far the two are apart, in milliseconds. */
  drift: number
  toggle: () => void
  seek: (seconds: number) => void
}

type ClipRef = RefObject<HTMLVideoElement | null>

/** A seek shows as a jump, so that it is left for what the playback rate cannot mend. */
const MOST_DRIFT_SECONDS = 0.3
/** Less than this is what two elements' clocks do by themselves. */
const LEAST_DRIFT_SECONDS = 0.015
/** Two elements that were sent to one place; a smaller difference sent back and forth would never end. */
const SAME_PLACE_SECONDS = 0.12
/** A change of rate that nobody hears. */
const MOST_NUDGE = 0.08

export function useInStep(first: ClipRef, second: ClipRef): InStep {
  const [shown, setShown] = useState({ playing: false, position: 0, length: 0, drift: 0 })

  useEffect(() => {
    const clips = [first.current, second.current].filter((clip) => clip !== null)
    const [a, b] = clips
    if (!a || !b) return
    const other = (clip: HTMLVideoElement) => (clip === a ? b : a)
    const tell = () => {
      const both = !a.ended && !b.ended
      setShown({
        playing: isPlaying(a) || isPlaying(b),
        position: Math.max(a.currentTime, b.currentTime),
        length: Math.max(lengthOf(a), lengthOf(b)),
        drift: both ? Math.round(Math.abs(a.currentTime - b.currentTime) * 1000) : 0,
      })
    }
    const played = (event: Event) => {
      const clip = event.currentTarget as HTMLVideoElement
      const twin = other(clip)
      if (twin.paused && clip.currentTime < lengthOf(twin)) void start(twin)
      tell()
    }
    const paused = (event: Event) => {
      const clip = event.currentTarget as HTMLVideoElement
      // The shorter clip pauses at its end; the longer one plays on.
      if (!clip.ended && !other(clip).paused) other(clip).pause()
      tell()
    }
    const moved = (event: Event) => {
      follow(event.currentTarget as HTMLVideoElement, other(event.currentTarget as HTMLVideoElement))
      tell()
    }
    const ran = () => {
      if (isPlaying(a) && isPlaying(b)) keepUp(a, b)
      tell()
    }
    const events: readonly (readonly [string, (event: Event) => void])[] = [
      ['play', played],
      ['pause', paused],
      ['seeking', moved],
      ['timeupdate', ran],
      ['ended', tell],
      ['loadedmetadata', tell],
      ['durationchange', tell],
    ]
    for (const clip of clips) for (const [name, handle] of events) clip.addEventListener(name, handle)
    tell()
    return () => {
      for (const clip of clips) for (const [name, handle] of events) clip.removeEventListener(name, handle)
    }
  }, [first, second])

  const toggle = useCallback(() => {
    const clips = [first.current, second.current].filter((clip) => clip !== null)
    if (clips.some(isPlaying)) for (const clip of clips) clip.pause()
    else {
      const over = clips.every((clip) => clip.ended || clip.currentTime >= lengthOf(clip))
      for (const clip of clips) {
        if (over) clip.currentTime = 0
        if (!clip.ended) void start(clip)
      }
    }
  }, [first, second])

  const seek = useCallback(
    (seconds: number) => {
      const clips = [first.current, second.current].filter((clip) => clip !== null)
      const playing = clips.some(isPlaying)
      for (const clip of clips) {
        clip.currentTime = Math.min(seconds, lengthOf(clip))
        if (playing && clip.paused && seconds < lengthOf(clip)) void start(clip)
      }
      setShown((before) => ({ ...before, position: seconds }))
    },
    [first, second],
  )

  return { ...shown, toggle, seek }
}

function isPlaying(clip: HTMLVideoElement): boolean {
  return !clip.paused && !clip.ended
}

function lengthOf(clip: HTMLVideoElement): number {
  return Number.isFinite(clip.duration) ? clip.duration : 0
}

/** Sets `twin` to where `clip` is; where that lies behind the end of one of them, the shorter one rests at its end. */
function follow(clip: HTMLVideoElement, twin: HTMLVideoElement): void {
  const aim = Math.min(clip.currentTime, lengthOf(twin))
  const restsAtEnd = clip.currentTime >= lengthOf(clip) - SAME_PLACE_SECONDS && twin.currentTime > clip.currentTime
  if (!restsAtEnd && Math.abs(twin.currentTime - aim) > SAME_PLACE_SECONDS) twin.currentTime = aim
}

/** Brings `twin` to `clip` while both play: by a slightly other rate, or by a jump where they are far apart. */
function keepUp(clip: HTMLVideoElement, twin: HTMLVideoElement): void {
  const behind = clip.currentTime - twin.currentTime
  if (Math.abs(behind) > MOST_DRIFT_SECONDS) follow(clip, twin)
  const nudge = Math.abs(behind) > LEAST_DRIFT_SECONDS ? Math.max(-MOST_NUDGE, Math.min(MOST_NUDGE, behind)) : 0
  twin.playbackRate = clip.playbackRate * (1 + nudge)
}

/** A play that is overtaken by a pause or a new source is no fault. */
async function start(clip: HTMLVideoElement): Promise<void> {
  try {
    await clip.play()
  } catch {
    // The element's own events say what came of it.
  }
}
