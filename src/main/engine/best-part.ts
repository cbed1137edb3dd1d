/** Which part of a clip that is too long is used, where the person named none. */
import { limitsForAll, type Subject } from '../../domain/assess'
import { bestStretch } from '../../domain/best-stretch'
import type { Stretch } from '../../domain/plan-length'
import type { ProviderId } from '../../domain/request'
import type { Previews } from './media/previews'
import type { Asking } from './media/shared-work'

type Asked = Pick<Subject, 'video' | 'request' | 'edits'>
type Ids = readonly [ProviderId, ...ProviderId[]]

/**
 * Looks through the clip where nobody did before. Undefined where there is nothing to choose, and where nothing better
 * than the clip's start was found: a clip that cannot be looked through is for the encoder to refuse.
 */
export async function bestPart(
  ids: Ids,
  path: string,
  subject: Asked,
  previews: Previews,
  asking: Asking = {},
): Promise<Stretch | undefined> {
  if (!isOpen(ids, subject)) return undefined
  const map = await previews.map({ path, facts: subject.video }, asking)
  return (map.ok && bestStretch(map.value, limitsForAll(ids), subject.request.orientation)) || undefined
}

/** The same from what an earlier look found, at no cost: what a plan shows before it is carried out. */
export async function knownBestPart(ids: Ids, path: string, subject: Asked, previews: Previews): Promise<Stretch | undefined> {
  if (!isOpen(ids, subject)) return undefined
  const map = await previews.knownMap(path)
  return (map && bestStretch(map, limitsForAll(ids), subject.request.orientation)) || undefined
}

function isOpen(ids: Ids, { video, request, edits }: Asked): boolean {
  return !edits.trim && video.seconds > limitsForAll(ids).video.maxSeconds[request.orientation].value
}
