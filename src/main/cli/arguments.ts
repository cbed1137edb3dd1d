/** The flags of the command line as the contract's shapes. Wrong usage is a failure with exit code 2. */
import type { Command } from 'commander'
import { fail, ok, type Result } from '../../domain/failure'
import { Edits } from '../../domain/media'
import { MotionRequest, ProviderId } from '../../domain/request'
import { readChoice, readCrop, readPadWith, readTrim } from '../../domain/written'

export type ProviderIds = [ProviderId, ...ProviderId[]]

export interface CommonOptions {
  json?: boolean
  provider?: string
  project?: string
  orientation?: string
  tier?: string
  prompt?: string
  negativePrompt?: string
  mute?: boolean
  element?: string
  watermark?: boolean
  callback?: string
  trim?: string
  cropImage?: string
  cropVideo?: string
  fit?: string
  padWith?: string
  tooShort?: string
  keepMetadata?: boolean
}

export function withWishes(command: Command): Command {
  return command
    .option('--orientation <image|video>', 'framed as the picture (clip ≤ 10 s) or as the clip (≤ 30 s)')
    .option('--tier <standard|professional>', 'quality and price')
    .option('--prompt <text>', 'what else should be seen')
    .option('--negative-prompt <text>', 'what should not be seen')
    .option('--mute', 'a result without the clip’s sound')
    .option('--element <id>', 'an element of the provider')
    .option('--watermark', 'ask for a watermark')
    .option('--callback <url>', 'an address the provider calls when it is done')
}

export function withEdits(command: Command): Command {
  return command
    .option('--trim <start-end>', 'the part of the clip to use, in seconds')
    .option('--crop-image <x,y,w,h>', 'the part of the picture to use, in pixels')
    .option('--crop-video <x,y,w,h>', 'the part of the clip to use, in pixels')
    .option('--fit <crop|pad>', 'how a wrong ratio is mended')
    .option('--pad-with <white|black|blur|#rrggbb>', 'what borders are made of, and what is put behind transparency')
    .option('--too-short <loop|slow|hold>', 'how a clip that is too short is lengthened')
    .option('--keep-metadata', 'keep location and device data in the files')
}

export function readRequest(options: CommonOptions): Result<MotionRequest> {
  const orientation = choice('--orientation', options.orientation, ['image', 'video'] as const, 'video')
  if (!orientation.ok) return orientation
  const tier = choice('--tier', options.tier, ['standard', 'professional'] as const, 'standard')
  if (!tier.ok) return tier
  return ok(
    MotionRequest.parse({
      orientation: orientation.value,
      tier: tier.value,
      keepAudio: !options.mute,
      prompt: options.prompt,
      negativePrompt: options.negativePrompt,
      elementId: options.element,
      watermark: options.watermark,
      callbackUrl: options.callback,
    }),
  )
}

export function readEdits(options: CommonOptions): Result<Edits> {
  const trim = options.trim === undefined ? ok(undefined) : readTrim('--trim', options.trim)
  if (!trim.ok) return trim
  const cropImage = options.cropImage === undefined ? ok(undefined) : readCrop('--crop-image', options.cropImage)
  if (!cropImage.ok) return cropImage
  const cropVideo = options.cropVideo === undefined ? ok(undefined) : readCrop('--crop-video', options.cropVideo)
  if (!cropVideo.ok) return cropVideo
  const fit = choice('--fit', options.fit, ['crop', 'pad'] as const, 'crop')
  if (!fit.ok) return fit
  const padWith = options.padWith === undefined ? ok('white' as const) : readPadWith('--pad-with', options.padWith)
  if (!padWith.ok) return padWith
  const tooShort =
    options.tooShort === undefined ? ok(undefined) : choice('--too-short', options.tooShort, ['loop', 'slow', 'hold'] as const, 'loop')
  if (!tooShort.ok) return tooShort
  return ok(
    Edits.parse({
      trim: trim.value,
      cropImage: cropImage.value,
      cropVideo: cropVideo.value,
      fit: fit.value,
      padWith: padWith.value,
      tooShort: tooShort.value,
      keepMetadata: options.keepMetadata ?? false,
    }),
  )
}

/** @param several whether a list or `all` is allowed here */
export function readProviders(text: string | undefined, several: boolean): Result<ProviderIds> {
  const known = ProviderId.options
  if (text === undefined)
    return fail(
      'usage',
      'No provider is named.',
      `Add --provider with one of ${known.join(', ')}${several ? ', a list of them, or all' : ''}.`,
    )
  if (several && text === 'all') return ok([...known] as ProviderIds)
  const ids: ProviderId[] = []
  for (const name of text.split(',').map((part) => part.trim())) {
    const id = ProviderId.safeParse(name)
    if (!id.success)
      return fail('provider.unknown', `There is no provider “${name}”.`, `Use one of ${known.join(', ')}${several ? ', or all' : ''}.`)
    if (!ids.includes(id.data)) ids.push(id.data)
  }
  if (!several && ids.length > 1) return fail('usage', 'This command works with one provider.', 'Name one provider.')
  return ok(ids as ProviderIds)
}

export function readUsd(flag: string, text: string | undefined): Result<number | undefined> {
  if (text === undefined) return ok(undefined)
  const usd = Number(text.replace(/^\$/, ''))
  return text.trim() !== '' && Number.isFinite(usd) && usd >= 0
    ? ok(usd)
    : fail('usage', `${flag} is “${text}”, which is not an amount.`, `Write it like ${flag} 1.50.`)
}

function choice<T extends string>(flag: string, text: string | undefined, allowed: readonly T[], otherwise: T): Result<T> {
  return text === undefined ? ok(otherwise) : readChoice(flag, text, allowed)
}
