/** What one look through a clip found: where it is cut, black, frozen, how much moves, and how loud it is. */
import { z } from 'zod'
import { TimeRange } from './media'

/** What the camera does. `unclear`: too little to hold on to, or too much at once. */
export const CameraMove = z.enum(['static', 'handheld', 'pan', 'zoom', 'unclear'])
export type CameraMove = z.infer<typeof CameraMove>

/** Sound is described by this many peaks, whatever its length. */
export const PEAKS = 200

export const ClipMap = z.object({
  /** From its start, this much of the clip was looked at. */
  seconds: z.number().nonnegative(),
  /** Time between two frames, as a rule. */
  frameSeconds: z.number().positive(),
  /** Another shot begins at this frame. `score`: how far it is from the frame before, in percent of black to white. */
  cuts: z.array(z.object({ time: z.number(), score: z.number() })),
  /** Light or darkness of a few frames, after which the same shot goes on; no cut. */
  flashes: z.array(z.object({ time: z.number() })),
  /** The same picture all the while. */
  freezes: z.array(TimeRange),
  black: z.array(TimeRange),
  /** For each second: mean change of a pixel within a tenth of a second, in percent of black to white. Null: nothing to compare. */
  motion: z.array(z.number().nullable()),
  /** Estimate, for each second: how fast the fastest tenth of the picture moves, in picture widths a second; null where it cannot be told. */
  speed: z.array(z.number().nullable()),
  /** Estimate, for each second, from what the edges of the picture do. */
  camera: z.array(CameraMove),
  /** Loudest sample of each of `PEAKS` equal parts, 0–1; null without sound. */
  peaks: z.array(z.number().min(0).max(1)).nullable(),
})
export type ClipMap = z.infer<typeof ClipMap>
