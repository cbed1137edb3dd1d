/** Reads a clip with ffprobe: what a player would show, how long, and which private data it carries. */
import type { FileHandle } from 'node:fs/promises'
import { fail, ok, type Result } from '../../../domain/failure'
import type { AudioFacts, PrivateMetadata, VideoFacts } from '../../../domain/media'
import { formatSides } from '../../../domain/wording'
import { outlineMatroska, outlineMp4, plain } from './boxes'
import { execute } from './child'
import { SAFE_INPUT } from './ffmpeg'
import { damaged, fraction, type Report, readReport, type Stream } from './ffprobe-report'
import { countedRate, frameRate, isLive } from './frame-rate'
import type { Container } from './sniff'

/** Counting packets reads the whole file. */
const SCAN_TIMEOUT_MS = 120_000
/** 8K has 33 million; some cameras go a little beyond. Decoders hold dozens of frames at once. */
const MOST_FRAME_PIXELS = 70_000_000

const UNSAID = /^(unknown|unspecified|reserved)$/

/** What the encoder needs to know of a source beyond its facts. */
export interface SourceTracks {
  /** Length of the picture track alone, in seconds. */
  videoSeconds: number
  /** The same without the time before its first picture. */
  shownSeconds: number
  interlaced: boolean
  /** Pictures in it, where the container counts them. */
  frames?: number
  /** Where reading begins, in seconds, from `leadIn`; where it is missing, at the start of the part that is used. */
  from?: number
}

interface Source {
  path: string
  file: FileHandle
  container: Container
  ffprobe: string
  signal?: AbortSignal
}

/** Failures: `video.damaged`, `video.not-a-video`, `video.unreadable`, `setup.no-ffprobe`, `cancelled`. */
export async function videoFacts(source: Source): Promise<Result<VideoFacts>> {
  const { size: bytes } = await source.file.stat()
  const mp4 = source.container === 'mp4' || source.container === 'mov'
  const outline = mp4
    ? await outlineMp4(source.file, bytes)
    : source.container === 'matroska'
      ? await outlineMatroska(source.file, bytes)
      : plain
  if (outline.missingBytes > 0)
    return damaged(`${outline.missingBytes} of its ${outline.missingBytes + bytes} bytes are missing at the end.`)

  if (outline.refersElsewhere)
    return fail(
      'video.refers-elsewhere',
      'The clip holds no pictures of its own; it points at another file or link, which is not opened.',
      'Export it as a self-contained file.',
    )

  const report = await readReport(source)
  if (!report.ok) return report
  const { streams, format } = report.value
  const video = pictureTrack(streams)
  const sounds = streams.filter((stream) => stream.codec_type === 'audio')
  if (!video) {
    const what = sounds.length > 0 ? 'The file holds sound only, no pictures.' : 'The file holds no picture track.'
    return fail('video.not-a-video', what, 'Choose a clip with moving pictures.')
  }
  if (!video.width || !video.height || !video.codec_name || !video.pix_fmt)
    return fail(
      'video.unreadable',
      `The pictures of the clip cannot be read${video.codec_name ? ` (${video.codec_name})` : ''}.`,
      'Save it as MP4 with H.264, then try again.',
    )

  if (video.width * video.height > MOST_FRAME_PIXELS)
    return fail(
      'video.too-many-pixels',
      `The clip is ${formatSides({ width: video.width, height: video.height })}, ${Math.round((video.width * video.height) / 1e6)} million pixels a frame.`,
      'Export it at 8K or smaller.',
    )

  if (hasClosedColours(video))
    return fail(
      'video.closed-colours',
      'The colours of the clip are Dolby Vision’s own. Read by anything else they turn green and purple.',
      'Export it as SDR, HDR10 or HLG.',
    )

  const sound = chosenSound(sounds)
  const seconds = await measureSeconds(source, report.value, [video, ...(sound ? [sound] : [])])
  if (!seconds.ok) return seconds
  const named = frameRate(video)
  const rate =
    named && isLive(source.container)
      ? await countedRate(source, named, { start: Number(format.start_time), seconds: seconds.value })
      : named
  if (rate === null)
    return fail(
      'video.unreadable',
      'The clip does not say how many pictures it shows a second.',
      'Save it as MP4 with H.264, then try again.',
    )
  const shape = displayShape(video)
  return ok({
    kind: 'video',
    container:
      source.container === 'matroska' ? (format.format_name?.includes('webm') && isWebm(streams) ? 'webm' : 'matroska') : source.container,
    codec: video.codec_name,
    profile: video.profile === undefined || video.profile === 'unknown' ? null : String(video.profile),
    pixelFormat: video.pix_fmt,
    bitDepth: bitDepth(video.pix_fmt),
    ...shape,
    gap: null,
    ...rate,
    seconds: seconds.value,
    bytes,
    dynamicRange: video.color_transfer === 'smpte2084' ? 'pq' : video.color_transfer === 'arib-std-b67' ? 'hlg' : 'sdr',
    colourMatrix: video.color_space && !UNSAID.test(video.color_space) ? video.color_space : null,
    audio: audioFacts(sounds, sound, seconds.value),
    faststart: outline.faststart,
    hiddenSeconds: outline.hiddenSeconds,
    privateMetadata: privateKinds(report.value),
  })
}

