/** What is planned for one medium of the table, also while the other one is missing or cannot be used. */
import { bestStretch } from '../../../domain/best-stretch'
import type { ClipMap } from '../../../domain/clip-map'
import type { Result } from '../../../domain/failure'
import type { Crop, Edits, ImageFacts, VideoFacts } from '../../../domain/media'
import type { PlannedCrop, Size } from '../../../domain/plan'
import { type ImagePlan, planImage } from '../../../domain/plan-image'
import { planVideo, type VideoPlan } from '../../../domain/plan-video'
import { providers } from '../../../domain/providers/all'
import type { MotionRequest, ProviderId } from '../../../domain/request'

export function plannedImage(facts: ImageFacts, edits: Edits, provider: ProviderId): Result<ImagePlan> {
  return planImage(facts, providers[provider].limits, edits)
}

/** @param map of the clip; with it the best part of a clip that is too long is used */
export function plannedVideo(
  facts: VideoFacts,
  edits: Edits,
  request: MotionRequest,
  provider: ProviderId,
  map: ClipMap | null,
): Result<VideoPlan> {
  const { limits } = providers[provider]
  return planVideo(facts, limits, request, edits, (map && bestStretch(map, limits, request.orientation)) ?? undefined)
}

/** How the finished picture is put together: this part of the original, in the middle of this canvas, at this size. */
export interface Look {
  crop: Crop
  canvas: Size
  output: Size
  padWith: Edits['padWith']
}

/** @param found where the pixels put a crop of this very size, once a file was made */
export function lookOf(
  plan: { crop: PlannedCrop | null; pad: Size | null; output: Size; padWith: Edits['padWith'] },
  whole: Size,
  found: Crop | null = null,
): Look {
  const crop = placed(plan.crop, found)?.rect ?? { x: 0, y: 0, width: whole.width, height: whole.height }
  return { crop, canvas: plan.pad ?? crop, output: plan.output, padWith: plan.padWith }
}

export function placed(crop: PlannedCrop | null, found: Crop | null): PlannedCrop | null {
  const isSame = crop?.by === 'attention' && found?.width === crop.rect.width && found.height === crop.rect.height
  return isSame ? { ...crop, rect: found } : crop
}

/** How many times larger a pixel becomes; 1 or less: nothing is made up. */
export function enlargement({ canvas, output }: Look): number {
  return output.width / canvas.width
}
