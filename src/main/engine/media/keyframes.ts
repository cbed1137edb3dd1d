/** Where a clip may be cut without encoding it: its keyframes next to two places. */
import type { Subject } from '../../../domain/assess'
import type { VideoFacts } from '../../../domain/media'
import { SNAP_SECONDS } from '../../../domain/plan-video'
import { execute } from './child'
import { SAFE_INPUT } from './ffmpeg'
import type { Tools } from './tools'

const TIMEOUT_MS = 10_000
/** A handle that is dragged asks again and again; this many answers are kept. */
const MOST_KNOWN = 200
const known = new Map<string, Promise<number[]>>()

/** The subject of a plan, with the keyframes near the ends of the trim where there is one that could be cut at them. */
export async function withKeyframes<S extends Subject>(subject: S, path: string, tools: Tools, signal?: AbortSignal): Promise<S> {
  const { video, edits } = subject
  if (!edits.trim || !tools.ffprobe || !/^(mp4|mov)$/.test(video.container)) return subject
  const places = [edits.trim.start, edits.trim.end].filter((place) => place > 0 && place < video.seconds)
  const found = await Promise.all(places.map((place) => near(path, video, place, tools.ffprobe!.path, signal)))
  return { ...subject, keyframes: found.flat() }
}

function near(path: string, { bytes }: VideoFacts, place: number, ffprobe: string, signal?: AbortSignal): Promise<number[]> {
  const key = `${path}\n${bytes}\n${place}`
  const before = known.get(key)
  if (before) return before
  const asked = ask(path, place, ffprobe, signal)
  known.set(key, asked)
  const oldest = known.size > MOST_KNOWN ? known.keys().next().value : undefined
  if (oldest !== undefined) known.delete(oldest)
  // What was broken off says nothing about the clip.
  signal?.addEventListener('abort', () => known.delete(key), { once: true })
  return asked
}

/** Empty where it cannot be found out: then the clip is encoded. */
async function ask(path: string, place: number, ffprobe: string, signal?: AbortSignal): Promise<number[]> {
  const found = await keyframePackets(path, place, ffprobe, signal)
  return found.map(({ shown }) => shown).filter((at) => Math.abs(at - place) <= SNAP_SECONDS)
}

/** Seconds by which the keyframe at this place is decoded before it is shown; null where there is none, or no telling. */
export async function decodedBefore(path: string, place: number, ffprobe: string, signal?: AbortSignal): Promise<number | null> {
  const found = await keyframePackets(path, place, ffprobe, signal)
  const nearest = found.sort((a, b) => Math.abs(a.shown - place) - Math.abs(b.shown - place))[0]
  return nearest && Number.isFinite(nearest.decoded) ? nearest.shown - nearest.decoded : null
}

/** Packets are read by the file's own clock, which may begin this far from 0 (priming of the sound in fragmented MP4: 21 ms). */
const CLOCK_SECONDS = 0.25

/** Reads the packets around the place only; nothing is decoded. Times are the clip's, which begins at 0. */
async function keyframePackets(path: string, place: number, ffprobe: string, signal?: AbortSignal) {
  const reach = SNAP_SECONDS + CLOCK_SECONDS
  const interval = `${Math.max(0, place - reach).toFixed(3)}%${(place + reach).toFixed(3)}`
  const options = ['-v', 'error', '-hide_banner', ...SAFE_INPUT, '-select_streams', 'V:0', '-read_intervals', interval]
  const entries = ['-show_entries', 'packet=pts_time,dts_time,flags:format=start_time', '-of', 'csv']
  const outcome = await execute(ffprobe, [...options, ...entries, path], { timeoutMs: TIMEOUT_MS, signal })
  if (outcome.kind !== 'exited' || outcome.code !== 0) return []
  const lines = outcome.stdout.split('\n').map((line) => line.split(','))
  const start = Number(lines.find(([kind]) => kind === 'format')?.[1])
  const zero = Number.isFinite(start) ? start : 0
  return lines
    .filter(([kind, shown, , flags]) => kind === 'packet' && flags?.startsWith('K') && Number.isFinite(Number(shown)))
    .map(([, shown, decoded]) => ({ shown: Number(shown) - zero, decoded: Number(decoded) - zero }))
}
