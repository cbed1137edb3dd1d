import { describe, expect, it } from 'vitest'
import { assess } from '../../src/domain/assess'
import { type Edits, noEdits, type VideoFacts } from '../../src/domain/media'
import { providers } from '../../src/domain/providers/all'
import { defaultRequest, type MotionRequest, type ProviderId } from '../../src/domain/request'
import { imageFacts, videoFacts } from '../support/samples'

function verdict(
  facts: Partial<VideoFacts>,
  edits: Partial<Edits> = {},
  provider: ProviderId = 'evolink',
  request: Partial<MotionRequest> = {},
) {
  return assess(providers[provider], {
    image: imageFacts(),
    video: videoFacts(facts),
    request: { ...defaultRequest, ...request },
    edits: { ...noEdits, ...edits },
  })
}

describe('what a cut of a moment saves', () => {
  it.each([10.01, 10.15])('is told of a clip of %d s that could be sent as it is, and comes true when it is cut', (seconds) => {
    const before = verdict({ seconds })
    expect(before.plan?.video.change).toBe('untouched')
    expect(before.saving).toEqual({ use: { start: 0, end: 9.95 }, usd: 0.1134 })
    const after = verdict({ seconds }, { trim: before.saving!.use })
    expect(before.quote!.usd! - after.quote!.usd!).toBeCloseTo(before.saving!.usd, 4)
    expect(after.saving).toBeNull()
  })

  it('is told of one that only needs another container', () => {
    expect(verdict({ seconds: 6.04, faststart: false })).toMatchObject({
      plan: { video: { change: 'copied' } },
      saving: { use: { end: 5.95 } },
    })
  })

  it.each<[string, Partial<VideoFacts>, Partial<Edits>?, ProviderId?, Partial<MotionRequest>?]>([
    ['where more than a moment would be lost', { seconds: 10.2 }],
    ['just under a whole second', { seconds: 9.95 }],
    ['where it is made anew anyway', { seconds: 10.05, codec: 'hevc' }],
    ['where the person chose the part', { seconds: 12 }, { trim: { start: 0, end: 10.05 } }],
    ['where less would be too short', { seconds: 3.05 }],
    ['where no price is published', { seconds: 10.05 }, {}, 'highwayapi'],
    ['where the clip is cut to the limit', { seconds: 10.05 }, {}, 'evolink', { orientation: 'image' }],
  ])('is nothing %s', (_, facts, edits, provider, request) => {
    expect(verdict(facts, edits, provider, request).saving).toBeNull()
  })
})
