/** Asks ffprobe about a file and reads its answer. */
import { stat } from 'node:fs/promises'
import { z } from 'zod'
import { fail, ok, type Result } from '../../../domain/failure'
import { execute } from './child'
import { SAFE_INPUT } from './ffmpeg'

const PROBE_TIMEOUT_MS = 20_000
/**
 * Where nothing moves for seconds, as on a filmed screen, pictures lie so far apart that ffprobe's five seconds and five megabytes
 * end before it has decoded one, and it does not know their colours.
 */
const LONGER_LOOK = ['-analyzeduration', '60M', '-probesize', '100M']

const text = z.record(z.string(), z.string()).optional()
export const Stream = z.looseObject({
  index: z.number(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  profile: z.union([z.string(), z.number()]).optional(),
  pix_fmt: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  sample_aspect_ratio: z.string().optional(),
  r_frame_rate: z.string().optional(),
  nb_frames: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  start_time: z.string().optional(),
  duration: z.string().optional(),
  color_space: z.string().optional(),
  color_transfer: z.string().optional(),
  field_order: z.string().optional(),
  channels: z.number().optional(),
  sample_rate: z.string().optional(),
  disposition: z.looseObject({ attached_pic: z.number().optional(), default: z.number().optional() }).optional(),
  tags: text,
  side_data_list: z
    .array(
      z.looseObject({
        rotation: z.number().optional(),
        dv_profile: z.number().optional(),
        dv_bl_signal_compatibility_id: z.number().optional(),
      }),
    )
    .optional(),
})
export type Stream = z.infer<typeof Stream>
export const Report = z.looseObject({
  streams: z.array(Stream).default([]),
  format: z.looseObject({
    format_name: z.string().optional(),
    start_time: z.string().optional(),
    duration: z.string().optional(),
    tags: text,
  }),
})
export type Report = z.infer<typeof Report>

interface Asked {
  path: string
  ffprobe: string
  signal?: AbortSignal
}

/** What was said of the files read last. A clip is asked about four times on its way; each time costs a process. */
const heard = new Map<string, Report>()
const MOST_HEARD = 32

/** Failures: `video.damaged`, `video.not-a-video`, `video.unreadable`, `setup.no-ffprobe`, `cancelled`. */
export async function readReport(asked: Asked): Promise<Result<Report>> {
  const key = await identityOf(asked)
  const known = key === null ? undefined : heard.get(key)
  if (known && !asked.signal?.aborted) return ok(known)
  let report = await ask(asked)
  if (report.ok && report.value.streams.some(isHalfSeen)) report = await ask(asked, LONGER_LOOK)
  if (!report.ok || key === null) return report
  heard.set(key, report.value)
  const [oldest] = heard.keys()
  if (heard.size > MOST_HEARD && oldest !== undefined) heard.delete(oldest)
  return report
}

/** Another text as soon as the file is another one or was written to; null where there is none. */
async function identityOf({ path, ffprobe }: Asked): Promise<string | null> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [ffprobe, path, dev, ino, size, mtimeNs, ctimeNs].join('\n')
  } catch {
    return null
  }
}

function isHalfSeen({ codec_type, codec_name, width, height, pix_fmt }: Stream): boolean {
  return codec_type === 'video' && codec_name !== undefined && !(width && height && pix_fmt)
}

async function ask(source: Asked, options: readonly string[] = []): Promise<Result<Report>> {
  const outcome = await execute(
    source.ffprobe,
    ['-v', 'error', '-hide_banner', ...SAFE_INPUT, ...options, '-show_format', '-show_streams', '-of', 'json', source.path],
    { timeoutMs: PROBE_TIMEOUT_MS, signal: source.signal },
  )
  if (outcome.kind === 'aborted') return fail('cancelled', 'Stopped before the clip was read.', 'Start it again when you like.')
  if (outcome.kind === 'not-started')
    return fail('setup.no-ffprobe', `ffprobe cannot be run: ${outcome.reason}`, 'Check the installation of ffmpeg with “choreo doctor”.')
  if (outcome.kind === 'timeout')
    return fail(
      'video.unreadable',
      `Reading the clip took longer than ${PROBE_TIMEOUT_MS / 1000} s.`,
      'Check the disk it lies on, or save it anew as MP4.',
    )
  if (outcome.kind === 'too-much')
    return fail('video.unreadable', 'The clip describes itself at absurd length.', 'Save it anew as MP4 with H.264.')
  // The 2023 build of @ffprobe-installer crashes on MPEG transport streams; that says nothing about the clip.
  if (outcome.code === null)
    return fail(
      'video.unreadable',
      'ffprobe crashed while reading the clip.',
      'Install a newer ffmpeg (see “choreo doctor” for the one in use), or save the clip as MP4.',
    )
  const detail = outcome.stderr.trim().slice(-1500)
  if (outcome.code !== 0) {
    if (/Permission denied/.test(detail))
      return fail('input.no-permission', 'The clip may not be read.', 'Give yourself the right to read it.', { detail })
    if (/moov atom not found/.test(detail)) return damaged('Its index is missing, as in a recording or download that was cut off.', detail)
    return damaged('It cannot be decoded.', detail)
  }
  const report = Report.safeParse(parseJson(outcome.stdout))
  return report.success
    ? ok(report.data)
    : fail('video.unreadable', 'ffprobe described the clip in a way Choreo does not understand.', 'Save the clip anew as MP4 with H.264.', {
        detail: report.error.message.slice(0, 500),
      })
}

export function damaged(what: string, detail?: string) {
  return fail('video.damaged', `The clip is damaged. ${what}`, 'Copy or download it again, or export it anew.', detail ? { detail } : {})
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** `30000/1001` → 29.97; null for `0/0`, `0/1` and nonsense. */
export function fraction(value: string | undefined): number | null {
  const [top, bottom] = (value ?? '').split('/').map(Number)
  const ratio = top! / (bottom ?? 1)
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null
}
