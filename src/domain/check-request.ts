/** The wishes against what a provider can express. A wish it cannot express is a visible violation, never dropped in silence. */
import type { Violation } from './limits'
import type { Provider } from './providers/provider'
import type { MotionRequest } from './request'

export function checkRequest(request: MotionRequest, provider: Provider): Violation[] {
  const found: Violation[] = []
  const add = (rule: string, measured: string, limit: string, fix: string, source: Violation['source'] = 'documented') =>
    found.push({ rule, measured, limit, source, fix, mendable: false })
  const { options, limits, name } = provider

  const longest = limits.maxPromptCharacters
  for (const [rule, text] of [
    ['request.prompt.length', request.prompt],
    ['request.negative-prompt.length', request.negativePrompt],
  ] as const) {
    if (text !== undefined && [...text].length > longest.value)
      add(rule, `${[...text].length} characters`, `≤ ${longest.value} characters`, 'shorten the text', longest.source)
  }
  if (request.negativePrompt && !options.negativePrompt)
    add('request.negative-prompt', 'given', `${name} has none`, 'leave the negative prompt out, or say it in the prompt')
  if (request.elementId && !options.element)
    add('request.element', request.elementId, `${name} takes none`, 'leave the element out, or choose a provider that takes one')
  if (request.elementId && request.orientation !== 'video')
    add(
      'request.element.orientation',
      `orientation “${request.orientation}”`,
      'orientation “video”',
      'choose orientation “video” to use an element',
    )
  if (request.watermark !== undefined && !options.watermark)
    add('request.watermark', request.watermark ? 'on' : 'off', `${name} has no such choice`, 'leave the watermark choice out')
  if (request.callbackUrl !== undefined) {
    if (!options.callback) add('request.callback', 'given', `${name} takes none`, 'leave the callback out')
    else
      for (const problem of callbackProblems(request.callbackUrl))
        add('request.callback', request.callbackUrl.slice(0, 80), problem, 'use a public https address')
  }
  return found
}

/** EvoLink: HTTPS only, no internal addresses, at most 2048 characters. Sensible for the others, too. */
function callbackProblems(link: string): string[] {
  let url: URL
  try {
    url = new URL(link)
  } catch {
    return ['a link']
  }
  const problems: string[] = []
  if (url.protocol !== 'https:') problems.push('https only')
  if (link.length > 2048) problems.push('≤ 2048 characters')
  if (isPrivateHost(url.hostname)) problems.push('no private address')
  return problems
}

/**
 * Loopback, link-local, private and reserved addresses, and names that only a local network knows.
 * @param hostname as `URL` gives it, IPv6 with or without brackets; an IPv4 address inside an IPv6 one counts as itself
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  if (host.includes(':')) return isPrivateIpv6(host.replace(/%.*$/, ''))
  const parts = host.split('.')
  if (parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return isPrivateIpv4(parts.map(Number))
  return parts.length === 1 || /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home\.arpa)$/.test(host)
}

function isPrivateIpv4([a = 0, b = 0, c = 0]: number[]): boolean {
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 192 && b === 0 && c === 0) ||
    (a === 198 && (b === 18 || b === 19))
  )
}

function isPrivateIpv6(address: string): boolean {
  const groups = ipv6Groups(address)
  // What cannot be read is not known to be public.
  if (!groups) return true
  const [first = 0] = groups
  const inner = [groups[6]! >> 8, groups[6]! & 255, groups[7]! >> 8, groups[7]! & 255]
  // ::, ::1 and the old ::a.b.c.d; ::ffff:a.b.c.d; 64:ff9b::a.b.c.d
  if (groups.slice(0, 6).every((group) => group === 0)) return groups[6] === 0 || isPrivateIpv4(inner)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return isPrivateIpv4(inner)
  if (first === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0)) return isPrivateIpv4(inner)
  // fc00::/7 unique local, fe80::/10 link-local, fec0::/10 site-local, ff00::/8 multicast
  return (first & 0xfe00) === 0xfc00 || (first & 0xff80) === 0xfe80 || first >= 0xff00
}

/** The eight 16-bit groups of an IPv6 address, or null when it is none. */
function ipv6Groups(address: string): number[] | null {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const bytes = dotted ? dotted.slice(2).map(Number) : []
  if (bytes.some((byte) => byte > 255)) return null
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16)
  const text = dotted ? `${dotted[1]}${hex(bytes[0]!, bytes[1]!)}:${hex(bytes[2]!, bytes[3]!)}` : address
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const gap = 8 - head.length - tail.length
  if (halves.length === 2 ? gap < 1 : gap !== 0) return null
  const groups = [...head, ...Array<string>(gap).fill('0'), ...tail]
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : null
}