/** @param seconds what the source's facts say, for containers whose tracks do not know their own length */
export async function sourceTracks(path: string, ffprobe: string, seconds: number, signal?: AbortSignal): Promise<Result<SourceTracks>> {
  const report = await readReport({ path, ffprobe, signal })
  if (!report.ok) return report
  const video = pictureTrack(report.value.streams)
  if (!video) return fail('video.not-a-video', 'The file holds no picture track.', 'Choose a clip with moving pictures.')
  return ok({
    videoSeconds: endOf(video, report.value) ?? seconds,
    shownSeconds: lengthOf(video) ?? seconds,
    interlaced: video.field_order !== undefined && !['progressive', 'unknown'].includes(video.field_order),
    ...(Number(video.nb_frames) > 0 && { frames: Number(video.nb_frames) }),
  })
}

/** The first real picture track; ffmpeg's stream specifier `V` means the same. Cover art is a still, not a clip. */
function pictureTrack(streams: Stream[]): Stream | undefined {
  return streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1)
}

/**
 * Profile 5, and what took it over for AV1 and for two eyes, holds IPT instead of YCbCr, and the curves to undo that beside the frames:
 * its base layer is compatible with nothing (0). What phones record is profile 8, whose base layer is HLG.
 */
function hasClosedColours(video: Stream): boolean {
  return (video.side_data_list ?? []).some((data) => [5, 10, 20].includes(data.dv_profile ?? 0) && data.dv_bl_signal_compatibility_id === 0)
}

function isWebm(streams: Stream[]): boolean {
  return streams.every(
    (stream) => !['video', 'audio'].includes(stream.codec_type ?? '') || /^(vp8|vp9|av1|opus|vorbis)$/.test(stream.codec_name ?? ''),
  )
}

function displayShape(video: Stream): Pick<VideoFacts, 'width' | 'height' | 'rotation' | 'squarePixels'> {
  const [coded, height] = [video.width!, video.height!]
  const aspect = fraction(video.sample_aspect_ratio?.replace(':', '/'))
  const width = Math.max(1, Math.round(coded * (aspect ?? 1)))
  // The display matrix turns counter-clockwise, the older tag clockwise.
  const matrix = video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation
  const turn = matrix === undefined ? Number(video.tags?.rotate ?? 0) : -matrix
  // ffprobe prints the least integer where a damaged matrix turns nothing; ffmpeg then leaves the picture as it is.
  const quarters = Math.abs(turn) <= 360 ? Math.round(turn / 90) : 0
  const rotation = ((((quarters * 90) % 360) + 360) % 360) as 0 | 90 | 180 | 270
  const lying = rotation === 90 || rotation === 270
  return { width: lying ? height : width, height: lying ? width : height, rotation, squarePixels: width === coded }
}

function bitDepth(pixelFormat: string): number {
  const named = /p(?:0)?(9|10|12|14|16)(?:le|be)?$/.exec(pixelFormat) ?? /^(?:gray|x2rgb|x2bgr|y2)(10|12|14|16)/.exec(pixelFormat)
  return named ? Number(named[1]) : /(48|64)(le|be)$/.test(pixelFormat) ? 16 : 8
}

/** What a player would begin with: the first default track. Phones add a second one of a kind that nothing else can decode. */
function chosenSound(sounds: Stream[]): Stream | undefined {
  const known = sounds.filter((sound) => sound.codec_name !== undefined && sound.codec_name !== 'unknown' && (sound.channels ?? 0) > 0)
  return known.find((sound) => sound.disposition?.default === 1) ?? known[0] ?? sounds[0]
}

