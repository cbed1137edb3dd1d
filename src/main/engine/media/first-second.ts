/** Whether the beginning of a clip really decodes: a container can be whole around pictures that are not. */
import { execute } from './child'
import { SAFE_INPUT } from './ffmpeg'

const TIMEOUT_MS = 60_000

/** @returns null when the first second decodes, or ffmpeg's complaint */
export async function complaintAboutFirstSecond(path: string, ffmpeg: string, signal?: AbortSignal): Promise<string | null> {
  const outcome = await execute(
    ffmpeg,
    ['-nostdin', '-hide_banner', '-v', 'error', '-xerror', ...SAFE_INPUT, '-t', '1', '-i', path, '-map', '0:V:0', '-f', 'null', '-'],
    { timeoutMs: TIMEOUT_MS, signal },
  )
  if (outcome.kind === 'exited' && outcome.code === 0) return null
  return 'stderr' in outcome && outcome.stderr.trim() !== '' ? outcome.stderr.slice(-1500) : outcome.kind
}
