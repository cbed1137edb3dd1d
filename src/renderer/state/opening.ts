/** From a file or a link in the window to a medium that the engine knows. */
import type { MediaItem, MediaSource } from '../../contract/shapes'
import type { Result } from '../../domain/failure'
import { ask, type Line } from '../client'
import type { Kind } from './composition'

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