function audioFacts(sounds: Stream[], chosen: Stream | undefined, seconds: number): AudioFacts | null {
  if (!chosen) return null
  return {
    codec: chosen.codec_name ?? 'unknown',
    channels: chosen.channels ?? 0,
    sampleRate: Number(chosen.sample_rate ?? 0),
    seconds: lengthOf(chosen) ?? seconds,
    tracks: sounds.length,
    track: sounds.indexOf(chosen),
  }
}

/** The latest end of the picture and sound tracks; where they do not say, the container's word; where it is silent, the packets'. */
async function measureSeconds(source: Source, report: Report, tracks: Stream[]): Promise<Result<number>> {
  const ends = tracks.map((track) => endOf(track, report))
  if (ends.every((end) => end !== null)) return ok(Math.max(...ends))
  const whole = seconds(report.format.duration)
  if (whole !== null) return ok(whole)

  let [first, last] = [Number.POSITIVE_INFINITY, 0]
  const args = [
    '-v',
    'error',
    '-hide_banner',
    ...SAFE_INPUT,
    '-select_streams',
    'V:0',
    '-show_entries',
    'packet=pts_time,duration_time',
    '-of',
    'csv=p=0',
    source.path,
  ]
  const outcome = await execute(source.ffprobe, args, {
    timeoutMs: SCAN_TIMEOUT_MS,
    signal: source.signal,
    onLine(line) {
      const [at, length] = line.split(',').map(Number)
      if (at === undefined || !Number.isFinite(at)) return
      first = Math.min(first, at)
      last = Math.max(last, at + (Number.isFinite(length) ? length! : 0))
    },
  })
  if (outcome.kind === 'aborted') return fail('cancelled', 'Stopped before the clip was read.', 'Start it again when you like.')
  if (outcome.kind !== 'exited' || !(last > first))
    return fail('video.unreadable', 'The length of the clip cannot be found out.', 'Save it anew as MP4 with H.264, then try again.')
  return ok(last - first)
}

/** Where a track ends on the clip's own clock, in seconds. */
function endOf(track: Stream, report: Report): number | null {
  const length = lengthOf(track)
  if (length === null) return null
  const start = Number(track.start_time ?? 0) - Number(report.format.start_time ?? 0)
  return length + (Number.isFinite(start) ? Math.max(0, start) : 0)
}

/** Matroska keeps a track's length in a tag, `00:00:12.000000000`. */
function lengthOf(track: Stream): number | null {
  const own = seconds(track.duration)
  if (own !== null) return own
  const parts = Object.entries(track.tags ?? {})
    .find(([key]) => /^DURATION(-|$)/i.test(key))?.[1]
    .split(':')
    .map(Number)
  if (parts?.length !== 3 || parts.some((part) => !Number.isFinite(part))) return null
  const total = parts[0]! * 3600 + parts[1]! * 60 + parts[2]!
  return total > 0 ? total : null
}

function seconds(value: string | undefined): number | null {
  const number = value === undefined ? Number.NaN : Number(value)
  return Number.isFinite(number) && number > 0 ? number : null
}

/** Tracks of measurements that cameras and phones record beside the pictures. */
const TELEMETRY = /^(gpmd|camm|mebx|djmd|dbgi|rtmd)$/

function privateKinds(report: Report): PrivateMetadata[] {
  const found = new Set<PrivateMetadata>()
  for (const tags of [report.format.tags, ...report.streams.map((stream) => stream.tags)])
    for (const key of Object.keys(tags ?? {})) {
      if (/location|gps|^©?xyz$|latitude|longitude/i.test(key)) found.add('location')
      if (/(^|[._])(make|model|manufacturer)(-|$)|(^|[._])android\.version$|quicktime\.software|firmware/i.test(key)) found.add('device')
      if (/^(artist|author|album_artist|composer|director|producer|performer|owner)(-|$)|quicktime\.(author|artist)/i.test(key))
        found.add('person')
      if (/serial|camera.?id|device.?id/i.test(key)) found.add('serial-number')
    }
  if (report.streams.some((stream) => TELEMETRY.test(stream.codec_tag_string ?? ''))) {
    found.add('location')
    found.add('device')
  }
  return (['location', 'device', 'person', 'serial-number'] as const).filter((kind) => found.has(kind))
}
