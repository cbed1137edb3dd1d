/**
 * Numbers, units, money, dates and plurals as they are written in the language in use. The planner's own sentences are English
 * and have theirs in `domain/wording`; the names are the same, so that the window cannot mix them.
 */
import { type Spoken, spokenLanguage } from './state/language'

/** English counts as in the United States and writes dates as in Britain: a day before its month cannot be misread. */
const numberTags: Record<Spoken, string> = { en: 'en-US', de: 'de-DE', 'zh-CN': 'zh-CN', pseudo: 'en-US' }
const dateTags: Record<Spoken, string> = { ...numberTags, en: 'en-GB', pseudo: 'en-GB' }

/** Symbols of units; English and German write those of the SI. */
const unitWords: Record<Spoken, { second: string; minute: string; hour: string }> = {
  en: { second: 's', minute: 'min', hour: 'h' },
  de: { second: 's', minute: 'min', hour: 'h' },
  'zh-CN': { second: '秒', minute: '分', hour: '小时' },
  pseudo: { second: 's', minute: 'min', hour: 'h' },
}

const made = new Map<string, Intl.NumberFormat>()

/** A formatter is costly to make and cheap to use. */
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const tag = numberTags[spokenLanguage()]
  const key = `${tag} ${JSON.stringify(options)}`
  const format = made.get(key) ?? new Intl.NumberFormat(tag, options)
  made.set(key, format)
  return format
}

/** @param digits most digits after the point; none are added */
export function numberWords(value: number, digits = 2): string {
  return numberFormat({ maximumFractionDigits: digits }).format(value)
}

/** With the plural's word; `other` where the language has one form only. */
export function plural(count: number, one: string, other: string): string {
  return `${numberWords(count)} ${new Intl.PluralRules(numberTags[spokenLanguage()]).select(count) === 'one' ? one : other}`
}

export function percentWords(fraction: number): string {
  return `${numberWords(fraction * 100, 0)} %`
}

export function formatSides(size: { width: number; height: number }): string {
  return `${size.width}×${size.height}`
}

export function formatSeconds(seconds: number): string {
  return `${numberWords(seconds)} ${unitWords[spokenLanguage()].second}`
}

/** Decimal units, as the providers' limits are read. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return numberFormat({ style: 'unit', unit: 'byte', unitDisplay: 'long', maximumFractionDigits: 0 }).format(bytes)
  if (bytes < 999_950) return `${scaled(bytes / 1000)} kB`
  if (bytes < 999_950_000) return `${scaled(bytes / 1_000_000)} MB`
  return `${scaled(bytes / 1_000_000_000)} GB`
}

function scaled(value: number): string {
  return numberWords(value, value < 10 ? 2 : 1)
}

export function rateWords(framesPerSecond: number): string {
  return `${numberWords(framesPerSecond)} fps`
}

/** Its sign alone: every price here is in US dollars, and `US$` would crowd the tables of a Chinese window. */
const dollars = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const

/** A sum; of less than a cent with as many digits as it needs to be told from nothing. */
export function formatUsd(usd: number): string {
  const digits = usd !== 0 && Math.abs(usd) < 0.01 ? 4 : 2
  return numberFormat({ ...dollars, minimumFractionDigits: digits, maximumFractionDigits: digits }).format(usd)
}

/** What stands between the whole and its fraction. */
export function decimalSign(): string {
  const parts = numberFormat({ minimumFractionDigits: 1 }).formatToParts(1.5)
  return parts.find(({ type }) => type === 'decimal')?.value ?? '.'
}

/** What stands around a sum in a field, and between its whole and its cents. */
export function moneyField(): { prefix: string; suffix: string; decimalSeparator: string } {
  const parts = numberFormat(dollars).formatToParts(1.5)
  const whole = parts.findIndex(({ type }) => type === 'integer')
  const cents = parts.findIndex(({ type }) => type === 'fraction')
  const text = (some: Intl.NumberFormatPart[]) => some.map(({ value }) => value).join('')
  return {
    prefix: text(parts.slice(0, whole)),
    suffix: text(parts.slice(cents + 1)),
    decimalSeparator: decimalSign(),
  }
}

/** The price of one second: every digit of it, and no more. */
export function unitPriceWords(usd: number): string {
  return numberFormat({ ...dollars, minimumFractionDigits: 0, maximumFractionDigits: 4 }).format(usd)
}

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
  const rest = numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits, minimumIntegerDigits: 2 })
  return `${minutes}:${rest.format(whole - minutes * 60)}`
}

/** A place in a clip: `1:07.3`; tenths only where there are some. */
export function formatPlace(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  return clockWords(tenths / 10, tenths % 10 === 0 ? 0 : 1)
}

/** Rough time between two moments, e.g. `2 min 48 s`. */
export function spanWords(milliseconds: number): string {
  const { second, minute, hour } = unitWords[spokenLanguage()]
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  if (seconds < 60) return `${seconds} ${second}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} ${minute} ${seconds % 60} ${second}`
  return `${numberWords(Math.floor(minutes / 60))} ${hour} ${minutes % 60} ${minute}`
}

export function dateWords(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  return date.toLocaleString(dateTags[spokenLanguage()], { dateStyle: 'medium', timeStyle: 'short' })
}

/** `a, b and c`. */
export function listWords(parts: readonly string[]): string {
  return new Intl.ListFormat(dateTags[spokenLanguage()], { type: 'conjunction' }).format(parts)
}
