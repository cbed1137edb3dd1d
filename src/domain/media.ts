/**
 * What we know of a file. Facts are measured (by `engine/media/probe.ts`), never wished.
 *
 * Sides are *display* pixels: EXIF orientation, rotation flag and pixel aspect are already applied,
 * because that is what a person sees and what every provider's limit speaks of.
 */
import { z } from 'zod'

/** Rectangle in display pixels of the original; origin is the upper left corner. */
export const Crop = z.object({
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
})
export type Crop = z.infer<typeof Crop>

/** Part of a clip, in seconds from its start. */
export const TimeRange = z
  .object({ start: z.number().min(0), end: z.number().positive() })
  .refine((range) => range.end > range.start, { message: 'The end of a range must come after its start.' })
export type TimeRange = z.infer<typeof TimeRange>

/** Metadata that says something about a person or a device. Which kinds are present, never their values. */
export const PrivateMetadata = z.enum(['location', 'device', 'person', 'serial-number'])
export type PrivateMetadata = z.infer<typeof PrivateMetadata>

export const ImageFacts = z.object({
  kind: z.literal('image'),
  /** Container by content, not by name: `jpeg`, `png`, `webp`, `avif`, `tiff`, `gif`, `svg`, … */
  format: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().nonnegative(),
  /** EXIF orientation 1–8; 1 means the stored pixels are already upright. */
  exifOrientation: z.number().int().min(1).max(8),
  hasAlpha: z.boolean(),
  bitDepth: z.number().int().positive(),
  /** `srgb`, `cmyk`, `b-w`, … as libvips names it; for pixels that mean other colours than sRGB, their profile's name. */
  colourSpace: z.string(),
  frames: z.number().int().positive(),
  /** A second layer that brightens the picture on HDR screens; the first layer alone is a whole SDR picture. */
  gainMap: z.boolean().default(false),
  privateMetadata: z.array(PrivateMetadata),
})
export type ImageFacts = z.infer<typeof ImageFacts>

export const AudioFacts = z.object({
  codec: z.string(),
  channels: z.number().int().nonnegative(),
  sampleRate: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
  tracks: z.number().int().positive(),
  /** Which of the tracks these facts are of, from 0: the first one marked as default that can be decoded, else the first that can. */
  track: z.number().int().nonnegative().default(0),
})
export type AudioFacts = z.infer<typeof AudioFacts>

export const VideoFacts = z.object({
  kind: z.literal('video'),
  /** `mp4`, `mov`, `webm`, `matroska`, `avi`, `mpegts`, `gif`, … */
  container: z.string(),
  codec: z.string(),
  profile: z.string().nullable(),
  pixelFormat: z.string(),
  bitDepth: z.number().int().positive(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  /** Clockwise turn a player applies, 0, 90, 180 or 270 degrees. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  squarePixels: z.boolean(),
  frameRate: z.number().positive(),
  constantFrameRate: z.boolean(),
  /** The longest time in which no new picture comes, from one second on; only known of containers that are read through for it. */
  gap: TimeRange.nullable().default(null),
  /** The longer of the video and the audio track, in seconds: what a provider measures at the worst. */
  seconds: z.number().nonnegative(),
  bytes: z.number().int().nonnegative(),
  dynamicRange: z.enum(['sdr', 'pq', 'hlg']),
  /** How its colours were made into video, by ffmpeg's name (`bt709`, `smpte170m`, …); null where the file does not say. */
  colourMatrix: z.string().nullable().default(null),
  audio: AudioFacts.nullable(),
  /** `moov` before `mdat`: the file can be read from its start. True for containers that have no moov. */
  faststart: z.boolean(),
  /** Seconds of pictures or sound that are in the file and not shown, since an edit list hides them; 0 where it is next to nothing. */
  hiddenSeconds: z.number().nonnegative().default(0),
  privateMetadata: z.array(PrivateMetadata),
})
export type VideoFacts = z.infer<typeof VideoFacts>

export const MediaFacts = z.discriminatedUnion('kind', [ImageFacts, VideoFacts])
export type MediaFacts = z.infer<typeof MediaFacts>

/** Pictures with fewer lines that do not say how their colours were made are shown with the older matrix, by browsers and players alike. */
const OLD_MATRIX_BELOW = 720

/** By which matrix players show the clip. The lines are those of its stored pixels. */
export function shownMatrix({ colourMatrix, rotation, width, height }: VideoFacts): string {
  return colourMatrix ?? ((rotation % 180 === 0 ? height : width) < OLD_MATRIX_BELOW ? 'smpte170m' : 'bt709')
}

/** What borders are made of and what is put behind transparency; behind transparency `blur` means white. */
export const PadWith = z.union([z.enum(['white', 'black', 'blur']), z.string().regex(/^#[0-9a-fA-F]{6}$/)])
export type PadWith = z.infer<typeof PadWith>

/** What the person chose to do with the two files; everything else is the planner's. */
export const Edits = z.object({
  trim: TimeRange.optional(),
  cropImage: Crop.optional(),
  cropVideo: Crop.optional(),
  fit: z.enum(['crop', 'pad']).default('crop'),
  padWith: PadWith.default('white'),
  /** How a clip that is too short may be made longer. Never chosen for the person. */
  tooShort: z.enum(['loop', 'slow', 'hold']).optional(),
  keepMetadata: z.boolean().default(false),
})
export type Edits = z.infer<typeof Edits>

export const noEdits: Edits = { fit: 'crop', padWith: 'white', keepMetadata: false }

/** `#rrggbb` of a plain ground. */
export function groundColour(padWith: PadWith): string {
  return padWith === 'black' ? '#000000' : padWith === 'white' || padWith === 'blur' ? '#ffffff' : padWith.toLowerCase()
}

/** Whether a pixel format holds the colours of screens, by ffmpeg's names; such clips have no matrix. */
export function isRgb(pixelFormat: string): boolean {
  return /rgb|bgr|gbr/.test(pixelFormat) || pixelFormat === 'pal8'
}

/** Whether frames of this pixel format can be transparent, by ffmpeg's names: `rgba`, `yuva444p10le`, `pal8`, … */
export function canBeTransparent(pixelFormat: string): boolean {
  return /^(rgba|bgra|argb|abgr|gbrap|yuva|ya8|ya16|pal8|ayuv)/.test(pixelFormat)
}
