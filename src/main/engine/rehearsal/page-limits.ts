/**
 * What each provider's own page says of the files it takes, and only that: where a page is silent nothing is refused here.
 * Written from the pages and kept apart from the limits the planner uses, so that one can catch an error in the other.
 */

import { assumed, check, documented, type Limit, type Limits } from '../../../domain/limits'
import type { MediaFacts } from '../../../domain/media'
import type { Orientation, ProviderId } from '../../../domain/request'

/** "10 MB" in the stricter reading. */
const MB = 1_000_000
const anything = assumed(Number.POSITIVE_INFINITY)
const nothing = assumed(0)
const silent: readonly string[] = []

const image = {
  formats: documented<readonly string[]>(['jpeg', 'png']),
  maxBytes: anything,
  minSide: nothing,
  maxSide: anything,
  minAspect: nothing,
  maxAspect: anything,
}
const video = {
  containers: documented<readonly string[]>(['mp4', 'mov']),
  codecs: assumed(silent),
  audioCodecs: assumed(silent),
  maxBytes: anything,
  minSide: nothing,
  maxSide: anything,
  minAspect: nothing,
  maxAspect: anything,
  minSeconds: nothing,
  maxSeconds: { image: documented(10), video: documented(30) } satisfies Record<Orientation, Limit<number>>,
}
const tenMegabyteImage = {
  ...image,
  maxBytes: documented(10 * MB),
  minSide: documented(300),
  minAspect: documented(0.4),
  maxAspect: documented(2.5),
}
const maxPromptCharacters = anything

const pages: Record<ProviderId, Limits> = {
  // The page's own example is a WebP picture.
  shortapi: { who: 'ShortAPI', image: { ...image, formats: documented(['jpeg', 'png', 'webp']) }, video, maxPromptCharacters },
  aimlapi: { who: 'AI/ML API', image, video, maxPromptCharacters },
  evolink: {
    who: 'EvoLink',
    image: { ...tenMegabyteImage, maxSide: documented(65_536) },
    video: { ...video, maxBytes: documented(100 * MB), minSide: documented(340), maxSide: documented(3850), minSeconds: documented(3) },
    maxPromptCharacters,
  },
  highwayapi: {
    who: 'HighwayAPI',
    image: tenMegabyteImage,
    // For `image` the page names the result's length (5 s) and no shorter limit for the clip than 30 s.
    video: {
      ...video,
      maxBytes: documented(10 * MB),
      minSide: documented(300),
      minSeconds: documented(3),
      maxSeconds: { image: documented(30), video: documented(30) },
    },
    maxPromptCharacters,
  },
  wavespeed: {
    who: 'WaveSpeedAI',
    image: tenMegabyteImage,
    // Shorter clips than 3 s are billed as 3 s, not refused.
    video: { ...video, maxBytes: documented(10 * MB), minSide: documented(300), minAspect: documented(0.4), maxAspect: documented(2.5) },
    maxPromptCharacters,
  },
}

/** The first documented rule that the file breaks, as a sentence; null when the page allows it. */
export function brokenRule(provider: ProviderId, facts: MediaFacts, orientation: Orientation): string | null {
  const broken = check(facts, pages[provider], orientation).find((violation) => violation.source === 'documented')
  return broken ? `${broken.rule.replaceAll('.', ' ')}: ${broken.measured}, must be ${broken.limit}` : null
}

/** Length of the result in seconds for a clip of so many seconds. */
export function resultSeconds(provider: ProviderId, orientation: Orientation, clipSeconds: number): number {
  const longest = pages[provider].video.maxSeconds[orientation].value
  return Math.min(clipSeconds, longest, provider === 'highwayapi' && orientation === 'image' ? 5 : longest)
}
