/** How measured values are written in sentences, plans and violations. One place, so that they read alike everywhere. */

export function formatSides(size: { width: number; height: number }): string {
  return `${size.width}×${size.height}`
}

export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(2).replace(/\.?0+$/, '')} s`
}

/** Decimal units, since the providers' "10 MB" is read as 10 000 000 bytes by the stricter reading. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 999_950) return `${trimmed(bytes / 1000)} kB`
  if (bytes < 999_950_000) return `${trimmed(bytes / 1_000_000)} MB`
  return `${trimmed(bytes / 1_000_000_000)} GB`
}

/** A size that breaks `limit`, exact to the byte where rounding would make the two look alike. */
export function formatBytesBeside(bytes: number, limit: number): string {
  return formatBytes(bytes) === formatBytes(limit) ? `${bytes} bytes` : formatBytes(bytes)
}

/** A length that breaks `limit`, to the microsecond where rounding would make the two look alike. */
export function formatSecondsBeside(seconds: number, limit: number): string {
  return formatSeconds(seconds) === formatSeconds(limit) ? `${seconds.toFixed(6).replace(/\.?0+$/, '')} s` : formatSeconds(seconds)
}

/** A place in a clip: `1:07.3`; tenths only where there are some. */
export function formatPlace(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  const rest = tenths % 600
  const tenth = rest % 10
  return `${Math.floor(tenths / 600)}:${String(Math.floor(rest / 10)).padStart(2, '0')}${tenth > 0 ? `.${tenth}` : ''}`
}

export function formatRatio(widthByHeight: number): string {
  return widthByHeight >= 1 ? `${trimmed(widthByHeight)}:1` : `1:${trimmed(1 / widthByHeight)}`
}

export function formatUsd(usd: number): string {
  return `$${usd.toFixed(usd < 0.01 ? 4 : 2)}`
}

function trimmed(value: number): string {
  return value.toFixed(value < 10 ? 2 : 1).replace(/\.?0+$/, '')
}

/** "EvoLink takes", "EvoLink and WaveSpeedAI take": the beginning of a reason. */
export function takes(who: string): string {
  return `${who} ${who.includes(' and ') ? 'take' : 'takes'}`
}
