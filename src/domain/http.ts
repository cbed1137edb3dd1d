/**
 * Requests and answers as values. A request carries no secret: `auth: 'bearer'` asks the transport to add the key,
 * and only for the provider's own origin. Media in a JSON body are holes that the transport fills from disk while sending.
 */
import { z } from 'zod'

/** Stands in a JSON body where media bytes go, as base64 with or without a data-URI prefix. */
export const MediaHole = z.object({ $media: z.enum(['image', 'video']), as: z.enum(['base64', 'data-uri']), mime: z.string() })
export type MediaHole = z.infer<typeof MediaHole>

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type Body =
  | { kind: 'json'; value: Json }
  /** One file in a multipart form, streamed; `fields` go in front of it. */
  | { kind: 'multipart'; fields: Record<string, string>; fileField: string; fileName: string; mime: string }
  /** The file's bytes alone, streamed. */
  | { kind: 'file'; mime: string }

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT'
  /** `api` and `files` are origins of the provider; `absolute` is a full link out of an answer. */
  origin: 'api' | 'files' | 'absolute'
  /** Path with query for `api` and `files`, the whole link for `absolute`. */
  path: string
  headers: Record<string, string>
  auth: 'bearer' | 'none'
  body?: Body
}

export interface HttpResponse {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** Whole body as text; at most 4 MiB, more is `provider.nonsense`. */
  text: string
}

export function isMediaHole(value: unknown): value is MediaHole {
  return typeof value === 'object' && value !== null && '$media' in value
}

/** Parses a body as JSON; undefined when it is none. Never throws. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
