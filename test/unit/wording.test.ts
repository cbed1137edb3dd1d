import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatBytesBeside,
  formatRatio,
  formatSeconds,
  formatSecondsBeside,
  formatSides,
  formatUsd,
} from '../../src/domain/wording'

describe('measured values in words', () => {
  it.each([
    [0, '0 s'],
    [3, '3 s'],
    [10, '10 s'],
    [100, '100 s'],
    [9.9, '9.9 s'],
    [9.98, '9.98 s'],
    [29.904, '29.9 s'],
    [41.2, '41.2 s'],
    [0.05, '0.05 s'],
  ])('%d seconds', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text)
  })

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [133_674, '133.7 kB'],
    [999_940, '999.9 kB'],
    [999_999, '1 MB'],
    [1_000_000, '1 MB'],
    [9_800_000, '9.8 MB'],
    [10_000_000, '10 MB'],
    [86_120_000, '86.1 MB'],
    [100_000_000, '100 MB'],
    [999_949_999, '999.9 MB'],
    [52_310_400_000, '52.3 GB'],
  ])('%d bytes', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it.each([
    [2.5, '2.5:1'],
    [1, '1:1'],
    [0.4, '1:2.5'],
    [16 / 9, '1.78:1'],
    [9 / 16, '1:1.78'],
    [20, '20:1'],
    [100, '100:1'],
  ])('the ratio %d', (ratio, text) => {
    expect(formatRatio(ratio)).toBe(text)
  })

  it.each([
    [0.378, '$0.38'],
    [3.78, '$3.78'],
    [12, '$12.00'],
    [0.001, '$0.0010'],
  ])('%d dollars', (usd, text) => {
    expect(formatUsd(usd)).toBe(text)
  })

  it('sides', () => {
    expect(formatSides({ width: 1920, height: 1080 })).toBe('1920×1080')
  })

  it('is exact only where rounding would hide that a limit is broken', () => {
    expect(formatBytesBeside(10_000_001, 10_000_000)).toBe('10000001 bytes')
    expect(formatBytesBeside(12_000_000, 10_000_000)).toBe('12 MB')
    expect(formatSecondsBeside(10.0004, 10)).toBe('10.0004 s')
    expect(formatSecondsBeside(10.02, 10)).toBe('10.02 s')
  })
})
