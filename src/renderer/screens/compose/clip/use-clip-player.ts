/** Plays the chosen part of a clip in a loop, goes to any frame of it, and tells where it is without redrawing the window. */
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { TimeRange } from '../../../../domain/media'
import { frameBeside } from './trim-range'

export interface ClipPlayer {
  /** Null until there is an element that plays. */
  video: HTMLVideoElement | null
  attach: (video: HTMLVideoElement | null) => void
  isPlaying: boolean
  /** The chosen part is played again and again; else all of the clip, once. */
  loops: boolean
  setLoops: (loops: boolean) => void
  isMuted: boolean
  setMuted: (muted: boolean) => void
  toggle: () => void
  /** Stops there, to be looked at. */
  show: (time: number) => void
  step: (by: 1 | -1) => void
  time: () => number
  /** Told the time with every frame that is shown; returns how to stop it. */
  onTime: (listener: (time: number) => void) => () => void
}

/** @param used the part that is played; `frame` seconds between two frames */
export function useClipPlayer(used: TimeRange, seconds: number, frame: number): ClipPlayer {
  const [video, attach] = useState<HTMLVideoElement | null>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [isMuted, setMuted] = useState(false)
  const [loops, setLoops] = useState(true)
  const listeners = useRef(new Set<(time: number) => void>())

  const keepInside = useEffectEvent((playing: HTMLVideoElement) => {
    if (!loops) return
    const time = playing.currentTime
    if (time < used.start - frame || time >= used.end - frame / 4) playing.currentTime = used.start
  })
  const begin = useEffectEvent((ended: HTMLVideoElement) => {
    if (!loops) return
    ended.currentTime = used.start
    void ended.play().catch(() => undefined)
  })

  useEffect(() => {
    if (!video) return
    let tick = 0
    const tell = () => {
      for (const listener of listeners.current) listener(video.currentTime)
    }
    const run = () => {
      keepInside(video)
      tell()
      tick = requestAnimationFrame(run)
    }
    const started = () => {
      setPlaying(true)
      cancelAnimationFrame(tick)
      tick = requestAnimationFrame(run)
    }
    const stopped = () => {
      setPlaying(false)
      cancelAnimationFrame(tick)
      tell()
    }
    const ended = () => begin(video)
    const events = { play: started, pause: stopped, ended, seeking: tell, seeked: tell, loadeddata: tell } as const
    for (const [name, listener] of Object.entries(events)) video.addEventListener(name, listener)
    if (!video.paused) started()
    return () => {
      cancelAnimationFrame(tick)
      for (const [name, listener] of Object.entries(events)) video.removeEventListener(name, listener)
    }
  }, [video])
  useEffect(() => {
    if (video) video.muted = isMuted
  }, [video, isMuted])

  return useMemo(() => {
    const show = (time: number) => {
      if (!video) return
      video.pause()
      video.currentTime = Math.min(Math.max(0, time), Math.max(0, seconds - frame / 2))
    }
    return {
      video,
      attach,
      isPlaying,
      loops,
      setLoops,
      isMuted,
      setMuted,
      toggle() {
        // What cannot be played says so where it is shown.
        if (video?.paused) void video.play().catch(() => undefined)
        else video?.pause()
      },
      show,
      step(by) {
        if (video) show(frameBeside(video.currentTime, by, seconds, frame))
      },
      time: () => video?.currentTime ?? 0,
      onTime(listener) {
        listeners.current.add(listener)
        listener(video?.currentTime ?? 0)
        return () => listeners.current.delete(listener)
      },
    }
  }, [video, isPlaying, loops, isMuted, seconds, frame])
}
