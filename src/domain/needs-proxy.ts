/** Whether the window can show a clip as it is. Pure. */
import type { VideoFacts } from './media'

/** Chromium fails at other ones in silence: time runs, and the picture has no width. */
const shownCodecs = new Set(['h264', 'vp8', 'vp9', 'av1'])
const shownContainers = new Set(['mp4', 'mov', 'webm'])
const shownPixels = new Set(['yuv420p', 'yuvj420p'])

/** True where Chromium cannot be trusted to show the clip, so that a copy it can show has to be made. */
export function needsProxy(facts: Pick<VideoFacts, 'container' | 'codec' | 'pixelFormat'>): boolean {
  return !(shownContainers.has(facts.container) && shownCodecs.has(facts.codec) && shownPixels.has(facts.pixelFormat))
}
