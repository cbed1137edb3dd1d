/** What the engine finds in the clip on the table: first a quick strip, then, behind it, the look through all of it. */
import { useEffect, useState } from 'react'
import type { ClipStrip, MediaItem } from '../../contract/shapes'
import type { ClipMap } from '../../domain/clip-map'
import { needsProxy } from '../../domain/needs-proxy'
import { ask, type Line } from '../client'

export interface ClipLook {
  strip: ClipStrip | null
  map: ClipMap | null
  /** 0–1 while it is looked through; null before, after, and when that failed: nothing depends on it. */
  fraction: number | null
  /** A copy that the browser shows. `none`: the clip itself will do. */
  proxy: { href: string } | 'none' | 'making' | 'failed'
}

const unseen: ClipLook = { strip: null, map: null, fraction: null, proxy: 'none' }

export function useClipLook(line: Line, item: MediaItem | null): ClipLook {
  const [look, setLook] = useState<ClipLook & { of: string | null }>({ ...unseen, of: null })
  const id = item?.facts.kind === 'video' ? item.id : null
  const copies = item?.facts.kind === 'video' && needsProxy(item.facts)
  useEffect(() => {
    if (id === null) return
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, line.closed])
    setLook({ ...unseen, proxy: copies ? 'making' : 'none', of: id })
    const change = (part: Partial<ClipLook>) => {
      if (!signal.aborted) setLook((known) => (known.of === id ? { ...known, ...part } : known))
    }
    const showStrip = async () => {
      const strip = await ask(line, (asked) => line.client.media.strip({ id }, { signal: asked }), signal)
      if (strip.ok) change({ strip: strip.value })
    }
    const showCopy = async () => {
      const proxy = await ask(line, (asked) => line.client.media.proxy({ id }, { signal: asked }), signal)
      change({ proxy: proxy.ok ? proxy.value : 'failed' })
    }
    const lookThrough = async () => {
      for await (const event of await line.client.media.map({ id }, { signal })) {
        if (event.event === 'progress') change({ fraction: event.fraction })
        else change({ fraction: null, map: event.result.ok ? event.result.value : null })
      }
      await showStrip()
    }
    const work = async () => {
      await showStrip()
      // Whoever cannot see the clip waits for the copy, not for the map.
      if (copies) await showCopy()
      await lookThrough()
    }
    // The line is gone or the clip was replaced; the table says so where it matters.
    work().catch(() => change({ fraction: null }))
    return () => stop.abort()
  }, [line, id, copies])
  return look.of === id ? look : unseen
}
