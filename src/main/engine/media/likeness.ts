/** How much of the source's pictures survived the encoder: SSIM against what the encoder was given, kept in the record. */
import type { VideoFacts } from '../../../domain/media'
import type { VideoPlan } from '../../../domain/plan-video'
import { execute } from './child'
import { likenessArguments, likenessPlace } from './encode-arguments'
import { SAFE_INPUT } from './ffmpeg'
import { leadIn } from './lead-in'
import { sourceTracks } from './video-facts'

/** Where the clip is compared, as shares of it; comparing all of it would take a quarter of the time of encoding it. */
const PLACES = [0.1, 0.5, 0.9]
const TIMEOUT_MS = 60_000

export interface Compared {
  source: string
  facts: VideoFacts
  plan: VideoPlan
  made: string
  ffmpeg: string
  ffprobe: string
  signal?: AbortSignal
}

/**
 * Mean SSIM over all planes, 0–1, of a dozen frames at three places of the finished clip.
 * @returns null where it cannot be measured, which is no fault of the clip
 */
export async function likeness(compared: Compared): Promise<number | null> {
  const { source, facts, plan, made, ffmpeg, signal } = compared
  const tracks = await sourceTracks(source, compared.ffprobe, facts.seconds, signal)
  if (!tracks.ok) return null
  const measured: number[] = []
  for (const place of PLACES) {
    const at = likenessPlace(plan, place)
    const { inputs, output } = likenessArguments(plan, facts, tracks.value, at, await leadIn(compared, at.given))
    const args = [
      '-nostdin',
      '-hide_banner',
      '-nostats',
      ...SAFE_INPUT,
      ...inputs[0],
      '-i',
      source,
      ...SAFE_INPUT,
      ...inputs[1]!,
      '-i',
      made,
      ...output,
    ]
    const outcome = await execute(ffmpeg, args, { timeoutMs: TIMEOUT_MS, signal })
    const all = outcome.kind === 'exited' && outcome.code === 0 ? Number(/SSIM .*All:([\d.]+)/.exec(outcome.stderr)?.[1]) : Number.NaN
    if (!Number.isFinite(all)) return null
    measured.push(all)
  }
  return Math.round((measured.reduce((sum, one) => sum + one, 0) / measured.length) * 1e4) / 1e4
}
