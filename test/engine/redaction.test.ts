import { describe, expect, it } from 'vitest'
import { createRedaction } from '../../src/main/engine/keys/redaction'

const key = 'sk-Live/9+x=Qz77"\\e'

function knowing(...secrets: string[]) {
  const redaction = createRedaction()
  for (const secret of secrets) redaction.remember(secret)
  return redaction.redact
}

describe('a known key is taken out', () => {
  const percent = encodeURIComponent(key)
  it.each([
    ['as it is', key],
    ['inside JSON', JSON.stringify({ said: `bad key ${key}` })],
    ['in a query', `https://example.com/?key=${percent}&x=1`],
    ['in a query with small letters', `https://example.com/?key=${percent.replace(/%../g, (code) => code.toLowerCase())}`],
    ['as base64', Buffer.from(key).toString('base64')],
    ['as base64 for links', Buffer.from(key).toString('base64url')],
    ['as base64 in a query', encodeURIComponent(Buffer.from(key).toString('base64'))],
    ...[1, 2, 3, 4].map((length) => [
      `as base64 of something longer, ${length} bytes in`,
      Buffer.from(`${'u'.repeat(length)}${key}:after`).toString('base64'),
    ]),
  ])('%s', (_name, text) => {
    const clean = knowing(key)(text)
    expect(clean).toContain('<key>')
    for (const form of [key, JSON.stringify(key).slice(1, -1), percent]) expect(clean.toLowerCase()).not.toContain(form.toLowerCase())
    // Whatever is left decodes to no more than a byte or two of it.
    for (const run of clean.match(/[A-Za-z0-9+/_-]{4,}/g) ?? [])
      expect(Buffer.from(run, 'base64').toString('latin1')).not.toContain(key.slice(4, 10))
  })

  it('also where one key is the beginning of another', () => {
    expect(knowing('sk-1234567', 'sk-1234567-long')('sk-1234567-long and sk-1234567')).toBe('<key> and <key>')
  })

  it('and stays out: it is never forgotten', () => {
    const redaction = createRedaction()
    redaction.remember('sk-old-4711')
    redaction.remember('sk-new-4712')
    expect(redaction.redact('sk-old-4711 sk-new-4712')).toBe('<key> <key>')
  })
})

describe('without knowing a key', () => {
  const redact = knowing()

  it('bearer tokens go, and the place where one is to be put stays', () => {
    expect(redact('authorization: Bearer abc.def')).toBe('authorization: Bearer <key>')
    expect(redact('"Authorization: Bearer $CHOREO_EVOLINK_API_KEY"')).toBe('"Authorization: Bearer $CHOREO_EVOLINK_API_KEY"')
  })

  it('signatures of presigned links go, the rest of the link stays', () => {
    const link = 'https://b.s3.amazonaws.com/clip.mp4?X-Amz-Credential=AKIA%2F2026&X-Amz-Signature=feed&plain=1'
    expect(redact(link)).toBe('https://b.s3.amazonaws.com/clip.mp4?X-Amz-Credential=<hidden>&X-Amz-Signature=<hidden>&plain=1')
  })

  it('media as base64 go', () => {
    expect(redact(`data:image/png;base64,${Buffer.alloc(600, 7).toString('base64')}`)).toBe('data:image/png;base64,<base64>')
  })

  it('all else stays as it was', () => {
    const text = JSON.stringify({ state: 'saved', sha256: 'a'.repeat(64), url: 'https://example.com/a?page=2', provider: 'wavespeed' })
    expect(redact(text)).toBe(text)
  })
})

it('a placeholder that is a plain word garbles no record', () => {
  const record = JSON.stringify({ provider: 'wavespeed', state: 'saved' })
  expect(knowing('wavespeed', 'saved', 'key')(record)).toBe(record)
})
