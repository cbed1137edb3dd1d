import { describe, expect, it } from 'vitest'
import { checkRequest, isPrivateHost } from '../../src/domain/check-request'
import { providerList, providers } from '../../src/domain/providers/all'
import type { MotionRequest } from '../../src/domain/request'
import { minimalWish } from '../support/samples'

const rules = (wish: Partial<MotionRequest>, id: keyof typeof providers = 'evolink') =>
  checkRequest({ ...minimalWish, ...wish }, providers[id]).map((violation) => violation.rule)

describe('a wish against what a provider can express', () => {
  it('has no complaint about a minimal wish anywhere', () => {
    for (const provider of providerList) expect(checkRequest(minimalWish, provider)).toEqual([])
  })

  it.each([
    ['shortapi', ['request.negative-prompt', 'request.element', 'request.watermark']],
    ['aimlapi', ['request.negative-prompt', 'request.element', 'request.watermark', 'request.callback']],
    ['evolink', ['request.negative-prompt']],
    ['highwayapi', ['request.element', 'request.watermark', 'request.callback']],
    ['wavespeed', ['request.element', 'request.watermark']],
  ] as const)('%s cannot express %j of a full wish', (id, expected) => {
    expect(rules({ negativePrompt: 'blur', elementId: '12345', watermark: true, callbackUrl: 'https://me.example/hook' }, id)).toEqual(
      expected,
    )
  })

  it('is never mendable: Choreo drops no wish in silence', () => {
    const found = checkRequest({ ...minimalWish, negativePrompt: 'blur', watermark: false }, providers.aimlapi)
    expect(found.map((violation) => violation.mendable)).toEqual([false, false])
    expect(found[1]).toMatchObject({ rule: 'request.watermark', measured: 'off', limit: 'AI/ML API has no such choice' })
  })

  it('counts a prompt in characters, not in UTF-16 halves', () => {
    expect(rules({ prompt: '🕺'.repeat(2500) })).toEqual([])
    expect(checkRequest({ ...minimalWish, prompt: '🕺'.repeat(2501) }, providers.evolink)).toEqual([
      {
        rule: 'request.prompt.length',
        measured: '2501 characters',
        limit: '≤ 2500 characters',
        source: 'documented',
        fix: 'shorten the text',
        mendable: false,
      },
    ])
    expect(rules({ negativePrompt: 'x'.repeat(2501) }, 'highwayapi')).toEqual(['request.negative-prompt.length'])
    expect(checkRequest({ ...minimalWish, prompt: 'x'.repeat(2501) }, providers.wavespeed)).toMatchObject([{ source: 'assumed' }])
  })

  it('has no complaint about empty texts', () => {
    expect(rules({ prompt: '', negativePrompt: '' }, 'aimlapi')).toEqual([])
  })

  it('takes an element only with the orientation of the clip', () => {
    expect(rules({ elementId: '1' })).toEqual([])
    expect(rules({ elementId: '1', orientation: 'image' })).toEqual(['request.element.orientation'])
  })
})

describe('a callback', () => {
  const problems = (callbackUrl: string) =>
    checkRequest({ ...minimalWish, callbackUrl }, providers.evolink).map((violation) => violation.limit)

  it.each([
    ['https://me.example/hook?x=1', []],
    ['http://me.example/hook', ['https only']],
    ['not a link', ['a link']],
    ['https://localhost/hook', ['no private address']],
    ['https://192.168.1.5/hook', ['no private address']],
    ['https://0x7f.1/hook', ['no private address']],
    ['https://2130706433/hook', ['no private address']],
    ['https://[::1]/hook', ['no private address']],
    ['https://[::ffff:127.0.0.1]/hook', ['no private address']],
    ['https://[::ffff:10.0.0.1]:8443/hook', ['no private address']],
    ['http://10.1.2.3/', ['https only', 'no private address']],
  ])('%s: %j', (link, expected) => {
    expect(problems(link)).toEqual(expected)
  })

  it('has at most 2048 characters', () => {
    const base = 'https://me.example/'
    expect(problems(base + 'x'.repeat(2048 - base.length))).toEqual([])
    expect(problems(base + 'x'.repeat(2049 - base.length))).toEqual(['≤ 2048 characters'])
  })
})

describe('a host that only this machine or network knows', () => {
  it.each([
    'localhost',
    'LOCALHOST.',
    'api.localhost',
    'printer.local',
    'db.internal',
    'box.lan',
    'router.home.arpa',
    'intranet',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.8.9.10',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fc00::1',
    'fdff:1:2::3',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '[::ffff:c0a8:101]',
    '::ffff:10.0.0.1',
    '::7f00:1',
    '64:ff9b::a00:1',
    'not:an:address',
  ])('is private: %s', (host) => {
    expect(isPrivateHost(host)).toBe(true)
  })

  it.each(
    [
      'example.com',
      'localhost.example.com',
      'mylocal',
      'local.example',
      '8.8.8.8',
      '9.255.255.255',
      '11.0.0.1',
      '100.63.255.255',
      '100.128.0.1',
      '126.0.0.1',
      '128.0.0.1',
      '169.253.0.1',
      '172.15.0.1',
      '172.32.0.1',
      '192.167.0.1',
      '192.169.0.1',
      '223.255.255.254',
      '2606:4700::6810:84e5',
      '[2001:4860:4860::8888]',
      '::ffff:8.8.8.8',
      '::ffff:808:808',
      '64:ff9b::808:808',
      'fbff::1',
      'fe00::1',
      '10.0.0.1.example.com',
      '999.0.0.1',
    ].filter((host) => host.includes('.') || host.includes(':')),
  )('is public: %s', (host) => {
    expect(isPrivateHost(host)).toBe(false)
  })
})
