import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shortenMedia, toCurl } from '../../src/domain/curl'
import type { HttpRequest } from '../../src/domain/http'
import { providers } from '../../src/domain/providers/all'
import { links, minimalWish } from '../support/samples'

const hard = `It's a "test" $HOME \`id\` \\n 100% & <b>\n– second line; rm -rf /`

/** What a real shell hands to curl: the line is run with `curl` as a function that prints its arguments. */
function shellArguments(line: string, environment: Record<string, string> = {}): string[] {
  const out = execFileSync('sh', ['-c', `curl() { for a in "$@"; do printf '%s\\0' "$a"; done; }\n${line}`], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    encoding: 'utf8',
  })
  return out.split('\0').slice(0, -1)
}
const valuesOf = (words: string[], flag: string) => words.filter((_, at) => words[at - 1] === flag)

describe('the exact request as a curl line', () => {
  it('reads well', () => {
    expect(toCurl(providers.evolink.poll('task-1'), 'https://api.evolink.ai/v1/tasks/task-1', 'CHOREO_EVOLINK_API_KEY')).toBe(
      [
        'curl --request GET',
        `--url 'https://api.evolink.ai/v1/tasks/task-1'`,
        '--header "Authorization: Bearer $CHOREO_EVOLINK_API_KEY"',
      ].join(' \\\n  '),
    )
  })

  it('survives a shell with every sign a prompt can hold', () => {
    const request = providers.wavespeed.create({ ...minimalWish, prompt: hard, callbackUrl: "https://me.example/it's" }, links, 'a')
    const url = `https://api.wavespeed.ai${request.path}`
    const words = shellArguments(toCurl(request, url, 'CHOREO_WAVESPEED_API_KEY'), { CHOREO_WAVESPEED_API_KEY: 'the-key' })
    expect(valuesOf(words, '--request')).toEqual(['POST'])
    expect(valuesOf(words, '--url')).toEqual([url])
    expect(valuesOf(words, '--header')).toEqual(['Authorization: Bearer the-key', 'content-type: application/json'])
    if (request.body?.kind !== 'json') throw new Error('no JSON')
    expect(JSON.parse(valuesOf(words, '--data')[0]!)).toEqual(request.body.value)
    expect(JSON.parse(valuesOf(words, '--data')[0]!)).toMatchObject({ prompt: hard })
  })

  it('names the key’s variable and holds no key', () => {
    const line = toCurl(
      providers.aimlapi.create(minimalWish, links, 'a'),
      'https://api.aimlapi.com/v2/video/generations',
      'CHOREO_AIMLAPI_API_KEY',
    )
    expect(line.match(/Bearer \S+/g)).toEqual(['Bearer $CHOREO_AIMLAPI_API_KEY"'])
  })

  it('sends no key where the request has none', () => {
    const request: HttpRequest = {
      method: 'PUT',
      origin: 'absolute',
      path: 'https://store.example.com/put?sig=1',
      headers: { 'if-none-match': '*' },
      auth: 'none',
      body: { kind: 'file', mime: 'video/mp4' },
    }
    const line = toCurl(request, request.path, 'CHOREO_WAVESPEED_API_KEY')
    expect(line).not.toMatch(/authorization|CHOREO/i)
    expect(valuesOf(shellArguments(line), '--header')).toEqual(['if-none-match: *'])
    expect(valuesOf(shellArguments(line), '--data-binary')).toEqual(['@FILE'])
  })

  it('shows a form with its fields and its file, whatever the name', () => {
    const way = providers.evolink.upload?.ways[0]
    if (way?.kind !== 'form') throw new Error('no form')
    const words = shellArguments(toCurl(way.request({ name: `it's "a";b.mp4`, mime: 'video/mp4', bytes: 1 }), 'https://files', 'K'))
    expect(valuesOf(words, '--form-string')).toEqual([`fileName=it's "a";b.mp4`])
    expect(valuesOf(words, '--form')).toEqual([`file=@"it's \\"a\\";b.mp4";type=video/mp4`])
  })
})

describe('media in a request', () => {
  it('are shown by kind and form, never as bytes', () => {
    expect(
      shortenMedia({
        a: { $media: 'image', as: 'base64', mime: 'image/png' },
        b: [{ $media: 'video', as: 'data-uri', mime: 'video/mp4' }, 'https://x'],
        c: null,
        d: { e: 1, f: true },
      }),
    ).toEqual({ a: '<image as base64>', b: ['data:video/mp4;base64,<video as base64>', 'https://x'], c: null, d: { e: 1, f: true } })
  })
})
