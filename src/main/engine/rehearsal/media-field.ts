/** Fields of a request that name a picture or a clip, each in the forms that the provider's page allows. */
import { z } from 'zod'
import type { MediaSource } from './intake'
import { LongText } from './large-json'

export interface Forms {
  kind: 'image' | 'video'
  link: boolean
  /** base64 without any prefix */
  raw: boolean
  dataUri: boolean
  /** What the provider says to anything else. */
  complaint: string
}

/** A link a provider can open: https, or the rehearsal's own store on this machine. */
export function isPublicLink(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === '127.0.0.1')
}

export function mediaField(forms: Forms): z.ZodType<MediaSource> {
  const dataUri = new RegExp(`^data:${forms.kind}/[a-z0-9.+-]+;base64,`, 'i')
  return z.union([z.string(), z.instanceof(LongText)]).transform((text, context): MediaSource => {
    const head = typeof text === 'string' ? text : text.head
    const prefix = dataUri.exec(head)?.[0]
    if (forms.link && typeof text === 'string' && isPublicLink(text)) return { kind: 'url', url: text }
    if (forms.dataUri && prefix) return { kind: 'base64', text, skip: prefix.length }
    if (forms.raw && /^(?:[A-Za-z0-9+/]|\\\/){16}/.test(head)) return { kind: 'base64', text, skip: 0 }
    context.addIssue({ code: 'custom', message: forms.complaint })
    return z.NEVER
  })
}
