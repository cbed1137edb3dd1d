/**
 * Checks that come before everything else. A page on the web can reach a server on this machine with the person's own browser:
 * under a name of its own that it points at 127.0.0.1 (so the Host is checked), or by sending requests across (so the Origin is).
 */
import type { MiddlewareHandler } from 'hono'
import { refusal, refusals } from './refusal'

/** What this host answers to. `canonical` is the only origin on which the window lives; `localhost` is sent there. */
export interface Names {
  canonical: string
  hosts: ReadonlySet<string>
}

export function namesOf(port: number): Names {
  const hosts = ['127.0.0.1', 'localhost'].map((host) => new URL(`http://${host}:${port}`).host)
  return { canonical: `http://${hosts[0]}`, hosts: new Set(hosts) }
}

export function onlyOurNames(names: Names): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host')
    // The request line may name a host too (absolute form); both have to be ours.
    const named = new URL(context.req.url).host
    if (host === undefined || !names.hosts.has(host) || !names.hosts.has(named)) return refusal(403, refusals.host)
    const origin = context.req.header('origin')
    if (origin !== undefined && origin !== `http://${host}`) return refusal(403, refusals.origin)
    return next()
  }
}

/**
 * For what needs the cookie: another page on this machine counts as the same site (a site has no port) and its requests carry the cookie,
 * so `Sec-Fetch-Site`, where the browser sends it, must say that our own page asks or that the person typed the address.
 */
export function notFromAnotherPage(): MiddlewareHandler {
  return async (context, next) => {
    const site = context.req.header('sec-fetch-site')
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return refusal(403, refusals.origin)
    return next()
  }
}

const securityHeaders: readonly (readonly [string, string])[] = [
  [
    'Content-Security-Policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
  ],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
]

export function secure(response: Response): Response {
  for (const [name, value] of securityHeaders) response.headers.set(name, value)
  return response
}
