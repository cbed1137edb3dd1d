/**
 * Who may talk to the engine over HTTP: the one browser that opened the printed address.
 * The address carries a token in its fragment, which a browser sends to no server and no log; it is exchanged once for a cookie.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Exchange = { outcome: 'opened'; cookie: string } | { outcome: 'used' } | { outcome: 'wrong' }

export interface Session {
  /** 256 bits, good for one exchange. */
  token: string
  /** Browsers keep cookies per host, not per port; the port in the name keeps two hosts on one machine apart. */
  cookieName: string
  exchange(token: string): Exchange
  /** Whether this cookie value is the one handed out. */
  admits(cookie: string | undefined): boolean
}

export function openSession(port: number): Session {
  const token = secret()
  let cookie: string | null = null
  return {
    token,
    cookieName: `choreo-${port}`,
    exchange(given) {
      if (!same(given, token)) return { outcome: 'wrong' }
      if (cookie !== null) return { outcome: 'used' }
      cookie = secret()
      return { outcome: 'opened', cookie }
    },
    admits: (given) => cookie !== null && given !== undefined && same(given, cookie),
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
