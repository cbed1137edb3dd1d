import { describe, expect, it } from 'vitest'
import { quoteFor } from '../../src/domain/assess'
import { providers } from '../../src/domain/providers/all'
import { type Price, quote } from '../../src/domain/quote'
import { minimalWish } from '../support/samples'

const price: Price = {
  perSecond: { standard: 0.1, professional: 0.2 },
  published: { standard: true, professional: true },
  minimumSeconds: 0,
  rounding: 'up',
  billedOn: 'output',
  rule: 'ten cents',
}

describe('the price a provider publishes', () => {
  it.each([
    ['wavespeed', 'standard', 2, 0.378],
    ['wavespeed', 'standard', 3, 0.378],
    ['wavespeed', 'standard', 5, 0.63],
    ['wavespeed', 'standard', 10, 1.26],
    ['wavespeed', 'standard', 20, 2.52],
    ['wavespeed', 'standard', 30, 3.78],
    ['wavespeed', 'professional', 5, 0.84],
    ['evolink', 'standard', 5, 0.567],
    ['evolink', 'standard', 10, 1.134],
    ['evolink', 'professional', 30, 4.536],
    ['shortapi', 'standard', 5, 0.535],
    ['shortapi', 'professional', 10, 1.43],
  ] as const)('%s %s for %d s is $%d', (id, tier, seconds, usd) => {
    expect(quote(id, providers[id].price, tier, seconds).usd).toBe(usd)
  })

  it('is unknown where none is published', () => {
    for (const id of ['aimlapi', 'highwayapi'] as const)
      expect(quote(id, providers[id].price, 'standard', 7.5)).toEqual({
        provider: id,
        tier: 'standard',
        seconds: 8,
        usd: null,
        certain: false,
        note: providers[id].price.rule,
      })
  })
})

describe('how sure it is', () => {
  it('is certain for whole seconds, and for any length where the page rounds up', () => {
    expect(quote('evolink', price, 'standard', 5)).toEqual({
      provider: 'evolink',
      tier: 'standard',
      seconds: 5,
      usd: 0.5,
      certain: true,
      note: 'ten cents',
    })
    expect(quote('evolink', price, 'standard', 5.2)).toMatchObject({ seconds: 6, usd: 0.6, certain: true })
  })

  it('is not certain where the page says both up and nearest, unless they agree', () => {
    const contradictory = { ...price, rounding: 'contradictory' as const }
    expect(quote('evolink', contradictory, 'standard', 5.2)).toMatchObject({ seconds: 6, usd: 0.6, certain: false })
    expect(quote('evolink', contradictory, 'standard', 5.7)).toMatchObject({ seconds: 6, certain: true })
  })

  it('is not certain about fractions where nothing is said of them', () => {
    const unknown = { ...price, rounding: 'unknown' as const }
    expect(quote('shortapi', unknown, 'standard', 5.7)).toMatchObject({ usd: 0.6, certain: false })
    expect(quote('shortapi', unknown, 'standard', 5)).toMatchObject({ usd: 0.5, certain: true })
  })

  it('is not certain where the number is from elsewhere', () => {
    expect(quote('wavespeed', providers.wavespeed.price, 'professional', 5).certain).toBe(false)
    expect(quote('wavespeed', providers.wavespeed.price, 'standard', 5).certain).toBe(true)
  })

  it('bills the minimum, certainly, for anything shorter', () => {
    expect(quote('wavespeed', providers.wavespeed.price, 'standard', 1.3)).toMatchObject({ seconds: 3, usd: 0.378, certain: true })
  })

  it('does not bill another second for the noise of a float', () => {
    expect(quote('evolink', price, 'standard', 0.1 + 0.2 + 4.7).seconds).toBe(5)
    expect(quote('evolink', price, 'standard', 5.0000004).seconds).toBe(5)
    expect(quote('evolink', price, 'standard', 5.001).seconds).toBe(6)
  })
})

describe('what is quoted', () => {
  it('is the result, where it is shorter than the clip', () => {
    expect(quoteFor(providers.highwayapi, { ...minimalWish, orientation: 'image' }, 9.9).seconds).toBe(5)
    expect(quoteFor(providers.highwayapi, { ...minimalWish, orientation: 'image' }, 4).seconds).toBe(4)
    expect(quoteFor(providers.highwayapi, minimalWish, 9.9).seconds).toBe(10)
    expect(quoteFor(providers.evolink, { ...minimalWish, orientation: 'image' }, 9.9)).toMatchObject({ seconds: 10, usd: 1.134 })
  })
})
