/** How much room an element has, in pixels of the window; null before it is laid out. */
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Size } from '../../../domain/plan'

export function useRoom<T extends HTMLElement>(): [RefObject<T | null>, Size | null] {
  const element = useRef<T>(null)
  const [room, setRoom] = useState<Size | null>(null)
  useLayoutEffect(() => {
    const watched = element.current
    if (!watched) return
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = watched
      setRoom((known) => (width === 0 || height === 0 || (known?.width === width && known.height === height) ? known : { width, height }))
    }
    measure()
    const watcher = new ResizeObserver(measure)
    watcher.observe(watched)
    return () => watcher.disconnect()
  }, [])
  return [element, room]
}
