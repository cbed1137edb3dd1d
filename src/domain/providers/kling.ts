/**
 * What upstream Kling says of its motion control, used where a reseller's page is silent, and the safe form of a clip.
 * Kling: jpg/jpeg/png ≤ 10 MB, 300–65536 px, 1:2.5–2.5:1; mp4/mov ≤ 100 MB, 340–3850 px, 3 s to 10 s (`image`) or 30 s (`video`).
 */
import { assumed, documented, type ImageLimits, type VideoLimits } from '../limits'

/** "10 MB" may mean 10 000 000 or 10 485 760 bytes; the smaller satisfies both readings. */
export const MB = 1_000_000

export const klingImage: ImageLimits = {
  formats: assumed(['jpeg', 'png']),
  maxBytes: assumed(10 * MB),
  minSide: assumed(300),
  maxSide: assumed(65_536),
  minAspect: assumed(0.4),
  maxAspect: assumed(2.5),
}

export const klingVideo: VideoLimits = {
  containers: assumed(['mp4', 'mov']),
  // No page excludes HEVC; H.264 with AAC is what every one of them is known to read.
  codecs: assumed(['h264']),
  audioCodecs: assumed(['aac']),
  maxBytes: assumed(100 * MB),
  minSide: assumed(340),
  maxSide: assumed(3850),
  minAspect: assumed(0.4),
  maxAspect: assumed(2.5),
  minSeconds: assumed(3),
  maxSeconds: { image: assumed(10), video: assumed(30) },
}

/** base64 grows a file by a third and limits may count the encoded size. */
export const INLINE_IMAGE_BYTES = 7 * MB

/** Every provider's page states these two. */
export const documentedMaxSeconds = { image: documented(10), video: documented(30) }
