/** Numbers as ffmpeg reads them. */

/** Seconds and factors for ffmpeg: it refuses `.375` and `1e-7`. */
export function decimal(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '')
}

/** NTSC rates as the fractions they are, so that frames do not drift against the sound. */
export function rational(rate: number): string {
  const whole = Math.round(rate)
  if (Math.abs(rate - whole) < 1e-3) return String(whole)
  const ntsc = Math.round((rate * 1001) / 1000)
  return Math.abs(rate - (ntsc * 1000) / 1001) < 1e-3 ? `${ntsc * 1000}/1001` : decimal(rate)
}
