/** What stands beside an artifact: how it was made. It is also how an artifact is found again. */
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { z } from 'zod'
import { Crop, MediaFacts } from '../../domain/media'
import type { ImagePlan } from '../../domain/plan-image'
import type { VideoPlan } from '../../domain/plan-video'
import { readIfThere } from './disk'
import { hashFile } from './media/hash'

/** Raised when the same plan is carried out differently, so that older artifacts are not taken for it. */
export const RECIPE = 6
/** How an artifact was made; stands beside it as `<hash>.json`. */
export const Sidecar = z.object({
  recipe: z.literal(RECIPE),
  source: z.object({ sha256: z.string(), bytes: z.number() }),
  plan: z.unknown(),
  made: z.object({ sha256: z.string(), bytes: z.number(), mime: z.string(), facts: MediaFacts, crop: Crop.nullable() }),
  /** The command line, or what was done in words. */
  how: z.string(),
  likeness: z.number().nullable(),
  tool: z.string(),
})

/** The same source and the same plan give the same name. */
export function artifactKey(sourceSha256: string, plan: ImagePlan | VideoPlan): string {
  return createHash('sha256')
    .update(`${RECIPE}\n${sourceSha256}\n${canonical(withoutTexts(plan))}`)
    .digest('hex')
}

/** An artifact of the same source and plan, if its sidecar can be read and its bytes are still the ones it names. */
export async function reuse(path: string, sidecarPath: string, signal: AbortSignal) {
  const text = await readIfThere(sidecarPath)
  if (text === null) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const sidecar = Sidecar.safeParse(parsed)
  if (!sidecar.success) return null
  const { made, how, likeness } = sidecar.data
  const status = await stat(path).catch(() => null)
  if (status?.size !== made.bytes) return null
  return (await hashFile(path, signal))?.sha256 === made.sha256 ? { ...made, how, likeness } : null
}

/** A plan's sentences can be reworded without making another file of it. */
function withoutTexts({ steps: _, ...plan }: ImagePlan | VideoPlan): object {
  return plan
}

/** JSON with sorted keys: equal plans give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
