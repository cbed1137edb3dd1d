export const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

export function codecName(codec: string): string {
  return (
    { h264: 'H.264', hevc: 'HEVC', av1: 'AV1', vp8: 'VP8', vp9: 'VP9', prores: 'ProRes', mpeg4: 'MPEG-4', mjpeg: 'Motion JPEG' }[codec] ??
    codec
  )
}

/** `1:05.3` of minutes, seconds and tenths. */
export function clockWords(seconds: number, digits = 1): string {
  const whole = Math.max(0, seconds)
  const minutes = Math.floor(whole / 60)
  return `${minutes}:${(whole - minutes * 60).toFixed(digits).padStart(digits ? 3 + digits : 2, '0')}`
}

/** Rough time between two moments, e.g. `2 min 48 s`. */
export function spanWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export function dateWords(iso: string): string {
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}
