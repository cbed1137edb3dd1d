/** From a file or a link in the window to a medium that the engine knows. */
import type { MediaItem, MediaSource } from '../../contract/shapes'
import type { Result } from '../../domain/failure'
import { ask, type Line } from '../client'
import type { Kind } from './composition'

export interface Dropped {
  file: File
  isFolder: boolean
}

/** How a medium is named to the engine, with progress 0–1 (null where it cannot be told) on the way. */
export type Source = (signal: AbortSignal, onProgress: (fraction: number) => void) => Promise<Result<MediaSource>>

export function fileSource(line: Line, file: File): Source {
  return async (signal, onProgress) => {
    const ticket = await line.host.admit(file, onProgress, signal)
    return ticket.ok ? { ok: true, value: { ticket: ticket.value } } : ticket
  }
}

/** First the bytes travel, which has a progress; then the engine reads the file, which has none. */
export async function read(
  line: Line,
  source: Source,
  as: Kind | undefined,
  signal: AbortSignal,
  onProgress: (fraction: number | null) => void,
): Promise<Result<MediaItem>> {
  const found = await source(signal, onProgress)
  onProgress(null)
  if (!found.ok) return found
  return ask(line, (stop) => line.client.media.open({ ...found.value, as }, { signal: stop }), signal)
}

const imageEndings = /\.(jpe?g|png|webp|avif|heic|heif|gif|tiff?|bmp|svg)$/i
const videoEndings = /\.(mp4|mov|m4v|webm|mkv|avi|mpe?g|ts|mts|m2ts|wmv|flv|3gp|ogv)$/i

/** By what the browser says and by the name; the engine reads the content and has the last word. */
export function kindOf(file: File): Kind | null {
  if (file.type.startsWith('image/') || imageEndings.test(file.name)) return 'image'
  if (file.type.startsWith('video/') || videoEndings.test(file.name)) return 'video'
  return null
}
