/** The same bytes inside a request, written in the provider's next way. */
import type { DeliveryWay, MediaRef } from '../../../domain/providers/provider'

const forms = { 'inline-base64': 'base64', 'inline-data-uri': 'data-uri' } as const

/** @returns null when there is no inline way after the one that `ref` uses, so that each is tried once */
export function otherForm(ref: MediaRef, ways: readonly DeliveryWay[]): Extract<MediaRef, { kind: 'inline' }> | null {
  if (ref.kind !== 'inline') return null
  const inline = ways.flatMap((way) => (way === 'inline-base64' || way === 'inline-data-uri' ? [forms[way]] : []))
  const next = inline[inline.indexOf(ref.hole.as) + 1]
  return next === undefined ? null : { kind: 'inline', hole: { ...ref.hole, as: next } }
}
