import { describe, expect, it } from 'vitest'
import { assertNever, Failure, fail, failed, failureCodes, faultOf, ok, retryOf } from '../../src/domain/failure'

describe('failures as values', () => {
  it('carry code, message, fix and what else is known', () => {
    expect(fail('provider.rate-limited', 'a', 'b', { retryAfterSeconds: 3, detail: 'c' })).toEqual({
      ok: false,
      failure: { code: 'provider.rate-limited', message: 'a', fix: 'b', retryAfterSeconds: 3, detail: 'c' },
    })
    expect(ok(7)).toEqual({ ok: true, value: 7 })
    const { failure } = fail('usage', 'a', 'b')
    expect(failed(failure)).toEqual({ ok: false, failure })
  })

  it('can be read back, and only with a known code', () => {
    const { failure } = fail('disk.full', 'a', 'b')
    expect(Failure.parse(failure)).toEqual(failure)
    expect(Failure.safeParse({ ...failure, code: 'disk.on-fire' }).success).toBe(false)
    expect(Failure.safeParse({ ...failure, retryAfterSeconds: -1 }).success).toBe(false)
    expect(Failure.safeParse({ code: 'disk.full', message: 'a' }).success).toBe(false)
  })

  it('are named by area and thing', () => {
    expect(new Set(failureCodes).size).toBe(failureCodes.length)
    for (const code of failureCodes) expect(code).toMatch(/^[a-z]+(\.[a-z-]+)?$/)
  })
})

describe('whose fault it is and whether to try again', () => {
  it.each([
    ['provider.bad-key', 'setup', 'change'],
    ['provider.no-balance', 'person', 'later'],
    ['provider.rate-limited', 'provider', 'later'],
    ['provider.unavailable', 'provider', 'later'],
    ['provider.rejected', 'provider', 'change'],
    ['network.timeout', 'network', 'now'],
    ['video.too-short', 'input', 'change'],
    ['job.illegal-move', 'choreo', 'no'],
    ['bug', 'choreo', 'no'],
  ] as const)('%s is the fault of %s, retry: %s', (code, fault, retry) => {
    expect([faultOf(code), retryOf(code)]).toEqual([fault, retry])
  })

  it('never offers an unconfirmed job for another try', () => {
    expect(retryOf('job.unconfirmed')).toBe('no')
  })

  it('says that nothing but another input helps where the input is to blame', () => {
    const inputs = failureCodes.filter((code) => faultOf(code) === 'input')
    expect(inputs.length).toBeGreaterThan(15)
    for (const code of inputs) expect([code, retryOf(code)]).toEqual([code, 'change'])
  })

  it('has an answer for every code', () => {
    for (const code of failureCodes) {
      expect(['input', 'person', 'setup', 'network', 'provider', 'machine', 'choreo']).toContain(faultOf(code))
      expect(['no', 'change', 'later', 'now']).toContain(retryOf(code))
    }
  })
})

it('a place that cannot be reached throws when it is', () => {
  expect(() => assertNever('x' as never)).toThrow('unexpected value: "x"')
})
