/** Wishes and edits as a person writes them, behind a flag or in a cell. Pure. Each failure is `usage` and names where it was written. */
import { fail, ok, type Result } from './failure'
import { Crop, PadWith, TimeRange } from './media'

/** @param name the flag or the column, for the sentence */
export function readChoice<T extends string>(name: string, text: string, allowed: readonly T[]): Result<T> {
  const found = allowed.find((value) => value === text)
  return found ? ok(found) : fail('usage', `${name} is “${text}”.`, `Use one of ${allowed.join(', ')}.`)
}

/** `2.5-9`: seconds from the start of the clip. */
export function readTrim(name: string, text: string): Result<TimeRange> {
  const match = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text)
  const range = match ? TimeRange.safeParse({ start: Number(match[1]), end: Number(match[2]) }) : null
  return range?.success
    ? ok(range.data)
    : fail('usage', `${name} is “${text}”.`, 'Write start and end in seconds, the end after the start, like 2.5-9.')
}

/** `0,0,640,480`: left, top, width and height in display pixels of the original. */
export function readCrop(name: string, text: string): Result<Crop> {
  const parts = text.split(',').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN))
  const [x, y, width, height] = parts
  const crop = Crop.safeParse({ x, y, width, height })
  return parts.length === 4 && crop.success
    ? ok(crop.data)
    : fail('usage', `${name} is “${text}”.`, 'Write left, top, width and height in pixels, like 0,0,640,480.')
}

/** `white`, `black`, `blur` or a colour like `#20c040`. */
export function readPadWith(name: string, text: string): Result<PadWith> {
  const padWith = PadWith.safeParse(text)
  return padWith.success ? ok(padWith.data) : fail('usage', `${name} is “${text}”.`, 'Use white, black, blur, or a colour like #20c040.')
}

export function readYesNo(name: string, text: string): Result<boolean> {
  if (/^(yes|true|1|x)$/i.test(text)) return ok(true)
  if (/^(no|false|0)$/i.test(text)) return ok(false)
  return fail('usage', `${name} is “${text}”.`, 'Write yes or no.')
}
