/**
 * Scripted faults: what a provider, its gateway or the network may do to one request.
 * A script names the provider, the kind of endpoint and which requests are hit; everything else goes well.
 */
import type { ProviderId } from '../../../domain/request'

/** Kinds of endpoint. `put` is the second step of an upload by ticket, `delete` removes an upload, `result` the file behind a result link, `wording` WaveSpeedAI's text model. */
export type FaultPoint = 'create' | 'wording' | 'poll' | 'upload' | 'put' | 'delete' | 'history' | 'balance' | 'result'

/** May happen to any request. */
export type WireEffect =
  /** The socket is destroyed before the body is read: nothing was accepted. */
  | { kind: 'drop-before-accept' }
  /** Any status. With `accepted` the work is done all the same, as when a gateway gives up too early. */
  | { kind: 'status'; status: number; retryAfter?: string; body?: string; accepted?: boolean }
  | { kind: 'html-instead-of-json' }
  /** The answer's bytes trickle. */
  | { kind: 'slow'; bytesPerSecond: number }
  | { kind: 'redirect-to'; location: string }
  | { kind: 'empty' }
  | { kind: 'wrong-content-type'; contentType: string }

export type JsonEffect = { kind: 'truncated-json' }
/** The work is done and kept, the answer never leaves. */
export type AcceptEffect = { kind: 'accept-then-drop' }
export type CreateEffect = { kind: 'ok-without-id' }
export type PollEffect =
  | { kind: 'unknown-status' }
  | { kind: 'failed-with-reason'; reason: string }
  | { kind: 'failed-without-reason' }
  | { kind: 'completed-without-link' }
export type ResultEffect =
  /** 403 for this link and every one issued so far; the next poll issues a living one. */
  | { kind: 'expired-link' }
  /** The full length is promised, the connection ends after so many bytes; half of the file when none is given. */
  | { kind: 'truncated-download'; afterBytes?: number }
  | { kind: 'ignore-range' }
  | { kind: 'not-a-video' }

export type Effect = WireEffect | JsonEffect | AcceptEffect | CreateEffect | PollEffect | ResultEffect

interface Where {
  provider: ProviderId
  /** The first request that is hit, counted from 1 for each provider and point. Default 1. */
  from?: number
  /** How many requests in a row are hit. Default 1; `Infinity` for all that follow. */
  times?: number
}

export type Fault = Where &
  (
    | { at: 'create' | 'wording'; effect: WireEffect | JsonEffect | AcceptEffect | CreateEffect }
    | { at: 'poll'; effect: WireEffect | JsonEffect | PollEffect }
    | { at: 'upload' | 'put' | 'delete'; effect: WireEffect | JsonEffect | AcceptEffect }
    | { at: 'history' | 'balance'; effect: WireEffect | JsonEffect }
    | { at: 'result'; effect: WireEffect | ResultEffect }
  )

/** Counts requests and says which fault hits the present one. The first matching fault of the script wins. */
export class FaultScript {
  private readonly seen = new Map<string, number>()

  constructor(private readonly faults: readonly Fault[]) {}

  next(provider: ProviderId, at: FaultPoint): Effect | null {
    const place = `${provider} ${at}`
    const count = (this.seen.get(place) ?? 0) + 1
    this.seen.set(place, count)
    const hit = this.faults.find((fault) => {
      const from = fault.from ?? 1
      return fault.provider === provider && fault.at === at && count >= from && count < from + (fault.times ?? 1)
    })
    return hit?.effect ?? null
  }
}
