import { describe, expect, it } from 'vitest'
import { assess, planForAll, type Subject, Verdict } from '../../src/domain/assess'
import { noEdits } from '../../src/domain/media'
import { providerList, providers } from '../../src/domain/providers/all'
import type { ProviderId } from '../../src/domain/request'
import { imageFacts, minimalWish, videoFacts } from '../support/samples'

const subject = (changes: Partial<Subject> = {}): Subject => ({
  image: imageFacts(),
  video: videoFacts(),
  request: minimalWish,
  edits: noEdits,
  ...changes,
})
const all = providerList.map((provider) => provider.id) as [ProviderId, ...ProviderId[]]

describe('a provider’s verdict', () => {
  it('accepts legal inputs as they are, with a price and its notes', () => {
    for (const provider of providerList) {
      const verdict = assess(provider, subject())
      expect(verdict).toMatchObject({ provider: provider.id, accepts: 'as-is', violations: [], failures: [], notes: provider.notes })
      expect(verdict.plan).toMatchObject({ image: { change: 'untouched' }, video: { change: 'untouched' } })
      expect(verdict.quote).toMatchObject({ seconds: 8 })
      expect(Verdict.parse(verdict)).toEqual(verdict)
    }
  })

  it('needs a host exactly where a clip can only come by link', () => {
    expect(providerList.filter((provider) => assess(provider, subject()).needsHost).map((provider) => provider.id)).toEqual([
      'shortapi',
      'highwayapi',
    ])
  })

  it('accepts after changes, and quotes the finished length', () => {
    const verdict = assess(providers.evolink, subject({ video: videoFacts({ seconds: 41.2 }) }))
    expect(verdict).toMatchObject({ accepts: 'after-changes', failures: [], quote: { seconds: 30, usd: 3.402 } })
    expect(verdict.violations.map((violation) => violation.rule)).toEqual(['video.duration.max'])
  })

  it('accepts after changes when only private data has to go', () => {
    expect(assess(providers.evolink, subject({ image: imageFacts({ privateMetadata: ['location'] }) }))).toMatchObject({
      accepts: 'after-changes',
      violations: [],
    })
  })

  it('never accepts what cannot be reached, and says why for each file', () => {
    const verdict = assess(providers.evolink, subject({ image: imageFacts({ width: 20, height: 20 }), video: videoFacts({ seconds: 1 }) }))
    expect(verdict).toMatchObject({ accepts: 'never', plan: null, quote: null })
    expect(verdict.failures.map((failure) => failure.code)).toEqual(['image.too-small', 'video.too-short'])
  })

  it('still quotes when only the picture is in the way', () => {
    expect(assess(providers.evolink, subject({ image: imageFacts({ width: 20, height: 20 }) }))).toMatchObject({
      plan: null,
      quote: { seconds: 8 },
    })
  })

  it('never accepts a wish it cannot express, but shows the plan', () => {
    const verdict = assess(providers.aimlapi, subject({ request: { ...minimalWish, negativePrompt: 'blur', watermark: true } }))
    expect(verdict.accepts).toBe('never')
    expect(verdict.plan).not.toBeNull()
    expect(verdict.failures).toEqual([
      {
        code: 'request.not-expressible',
        message: 'AI/ML API cannot do this: negative-prompt (AI/ML API has none), watermark (AI/ML API has no such choice).',
        fix: 'Leave the negative prompt out, or say it in the prompt; leave the watermark choice out.',
      },
    ])
  })

  it('says how long a prompt is', () => {
    expect(assess(providers.evolink, subject({ request: { ...minimalWish, prompt: 'x'.repeat(2600) } })).failures).toEqual([
      {
        code: 'request.prompt-too-long',
        message: 'The prompt has 2600 characters; EvoLink takes ≤ 2500 characters.',
        fix: 'Shorten the text.',
      },
    ])
  })

  it('judges by the orientation and by the trim', () => {
    const twelve = subject({ video: videoFacts({ seconds: 12 }), request: { ...minimalWish, orientation: 'image' } })
    expect(assess(providers.evolink, twelve).violations.map((violation) => violation.rule)).toEqual(['video.duration.max'])
    const trimmed = assess(providers.evolink, { ...twelve, edits: { ...noEdits, trim: { start: 1, end: 6.5 } } })
    expect(trimmed).toMatchObject({ violations: [], accepts: 'after-changes', quote: { seconds: 6 } })
  })

  it('differs between providers where their limits do', () => {
    const heavy = subject({ video: videoFacts({ bytes: 50_000_000 }) })
    expect(Object.fromEntries(providerList.map((provider) => [provider.id, assess(provider, heavy).accepts]))).toEqual({
      shortapi: 'as-is',
      aimlapi: 'as-is',
      evolink: 'as-is',
      highwayapi: 'after-changes',
      wavespeed: 'after-changes',
    })
  })
})

describe('one plan for several providers', () => {
  it('satisfies the strictest of each limit', () => {
    const planned = planForAll(all, subject({ video: videoFacts({ bytes: 50_000_000 }), image: imageFacts({ bytes: 8_000_000 }) }))
    expect(planned).toMatchObject({
      ok: true,
      value: { image: { change: 'encoded', maxBytes: 7_000_000 }, video: { change: 'encoded', maxBytes: 10_000_000 } },
    })
    const heavy = planned.ok ? planned.value.video.steps.find((step) => step.rule === 'video.bytes') : undefined
    expect(heavy?.why).toContain('ShortAPI, AI/ML API, EvoLink, HighwayAPI and WaveSpeedAI take ')
  })

  it('is the provider’s own plan for one', () => {
    const heavy = subject({ video: videoFacts({ bytes: 50_000_000 }) })
    expect(planForAll(['wavespeed'], heavy)).toEqual({ ok: true, value: assess(providers.wavespeed, heavy).plan })
  })

  it('fails with the first wish that any of them cannot express', () => {
    expect(planForAll(['evolink', 'aimlapi'], subject({ request: { ...minimalWish, watermark: true } }))).toMatchObject({
      ok: false,
      failure: { code: 'request.not-expressible', message: expect.stringContaining('AI/ML API') },
    })
  })

  it('fails with the reason of the file that cannot be reached', () => {
    expect(planForAll(all, subject({ video: videoFacts({ seconds: 1 }) }))).toMatchObject({
      ok: false,
      failure: { code: 'video.too-short' },
    })
    expect(planForAll(all, subject({ image: imageFacts({ width: 9, height: 9 }) }))).toMatchObject({
      ok: false,
      failure: { code: 'image.too-small' },
    })
  })
})
